import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Actor } from '#shared/permissions.ts'
import { USAGE_ROWS_MAX, UsageFigures, type UsageGroup, type UsageReport, UsageRow } from '#shared/usage.ts'
import type { Db } from '../db/engine.ts'

/** Whose calls: those of one person, or everybody's; of one API key, where it is named. */
export type Whose = { userId: string | null; apiKeyId?: string | undefined }
type Range = { from: string; to: string }

const money = (sum: SQL) => sql`trim_scale(coalesce(${sum}, 0))::text`

const figures = sql`count(c.id)::int as calls, coalesce(sum(c.prompt_tokens), 0)::float8 as prompt_tokens, coalesce(sum(c.completion_tokens), 0)::float8 as completion_tokens,
  coalesce(sum(c.cached_tokens), 0)::float8 as cached_tokens, ${money(sql`sum(c.cost)`)} as cost,
  ${money(sql`sum(c.cached_tokens * (c.prompt_price - c.cached_price))`)} as saved, count(c.id) filter (where c.cost is null)::int as pending`

/** Of the ledger's rows `c`, theirs; to be followed by nothing that binds less than `and`. */
export const isOf = ({ userId, apiKeyId }: Whose) =>
  sql.join(
    [userId === null ? sql`true` : sql`c.user_id = ${userId}::uuid`, ...(apiKeyId === undefined ? [] : [sql`c.api_key_id = ${apiKeyId}::uuid`])],
    sql` and `,
  )

const within = (whose: Whose, { from, to }: Range) => sql`c.at >= ${from}::date and c.at < ${to}::date + 1 and ${isOf(whose)}`

/** By what the calls are put together, and what each is called. A title is its owner's alone: everybody's calls are not put together by conversation. */
const groups: Record<Exclude<UsageGroup, 'day'>, { key: SQL; label: SQL }> = {
  model: { key: sql`coalesce(c.model_answered, c.model_asked)`, label: sql`null::text` },
  purpose: { key: sql`c.purpose`, label: sql`null::text` },
  session: { key: sql`c.session_id::text`, label: sql`(select s.title from chat_sessions s where s.id::text = g.key and s.owner_id = g.owner)` },
  user: { key: sql`c.user_id::text`, label: sql`(select u.name from users u where u.id::text = g.key)` },
  key: { key: sql`c.api_key_id::text`, label: sql`(select k.name from api_keys k where k.id::text = g.key)` },
}

/** What was used in some days, put together by something. */
export async function readUsage(db: Db, _actor: Actor, whose: Whose, range: Range, by: UsageGroup): Promise<UsageReport> {
  const total = db.execute(sql`select ${figures} from model_calls c where ${within(whose, range)}`)
  const rows = by === 'day' ? readDays(db, whose, range) : readGroups(db, whose, range, groups[by])
  const [[sum], found] = [z.array(UsageFigures).parse((await total).rows), await rows]
  if (!sum) throw new Error('A sum of nothing is a row too.')
  return { total: sum, rows: found.slice(0, by === 'day' ? undefined : USAGE_ROWS_MAX), more: by !== 'day' && found.length > USAGE_ROWS_MAX }
}

async function readDays(db: Db, whose: Whose, range: Range): Promise<UsageRow[]> {
  const { rows } = await db.execute(sql`
    select to_char(d.day, 'YYYY-MM-DD') as key, null::text as label, ${figures}
    from generate_series(${range.from}::timestamp, ${range.to}::timestamp, interval '1 day') as d (day)
    left join model_calls c on c.at >= d.day and c.at < d.day + interval '1 day' and ${within(whose, range)}
    group by d.day order by d.day`)
  return z.array(UsageRow).parse(rows)
}

async function readGroups(db: Db, whose: Whose, range: Range, { key, label }: { key: SQL; label: SQL }): Promise<UsageRow[]> {
  const { rows } = await db.execute(sql`
    select g.*, ${label} as label from (
      select ${key} as key, ${whose.userId}::uuid as owner, coalesce(sum(c.cost), 0) as exactly, ${figures} from model_calls c
      where ${within(whose, range)} group by 1 order by exactly desc, calls desc, key limit ${USAGE_ROWS_MAX + 1}::int
    ) g order by g.exactly desc, g.calls desc, g.key`)
  return z.array(UsageRow).parse(rows)
}

/** What a conversation of the actor came to. Whether there is one is not asked here. */
export async function usageOfSession(db: Db, actor: Actor, sessionId: string): Promise<UsageFigures> {
  const { rows } = await db.execute(sql`select ${figures} from model_calls c where c.session_id = ${sessionId}::uuid and c.user_id = ${actor.userId}::uuid`)
  const [sum] = z.array(UsageFigures).parse(rows)
  if (!sum) throw new Error('A sum of nothing is a row too.')
  return sum
}
