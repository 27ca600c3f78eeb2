import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Actor } from '#shared/permissions.ts'
import { Budget, type BudgetState, LimitSource, type SetLimits } from '#shared/usage.ts'
import { asActor } from '../audit/acting.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'
import { administer } from '../users/administer.ts'

const amount = z.string().nullable()
const State = z.array(
  z.object({
    day_limit: amount,
    month_limit: amount,
    day_left: amount,
    month_left: amount,
    day_source: LimitSource.nullable(),
    month_source: LimitSource.nullable(),
    day_spent: z.string(),
    month_spent: z.string(),
    day_reserved: z.string(),
    month_reserved: z.string(),
    day_ends: z.string(),
    month_ends: z.string(),
    own_day: amount,
    own_month: amount,
  }),
)

/** How somebody stands with their budget. @throws USER_NOT_FOUND */
export async function budgetOf(db: Db, _actor: Actor, userId: string): Promise<BudgetState> {
  const text = (value: string) => sql.raw(`trim_scale(${value})::text`)
  const { rows } = await db.execute(sql`
    select ${text('b.day_limit')} as day_limit, ${text('b.month_limit')} as month_limit, ${text('case when b.day_limit is not null then greatest(b.day_limit - b.day_spent, 0) end')} as day_left,
      ${text('case when b.month_limit is not null then greatest(b.month_limit - b.month_spent, 0) end')} as month_left, b.day_source, b.month_source, ${text('b.day_spent')} as day_spent,
      ${text('b.month_spent')} as month_spent, ${text('coalesce(r.day, 0)')} as day_reserved, ${text('coalesce(r.month, 0)')} as month_reserved,
      b.day_ends, b.month_ends, ${text('o.day')} as own_day, ${text('o.month')} as own_month
    from budget_of(${userId}::uuid) b
    left join budgets o on o.subject = 'own:' || ${userId}::text
    cross join lateral (
      select sum(c.amount) filter (where c.at >= b.day_ends - interval '1 day') as day, sum(c.amount) as month from model_calls c
      where c.user_id = ${userId}::uuid and c.cost is null and c.at >= b.month_ends - interval '1 month'
    ) r`)
  const [row] = State.parse(rows)
  if (!row) throw appError('USER_NOT_FOUND')
  return {
    day: {
      spent: row.day_spent,
      reserved: row.day_reserved,
      limit: row.day_limit,
      source: row.day_source,
      remaining: row.day_left,
      resets_at: toTimestamp(row.day_ends),
    },
    month: {
      spent: row.month_spent,
      reserved: row.month_reserved,
      limit: row.month_limit,
      source: row.month_source,
      remaining: row.month_left,
      resets_at: toTimestamp(row.month_ends),
    },
    own: { day: row.own_day, month: row.own_month },
  }
}

async function store(tx: Db, subject: string, { day, month }: SetLimits): Promise<void> {
  if (day === null && month === null) await tx.execute(sql`delete from budgets where subject = ${subject}`)
  else
    await tx.execute(sql`insert into budgets (subject, day, month) values (${subject}, ${day}::numeric, ${month}::numeric)
      on conflict (subject) do update set day = excluded.day, month = excluded.month, updated_at = now()`)
}

/** A limit of one's own: it only lowers what others have set. */
export async function setOwnLimits(db: Db, actor: Actor, limits: SetLimits): Promise<BudgetState> {
  await asActor(db, actor, (tx) => store(tx, `own:${actor.userId}`, limits))
  return await budgetOf(db, actor, actor.userId)
}

const name = { role: sql`(select r.name from roles r where r.slug = s.subject)`, user: sql`(select u.name from users u where u.id::text = s.subject)` }
const readBudgets = sql`
  select s.scope, s.subject, coalesce(case s.scope when 'role' then ${name.role} else ${name.user} end, '') as name,
    trim_scale(s.day)::text as day, trim_scale(s.month)::text as month
  from (select split_part(subject, ':', 1) as scope, substr(subject, strpos(subject, ':') + 1) as subject, day, month from budgets where subject not like 'own:%') s`

/** Every budget that an administrator has set: of roles, then of people, by name. */
export async function listBudgets(db: Db, _actor: Actor): Promise<Budget[]> {
  const { rows } = await db.execute(sql`select * from (${readBudgets}) b order by b.scope, lower(b.name), b.subject`)
  return z.array(Budget).parse(rows)
}

const present = {
  role: { find: (subject: string) => sql`select name from roles where slug = ${subject} for share`, missing: 'ROLE_NOT_FOUND' },
  user: {
    find: (subject: string) => sql`select name from users where id = ${subject}::uuid and status in ('active', 'disabled') for share`,
    missing: 'USER_NOT_FOUND',
  },
} as const
const Named = z.array(z.object({ name: z.string() }))

/** What each person of a role may spend, or one person: that takes the place of the role's. @throws ROLE_NOT_FOUND, USER_NOT_FOUND, FORBIDDEN */
export async function setBudget(db: Db, actor: Actor, scope: Budget['scope'], subject: string, limits: SetLimits): Promise<Budget> {
  return await administer(db, actor, async (tx) => {
    const [found] = Named.parse((await tx.execute(present[scope].find(subject))).rows)
    if (!found) throw appError(present[scope].missing)
    await store(tx, `${scope}:${subject}`, limits)
    const { rows } = await tx.execute(sql`select * from (${readBudgets}) b where b.scope = ${scope} and b.subject = ${subject}`)
    const [budget] = z.array(Budget).parse(rows)
    return budget ?? { scope, subject, name: found.name, day: null, month: null }
  })
}
