import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { errorCatalog } from '#shared/errors.ts'
import { compileClients, installClients, makeKey, useClient, useClientWhile } from './api-client.ts'
import { type FakeOpenRouter, startFakeOpenRouter } from './fake-openrouter.ts'
import { type Program, startProgram } from './program.ts'

// OpenAI's own package against the program; runtime/api-clients/use-openai.ts is what it does there.

const folder = mkdtempSync(path.join(tmpdir(), 'deskmate-openai-'))
let fake: FakeOpenRouter
let program: Program
let key: string
beforeAll(async () => {
  installClients()
  fake = await startFakeOpenRouter({ delay: 5 })
  program = await startProgram({ DATA_DIR: path.join(folder, 'data'), OPENROUTER_BASE_URL: fake.url, OPENROUTER_API_KEY: ['test', 'key'].join('-') })
  key = await makeKey(program.url, ['chat:use'])
}, 300_000)
afterAll(async () => {
  await program.end('SIGTERM')
  await fake.close()
  rmSync(folder, { recursive: true, force: true })
})

const use = (name: string) => useClient('use-openai.ts', [program.url, key, name])
const callsWith = (mark: string) => fake.requests.filter(({ body }) => JSON.stringify(body ?? '').includes(mark))
const sentFor = (mark: string) => callsWith(mark).at(-1)?.sent

it('the program compiles against the package’s own types', compileClients)

it('it reads an answer, whole and streamed', async () => {
  expect(await use('whole')).toMatchObject({ model: 'openai/gpt-5-mini', text: sentFor('whole by the package'), reason: 'stop' })
  const streamed = await use('streamed')
  const text = sentFor('streamed by the package') ?? ''
  expect(text.length).toBeGreaterThan(100)
  const booked = fake.accounts.find(callsWith('streamed by the package').at(-1)?.id ?? '')
  if (!booked) throw new Error('The provider has no account of the call.')
  expect(streamed).toEqual({ text, reason: 'stop', tokens: booked.native_tokens_prompt + booked.native_tokens_completion })
})

it('it puts calls of tools together whose pieces come in turn', async () => {
  expect(await use('gathered')).toMatchObject({
    reason: 'tool_calls',
    content: '',
    calls: [
      { id: 'call_a', type: 'function', function: { name: 'find_items', arguments: '{"words":"客户"}' } },
      { id: 'call_b', type: 'function', function: { name: 'count_items', arguments: '{"of":"季度"}' } },
    ],
  })
})

it('it goes a whole round with a tool', async () => {
  const round = await use('tools')
  expect(round).toEqual({ ran: [{ words: '季度' }], text: sentFor('two items'), roles: ['user', 'assistant', 'tool', 'assistant'] })
  expect(callsWith('two items').at(-1)?.body).toMatchObject({
    messages: [
      { role: 'user' },
      { role: 'assistant', tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'find_items', arguments: '{"words":"季度"}' } }] },
      { role: 'tool', tool_call_id: 'call_1', content: 'two items' },
    ],
    tools: [{ type: 'function', function: { name: 'find_items' } }],
  })
})

it('it lists the models', async () => {
  expect(await use('models')).toMatchObject({
    ids: expect.arrayContaining(['openrouter/auto', 'openai/gpt-5-mini', 'qwen/qwen3-max']) as unknown,
    one: 'openai/gpt-5-mini',
    missing: { class: 'NotFoundError', status: 404, code: 'model_not_found' },
  })
})

it('it knows each failure by its own class, and asks again only where that may help', async () => {
  expect(await use('errors')).toMatchObject({
    noKey: { class: 'AuthenticationError', status: 401, code: 'invalid_api_key', requestId: 'string' },
    badRequest: { class: 'BadRequestError', status: 400, code: 'invalid_value', param: 'n' },
    notFound: { class: 'NotFoundError', status: 404, code: 'NOT_FOUND' },
    tooLong: { class: 'BadRequestError', status: 400, code: 'context_length_exceeded' },
    credits: { class: 'APIError', status: 402, code: 'insufficient_quota', message: `402 ${errorCatalog.MODEL_CREDITS_EXHAUSTED.en}` },
    busy: { class: 'RateLimitError', status: 429, code: 'rate_limit_exceeded' },
    away: { class: 'InternalServerError', status: 503, code: 'MODEL_UNAVAILABLE' },
    early: { class: 'InternalServerError', status: 503, code: 'MODEL_UNAVAILABLE' },
    middle: { class: 'APIError', code: 'context_length_exceeded' },
  })
  expect([callsWith('http-402').length, callsWith('] away').length]).toEqual([1, 1])
})

it('its abort ends the call to the model', async () => {
  expect(await use('abort')).toMatchObject({ error: { class: 'none' } })
  await expect.poll(() => callsWith('aborted by the package').map(({ closedAt }) => closedAt === undefined)).toEqual([false])
})

it('it is told when the program ends, in the middle of an answer', async () => {
  let ended: Promise<number | string> | undefined
  const told = await useClientWhile('use-openai.ts', [program.url, key, 'shutdown'], () => {
    ended = program.end('SIGTERM')
  })
  expect(told).toMatchObject({ class: 'APIError', code: 'SHUTTING_DOWN' })
  expect(await ended).toBe(0)
})
