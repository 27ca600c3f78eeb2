import { z } from 'zod'
import { success } from './envelope.ts'
import { sources } from './permissions.ts'
import { Id, Timestamp, text } from './text.ts'

export const AuditEntry = z
  .object({
    id: z.int().positive(),
    at: Timestamp,
    actor_id: Id.nullable().describe('null where nobody was signed in.'),
    actor_name: z.string().nullable(),
    source: z.enum(sources),
    action: z.string().describe('What happened: `item.update`, `auth.login`, `auth.denied`, …'),
    target_type: z.string().nullable(),
    target_id: z.string().nullable(),
    before: z.unknown().nullable(),
    after: z.unknown().nullable(),
    detail: z.record(z.string(), z.unknown()).describe('What else is known of it.'),
    address: z.string().nullable(),
    request_id: z.string().nullable(),
    position: z.int().positive().nullable().describe('Its place in the chain; null until it is sealed, some seconds later.'),
  })
  .meta({ id: 'AuditEntry' })
export type AuditEntry = z.infer<typeof AuditEntry>

const filters = {
  actor_id: Id.optional(),
  action: z
    .string()
    .regex(/^[a-z_.-]{1,60}$/)
    .optional()
    .describe('An action, or the beginning of one: `auth.`'),
  target_type: z
    .string()
    .regex(/^[a-z_]{1,40}$/)
    .optional(),
  target_id: text(1, 100).optional(),
  source: z.enum(sources).optional(),
  q: text(0, 200).optional().describe('Text anywhere in the entry.'),
  from: Timestamp.optional(),
  to: Timestamp.optional(),
}
export const AuditQuery = z.strictObject({
  ...filters,
  limit: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .pipe(z.int().min(1).max(200))
    .prefault('50'),
  cursor: z.string().min(1).max(200).optional(),
})
export type AuditQuery = z.infer<typeof AuditQuery>
export const AuditExportQuery = z.strictObject({ ...filters, format: z.enum(['csv', 'jsonl']).prefault('csv') })
export type AuditExportQuery = z.infer<typeof AuditExportQuery>

export const AuditVerification = z
  .object({
    intact: z.boolean(),
    sealed: z.int().describe('Entries in the chain.'),
    unsealed: z.int().describe('Entries of the last seconds, not yet in it.'),
    head: z.string().nullable().describe('The seal of the last entry: kept elsewhere, it proves that nothing was cut off.'),
    problems: z
      .array(z.object({ position: z.int().nullable(), id: z.int().nullable(), problem: z.enum(['altered', 'missing', 'head']) }))
      .describe('100 at most.'),
  })
  .meta({ id: 'AuditVerification' })
export type AuditVerification = z.infer<typeof AuditVerification>

export const AuditPageEnvelope = success('AuditPageEnvelope', z.object({ entries: z.array(AuditEntry), next_cursor: z.string().nullable() }))
export const AuditVerificationEnvelope = success('AuditVerificationEnvelope', AuditVerification)
