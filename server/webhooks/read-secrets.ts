import { z } from 'zod'
import type { Secrets } from '../secrets/encrypt.ts'
import { purposeOf } from './sign.ts'

/** As they are stored; the one of before only as long as it signs. */
export const Sealed = z.object({ secret: z.string(), previous_secret: z.string().nullable() })

/** What signs now; null where it was encrypted with a SECRET_KEY that is not known any more. */
export function secretsOf(secrets: Secrets, webhookId: string, { secret, previous_secret }: z.infer<typeof Sealed>): string[] | null {
  try {
    return [secret, ...(previous_secret === null ? [] : [previous_secret])].map((sealed) => secrets.decrypt(sealed, purposeOf(webhookId)))
  } catch {
    return null
  }
}
