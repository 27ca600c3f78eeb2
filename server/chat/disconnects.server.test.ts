import { randomInt, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ChatHistoryEnvelope } from '#shared/chat.ts'
import { randomFrom } from '../../e2e/random-from.ts'
import { type Chat, startChat } from '../test/ask-and-follow.ts'
import type { TestApp } from '../test/harness.ts'
import { post, type ReadEvent, type Reader, readEvents, reasoningOf, textOf } from '../test/read-events.ts'
import { unitsOf } from './positions.ts'

const DISCONNECTS = 1000
const AT_ONCE = 12
/** What made a run fail is found again with DISCONNECTS_SEED. */
const seed = Number(process.env.DISCONNECTS_SEED ?? randomInt(2 ** 31))

let chat: Chat
let replicas: TestApp[]
beforeAll(async () => {
  chat = await startChat()
  replicas = [chat.app, await chat.app.replica()]
})
afterAll(() => chat.close())

let disconnects = 0
let answers = 0
const resumed = { here: 0, elsewhere: 0, asked: 0 }

/** As much of an event as ends at a position: a page may have been closed anywhere in a text. */
function upTo({ position, event }: ReadEvent, end: number): ReadEvent[] {
  if (position <= end) return [{ position, event }]
  if (event.type !== 'text-delta' && event.type !== 'reasoning-delta') return []
  const text = event.text.slice(0, Math.max(0, end - (position - unitsOf(event))))
  return text === '' ? [] : [{ position: end, event: { ...event, text } }]
}

/** One question, whose reader is cut off again and again, and comes back at either replica, in either way. */
async function readOverManyConnections(number: number): Promise<void> {
  const random = randomFrom(seed + number)
  const pick = <T>(...from: T[]): T | undefined => from[Math.floor(random() * from.length)]
  const mark = `question ${number}:`
  const message = `${mark} [[fault:uneven seed=${seed + number} pieces=${40 + Math.floor(random() * 160)}]] [[delay:${pick(2, 8, 20)}]]`
  const key = randomUUID()
  const asking = replicas[Math.floor(random() * 2)] ?? chat.app
  const read: ReadEvent[] = []
  const position = () => read.at(-1)?.position ?? 0

  async function connect(): Promise<Reader> {
    const [first] = read
    const at = replicas[Math.floor(random() * 2)] ?? chat.app
    // Whoever does not know whether his question arrived asks again, and reads from the start.
    if (first?.event.type !== 'start' || random() < 0.05) {
      read.length = 0
      resumed.asked++
      return await readEvents(`${(first ? at : asking).url}/api/v1/chat/stream`, post({ message }, { 'Idempotency-Key': key }))
    }
    resumed[at === asking ? 'here' : 'elsewhere']++
    const url = `${at.url}/api/v1/chat/stream?generation_id=${first.event.generation_id}`
    return random() < 0.5 ? await readEvents(`${url}&after=${position()}`) : await readEvents(url, { headers: { 'Last-Event-ID': String(position()) } })
  }

  while (read.at(-1)?.event.type !== 'finish') {
    const reader = await connect()
    expect(reader.status).toBe(200)
    const before = position()
    if (random() < 0.5) await reader.until((events) => events.length >= 1 + random() * 10)
    else await Promise.race([reader.end(), sleep(random() * 60)])
    await reader.leave()
    disconnects++
    const last = reader.events.at(-1)?.position ?? before
    // What came is not always what was taken of it.
    const end = random() < 0.5 ? last : before + Math.ceil(random() * (last - before))
    read.push(...reader.events.flatMap((event) => upTo(event, end)))
  }

  const sent = chat.fake.requests.filter(({ body }) => JSON.stringify(body ?? '').includes(mark))
  expect(sent).toHaveLength(1)
  expect(Buffer.from(textOf(read))).toEqual(Buffer.from(sent[0]?.sent ?? ''))
  expect(Buffer.from(reasoningOf(read))).toEqual(Buffer.from(sent[0]?.reasoned ?? ''))
  const { event: start } = read[0] ?? {}
  const session = start?.type === 'start' ? start.session_id : ''
  for (const replica of replicas) {
    const { messages } = ChatHistoryEnvelope.parse((await replica.api('GET', `/api/v1/chat/history?session_id=${session}`)).body).data
    expect(messages.map(({ role, status }) => `${role} ${status}`)).toEqual(['user complete', 'assistant complete'])
    expect(Buffer.from(messages[1]?.content ?? '')).toEqual(Buffer.from(sent[0]?.sent ?? ''))
    expect(Buffer.from(messages[1]?.reasoning ?? '')).toEqual(Buffer.from(sent[0]?.reasoned ?? ''))
  }
}

test(`${DISCONNECTS} disconnects at random: no character is missing or doubled, and each answer is stored once`, { timeout: 300_000 }, async () => {
  const someone = async () => {
    while (disconnects < DISCONNECTS) {
      const number = ++answers
      await readOverManyConnections(number).catch((cause: unknown) => {
        throw new Error(`Question ${number} of the run with DISCONNECTS_SEED=${seed} failed: ${String(cause)}`, { cause })
      })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, someone))
  console.log(`${disconnects} disconnects over ${answers} answers: ${JSON.stringify(resumed)}`)
  const { rows } = await chat.app.database.db.execute(sql`
    select (select count(*)::int from chat_messages where role = 'assistant') as answers, (select count(*)::int from generations where status <> 'complete') as others,
      (select count(*)::int from generation_events) as log`)
  expect(rows).toEqual([{ answers, others: 0, log: 0 }])
})
