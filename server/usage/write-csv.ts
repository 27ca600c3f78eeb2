import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Actor } from '#shared/permissions.ts'
import { BYTE_ORDER_MARK, cell } from '../audit/write-export.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { isOf, type Whose } from './queries.ts'

/** Rows that are read at once: a page of them is written while the next is waited for. */
const AT_ONCE = 1000

const columns = [
  'at',
  'user',
  'api_key',
  'session_id',
  'purpose',
  'model_asked',
  'model_answered',
  'prompt_tokens',
  'completion_tokens',
  'cached_tokens',
  'cost',
  'state',
  'provider_id',
] as const

const Rows = z.array(z.looseObject({ id: z.string(), at: z.string() }))

/** Every call of some days, oldest first, as a file for spreadsheets; costs are exact. */
export async function* writeUsageCsv(db: Db, _actor: Actor, whose: Whose, { from, to }: { from: string; to: string }): AsyncGenerator<string> {
  yield `${BYTE_ORDER_MARK}${columns.join(',')}\r\n`
  let after = { at: from, id: '00000000-0000-0000-0000-000000000000' }
  for (;;) {
    const { rows } = await db.execute(sql`
      select c.id, c.at, u.name as user, k.name as api_key, c.session_id, c.purpose, c.model_asked, c.model_answered, c.prompt_tokens, c.completion_tokens,
        c.cached_tokens, trim_scale(c.cost)::text as cost, c.state, c.provider_id
      from model_calls c left join users u on u.id = c.user_id left join api_keys k on k.id = c.api_key_id
      where (c.at, c.id) > (${after.at}::timestamptz, ${after.id}::uuid) and c.at < ${to}::date + 1 and ${isOf(whose)}
      order by c.at, c.id limit ${AT_ONCE}::int`)
    const page = Rows.parse(rows)
    yield page.map((row) => `${columns.map((column) => cell(column === 'at' ? toTimestamp(row.at) : row[column])).join(',')}\r\n`).join('')
    const last = page.at(-1)
    if (!last || page.length < AT_ONCE) return
    after = last
  }
}
