import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Chat, startChat } from '../test/ask-and-follow.ts'
import { textOf } from '../test/read-events.ts'

const TIMES = 100
const AT_ONCE = 10
const text = `${'第一句。🎉 A second sentence. '.repeat(8)}end`

let chat: Chat
beforeAll(async () => {
  chat = await startChat()
})
afterAll(() => chat.close())

test.each([
  ['first', 1],
  ['middle', text.length / 2],
  ['last', text.length],
])(`who leaves at the %s token, ${TIMES} times, finds the whole answer, once`, { timeout: 180_000 }, async (_, units) => {
  const run = randomUUID()
  let asked = 0
  async function askAndLeave() {
    while (asked < TIMES) {
      const reader = await chat.ask(`${run} ${++asked}; [[delay:4]] [[chunks:25]] [[say]]${text}`)
      await reader.until((events) => textOf(events).length >= units)
      await reader.leave()
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, askAndLeave))
  const { db } = chat.app.database
  const running = async () => (await db.execute(sql`select 1 from generations where status = 'running'`)).rows.length
  await expect.poll(running, { timeout: 30_000 }).toBe(0)

  const { rows } = await db.execute(sql`
    select a.content, a.status, count(*)::int as answers, (select count(*)::int from generation_events) as log
    from chat_messages q join chat_messages a on a.session_id = q.session_id and a.role = 'assistant'
    where q.role = 'user' and q.content like ${`${run}%`} group by a.content, a.status`)
  expect(rows).toEqual([{ content: text, status: 'complete', answers: TIMES, log: 0 }])
  const calls = chat.fake.requests.filter(({ body }) => JSON.stringify(body ?? '').includes(run))
  expect(calls.map(({ finished, sent }) => finished && sent === text)).toEqual(Array.from({ length: TIMES }, () => true))
})
