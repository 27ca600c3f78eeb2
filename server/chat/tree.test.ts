import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { AnswerEnvelope, type ChatHistory, ChatHistoryEnvelope } from '#shared/chat.ts'
import { type FakeOpenRouter, startFakeOpenRouter } from '../../e2e/fake-openrouter.ts'
import { startApp, type TestApp } from '../test/harness.ts'
import { post, readEvents, startOf } from '../test/read-events.ts'

// Whatever is done to a conversation, each branch is what was said on it. A plain tree in this file is told of everything that the program is
// asked to do; what the program then says of any branch, from any place, in pages of any size, must be what the tree says.

/** Deeper than two waymarks, before anything branches. */
const DEEP = 75
const STEPS = 90

let fake: FakeOpenRouter
let app: TestApp

beforeAll(async () => {
  fake = await startFakeOpenRouter({ delay: 0 })
  app = await startApp({ OPENROUTER_BASE_URL: fake.url })
})
afterAll(async () => {
  await app.close()
  await fake.close()
})

type Node = { id: string; parent: string | null; role: 'user' | 'assistant'; content: string }

/** Numbers that look random and are the same for the same seed, so that what failed fails again. */
function randomFrom(seed: number) {
  let state = seed
  const next = () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
  const one = <T>(list: readonly T[]): T => {
    const found = list[Math.floor(next() * list.length)]
    if (found === undefined) throw new Error('There is nothing to choose from.')
    return found
  }
  return { below: (n: number) => Math.floor(next() * n), one }
}

const history = async (session: string, more = ''): Promise<ChatHistory> =>
  ChatHistoryEnvelope.parse((await app.api('GET', `/api/v1/chat/history?session_id=${session}${more}`)).body).data
const Sent = z.object({ messages: z.array(z.object({ role: z.string(), content: z.string() })) })
const lastGiven = () =>
  Sent.parse(fake.requests.findLast(({ path }) => path === '/chat/completions')?.body)
    .messages.slice(1)
    .map(({ content }) => content)

/** What the tree holds together by, of every message there is. */
async function brokenMessages(): Promise<unknown[]> {
  const { rows } = await app.database.db.execute(sql`
    select m.id from chat_messages m left join chat_messages p on p.id = m.parent_id left join chat_messages w on w.id = m.waymark_id
    where (m.parent_id is null and (m.role <> 'user' or m.depth <> 1))
      or (m.parent_id is not null and (p.id is null or p.session_id <> m.session_id or p.role = m.role or p.depth <> m.depth - 1 or p.position >= m.position))
      or coalesce(w.depth, 0) <> (m.depth - 1) / 64 * 64
      or (w.id is not null and w.session_id <> m.session_id)`)
  return rows
}

test.each([1, 2, 3])('edits, other answers and walks at random (%i): every branch is what was said on it', { timeout: 240_000 }, async (seed) => {
  const random = randomFrom(seed)
  const nodes = new Map<string, Node>()
  const order: string[] = []
  let head = ''
  let session = ''
  let said = 0

  const childrenOf = (parent: string | null) => order.filter((id) => nodes.get(id)?.parent === parent)
  const pathTo = (id: string | null): Node[] => {
    const path: Node[] = []
    for (let node = id === null ? undefined : nodes.get(id); node; node = node.parent === null ? undefined : nodes.get(node.parent)) path.unshift(node)
    return path
  }
  const add = (node: Node) => {
    nodes.set(node.id, node)
    order.push(node.id)
  }
  async function ask(parent: string | null | undefined) {
    const text = `${session.slice(-4)} ${++said}`
    const message = `[[say]]${text}`
    const place = session ? { session_id: session, ...(parent === undefined ? {} : { parent_id: parent }) } : {}
    const { session_id, message_id } = AnswerEnvelope.parse((await app.api('POST', '/api/v1/chat/message', { message, ...place })).body).data
    session = session_id
    const { messages } = await history(session, '&limit=2')
    const question = messages[0]?.id ?? ''
    const follows = parent === undefined ? (head === '' ? null : head) : parent
    expect(lastGiven()).toEqual([...pathTo(follows).map(({ content }) => content), message])
    add({ id: question, parent: follows, role: 'user', content: message })
    add({ id: message_id, parent: question, role: 'assistant', content: text })
    head = message_id
  }
  const steps = {
    ask: () => ask(undefined),
    edit: async () => {
      const question = nodes.get(random.one(order.filter((id) => nodes.get(id)?.role === 'user')))
      await ask(question?.parent ?? null)
    },
    regenerate: async () => {
      const id = random.one(order)
      const question = nodes.get(id)?.role === 'user' ? id : (nodes.get(id)?.parent ?? '')
      const start = startOf(await (await readEvents(`${app.url}/api/v1/chat/messages/${id}/regenerate`, post({}))).end())
      expect(start.question_id).toBe(question)
      expect(lastGiven()).toEqual(pathTo(question).map(({ content }) => content))
      add({ id: start.message_id, parent: question, role: 'assistant', content: nodes.get(question)?.content.slice('[[say]]'.length) ?? '' })
      head = start.message_id
    },
    walk: async () => {
      let id = random.one(order)
      expect((await app.api('PUT', `/api/v1/chat/sessions/${session}/head`, { message_id: id })).status).toBe(200)
      for (let next: string | undefined = id; next; next = childrenOf(next).at(-1)) id = next
      head = id
    },
  }

  async function agrees() {
    const whole = await history(session, '&limit=500')
    const path = pathTo(head)
    expect([whole.head_id, whole.session.head_id, whole.total, whole.session.message_count]).toEqual([head, head, path.length, order.length])
    expect(whole.messages.map(({ id, role, content, parent_id }) => ({ id, role, content, parent: parent_id }))).toEqual(path)
    for (const { id, parent_id, siblings } of whole.messages) {
      const beside = childrenOf(parent_id)
      const at = beside.indexOf(id)
      expect(siblings).toEqual({ count: beside.length, index: at + 1, previous_id: beside[at - 1] ?? null, next_id: beside[at + 1] ?? null })
    }
    const other = random.one(order)
    const limit = 1 + random.below(40)
    const theirs = pathTo(other).map(({ id }) => id)
    const paged: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: ChatHistory = await history(session, `&limit=${limit}&message_id=${other}${cursor && `&cursor=${cursor}`}`)
      paged.unshift(...page.messages.map(({ id }) => id))
      expect(page.before).toBe(theirs.length - paged.length)
      cursor = page.next_cursor
    }
    expect(paged).toEqual(theirs)
    const offset = random.below(theirs.length + 3)
    const slice = await history(session, `&limit=${limit}&message_id=${other}&offset=${offset}`)
    expect(slice.messages.map(({ id }) => id)).toEqual(theirs.slice(offset, offset + limit))
    const around = await history(session, `&limit=${limit}&around=${other}`)
    expect(around.messages.map(({ id }) => id)).toContain(other)
    expect(pathTo(around.head_id).map(({ id }) => id)).toContain(other)
    if (pathTo(head).some(({ id }) => id === other)) expect(around.head_id).toBe(head)
  }

  for (let step = 0; step < DEEP; step++) await ask(undefined)
  await agrees()
  for (let step = 0; step < STEPS; step++) {
    const what = random.one(['ask', 'ask', 'edit', 'regenerate', 'walk'] as const)
    await steps[what]()
    await agrees()
  }
  expect(await brokenMessages()).toEqual([])
})

test('two tabs, and a third: whatever comes at once, the tree holds together', async () => {
  const first = AnswerEnvelope.parse((await app.api('POST', '/api/v1/chat/message', { message: '[[say]]start' })).body).data
  const { session_id } = first
  for (let round = 0; round < 12; round++) {
    const { messages } = await history(session_id)
    const [question] = messages
    const answers = await Promise.all([
      app.api('POST', '/api/v1/chat/message', { message: '[[say]]left', session_id }),
      app.api('POST', '/api/v1/chat/message', { message: '[[say]]right', session_id, parent_id: first.message_id }),
      app.api('POST', '/api/v1/chat/compare', { message: '[[say]]both', session_id, models: ['a/a', 'b/b'] }),
      app.api('POST', `/api/v1/chat/messages/${question?.id}/regenerate`, {}),
      app.api('PUT', `/api/v1/chat/sessions/${session_id}/head`, { message_id: first.message_id }),
    ])
    for (const { status, body } of answers) expect([200, 409], JSON.stringify(body)).toContain(status)
    expect(answers.some(({ status }) => status === 200)).toBe(true)
    await expect.poll(async () => (await history(session_id)).session.running, { timeout: 10_000 }).toBe(false)
    const now = await history(session_id)
    expect(now.messages.at(-1)?.id).toBe(now.session.head_id)
  }
  expect(await brokenMessages()).toEqual([])
})
