import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FakeOpenRouter, startFakeOpenRouter } from '../../e2e/fake-openrouter.ts'
import { AppError } from '../errors.ts'
import { ModelFailure } from './failure.ts'
import { routesItself } from './fallbacks.ts'
import { type ModelEvent, openProvider } from './provider.ts'
import { stream } from './stream.ts'

let fake: FakeOpenRouter
beforeAll(async () => {
  fake = await startFakeOpenRouter({ delay: 0 })
})
afterAll(() => fake.close())

const limits = { firstByte: 400, firstToken: 800, idle: 500, tokenStall: 600, retryWindow: 5000, retryBase: 10 }
const fallbackModels = ['test/second', 'test/third']
const open = (routes: boolean) => openProvider({ baseUrl: fake.url, limits, fallbackModels: () => fallbackModels, routes })

let count = 0
async function ask(directive: string, provider = open(false)) {
  const mark = `question ${++count}:`
  const events: ModelEvent[] = []
  let error: unknown
  try {
    const messages = [{ role: 'user' as const, content: `${mark} ${directive}` }]
    for await (const event of stream(provider, { model: 'test/first', maxTokens: 100, messages }, new AbortController().signal)) events.push(event)
  } catch (thrown) {
    error = thrown
  }
  const calls = fake.requests.filter(({ body }) => JSON.stringify(body).includes(mark)).map(({ body }) => body)
  return {
    error,
    calls,
    models: calls.map((body) => (typeof body === 'object' && body !== null && 'model' in body ? body.model : '')),
    said: events.filter(({ type }) => type !== 'finish').map(({ type }) => type),
    text: events.map((event) => (event.type === 'text' ? event.text : '')).join(''),
    named: events.flatMap((event) => (event.type === 'model' ? [event.model] : [])),
    finish: events.find((event) => event.type === 'finish'),
  }
}

describe('a server that asks no other model by itself', () => {
  test.each([
    'http-503',
    'http-404',
    'http-429 retry-after=40',
    'http-413',
    'http-403',
    'hang-before-headers',
    'cut-before-token',
    'empty-answer',
    'malformed-first',
  ])('%s: the next one is asked at once, and named before its first word', async (fault) => {
    const { error, models, said, named, finish, text } = await ask(`[[fault:${fault} only=test/first]]`)
    expect(error).toBeUndefined()
    expect(models).toEqual(['test/first', 'test/second'])
    expect([said[0], named, finish?.type === 'finish' && finish.model]).toEqual(['model', ['test/second'], 'test/second'])
    expect(text.length).toBeGreaterThan(100)
  })

  test('when all fail they are asked again, all after the wait; the failure of the first is told', async () => {
    const { error, models } = await ask('[[fault:http-503]]')
    expect(models).toEqual(Array.from({ length: 3 }, () => ['test/first', ...fallbackModels]).flat())
    expect(error).toMatchObject({ code: 'MODEL_UNAVAILABLE' })
    const gone = await ask('[[fault:http-404]]')
    expect(gone.models).toEqual(['test/first', ...fallbackModels])
  })

  test.each(['http-401', 'http-402', 'http-400'])('%s: what is the same everywhere is asked once', async (fault) => {
    expect((await ask(`[[fault:${fault} only=test/first]]`)).models).toEqual(['test/first'])
  })

  test('after the first word nobody takes over', async () => {
    const { error, models, text } = await ask('[[fault:cut-mid only=test/first]]')
    expect(models).toEqual(['test/first'])
    expect(error).toMatchObject({ code: 'MODEL_CONNECTION_LOST' })
    expect(text.length).toBeGreaterThan(50)
  })

  test('a model that is left alone is passed over without being asked', async () => {
    const provider = open(false)
    for (let at = 0; at < 5; at++) await ask('[[fault:http-503 only=test/first]]', provider)
    const { models, finish } = await ask('[[fault:http-503 only=test/first]]', provider)
    expect(models).toEqual(['test/second'])
    expect(finish).toMatchObject({ model: 'test/second' })
  })

  test('no other is begun with when nobody would wait any more', async () => {
    const provider = openProvider({ baseUrl: fake.url, limits: { ...limits, retryWindow: 100 }, fallbackModels: () => fallbackModels, routes: false })
    const { error, models } = await ask('[[fault:hang-before-headers]]', provider)
    expect(models).toEqual(['test/first'])
    expect(error instanceof AppError && error.cause instanceof ModelFailure && error.code).toBe('MODEL_TIMEOUT')
  })
})

describe('OpenRouter, which does', () => {
  test('is told of all in one call', async () => {
    const { calls, models, named, finish } = await ask('[[fault:http-503 only=test/first]]', open(true))
    expect(models).toEqual(['test/first'])
    expect(calls[0]).toMatchObject({ model: 'test/first', models: ['test/first', ...fallbackModels] })
    expect([named, finish]).toMatchObject([['test/second'], { model: 'test/second' }])
  })

  test('is known by its address', () => {
    expect(['https://openrouter.ai/api/v1', 'https://eu.openrouter.ai/api/v1'].map(routesItself)).toEqual([true, true])
    expect(['http://localhost:11434/v1', 'https://openrouter.ai.example.com/v1', 'https://notopenrouter.ai/v1'].map(routesItself)).toEqual([
      false,
      false,
      false,
    ])
  })
})

test.each([true, false])('what belongs together is told to OpenRouter in the body, and to no other server (%s)', async (routes) => {
  const request = { model: 'test/session', maxTokens: 10, messages: [{ role: 'user' as const, content: `session ${routes}` }], sessionId: 'one-conversation' }
  for await (const event of stream(open(routes), request, new AbortController().signal)) if (event.type === 'finish') break
  const body = fake.requests.findLast((each) => JSON.stringify(each.body).includes(`session ${routes}`))?.body
  expect(JSON.stringify(body).includes('"session_id":"one-conversation"')).toBe(routes)
})
