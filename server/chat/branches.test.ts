import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ComparisonEnvelope, ComparisonEvent } from '#shared/branches.ts'
import { AnswerEnvelope, ChatHistoryEnvelope, type ChatMessage, ChatSessionEnvelope, MESSAGE_MAX } from '#shared/chat.ts'
import { ErrorEnvelope } from '#shared/errors.ts'
import { type FakeOpenRouter, startFakeOpenRouter } from '../../e2e/fake-openrouter.ts'
import { fetchSigned } from '../test/credentials.ts'
import { type Answer, startApp, type TestApp } from '../test/harness.ts'
import { finishOf, post, readEvents, startOf, textOf } from '../test/read-events.ts'

let fake: FakeOpenRouter
let app: TestApp
const models = ['openai/gpt-5-mini', 'qwen/qwen3-max', 'z-ai/glm-4.6']

beforeAll(async () => {
  fake = await startFakeOpenRouter({ delay: 1 })
  app = await startApp({ OPENROUTER_BASE_URL: fake.url, DEFAULT_MODEL: models[0] ?? '' })
})
afterAll(async () => {
  await app.close()
  await fake.close()
})

const codeOf = (answer: Answer) => [answer.status, ErrorEnvelope.parse(answer.body).error.code]
const ask = async (body: object) => AnswerEnvelope.parse((await app.api('POST', '/api/v1/chat/message', body)).body).data
const stream = (path: string, body: unknown = {}, headers?: Record<string, string>) => readEvents(`${app.url}/api/v1/chat/${path}`, post(body, headers))
const history = async (sessionId: string, more = '') =>
  ChatHistoryEnvelope.parse((await app.api('GET', `/api/v1/chat/history?session_id=${sessionId}${more}`)).body).data
const show = async (sessionId: string, messageId: string | undefined) =>
  ChatSessionEnvelope.parse((await app.api('PUT', `/api/v1/chat/sessions/${sessionId}/head`, { message_id: messageId })).body).data
const compare = async (body: object, headers?: Record<string, string>) =>
  ComparisonEnvelope.parse((await app.api('POST', '/api/v1/chat/compare', body, headers)).body).data
const stop = (id: string | undefined) => app.api('POST', `/api/v1/chat/generations/${id}/stop`)
const questions = (messages: ChatMessage[]) => messages.filter(({ role }) => role === 'user').map(({ content }) => content)
const places = (messages: ChatMessage[]) => messages.map(({ siblings }) => `${siblings.index}/${siblings.count}`)

const Sent = z.object({ model: z.string(), messages: z.array(z.object({ role: z.string(), content: z.string() })) })
const calls = () => fake.requests.filter(({ path }) => path === '/chat/completions').map(({ body, sent }) => ({ ...Sent.parse(body), sent }))
/** What the last call was given, without how to answer. */
const given = () => calls().at(-1)?.messages.slice(1) ?? []

describe('editing a question', () => {
  test('is a question beside it; each branch is what was said on it, and all that the model gets', async () => {
    const first = await ask({ message: '甲' })
    const { session_id } = first
    await ask({ message: '乙', session_id })
    const before = await history(session_id)
    const second = before.messages[2]
    const edited = await ask({ message: '丙', session_id, parent_id: second?.parent_id })
    expect(given()).toEqual([
      { role: 'user', content: '甲' },
      { role: 'assistant', content: first.message },
      { role: 'user', content: '丙' },
    ])
    const after = await history(session_id)
    expect(questions(after.messages)).toEqual(['甲', '丙'])
    expect(places(after.messages)).toEqual(['1/1', '1/1', '2/2', '1/1'])
    expect(after.messages[2]?.siblings).toEqual({ count: 2, index: 2, previous_id: second?.id, next_id: null })
    expect(after.messages.map(({ parent_id }) => parent_id)).toEqual([null, ...after.messages.slice(0, 3).map(({ id }) => id)])
    expect([after.head_id, after.session.head_id, after.session.message_count, after.total]).toEqual([edited.message_id, edited.message_id, 6, 4])

    // The old branch is as it was, and goes on when it is shown.
    const old = await history(session_id, `&message_id=${before.head_id}`)
    expect(old.messages.map(({ id, content }) => [id, content])).toEqual(before.messages.map(({ id, content }) => [id, content]))
    expect((await show(session_id, second?.id)).head_id).toBe(before.head_id)
    await ask({ message: '丁', session_id })
    expect(questions((await history(session_id)).messages)).toEqual(['甲', '乙', '丁'])
    expect(given().map(({ content }) => content)).toEqual([...before.messages.map(({ content }) => content), '丁'])
  })

  test('the first question too', async () => {
    const { session_id } = await ask({ message: 'first' })
    await ask({ message: 'first, better', session_id, parent_id: null })
    expect(given()).toEqual([{ role: 'user', content: 'first, better' }])
    const { messages } = await history(session_id)
    expect([questions(messages), places(messages)]).toEqual([['first, better'], ['2/2', '1/1']])
    expect(messages[0]?.parent_id).toBeNull()
  })

  test('a question asked by two tabs after the same answer stands twice, beside each other', async () => {
    const { session_id, message_id } = await ask({ message: 'start' })
    await ask({ message: 'from the left', session_id, parent_id: message_id })
    await ask({ message: 'from the right', session_id, parent_id: message_id })
    const { messages } = await history(session_id)
    expect([questions(messages), places(messages)]).toEqual([
      ['start', 'from the right'],
      ['1/1', '1/1', '2/2', '1/1'],
    ])
  })

  test('what it should follow must be an answer of this conversation', async () => {
    const { session_id } = await ask({ message: 'here' })
    const other = await ask({ message: 'elsewhere' })
    const [question] = (await history(session_id)).messages
    const bodies = [
      { message: 'x', session_id, parent_id: other.message_id },
      { message: 'x', session_id, parent_id: question?.id },
      { message: 'x', session_id, parent_id: session_id },
      { message: 'x', parent_id: other.message_id },
    ]
    for (const body of bodies) {
      expect(codeOf(await app.api('POST', '/api/v1/chat/message', body))).toEqual([404, 'CHAT_MESSAGE_NOT_FOUND'])
      expect(codeOf(await app.api('POST', '/api/v1/chat/compare', { ...body, models: models.slice(0, 2) }))).toEqual([404, 'CHAT_MESSAGE_NOT_FOUND'])
    }
    expect((await history(session_id)).total).toBe(2)
  })
})

describe('another answer', () => {
  test('stands beside the first, from another model; walking between them changes what goes on', async () => {
    const { session_id, message_id, message } = await ask({ message: 'why?' })
    const events = await (await stream(`messages/${message_id}/regenerate`, { model: models[1] })).end()
    expect(startOf(events)).toMatchObject({ session_id, model: models[1] })
    expect(given()).toEqual([{ role: 'user', content: 'why?' }])
    const { messages } = await history(session_id)
    expect(messages.map(({ model }) => model)).toEqual([null, models[1]])
    expect(places(messages)).toEqual(['1/1', '2/2'])
    expect(messages[1]).toMatchObject({ content: textOf(events), parent_id: messages[0]?.id, siblings: { previous_id: message_id, next_id: null } })

    await show(session_id, message_id)
    await ask({ message: 'and then?', session_id })
    expect(given()[1]).toEqual({ role: 'assistant', content: message })
    // By the question it is the same; what followed the first answer stays with it.
    await (await stream(`messages/${messages[0]?.id}/regenerate`)).end()
    expect(places((await history(session_id)).messages)).toEqual(['1/1', '3/3'])
    const back = await show(session_id, message_id)
    const walked = await history(session_id)
    expect([walked.head_id, walked.total, walked.messages[1]?.id]).toEqual([back.head_id, 4, message_id])
  })

  test('the same key gives the same answer; while it is written nothing else is', async () => {
    const { message_id, session_id } = await ask({ message: '[[delay:20]] once' })
    const headers = { 'Idempotency-Key': `again-${message_id}` }
    const path = `messages/${message_id}/regenerate`
    const first = await stream(path, {}, headers)
    await first.until((events) => events.length > 3)
    const second = await stream(path, {}, headers)
    for (const refused of [
      await app.api('POST', `/api/v1/chat/${path}`, {}),
      await app.api('POST', '/api/v1/chat/message', { message: 'x', session_id }),
      await app.api('POST', '/api/v1/chat/message', { message: 'x', session_id, parent_id: message_id }),
      await app.api('POST', '/api/v1/chat/compare', { message: 'x', session_id, models: models.slice(0, 2) }),
      await app.api('PUT', `/api/v1/chat/sessions/${session_id}/head`, { message_id }),
    ])
      expect(codeOf(refused)).toEqual([409, 'CHAT_BUSY'])
    expect(startOf(await second.end())).toEqual(startOf(await first.end()))
    expect((await history(session_id)).session.message_count).toBe(3)
    expect(codeOf(await app.api('POST', `/api/v1/chat/${path}`, { model: models[1] }, headers))).toEqual([422, 'IDEMPOTENCY_KEY_REUSED'])
  })
})

describe('comparing', () => {
  test('each model answers on its own; one is kept, the others stay beside it', async () => {
    const { session_id } = await ask({ message: 'before' })
    const { question_id, answers } = await compare({ message: '[[delay:5]] which?', session_id, models })
    expect(answers.map(({ model }) => model)).toEqual(models)
    const running = await history(session_id)
    expect(running.session.running).toBe(true)
    expect(running.compared.map(({ id, status, generation_id }) => [id, status, generation_id])).toEqual(
      answers.map(({ message_id, generation_id }) => [message_id, 'running', generation_id]),
    )
    expect(running.compared.every(({ parent_id }) => parent_id === question_id)).toBe(true)
    const texts = await Promise.all(
      answers.map(async ({ generation_id }) => textOf(await (await readEvents(`${app.url}/api/v1/chat/stream?generation_id=${generation_id}`)).end())),
    )
    const sent = calls().slice(-3)
    expect(texts).toEqual(models.map((model) => sent.find((call) => call.model === model)?.sent))
    expect(sent.every(({ messages }) => messages.length === 4)).toBe(true)
    const done = await history(session_id)
    expect(done.session.running).toBe(false)
    expect(done.compared.map(({ content, status }) => [content, status])).toEqual(texts.map((text) => [text, 'complete']))

    await show(session_id, answers[1]?.message_id)
    const kept = await history(session_id)
    expect(kept.compared).toEqual([])
    expect(kept.messages.at(-1)).toMatchObject({ model: models[1], siblings: { index: 2, count: 3 } })
    await ask({ message: 'go on', session_id })
    expect(given().map(({ content }) => content)).toEqual(['before', expect.anything(), '[[delay:5]] which?', texts[1], 'go on'])
  })

  test('by one connection, from anywhere: each answer whole, once', async () => {
    const { answers } = await compare({ message: '[[delay:3]] together', models: models.slice(0, 2) })
    const ids = answers.map(({ generation_id }) => generation_id)
    const read = async (after = '', headers?: Record<string, string>) => {
      const response = await fetchSigned(`${app.url}/api/v1/chat/compare?generation_ids=${ids.join(',')}${after}`, headers ? { headers } : {})
      const frames = [...(await response.text()).matchAll(/id: (.*)\ndata: (.*)\n/g)]
      return frames.map(([, id = '', data = '']) => ({ id, ...ComparisonEvent.parse(JSON.parse(data)) }))
    }
    const texts = (events: Awaited<ReturnType<typeof read>>) =>
      ids.map((id) => events.map(({ generation_id, event }) => (generation_id === id && event.type === 'text-delta' ? event.text : '')).join(''))
    const live = await read()
    const sent = ids.map((_, at) => calls().findLast((call) => call.model === models[at])?.sent)
    expect(texts(live)).toEqual(sent)
    expect(texts(await read())).toEqual(sent)
    for (const at of [0, 7, Math.floor(live.length / 2), live.length - 2]) {
      const id = live[at]?.id ?? ''
      const first = texts(live.slice(0, at + 1))
      for (const rest of [await read(`&after=${id}`), await read('', { 'Last-Event-ID': id })])
        expect(texts(rest).map((text, index) => `${first[index]}${text}`)).toEqual(sent)
    }
    const bad = ['', 'x', [...ids, ...ids, ...ids].join(','), `${ids[0]}&after=x`, `${ids[0]}&after=1,2,3,4,5`]
    for (const value of bad) expect((await app.api('GET', `/api/v1/chat/compare?generation_ids=${value}`)).status).toBe(400)
    expect(codeOf(await app.api('GET', `/api/v1/chat/compare?generation_ids=${ids[0]},019abf00-0000-7000-8000-000000000000`))).toEqual([
      404,
      'GENERATION_NOT_FOUND',
    ])
  })

  test('each can be stopped; one can be kept while others are written; a next question waits for the last', async () => {
    const { session_id, answers } = await compare({ message: '[[delay:40]] slowly', models: models.slice(0, 2) })
    const [first, second] = answers
    const reading = await readEvents(`${app.url}/api/v1/chat/stream?generation_id=${second?.generation_id}`)
    await reading.until((events) => events.length > 3)
    await stop(first?.generation_id)
    expect(codeOf(await app.api('POST', '/api/v1/chat/message', { message: 'x', session_id }))).toEqual([409, 'CHAT_BUSY'])
    expect((await show(session_id, second?.message_id)).running).toBe(true)
    expect((await history(session_id)).messages.at(-1)).toMatchObject({ id: second?.message_id, status: 'running' })
    await stop(second?.generation_id)
    expect((await history(session_id, `&message_id=${first?.message_id}`)).messages.at(-1)?.status).toBe('stopped')
    expect((await ask({ message: 'next', session_id })).session_id).toBe(session_id)
  })

  test('a model that fails does not disturb the others', async () => {
    const { session_id, answers } = await compare({ message: 'one fails', models: ['fault/http-402', 'openai/gpt-5-mini'] })
    for (const { generation_id } of answers) await (await readEvents(`${app.url}/api/v1/chat/stream?generation_id=${generation_id}`)).end()
    const { compared, session } = await history(session_id)
    expect(compared.map(({ status, error }) => [status, error?.code])).toEqual([
      ['failed', 'MODEL_CREDITS_EXHAUSTED'],
      ['complete', undefined],
    ])
    expect(session.running).toBe(false)
  })

  test('the same key gives the same comparison; deleting the conversation ends all of it', async () => {
    const body = { message: '[[fault:hang-mid]] twice', models: models.slice(0, 2) }
    const headers = { 'Idempotency-Key': `compare-${Date.now()}` }
    const [one, two] = await Promise.all([compare(body, headers), compare(body, headers)])
    expect(two).toEqual(one)
    await expect.poll(() => fake.openConnections()).toBe(2)
    expect((await app.api('DELETE', `/api/v1/chat/sessions/${one?.session_id}`)).status).toBe(200)
    await expect.poll(() => fake.openConnections(), { timeout: 1000 }).toBe(0)
  })

  test.each([
    ['one model', { models: ['a'] }, 422],
    ['five', { models: ['a', 'b', 'c', 'd', 'e'] }, 422],
    ['the same twice', { models: ['a', 'a'] }, 422],
    ['none', {}, 422],
    ['a model of its own', { models: ['a', 'b'], model: 'c' }, 422],
  ])('%s is refused', async (_what, body, status) => {
    expect((await app.api('POST', '/api/v1/chat/compare', { message: 'x', ...body })).status).toBe(status)
  })
})

describe('continuing', () => {
  /** An answer that ended in its middle. */
  const cut = async (message: string) => {
    const events = await (await stream('stream', { message })).end()
    const { session_id, message_id } = startOf(events)
    return { session_id, message_id, text: textOf(events) }
  }
  const whole = (message: string) => calls().findLast(({ messages }) => messages.some(({ content }) => content === message))

  test.each(['', '[[repeats:30]]', '[[repeats:9]]', '[[restarts]]'])('one text, one message, one account of what it cost %s', async (how) => {
    const message = `[[fault:cut-mid times=1]] ${how} go on`
    const { session_id, message_id, text } = await cut(message)
    const before = (await history(session_id)).messages[1]
    expect([before?.status, before?.content]).toEqual(['failed', text])
    const events = await (await stream(`messages/${message_id}/continue`)).end()
    expect(given().map(({ role }) => role)).toEqual(['user', 'assistant'])
    expect(given()[1]?.content).toBe(text.trimEnd())
    const { messages, session } = await history(session_id)
    const answer = messages[1]
    // A repetition of a few characters may be meant, so that it is kept.
    const seam = how === '[[repeats:9]]' ? text.trimEnd().slice(-9) : ''
    const sent = whole(message)?.sent ?? ''
    const rest = how === '[[restarts]]' ? sent.slice(text.trimEnd().length) : sent.slice(Number(/\d+/.exec(how)?.[0] ?? 0))
    expect(answer).toMatchObject({ id: message_id, status: 'complete', finish_reason: 'stop', error: null, content: `${text.trimEnd()}${seam}${rest}` })
    expect(textOf(events)).toBe(answer?.content)
    expect([session.message_count, session.running]).toEqual([2, false])
    // Read again, it is the same; so is what the first part was.
    expect(textOf(await (await readEvents(`${app.url}/api/v1/chat/stream?generation_id=${startOf(events).generation_id}`)).end())).toBe(answer?.content)
    expect(codeOf(await app.api('POST', `/api/v1/chat/messages/${message_id}/continue`, {}))).toEqual([409, 'CHAT_NOTHING_TO_CONTINUE'])
  })

  test('after a stop, as often as one likes; reasoning and usage add up', async () => {
    const first = await stream('stream', { message: '[[fault:reasoning]] [[delay:20]] in pieces' })
    await first.until((events) => textOf(events).length > 20)
    const { generation_id, message_id, session_id } = startOf(first.events)
    await stop(generation_id)
    const stopped = textOf(await first.end())
    const second = await stream(`messages/${message_id}/continue`)
    await second.until((events) => textOf(events).length > stopped.length + 20)
    // Whoever opens the conversation now sees what was there, and reads on from the beginning.
    const now = (await history(session_id)).messages[1]
    expect(now).toMatchObject({ status: 'running', content: stopped.trimEnd(), generation_id: startOf(second.events).generation_id })
    await stop(startOf(second.events).generation_id)
    const more = textOf(await second.end())
    expect(more.startsWith(stopped.trimEnd())).toBe(true)
    const third = await (await stream(`messages/${message_id}/continue`)).end()
    expect(textOf(third).startsWith(more.trimEnd())).toBe(true)
    const answer = (await history(session_id)).messages[1]
    expect([answer?.content, answer?.status, answer?.siblings.count]).toEqual([textOf(third), 'complete', 1])
    expect(answer?.reasoning?.startsWith('Let me think.')).toBe(true)
    expect(finishOf(third)).toMatchObject({ status: 'complete', usage: answer?.usage })
    // The first part ended as it ended, for who reads it late.
    const late = await (await readEvents(`${app.url}/api/v1/chat/stream?generation_id=${generation_id}`)).end()
    expect([textOf(late), finishOf(late).status, finishOf(late).finish_reason]).toEqual([stopped, 'stopped', 'stopped'])
  })

  test('after the longest length: what both calls cost is the cost of the answer', async () => {
    const events = await (await stream('stream', { message: '[[fault:finish-length times=1]] [[say]]first half' })).end()
    const { message_id } = startOf(events)
    expect(finishOf(events).finish_reason).toBe('length')
    const more = finishOf(await (await stream(`messages/${message_id}/continue`)).end())
    // The second call sends the first one's question and answer again.
    expect(more.usage?.prompt_tokens).toBeGreaterThan(2 * (finishOf(events).usage?.prompt_tokens ?? Infinity))
    expect(more.usage?.cost).toBeGreaterThan(finishOf(events).usage?.cost ?? 0)
  })

  test('not what is complete, or empty, or goes on below, or is not there', async () => {
    const refused = async (id: string | undefined, code: string) => {
      expect(codeOf(await app.api('POST', `/api/v1/chat/messages/${id}/continue`, {}))[1]).toBe(code)
    }
    const complete = await ask({ message: 'complete' })
    await refused(complete.message_id, 'CHAT_NOTHING_TO_CONTINUE')
    await refused((await cut('[[fault:http-402]]')).message_id, 'CHAT_NOTHING_TO_CONTINUE')
    const { session_id, message_id } = await cut('[[fault:cut-mid times=1]] followed')
    await ask({ message: 'followed', session_id })
    await refused(message_id, 'CHAT_NOTHING_TO_CONTINUE')
    await refused((await history(session_id)).messages[0]?.id, 'CHAT_MESSAGE_NOT_FOUND')
    await refused(session_id, 'CHAT_MESSAGE_NOT_FOUND')
  })

  test('the same key twice at once is one continuation', async () => {
    const { message_id, session_id } = await cut('[[fault:cut-mid times=1]] [[delay:5]] keyed')
    const headers = { 'Idempotency-Key': `continue-${message_id}` }
    const before = calls().length
    const both = await Promise.all([stream(`messages/${message_id}/continue`, {}, headers), stream(`messages/${message_id}/continue`, {}, headers)])
    const [one, two] = await Promise.all(both.map((reader) => reader.end()))
    expect(textOf(two ?? [])).toBe(textOf(one ?? []))
    expect(textOf(await (await stream(`messages/${message_id}/continue`, {}, headers)).end())).toBe(textOf(one ?? []))
    expect(calls().length - before).toBe(1)
    expect((await history(session_id)).messages[1]?.content).toBe(textOf(one ?? []))
  })
})

test('a page of another branch, by a message on it: from its place, its own length, and with its own end', async () => {
  const { session_id } = await ask({ message: '1' })
  for (const message of ['2', '3']) await ask({ message, session_id })
  const old = await history(session_id)
  await ask({ message: '2b', session_id, parent_id: old.messages[1]?.id })
  const found = await history(session_id, `&limit=2&around=${old.messages[4]?.id}`)
  expect(found).toMatchObject({ head_id: old.head_id, before: 3, total: 6 })
  expect(found.messages.map(({ id }) => id)).toEqual(old.messages.slice(3, 5).map(({ id }) => id))
  expect(found.session.head_id).not.toBe(old.head_id)
  const there = await history(session_id, `&message_id=${old.head_id}&offset=4&limit=10`)
  expect(there.messages.map(({ id }) => id)).toEqual(old.messages.slice(4).map(({ id }) => id))
  const onShown = await history(session_id, `&around=${old.messages[0]?.id}`)
  expect([onShown.head_id, questions(onShown.messages)]).toEqual([onShown.session.head_id, ['1', '2b']])
  expect(codeOf(await app.api('GET', `/api/v1/chat/history?session_id=${session_id}&message_id=${session_id}`))).toEqual([404, 'CHAT_MESSAGE_NOT_FOUND'])
  expect((await app.api('POST', '/api/v1/chat/message', { message: 'x'.repeat(MESSAGE_MAX + 1), session_id })).status).toBe(422)
})
