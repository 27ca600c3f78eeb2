import { type SQL, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Actor } from '#shared/permissions.ts'
import type { Db } from '../../db/engine.ts'
import { startApp, type TestApp } from '../../test/harness.ts'
import { searchChats } from './search.ts'
import { signatureOf } from './signature.ts'

// What a search looks at where there are many messages of many people: only what an index names.

const OWNERS = 100
const MESSAGES = 300

let app: TestApp
let db: Db
const ownerOf = (n: number) => `019abf00-0000-7000-8000-${String(n).padStart(12, '0')}`

beforeAll(async () => {
  app = await startApp()
  db = app.database.db
  const owner = sql`('019abf00-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid`
  await db.execute(
    sql`insert into chat_sessions (id, owner_id, title, message_count) select ${owner}, ${owner}, 'talk ' || n, ${MESSAGES}::int from generate_series(1, ${OWNERS}::int) n`,
  )
  // Conversations that are not looked for: of few the planner would rather read all.
  await db.execute(sql`
    insert into chat_sessions (id, owner_id, title, message_count)
    select gen_random_uuid(), gen_random_uuid(), 'other ' || n, 0 from generate_series(1, 20000) n`)
  await db.execute(sql`
    insert into chat_messages (id, session_id, owner_id, position, depth, role, content, status, indexed, created_at)
    select gen_random_uuid(), ${owner}, ${owner}, at, at, 'user', 'common w' || (at % 50) || ' 季度' || case when at = 7 then ' rare' || n else '' end, 'complete', true,
      now() - make_interval(secs => at * 60)
    from generate_series(1, ${OWNERS}::int) n, generate_series(1, ${MESSAGES}::int) at`)
  // As the program would, had it the time.
  const { rows } = await db.execute<{ content: string }>(sql`select distinct content from chat_messages`)
  const contents = rows.map(({ content }) => content)
  const signatures = contents.map((content) => Buffer.from(signatureOf(content)).toString('hex'))
  await db.execute(sql`
    insert into chat_search (message_id, session_id, owner_id, at, signature)
    select m.id, m.session_id, m.owner_id, m.created_at, decode(s.signature, 'hex')
    from chat_messages m join unnest(${sql.param(contents)}::text[], ${sql.param(signatures)}::text[]) as s (content, signature) using (content)`)
  await db.execute(sql`analyze chat_search, chat_messages, chat_sessions`)
}, 120_000)
afterAll(() => app.close())

/** The database, and the plan of every statement that it is asked to run. */
function watch(): { db: Db; plans: string[] } {
  const plans: string[] = []
  const execute = async (query: SQL) => {
    plans.push(JSON.stringify((await db.execute(sql`explain (format json) ${query}`)).rows))
    return await db.execute(query)
  }
  return { db: Object.create(db, { execute: { value: execute } }), plans }
}

it.each(['common', 'rare7', '季度', '季', 'w7', 'talk', 'common 季度 w7', 'nowhere'])('%s is found by indexes alone', async (q) => {
  const actor: Actor = { userId: ownerOf(7), permissions: new Set(['chat:use']), source: 'api', sessionId: null, apiKeyId: null, budgeted: false }
  const watched = watch()
  const { hits } = await searchChats(watched.db, actor, { q, limit: 20 })
  expect(hits.length).toBe({ rare7: 1, w7: 6, talk: 1, 'common 季度 w7': 6, nowhere: 0 }[q] ?? 20)
  expect(watched.plans.length).toBeGreaterThan(1)
  for (const plan of watched.plans) {
    expect(plan).not.toContain('"Seq Scan"')
    expect(plan).toMatch(/chat_search_newest|chat_sessions_owner/)
  }
})
