import { createParser } from 'eventsource-parser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CompletionError } from '#shared/completions.ts'
import { type ErrorCode, errorCatalog } from '#shared/errors.ts'
import { type FakeOpenRouter, startFakeOpenRouter } from '../../e2e/fake-openrouter.ts'
import { everyRow } from '../test/every-row.ts'
import { startApp, type TestApp } from '../test/harness.ts'
import { asOpenAi } from './tell-error.ts'

let app: TestApp
let fake: FakeOpenRouter
beforeAll(async () => {
  fake = await startFakeOpenRouter({ delay: 1 })
  app = await startApp(
    { OPENROUTER_BASE_URL: fake.url, OPENROUTER_API_KEY: 'test-key' },
    { firstByte: 1400, firstToken: 2800, idle: 2600, tokenStall: 2800, retryWindow: 2500, retryBase: 10 },
  )
})
afterAll(async () => {
  await app.close()
  await fake.close()
})

const english = { 'Accept-Language': 'en' }
const post = (body: unknown, headers: Record<string, string> = {}) => app.api('POST', '/v1/chat/completions', body, { ...english, ...headers })
const messages = [{ role: 'user', content: 'hello' }]

describe('a request that cannot be met is refused by the name of the field, and nobody is asked', () => {
  // What is sent beside a good message, the field that is named, the status.
  const cases: [string, unknown, string, number?][] = [
    ['no messages', {}, 'messages'],
    ['an empty list of them', { messages: [] }, 'messages'],
    ['messages that are a text', { messages: 'hello' }, 'messages'],
    ['a role that nobody has', { messages: [{ role: 'robot', content: 'x' }] }, 'messages.0.role'],
    ['content of another kind', { messages: [{ role: 'user', content: 5 }] }, 'messages.0.content'],
    ['a part without a type', { messages: [{ role: 'user', content: [{ text: 'x' }] }] }, 'messages.0.content'],
    ['several answers', { messages, n: 2 }, 'n'],
    ['probabilities', { messages, logprobs: true }, 'logprobs'],
    ['probabilities of others', { messages, top_logprobs: 3 }, 'top_logprobs'],
    ['speech', { messages, modalities: ['text', 'audio'] }, 'modalities.1'],
    ['a voice', { messages, audio: { voice: 'alloy', format: 'wav' } }, 'audio'],
    ['functions of old', { messages, functions: [{ name: 'f' }] }, 'functions'],
    ['a call of them', { messages, function_call: 'auto' }, 'function_call'],
    ['a search of the web', { messages, web_search_options: {} }, 'web_search_options'],
    ['other models', { messages, models: ['openai/gpt-5-mini'] }, 'models'],
    ['a route', { messages, route: 'fallback' }, 'route'],
    ['plugins', { messages, plugins: [{ id: 'web' }] }, 'plugins'],
    ['a tool of the provider', { messages, tools: [{ type: 'openrouter:web_search' }] }, 'tools.0.type'],
    ['a temperature as text', { messages, temperature: '1' }, 'temperature'],
    ['a temperature beyond', { messages, temperature: 3 }, 'temperature'],
    ['a limit of nothing', { messages, max_tokens: 0 }, 'max_tokens'],
    ['a stream that is a text', { messages, stream: 'true' }, 'stream'],
    ['a model that is a number', { messages, model: 5 }, 'model'],
    ['NUL', '{"messages":[{"role":"user","content":"a\\u0000b"}]}', 'messages.0.content'],
    ['half a character', '{"messages":[{"role":"user","content":"\\ud800"}]}', 'messages.0.content'],
    ['a key twice', '{"model":"a","model":"b"}', 'model'],
  ]
  it.each(cases)('%s', async (_, body, param) => {
    const asked = fake.requests.filter(({ path }) => path === '/chat/completions').length
    const before = await everyRow(app)
    const { status, body: told, headers } = await post(body)
    expect([status, headers.get('x-should-retry')]).toEqual([400, 'false'])
    const { error } = CompletionError.parse(told)
    expect(error).toMatchObject({ type: 'invalid_request_error', param })
    expect(error.message).toContain(param)
    expect(fake.requests.filter(({ path }) => path === '/chat/completions')).toHaveLength(asked)
    expect(await everyRow(app)).toEqual(before)
  })

  it('what is no JSON, or none that may be', async () => {
    for (const [body, status, headers] of [
      ['{"messages":', 400],
      ['[]', 400],
      ['"x"', 400],
      ['', 400],
      [`{"messages":${'['.repeat(5000)}${']'.repeat(5000)}}`, 400],
      ['{"messages":[],"__proto__":{"a":1}}', 400],
      [Buffer.from([0x7b, 0xff, 0x7d]), 400],
      ['messages=x', 415, { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ] as const) {
      const answer = await post(body, headers)
      expect([String(body).slice(0, 40), answer.status]).toEqual([String(body).slice(0, 40), status])
      expect(CompletionError.parse(answer.body).error.type).toBe('invalid_request_error')
    }
  })
})

/** What each failure of the model is under /v1, streamed and waited for. */
const failures: [string, ErrorCode][] = [
  ['http-400', 'MODEL_REQUEST_INVALID'],
  ['http-400 type=context_length_exceeded', 'MODEL_INPUT_TOO_LONG'],
  ['http-401', 'MODEL_AUTHENTICATION_FAILED'],
  ['http-402', 'MODEL_CREDITS_EXHAUSTED'],
  ['http-403', 'MODEL_REFUSED'],
  ['http-404', 'MODEL_UNAVAILABLE'],
  ['http-413', 'MODEL_INPUT_TOO_LONG'],
  ['http-429 retry-after=40', 'MODEL_RATE_LIMITED'],
  ['http-503', 'MODEL_UNAVAILABLE'],
  ['http-504', 'MODEL_TIMEOUT'],
  ['error-in-200', 'MODEL_CREDITS_EXHAUSTED'],
  ['error-first', 'MODEL_UNAVAILABLE'],
  ['cut-before-token', 'MODEL_CONNECTION_LOST'],
  ['hang-before-token', 'MODEL_TIMEOUT'],
  ['malformed-first', 'MODEL_ANSWER_INVALID'],
]

let count = 0
describe.each(failures)('the model: %s', (fault, code) => {
  const expected = { status: asOpenAi[code]?.status ?? errorCatalog[code].status, code: asOpenAi[code]?.code ?? code }
  it.each([false, true])('before the first word (stream: %s)', async (stream) => {
    // Failures in a row of one model open its circuit.
    const { status, headers, body } = await post({ stream, model: `test/${++count}`, messages: [{ role: 'user', content: `[[fault:${fault}]]` }] })
    expect(status).toBe(expected.status)
    const { error } = CompletionError.parse(body)
    expect(error).toMatchObject({ code: expected.code })
    expect(error.message).toContain(errorCatalog[code].en)
    expect(headers.get('x-should-retry')).toBe(String(code === 'MODEL_RATE_LIMITED'))
    if (fault.includes('retry-after')) expect(headers.get('retry-after')).toBe('40')
    expect(JSON.stringify(body)).not.toContain('test-key')
  })
})

it('what the provider has against a request is told to whoever wrote it', async () => {
  const { body } = await post({ messages: [{ role: 'user', content: '[[fault:http-400]]' }] })
  expect(CompletionError.parse(body).error.message).toContain('Refused with 400 for Bearer [key]')
})

it.each([
  ['error-mid-number', 'rate_limit_exceeded'],
  ['cut-mid', 'MODEL_CONNECTION_LOST'],
  ['hang-mid', 'MODEL_TIMEOUT'],
  ['malformed-mid', 'MODEL_ANSWER_INVALID'],
])('the model: %s in the middle of a stream is told there, and no [DONE] follows', async (fault, code) => {
  const response = await post({ stream: true, model: `test/${++count}`, messages: [{ role: 'user', content: `[[fault:${fault}]]` }] })
  const frames: string[] = []
  createParser({ onEvent: ({ data }) => frames.push(data) }).feed(String(response.body))
  expect(response.status).toBe(200)
  expect(frames.length).toBeGreaterThan(10)
  expect(frames).not.toContain('[DONE]')
  expect(CompletionError.parse(JSON.parse(frames.at(-1) ?? '')).error.code).toBe(code)
})
