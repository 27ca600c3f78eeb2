import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { AnswerEnvelope, ChatHistoryEnvelope, type ChatMessage, ChatSessionsEnvelope } from '#shared/chat.ts'
import { ErrorEnvelope } from '#shared/errors.ts'
import { type FakeOpenRouter, startFakeOpenRouter } from '../../e2e/fake-openrouter.ts'
import { startApp, type TestApp } from '../test/harness.ts'
import { finishOf, post, readEvents } from '../test/read-events.ts'

// What a model is sent: as much as it takes, each request beginning as the one before it, and nothing left out in silence.

let fake: FakeOpenRouter
let app: TestApp
const SMALL = 'local/small'
const WINDOW = 32_000
beforeAll(async () => {
  fake = await startFakeOpenRouter({ delay: 0 })
  fake.setList({ status: 200, body: { data: [{ id: SMALL, context_length: WINDOW, pricing: { prompt: '0.000001', completion: '0.000002' } }] } })
  app = await startApp({ OPENROUTER_BASE_URL: fake.url, DEFAULT_MODEL: SMALL })
  await app.api('GET', '/api/v1/chat/models')
})
afterAll(async () => {
  await app.close()
  await fake.close()
})

const Sent = z.object({ max_tokens: z.number(), messages: z.array(z.object({ role: z.string(), content: z.string() })) })
const ask = async (message: string, more: object = {}) => AnswerEnvelope.parse((await app.api('POST', '/api/v1/chat/message', { message, ...more })).body).data
const sentFor = (mark: string) =>
  fake.requests.filter(({ path, body }) => path === '/chat/completions' && JSON.stringify(body).includes(mark)).map(({ body }) => Sent.parse(body))
const historyOf = async (sessionId: string): Promise<ChatMessage[]> =>
  ChatHistoryEnvelope.parse((await app.api('GET', `/api/v1/chat/history?session_id=${sessionId}&limit=500`)).body).data.messages
/** Whether a request begins with all that another one had. */
const begins = (later: z.infer<typeof Sent>, earlier: z.infer<typeof Sent>) =>
  JSON.stringify(later.messages.slice(0, earlier.messages.length)) === JSON.stringify(earlier.messages)

describe('each request', () => {
  it('begins as the one before it, whatever the language and the settings of the question', async () => {
    const mark = 'prefix-of-the-next'
    const { session_id } = await ask(`${mark} 第一个问题`)
    await ask('In English now, please', { session_id, temperature: 0.2 })
    await ask('再用中文', { session_id, max_tokens: 100 })
    await ask('and back', { session_id })
    const requests = sentFor(mark)
    expect(requests.map(({ messages }) => messages.length)).toEqual([2, 4, 6, 8])
    for (const [at, request] of requests.entries()) if (at > 0) expect(begins(request, requests[at - 1] ?? request)).toBe(true)
    // The stand-in reckons as providers do: what it was sent before in this conversation is from its cache.
    const cached = (await historyOf(session_id)).flatMap(({ usage }) => (usage ? [[usage.cached_tokens, usage.prompt_tokens]] : []))
    expect(cached[0]).toEqual([0, expect.any(Number)])
    for (const [at, [tokens]] of cached.entries()) if (at > 0) expect(tokens).toBeGreaterThanOrEqual((cached[at - 1]?.[1] ?? Infinity) - 2)
  })

  it('of a long conversation too, but for a few that leave many messages out at once; each answer says how many', async () => {
    const mark = 'compacted'
    const words = 'word '.repeat(600)
    const { session_id } = await ask(`${mark} 0 [[say]]fine ${words}`)
    for (let at = 1; at < 24; at++) await ask(`${mark} ${at} [[say]]fine ${words}`, { session_id })
    const requests = sentFor(mark)
    const moved = requests.filter((request, at) => at > 0 && !begins(request, requests[at - 1] ?? request))
    expect(moved.length).toBeGreaterThan(1)
    expect(moved.length).toBeLessThan(requests.length / 2)
    for (const { messages } of requests) expect(messages[1]?.role).toBe('user')
    const answers = (await historyOf(session_id)).filter(({ role }) => role === 'assistant')
    // Without how to answer and the question, what was sent and what was left out is all that there was.
    for (const [at, { left_out }] of answers.entries()) expect((requests[at]?.messages.length ?? 0) - 2 + left_out).toBe(2 * at)
    expect(answers.at(-1)?.left_out).toBeGreaterThan(0)
    expect(requests.at(-1)?.messages[0]?.content).toContain('left out')
    const streamed = await (await readEvents(`${app.url}/api/v1/chat/stream`, post({ message: 'and streamed', session_id }))).end()
    expect(finishOf(streamed).left_out).toBeGreaterThan(0)
  })

  it('has a long earlier message without its middle, where not all of it fits: marked, told, and cut alike each time', async () => {
    const mark = 'shortened-in-the-middle'
    const long = `${mark} begins ${'word '.repeat(18_000)}and ends`
    const { session_id } = await ask(long)
    for (const next of ['one', 'two '.repeat(900), 'three']) await ask(`[[say]]${next}`, { session_id })
    const requests = sentFor(mark)
    const first = requests.map(({ messages }) => messages[1]?.content ?? '')
    expect(first[0]).toBe(long)
    expect(first[1]).toMatch(/^shortened-in-the-middle begins (word )+.{0,4}\n\n\[… The middle .* …\]\n\n.*word and ends$/s)
    expect(first[1]?.length).toBeGreaterThan(20_000)
    for (const [at, request] of requests.entries()) if (at > 1) expect(begins(request, requests[at - 1] ?? request)).toBe(true)
    const messages = await historyOf(session_id)
    expect(messages[0]?.content).toBe(long)
    const told = messages.filter(({ role }) => role === 'assistant').map(({ shortened, left_out }) => [shortened, left_out])
    expect(told).toEqual([
      [0, 0],
      [1, 0],
      [1, 0],
      [1, 0],
    ])
    const streamed = finishOf(await (await readEvents(`${app.url}/api/v1/chat/stream`, post({ message: 'and streamed', session_id }))).end())
    expect([streamed.shortened, streamed.left_out]).toEqual([1, 0])
  })

  it('has the ends of an answer that is longer than any model reads, and what came before it', async () => {
    const message = (id: number, content: string) => {
      const said = { role: id % 2 ? 'user' : 'assistant', content, reasoning: null, status: 'complete', model: null, sources: [], usage: null }
      return { id, parent_id: id - 1 || null, ...said, error: null, finish_reason: null, created_at: '2026-01-02T03:04:05.000Z' }
    }
    const messages = [
      message(1, 'oldest-of-a-long-one'),
      message(2, `开头${'很长'.repeat(250_000)}结尾`),
      message(3, 'and'),
      message(4, `Begin ${'🙂'.repeat(300_000)} end`),
    ]
    const times = { created_at: '2026-01-02T03:04:05.000Z', updated_at: '2026-01-02T03:04:05.000Z' }
    const file = {
      format: 'deskmate-conversation',
      version: 1,
      title: 'Long',
      model: null,
      archived: false,
      pinned: false,
      folder: null,
      ...times,
      head: 4,
      messages,
    }
    expect((await app.api('POST', '/api/v1/chat/import', file)).status).toBe(200)
    const { sessions } = ChatSessionsEnvelope.parse((await app.api('GET', '/api/v1/chat/sessions')).body).data
    const session_id = sessions.find(({ title }) => title === 'Long')?.id ?? ''
    await ask('what now?', { session_id })
    const sent = sentFor('oldest-of-a-long-one')[0]?.messages.map(({ content }) => content) ?? []
    expect(sent).toHaveLength(6)
    expect(sent[2]).toMatch(/^开头(很长)+很?\n\n［…….*……］\n\n长?(很长)+结尾$/)
    expect(sent[4]).toMatch(/^Begin 🙂+\n\n\[… .* …\]\n\n🙂+ end$/u)
    expect((await historyOf(session_id)).at(-1)).toMatchObject({ shortened: 2, left_out: 0 })
  })

  it('asks for no longer an answer than there is room for', async () => {
    await ask(`room ${'word '.repeat(18_000)}`, { max_tokens: 20_000 })
    const [request] = sentFor('room word')
    expect(request?.max_tokens).toBeLessThan(WINDOW - 18_000)
    expect(request?.max_tokens).toBeGreaterThan(0)
  })
})

describe('a question that has no room by itself', () => {
  it.each([
    ['en', /tokens; this model takes 32000/],
    ['zh-CN', /最多只能处理 32000 个/],
  ])('is refused before it is sent or stored (%s)', async (language, words) => {
    const before = fake.accounts.calls()
    const answer = await app.api('POST', '/api/v1/chat/message', { message: '长'.repeat(33_000) }, { 'Accept-Language': language })
    expect(answer.status).toBe(422)
    const { error } = ErrorEnvelope.parse(answer.body)
    expect([error.code, error.message]).toEqual(['MODEL_INPUT_TOO_LONG', expect.stringMatching(words)])
    expect(fake.accounts.calls()).toBe(before)
    expect(JSON.stringify((await app.api('GET', '/api/v1/chat/sessions')).body)).not.toContain('长长')
  })
})
