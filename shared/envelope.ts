import { z } from 'zod'

/** The answer to every successful call: what was asked for, under `data`. */
export const success = <T extends z.ZodType>(id: string, data: T) =>
  z
    .object({
      status: z.literal('success'),
      data,
      message: z.string().describe('For people, in the language of Accept-Language.'),
    })
    .meta({ id })
