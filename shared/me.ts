import { z } from 'zod'
import { success } from './envelope.ts'
import { Id, Timestamp } from './text.ts'
import { Permission, User } from './users.ts'

/** Apart from the rest of signing in, because every page needs it at first. */
export const Me = z
  .object({
    user: User,
    permissions: z.array(Permission).describe("What this caller may do: the role's, or with an API key the part of them that the key has."),
    has_password: z.boolean().describe('false for who only signs in through the company.'),
    session: z
      .object({
        id: Id,
        idle_seconds: z.int().describe('Unused for this long, the sign-in ends.'),
        expires_at: Timestamp.describe('Then it ends in any case.'),
      })
      .nullable()
      .describe('null with an API key.'),
  })
  .meta({ id: 'Me' })
export type Me = z.infer<typeof Me>
export const MeEnvelope = success('MeEnvelope', Me)
