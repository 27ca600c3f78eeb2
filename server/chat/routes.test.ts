import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { AnswerEnvelope, ChatHistoryEnvelope, ChatSessionEnvelope, ChatSessionsEnvelope } from '#shared/chat.ts'
import { ErrorEnvelope } from '#shared/errors.ts'
import { ChatModelsEnvelope } from '#shared/models.ts'
import { type FakeOpenRouter, startFakeOpenRouter } from '../../e2e/fake-openrouter.ts'
import { type Answer, startApp, type TestApp } from '../test/harness.ts'
import { finishOf, post, readEvents, startOf, textOf } from '../test/read-events.ts'

let fake: FakeOpenRouter
let app: TestApp
const message = (body: unknown, headers?: Record<string, string>) => app.api('POST', '/api/v1/chat/message', body, headers)
const stream = (body: unknown, headers?: Record<string, string>) => readEvents(`${app.url}/api/v1/chat/stream`, post(body, headers))
const answerOf = (answer: Answer) => AnswerEnvelope.parse(answer.body).data
const codeOf = (answer: Answer) => ErrorEnvelope.parse(answer.body).error.code
const history = async (sessionId: string, more = '') =>
  ChatHistoryEnvelope.parse((await app.api('GET', `/api/v1/chat/history?session_id=${sessionId}${more}`)).body).data

const Sent = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: z.string() })),
  max_tokens: z.number(),
  temperature: z.number().optional(),
})
const calls = () => fake.requests.filter(({ path }) => path === '/chat/completions')
const lastSent = () => Sent.parse(calls().at(-1)?.body)

beforeAll(async () => {
  fake = await startFakeOpenRouter({ delay: 0 })
  app = await startApp({ OPENROUTER_BASE_URL: fake.url, OPENROUTER_API_KEY: 'test-key', DEFAULT_MODEL: 'openai/gpt-5-mini' })
})
afterAll(async () => {
  await app.close()
  await fake.close()
})

describe('the acceptance cases', () => {
  test('a question gets the content of the model and a session, by one call to the known address', async () => {
    const before = calls().length
    const context = [
      { role: 'user', content: '你好' },
      { role: 'assistant', content: '您好！' },
    ]
    const answer = await message({ message: '介绍一下', context })
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ status: 'success', message: '操作成功' })
    const { message: said, session_id, usage, finish_reason, model } = answerOf(answer)
    expect(calls().length - before).toBe(1)
    expect(said).toBe(calls().at(-1)?.sent)
    expect(session_id).toMatch(/^[0-9a-f-]{36}$/)
    expect({ finish_reason, model }).toEqual({ finish_reason: 'stop', model: 'openai/gpt-5-mini' })
    expect(usage?.cost).toBeGreaterThan(0)
    const sent = lastSent()
    expect(sent.max_tokens).toBeGreaterThan(0)
    // The caller's context, the question, and before them how to answer.
    expect(sent.messages).toHaveLength(context.length + 2)
    expect(sent.messages.slice(1)).toEqual([...context, { role: 'user', content: '介绍一下' }])
    expect(sent.messages[0]?.role).toBe('system')
  })

  test('the model that is asked for is asked, with the wishes of the caller', async () => {
    const answer = await message({ message: 'hello', model: 'qwen/qwen3-max', temperature: 0.3, max_tokens: 77 })
    expect(answerOf(answer).model).toBe('qwen/qwen3-max')
    expect(lastSent()).toMatchObject({ model: 'qwen/qwen3-max', temperature: 0.3, max_tokens: 77 })
  })

  test('without context the last message is the question', async () => {
    await message({ message: '只有这一句' })
    expect(lastSent().messages.at(-1)).toEqual({ role: 'user', content: '只有这一句' })
    expect(lastSent().messages).toHaveLength(2)
  })

  test('a model that fails is an error with its own status, in the language of the caller', async () => {
    const failed = await message({ message: '[[fault:http-402]]' })
    expect([failed.status, codeOf(failed)]).toEqual([402, 'MODEL_CREDITS_EXHAUSTED'])
    expect(ErrorEnvelope.parse(failed.body).error.message).toContain('积分不足')
    const invalid = await message({ message: '[[fault:html]]' }, { 'Accept-Language': 'en' })
    expect([invalid.status, codeOf(invalid)]).toEqual([502, 'MODEL_ANSWER_INVALID'])
    expect(ErrorEnvelope.parse(invalid.body).error.message).toMatch(/could not be read/)
  })
})

describe('a stream', () => {
  test('start, text, finish; positions count; the text is what the model sent', async () => {
    const reader = await stream({ message: '写一张表' })
    const events = await reader.end()
    expect(reader.status).toBe(200)
    expect(reader.headers.get('content-type')).toMatch(/^text\/event-stream/)
    expect(reader.headers.get('x-accel-buffering')).toBe('no')
    expect(startOf(events).model).toBe('openai/gpt-5-mini')
    expect(events[0]?.position).toBe(1)
    expect(events.every(({ position }, at) => at === 0 || position > (events[at - 1]?.position ?? 0))).toBe(true)
    expect(finishOf(events)).toMatchObject({ status: 'complete', finish_reason: 'stop' })
    expect(textOf(events)).toBe(calls().at(-1)?.sent)
    expect(textOf(events)).toContain('|---|')
  })

  test('the conversation goes on: what was said before is sent, and kept', async () => {
    const first = await (await stream({ message: '第一问' })).end()
    const { session_id } = startOf(first)
    const second = await (await stream({ message: '第二问', session_id })).end()
    expect(lastSent().messages.slice(1)).toEqual([
      { role: 'user', content: '第一问' },
      { role: 'assistant', content: textOf(first) },
      { role: 'user', content: '第二问' },
    ])
    const { messages, session } = await history(session_id)
    expect(messages.map(({ role, status, content }) => [role, status, content])).toEqual([
      ['user', 'complete', '第一问'],
      ['assistant', 'complete', textOf(first)],
      ['user', 'complete', '第二问'],
      ['assistant', 'complete', textOf(second)],
    ])
    expect(messages[3]).toMatchObject({ finish_reason: 'stop', error: null, generation_id: null, model: 'openai/gpt-5-mini' })
    expect(session).toMatchObject({ title: '第一问', message_count: 4, running: false })
    expect(calls().at(-1)?.headers['x-session-id']).toBe(session_id)
  })

  test('nothing is left of the log once the message is stored', async () => {
    await (await stream({ message: '[[delay:20]] 慢慢说' })).end()
    const { rows } = await app.database.db.execute(
      sql`select (select count(*)::int from generation_events) as events, (select count(*)::int from generations where status = 'running') as running`,
    )
    expect(rows).toEqual([{ events: 0, running: 0 }])
  })

  test('reasoning is kept apart', async () => {
    const events = await (await stream({ message: '[[fault:reasoning]]' })).end()
    const { messages } = await history(startOf(events).session_id)
    expect(messages[1]?.reasoning).toBe('Let me think. 想一想。')
    expect(messages[1]?.content).toBe(textOf(events))
  })
})

describe('one answer at a time, once', () => {
  test('a conversation that is being answered is busy', async () => {
    const running = await stream({ message: '[[fault:hang-mid]] busy' })
    await running.until((events) => events.length > 2)
    const { session_id, generation_id } = startOf(running.events)
    const second = await message({ message: '还在吗', session_id })
    expect([second.status, codeOf(second)]).toEqual([409, 'CHAT_BUSY'])
    expect((await history(session_id)).messages).toHaveLength(2)
    expect((await history(session_id)).messages[1]).toMatchObject({ status: 'running', generation_id })
    const sessions = ChatSessionsEnvelope.parse((await app.api('GET', '/api/v1/chat/sessions?limit=1')).body).data
    expect(sessions.sessions[0]).toMatchObject({ id: session_id, running: true })
    await app.api('POST', `/api/v1/chat/generations/${generation_id}/stop`)
    await running.end()
  })

  test('the same question under the same key is one answer, for both', async () => {
    const body = { message: '[[delay:10]] 只问一次' }
    const headers = { 'Idempotency-Key': `key-${Date.now()}` }
    const before = calls().length
    const [first, second] = await Promise.all([stream(body, headers), stream(body, headers)])
    const [one, two] = await Promise.all([first.end(), second.end()])
    expect(startOf(two)).toEqual(startOf(one))
    expect(textOf(two)).toBe(textOf(one))
    const again = await (await stream(body, headers)).end()
    expect(textOf(again)).toBe(textOf(one))
    expect(calls().length - before).toBe(1)
    expect((await history(startOf(one).session_id)).messages).toHaveLength(2)
    const other = await app.api('POST', '/api/v1/chat/stream', { message: '别的' }, headers)
    expect([other.status, codeOf(other)]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED'])
  })

  test('two questions to one conversation at once: one is answered, one told to wait', async () => {
    const { session_id } = startOf(await (await stream({ message: '开始' })).end())
    const both = await Promise.all([message({ message: '[[delay:5]] 甲', session_id }), message({ message: '[[delay:5]] 乙', session_id })])
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 409]))
    expect((await history(session_id)).messages).toHaveLength(4)
  })
})

describe('conversations', () => {
  test('listed newest first by cursor, renamed, deleted', async () => {
    const ids: string[] = []
    for (const title of ['甲', '乙', '丙']) ids.push(answerOf(await message({ message: title })).session_id)
    const listed: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: z.infer<typeof ChatSessionsEnvelope> = ChatSessionsEnvelope.parse(
        (await app.api('GET', `/api/v1/chat/sessions?limit=2${cursor ? `&cursor=${cursor}` : ''}`)).body,
      )
      listed.push(...page.data.sessions.map(({ id }) => id))
      cursor = page.data.next_cursor
    }
    expect(listed.slice(0, 3)).toEqual(ids.toReversed())
    expect(new Set(listed).size).toBe(listed.length)
    const [id = ''] = ids
    const renamed = await app.api('PATCH', `/api/v1/chat/sessions/${id}`, { title: '新标题' })
    expect(ChatSessionEnvelope.parse(renamed.body).data.title).toBe('新标题')
    expect((await app.api('PATCH', `/api/v1/chat/sessions/${id}`, { title: '   ' })).status).toBe(422)
    expect(ChatSessionEnvelope.parse((await app.api('DELETE', `/api/v1/chat/sessions/${id}`)).body).data.id).toBe(id)
    for (const answer of [
      await app.api('GET', `/api/v1/chat/sessions/${id}`),
      await app.api('DELETE', `/api/v1/chat/sessions/${id}`),
      await app.api('PATCH', `/api/v1/chat/sessions/${id}`, { title: 'x' }),
      await app.api('GET', `/api/v1/chat/history?session_id=${id}`),
      await message({ message: 'x', session_id: id }),
    ])
      expect([answer.status, codeOf(answer)]).toEqual([404, 'CHAT_SESSION_NOT_FOUND'])
  })

  test('deleting one that is being answered ends the answer', async () => {
    const running = await stream({ message: '[[fault:hang-mid]] delete me' })
    await running.until((events) => events.length > 2)
    expect((await app.api('DELETE', `/api/v1/chat/sessions/${startOf(running.events).session_id}`)).status).toBe(200)
    expect(finishOf(await running.end()).status).toBe('stopped')
    await expect.poll(() => fake.openConnections(), { timeout: 1000 }).toBe(0)
  })

  test('history comes in pages, oldest first in each', async () => {
    const { session_id } = answerOf(await message({ message: '1' }))
    for (const question of ['2', '3']) await message({ message: question, session_id })
    const newest = await history(session_id, '&limit=4')
    expect(newest.messages.filter(({ role }) => role === 'user').map(({ content }) => content)).toEqual(['2', '3'])
    const oldest = await history(session_id, `&limit=4&cursor=${newest.next_cursor}`)
    expect(oldest.messages.map(({ role }) => role)).toEqual(['user', 'assistant'])
    expect(oldest.next_cursor).toBeNull()
    const bad = await app.api('GET', `/api/v1/chat/history?session_id=${session_id}&cursor=bad`)
    expect([bad.status, codeOf(bad)]).toEqual([400, 'INVALID_PARAMETER'])
  })

  test('history has a page anywhere, by its place or by a message in it, and says where it lies', async () => {
    const { session_id } = answerOf(await message({ message: '1' }))
    for (const question of ['2', '3', '4']) await message({ message: question, session_id })
    const all = await history(session_id)
    expect([all.before, all.total, all.messages.length, all.next_cursor]).toEqual([0, 8, 8, null])
    const ids = (page: typeof all) => page.messages.map(({ id }) => all.messages.findIndex((each) => each.id === id))
    const second = await history(session_id, '&offset=2&limit=3')
    expect([ids(second), second.before, second.total]).toEqual([[2, 3, 4], 2, 8])
    expect(ids(await history(session_id, `&limit=3&cursor=${second.next_cursor}`))).toEqual([0, 1])
    expect(ids(await history(session_id, '&offset=7&limit=3'))).toEqual([7])
    const beyond = await history(session_id, '&offset=100000000')
    expect([beyond.messages, beyond.before, beyond.next_cursor]).toEqual([[], 8, null])
    for (const [at, page] of [
      [0, [0, 1, 2]],
      [5, [4, 5, 6]],
      [7, [6, 7]],
    ] as const) {
      const around = await history(session_id, `&limit=3&around=${all.messages[at]?.id}`)
      expect([ids(around), around.before]).toEqual([page, page[0]])
    }
    const other = answerOf(await message({ message: 'elsewhere' }))
    const missing = await app.api('GET', `/api/v1/chat/history?session_id=${session_id}&around=${other.message_id}`)
    expect([missing.status, codeOf(missing)]).toEqual([404, 'CHAT_MESSAGE_NOT_FOUND'])
    const both = await app.api('GET', `/api/v1/chat/history?session_id=${session_id}&offset=1&around=${other.message_id}`)
    expect([both.status, codeOf(both)]).toEqual([422, 'VALIDATION_FAILED'])
  })

  test('a long conversation is cut in its long messages, then at whole ones, and the model is told', async () => {
    // The catalogue says how much the model takes.
    await app.api('GET', '/api/v1/chat/models')
    const long = '长'.repeat(40_000)
    const { session_id } = answerOf(await message({ message: `${long}甲` }))
    const askedUpTo = async (last: string) => {
      await message({ message: last, session_id })
      return lastSent().messages.filter(({ role }) => role === 'user')
    }
    await askedUpTo(`${long}乙`)
    const two = await askedUpTo('现在呢')
    expect(two.map(({ content }) => content.slice(-1))).toEqual(['甲', '乙', '呢'])
    for (const { content } of two.slice(0, 2)) expect(content).toMatch(/^长+\n\n［……因长度限制，.*……］\n\n长+.$/)
    for (const last of '丙丁戊') await askedUpTo(long + last)
    const five = await askedUpTo('现在呢')
    expect(five.length).toBeLessThan(6)
    expect(lastSent().messages[0]?.content).toContain('较早的消息未包含')
  })
})

describe('what is refused', () => {
  test.each([
    ['nothing', {}, 422],
    ['white space', { message: ' \n ' }, 422],
    ['NUL', { message: 'a\0b' }, 400],
    ['half a surrogate', { message: 'a\ud800' }, 400],
    ['a number', { message: 5 }, 422],
    ['unknown fields', { message: 'a', stream: true }, 422],
    ['a bad session', { message: 'a', session_id: 'x' }, 422],
    ['a hot temperature', { message: 'a', temperature: 3 }, 422],
    ['no tokens', { message: 'a', max_tokens: 0 }, 422],
    ['a strange role', { message: 'a', context: [{ role: 'tool', content: 'x' }] }, 422],
    ['too long a message', { message: 'x'.repeat(100_001) }, 422],
  ])('%s', async (_what, body, status) => {
    const before = calls().length
    for (const path of ['message', 'stream']) expect((await app.api('POST', `/api/v1/chat/${path}`, body)).status).toBe(status)
    expect(calls().length).toBe(before)
  })

  test('answers and positions that are not there', async () => {
    const id = '019abf00-0000-7000-8000-000000000000'
    const unknown = await app.api('GET', `/api/v1/chat/stream?generation_id=${id}`)
    expect([unknown.status, codeOf(unknown)]).toEqual([404, 'GENERATION_NOT_FOUND'])
    const stopped = await app.api('POST', `/api/v1/chat/generations/${id}/stop`)
    expect([stopped.status, codeOf(stopped)]).toEqual([404, 'GENERATION_NOT_FOUND'])
    for (const query of ['', '?generation_id=x', `?generation_id=${id}&after=-1`, `?generation_id=${id}&after=1e3`]) {
      expect((await app.api('GET', `/api/v1/chat/stream${query}`)).status).toBe(400)
    }
    expect((await app.api('GET', `/api/v1/chat/stream?generation_id=${id}`, undefined, { 'Last-Event-ID': 'x' })).status).toBe(400)
  })

  test("other people's conversations, on every path to them", async () => {
    const events = await (await stream({ message: '我的' })).end()
    const { session_id, generation_id } = startOf(events)
    const { db } = app.database
    const other = await app.as('editor')
    for (const table of ['chat_sessions', 'chat_messages', 'generations'])
      await db.execute(
        sql`update ${sql.identifier(table)} set owner_id = ${other.id}::uuid where ${sql.identifier(table === 'chat_sessions' ? 'id' : 'session_id')} = ${session_id}::uuid`,
      )
    const answers = [
      await app.api('GET', `/api/v1/chat/sessions/${session_id}`),
      await app.api('PATCH', `/api/v1/chat/sessions/${session_id}`, { title: 'x' }),
      await app.api('DELETE', `/api/v1/chat/sessions/${session_id}`),
      await app.api('GET', `/api/v1/chat/history?session_id=${session_id}`),
      await message({ message: 'x', session_id }),
      await app.api('POST', '/api/v1/chat/stream', { message: 'x', session_id }),
      await app.api('GET', `/api/v1/chat/stream?generation_id=${generation_id}`),
      await app.api('POST', `/api/v1/chat/generations/${generation_id}/stop`),
    ]
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404))
    const listed = ChatSessionsEnvelope.parse((await app.api('GET', '/api/v1/chat/sessions?limit=200')).body).data
    expect(listed.sessions.map(({ id }) => id)).not.toContain(session_id)
  })
})

describe('models', () => {
  test('the catalogue, with the default first', async () => {
    const { data } = ChatModelsEnvelope.parse((await app.api('GET', '/api/v1/chat/models')).body)
    expect(data).toMatchObject({ configured: true, default: 'openai/gpt-5-mini' })
    expect(data.models[0]).toMatchObject({
      id: 'openai/gpt-5-mini',
      name: 'OpenAI: GPT-5 Mini',
      context_length: 400_000,
      prompt_price: 0.25,
      completion_price: 2,
      input_modalities: ['text', 'image', 'file'],
    })
    expect(data.models).toHaveLength(8)
  })

  test('only those of the list may be asked', async () => {
    const limited = await startApp({ OPENROUTER_BASE_URL: fake.url, SUPPORTED_MODELS: 'qwen/qwen3-max, z-ai/glm-4.6' })
    const { data } = ChatModelsEnvelope.parse((await limited.api('GET', '/api/v1/chat/models')).body)
    expect([data.default, ...data.models.map(({ id }) => id)]).toEqual(['qwen/qwen3-max', 'qwen/qwen3-max', 'z-ai/glm-4.6'])
    const refused = await limited.api('POST', '/api/v1/chat/message', { message: 'a', model: 'openai/gpt-5-mini' })
    expect([refused.status, codeOf(refused)]).toEqual([422, 'MODEL_NOT_ALLOWED'])
    expect(answerOf(await limited.api('POST', '/api/v1/chat/message', { message: 'a' })).model).toBe('qwen/qwen3-max')
    await limited.close()
  })
})
