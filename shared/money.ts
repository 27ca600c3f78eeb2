import { z } from 'zod'

/** An exact amount: floats would not add up. */
export const Money = z
  .string()
  .regex(/^\d{1,15}(\.\d{1,30})?$/)
  .meta({ description: 'US dollars, as an exact decimal.', example: '0.00042' })
