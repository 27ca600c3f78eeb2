import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FakeOpenRouter, startFakeOpenRouter } from '../../e2e/fake-openrouter.ts'
import { AppError } from '../errors.ts'
import { ModelFailure, mayRetry } from './failure.ts'
import { models } from './models.ts'
import { type ModelEvent, type ModelRequest, openProvider, type Provider } from './provider.ts'
import { stream } from './stream.ts'

let fake: FakeOpenRouter
let provider: Provider
const key = ['sk', 'or', 'test', '123456'].join('-')
// A tenth of a second stands for twenty; what is tested is the order of things, not the clock.
const limits = { firstByte: 400, firstToken: 800, idle: 500, tokenStall: 600, retryWindow: 5000, retryBase: 10 }

beforeAll(async () => {
  fake = await startFakeOpenRouter({ delay: 0 })
  provider = openProvider({ baseUrl: fake.url, apiKey: key, limits })
})
afterAll(() => fake.close())

type Result = {
  text: string
  reasoning: string
  calls: unknown[]
  /** Of calls, as they came: the number of the call, and what is new of its arguments. */
  pieces: [number, string][]
  finish: Extract<ModelEvent, { type: 'finish' }> | undefined
  error: unknown
  tries: number
  sent: string
}

let asked = 0
async function ask(directive: string, request: Partial<ModelRequest> = {}, signal = new AbortController().signal): Promise<Result> {
  const content = `问题 ${++asked} ${directive}`
  const result: Result = { text: '', reasoning: '', calls: [], pieces: [], finish: undefined, error: undefined, tries: 0, sent: '' }
  try {
    for await (const event of stream(provider, { model: `test/${asked}`, maxTokens: 100, messages: [{ role: 'user', content }], ...request }, signal)) {
      if (event.type === 'text') result.text += event.text
      else if (event.type === 'reasoning') result.reasoning += event.text
      else if (event.type === 'tool-call') result.calls.push(event.call)
      else if (event.type === 'tool-delta') result.pieces.push([event.index, event.arguments])
      else if (event.type === 'finish') result.finish = event
    }
  } catch (error) {
    result.error = error
  }
  const mine = fake.requests.filter((entry) => JSON.stringify(entry.body).includes(`问题 ${asked} `))
  return { ...result, tries: mine.length, sent: mine.at(-1)?.sent ?? '' }
}

const codeOf = (error: unknown) => (error instanceof AppError ? error.code : error)

describe('answers that are whole, however they come', () => {
  test.each([
    'none',
    'split-utf8',
    'one-byte-writes',
    'many-in-one',
    'crlf',
    'cr',
    'bom',
    'no-done',
    'no-usage',
    'empty-choices',
    'unknown-fields',
    'not-streamed',
    'very-long',
    'split-surrogate',
    'gzip',
    'brotli',
  ])('%s', async (fault) => {
    const result = await ask(fault === 'none' ? '' : `[[fault:${fault}]]`)
    expect(result.error).toBeUndefined()
    expect(result.text).toBe(result.sent)
    expect(result.text.length).toBeGreaterThan(100)
    expect(result).toMatchObject({ tries: 1, finish: { reason: 'stop' } })
    if (fault === 'no-done' || fault === 'no-usage') expect(result.finish?.usage).toBeNull()
    else expect(result.finish?.usage?.completion_tokens).toBeGreaterThan(0)
  })

  test('reasoning, length, content filter, tool calls', async () => {
    expect(await ask('[[fault:reasoning]]')).toMatchObject({ reasoning: 'Let me think. 想一想。', finish: { reason: 'stop' } })
    expect(await ask('[[fault:finish-length]]')).toMatchObject({ finish: { reason: 'length' } })
    expect(await ask('[[fault:finish-content-filter]]')).toMatchObject({ finish: { reason: 'content_filter' } })
    expect(await ask('[[fault:tool-call]]')).toMatchObject({
      calls: [{ id: 'call_1', name: 'find_items', arguments: '{"words":"季度"}' }],
      finish: { reason: 'tool_calls' },
    })
  })

  test('calls of tools whose pieces come in turn', async () => {
    expect(await ask('[[fault:tool-calls-interleaved]]')).toMatchObject({
      calls: [
        { id: 'call_a', name: 'find_items', arguments: '{"words":"客户"}' },
        { id: 'call_b', name: 'count_items', arguments: '{"of":"季度"}' },
      ],
      pieces: [
        [0, ''],
        [1, '{"of'],
        [0, '{"words":'],
        [1, '":"季'],
        [0, '"客户"}'],
        [1, '度"}'],
      ],
      finish: { reason: 'tool_calls' },
    })
    // Some servers number no piece: its id says whose it is, and one without any goes on with the last.
    expect(await ask('[[fault:tool-calls-unnumbered]]')).toMatchObject({
      calls: [
        { id: 'call_a', name: 'find_items', arguments: '{"words":"客户"}' },
        { id: 'call_b', name: 'count_items', arguments: '{}' },
      ],
    })
  })
})

describe('faults', () => {
  // code, tries, whether asking again may help
  test.each([
    ['http-400', 'MODEL_REQUEST_INVALID', 1, false],
    ['http-400 type=context_length_exceeded', 'MODEL_INPUT_TOO_LONG', 1, false],
    ['http-400 type=content_policy_violation', 'MODEL_REFUSED', 1, false],
    ['http-401', 'MODEL_AUTHENTICATION_FAILED', 1, false],
    ['http-402', 'MODEL_CREDITS_EXHAUSTED', 1, false],
    ['http-402 retryable=true', 'MODEL_CREDITS_EXHAUSTED', 1, false],
    ['http-403', 'MODEL_REFUSED', 1, false],
    ['http-404', 'MODEL_UNAVAILABLE', 1, false],
    ['http-408', 'MODEL_TIMEOUT', 3, true],
    ['http-413', 'MODEL_INPUT_TOO_LONG', 1, false],
    ['http-429', 'MODEL_RATE_LIMITED', 3, true],
    ['http-429 retryable=false', 'MODEL_RATE_LIMITED', 1, false],
    ['http-429 retry-after=30', 'MODEL_RATE_LIMITED', 1, true],
    ['http-429 retry-date=30', 'MODEL_RATE_LIMITED', 1, true],
    ['http-429 wait=30', 'MODEL_RATE_LIMITED', 1, true],
    ['http-500', 'MODEL_UNAVAILABLE', 3, true],
    ['http-500-html', 'MODEL_UNAVAILABLE', 3, true],
    ['http-500-endless', 'MODEL_UNAVAILABLE', 3, true],
    ['http-502', 'MODEL_UNAVAILABLE', 3, true],
    ['http-503', 'MODEL_UNAVAILABLE', 3, true],
    ['http-503 retryable=false', 'MODEL_UNAVAILABLE', 1, false],
    ['http-504', 'MODEL_TIMEOUT', 3, true],
    ['http-302', 'MODEL_ANSWER_INVALID', 1, false],
    ['error-in-200', 'MODEL_CREDITS_EXHAUSTED', 1, false],
    ['error-first', 'MODEL_UNAVAILABLE', 3, true],
    ['cut-before-headers', 'MODEL_CONNECTION_LOST', 3, true],
    ['cut-before-token', 'MODEL_CONNECTION_LOST', 3, true],
    ['hang-before-headers', 'MODEL_TIMEOUT', 3, true],
    ['hang-before-token', 'MODEL_TIMEOUT', 3, true],
    ['keep-alives-only', 'MODEL_TIMEOUT', 3, true],
    ['malformed-first', 'MODEL_ANSWER_INVALID', 3, true],
    ['empty-answer', 'MODEL_ANSWER_INVALID', 3, true],
    ['endless-frame', 'MODEL_ANSWER_INVALID', 1, false],
    ['no-gzip', 'MODEL_CONNECTION_LOST', 3, true],
    ['html', 'MODEL_ANSWER_INVALID', 1, false],
    ['html-as-stream', 'MODEL_CONNECTION_LOST', 3, true],
  ])('%s before the first token: %s after %i tries', async (fault, code, tries, again) => {
    const result = await ask(`[[fault:${fault}]]`)
    expect(codeOf(result.error)).toBe(code)
    expect(result).toMatchObject({ text: '', tries })
    expect(mayRetry(result.error)).toBe(again)
    if (fault.endsWith('=30') && result.error instanceof AppError) expect(result.error.retryAfter).toBeGreaterThan(25)
  })

  test.each([
    ['error-mid-number', 'MODEL_RATE_LIMITED'],
    ['error-mid-string', 'MODEL_UNAVAILABLE'],
    ['error-mid-type', 'MODEL_INPUT_TOO_LONG'],
    ['finish-error', 'MODEL_UNAVAILABLE'],
    ['cut-mid', 'MODEL_CONNECTION_LOST'],
    ['cut-in-character', 'MODEL_CONNECTION_LOST'],
    ['hang-mid', 'MODEL_TIMEOUT'],
    ['keep-alives-mid', 'MODEL_TIMEOUT'],
    ['malformed-mid', 'MODEL_ANSWER_INVALID'],
    ['wrong-shape', 'MODEL_ANSWER_INVALID'],
    ['no-finish', 'MODEL_CONNECTION_LOST'],
  ])('%s in the middle: %s, the text so far is kept and nothing is asked twice', async (fault, code) => {
    const result = await ask(`[[fault:${fault}]]`)
    expect(codeOf(result.error)).toBe(code)
    expect(result.text).toBe(result.sent)
    expect(result.text.length).toBeGreaterThan(50)
    expect(result.tries).toBe(1)
  })

  test.each([
    'http-429 times=2 retry-after=0',
    'http-503 times=1',
    'cut-before-token times=2',
    'hang-before-headers times=1',
    'http-429 times=1 retry-after=1',
    'http-503 times=1 retry-date=1',
    'malformed-first times=2',
  ])('%s goes away: answered', async (fault) => {
    const result = await ask(`[[fault:${fault}]]`)
    expect(result.error).toBeUndefined()
    expect(result.text).toBe(result.sent)
    expect(result.tries).toBe(Number(/times=(\d)/.exec(fault)?.[1]) + 1)
  })

  test('nobody listens: MODEL_UNAVAILABLE', async () => {
    const closed = await startFakeOpenRouter()
    await closed.close()
    const nowhere = openProvider({ baseUrl: closed.url, limits })
    const asking = stream(nowhere, { model: 'a', maxTokens: 1, messages: [] }, new AbortController().signal).next()
    await expect(asking).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' })
  })

  test('after five failures in a row the provider is left alone, then asked once', async () => {
    const model = 'test/circuit'
    const before = fake.requests.length
    await ask('[[fault:http-503]]', { model })
    await ask('[[fault:http-503]]', { model })
    const refused = await ask('', { model })
    expect(fake.requests.length - before).toBe(5)
    expect(refused.error).toMatchObject({ code: 'MODEL_UNAVAILABLE' })
    const circuit = provider.circuits.get(model)
    if (circuit) circuit.openUntil = 0
    expect((await ask('', { model })).error).toBeUndefined()
    expect(provider.circuits.has(model)).toBe(false)
  })
})

test('the key reaches the provider and nobody else', async () => {
  const { error } = await ask('[[fault:http-401]]')
  expect(fake.requests.at(-1)?.headers.authorization).toBe(`Bearer ${key}`)
  const cause = error instanceof AppError ? error.cause : undefined
  expect(cause instanceof ModelFailure && cause.message).toMatch(/^The provider answered: 401 .*\[key\]/)
  expect(`${error instanceof Error && error.stack} ${cause instanceof Error && cause.stack} ${JSON.stringify(error)}`).not.toContain(key)
})

test('an abort reaches the socket at once, wherever the call is', async () => {
  for (const fault of ['hang-before-headers', 'hang-before-token', 'hang-mid', 'http-429 retry-after=4']) {
    const controller = new AbortController()
    const asking = ask(`[[fault:${fault}]]`, {}, controller.signal)
    await expect.poll(() => fake.requests.at(-1)?.body).toSatisfy((body) => JSON.stringify(body).includes(fault))
    const reason = new Error('enough')
    controller.abort(reason)
    expect((await asking).error).toBe(reason)
    await expect.poll(() => fake.openConnections(), { timeout: 1000 }).toBe(0)
  }
})

test('a reader that leaves closes the call', async () => {
  for await (const event of stream(
    provider,
    { model: 'a/b', maxTokens: 9, messages: [{ role: 'user', content: '[[fault:hang-mid]] leaves' }] },
    new AbortController().signal,
  )) {
    if (event.type === 'text') break
  }
  await expect.poll(() => fake.openConnections(), { timeout: 1000 }).toBe(0)
})

test('connections are used again', async () => {
  const ports = new Set<string>()
  for (let at = 0; at < 3; at++) {
    await ask('')
    ports.add(String(fake.requests.at(-1)?.headers.connection))
  }
  expect(ports).toEqual(new Set(['keep-alive']))
})

test('the catalogue: what a model costs, exactly, and can; no price where it varies', async () => {
  const catalogue = await models(provider, new AbortController().signal)
  expect(catalogue).toHaveLength(8)
  expect(catalogue[0]).toMatchObject({
    id: 'openrouter/auto',
    name: 'Auto Router',
    contextLength: 2_000_000,
    maxOutput: null,
    prices: { prompt: null, completion: null },
  })
  expect(catalogue[1]).toMatchObject({
    maxOutput: 128_000,
    prices: { prompt: '0.00000025', completion: '0.000002', cached: '0.000000025', cacheWrite: null, request: '0', image: '0' },
    input: ['text', 'image', 'file'],
    reasoning: { efforts: ['minimal', 'low', 'medium', 'high'], defaultEffort: 'medium', mandatory: true },
  })
})
