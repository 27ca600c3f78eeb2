import { z } from 'zod'
import { success } from './envelope.ts'
import { Money } from './money.ts'
import { Id, Timestamp } from './text.ts'
import { RoleSlug } from './users.ts'

/** `reserved`: under way. `settled`: what the provider charged. `estimated`: by tokens and prices, where it does not say. `unknown`: it is being asked, or nobody knows. */
export const callStates = ['reserved', 'settled', 'estimated', 'unknown'] as const
export type CallState = (typeof callStates)[number]

/** What a model is called for. */
export const purposes = ['answer', 'title', 'completions', 'test'] as const
export type Purpose = (typeof purposes)[number]

/** What somebody may set: to the hundredth of a cent, below a billion. */
export const Limit = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,4})?$/)
  .meta({ description: 'US dollars, with four decimals at most.', example: '12.50' })

const limits = {
  day: Limit.nullable().describe('For a day (UTC); null for no limit.'),
  month: Limit.nullable().describe('For a calendar month (UTC); null for no limit.'),
}

export const SetLimits = z.strictObject(limits).meta({ id: 'SetLimits' })
export type SetLimits = z.infer<typeof SetLimits>

/** Whose limit it is that holds. */
export const LimitSource = z.enum(['role', 'user', 'own'])
export type LimitSource = z.infer<typeof LimitSource>

const BudgetPeriod = z.object({
  spent: Money.describe('Charged, and set aside for answers that are being written.'),
  reserved: Money.describe('Of this, what is only set aside.'),
  limit: Money.nullable(),
  source: LimitSource.nullable().describe('Where the limit comes from: the role, an administrator for this person, or the person.'),
  remaining: Money.nullable(),
  resets_at: Timestamp,
})
export type BudgetPeriod = z.infer<typeof BudgetPeriod>

/** How somebody stands with their budget. */
export const BudgetState = z
  .object({ day: BudgetPeriod, month: BudgetPeriod, own: z.object({ day: Money.nullable(), month: Money.nullable() }).describe('What the person has set.') })
  .meta({ id: 'BudgetState' })
export type BudgetState = z.infer<typeof BudgetState>

export const Budget = z
  .object({
    scope: z.enum(['role', 'user']),
    subject: z.string().describe('The slug of the role, or the id of the account.'),
    name: z.string(),
    day: Money.nullable(),
    month: Money.nullable(),
  })
  .meta({ id: 'Budget' })
export type Budget = z.infer<typeof Budget>

export const RoleBudgetParams = z.strictObject({ slug: RoleSlug })
export const UserBudgetParams = z.strictObject({ id: Id })

export const USAGE_DAYS_MAX = 400
export const USAGE_ROWS_MAX = 100

const range = {
  from: z.iso.date().describe('First day (UTC).'),
  to: z.iso.date().describe(`Last day (UTC); ${USAGE_DAYS_MAX} days at most.`),
}
const inOrder = ({ from, to }: { from: string; to: string }) => from <= to && Date.parse(to) - Date.parse(from) < USAGE_DAYS_MAX * 86_400_000
const orderError = { error: 'The last day comes after the first, within 400 days.', path: ['to'] }

export const ownGroups = ['day', 'model', 'session', 'key', 'purpose'] as const
export const workspaceGroups = ['day', 'model', 'user', 'key', 'purpose'] as const
export type UsageGroup = (typeof ownGroups)[number] | (typeof workspaceGroups)[number]

const some = { ...range, api_key_id: Id.optional().describe('Only calls with this API key.') }

export const UsageQuery = z.strictObject({ ...some, by: z.enum(ownGroups).prefault('day') }).refine(inOrder, orderError)
export const WorkspaceUsageQuery = z
  .strictObject({ ...some, by: z.enum(workspaceGroups).prefault('day'), user_id: Id.optional().describe('Only of this account.') })
  .refine(inOrder, orderError)
export const UsageExportQuery = z.strictObject(some).refine(inOrder, orderError)

const figures = {
  calls: z.int(),
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
  cached_tokens: z.int().describe('Of the tokens in, those that the provider had read before.'),
  cost: Money,
  saved: Money.describe('What the cached tokens would have cost more, where the prices are known.'),
  pending: z.int().describe('Calls whose cost is not known (yet); they count as 0 here.'),
}

export const UsageFigures = z.object(figures).meta({ id: 'UsageFigures' })
export type UsageFigures = z.infer<typeof UsageFigures>

export const UsageRow = z
  .object({
    key: z.string().nullable().describe('The day, the model, or an id; null for calls without (no API key, no conversation).'),
    label: z.string().nullable().describe('A name for people; null where there is none (any more).'),
    ...figures,
  })
  .meta({ id: 'UsageRow' })
export type UsageRow = z.infer<typeof UsageRow>

export const UsageReport = z
  .object({
    total: UsageFigures,
    rows: z.array(UsageRow).describe(`By day: every day, oldest first. Else what cost most first, ${USAGE_ROWS_MAX} at most.`),
    more: z.boolean().describe('Whether there are rows beyond these; the total has all.'),
  })
  .meta({ id: 'UsageReport' })
export type UsageReport = z.infer<typeof UsageReport>

export const UsageReportEnvelope = success('UsageReportEnvelope', UsageReport)
export const UsageFiguresEnvelope = success('UsageFiguresEnvelope', UsageFigures)
export const BudgetStateEnvelope = success('BudgetStateEnvelope', BudgetState)
export const BudgetEnvelope = success('BudgetEnvelope', Budget)
export const BudgetsEnvelope = success('BudgetsEnvelope', z.object({ budgets: z.array(Budget) }))
