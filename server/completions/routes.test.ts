import { createParser } from 'eventsource-parser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NewApiKeyEnvelope } from '#shared/auth.ts'
import { ChatSessionsEnvelope } from '#shared/chat.ts'
import { Completion, CompletionChunk, CompletionError, CompletionModels } from '#shared/completions.ts'
import { type FakeOpenRouter, startFakeOpenRouter } from '../../e2e/fake-openrouter.ts'
import { startApp, type TestApp } from '../test/harness.ts'

let app: TestApp
let fake: FakeOpenRouter
let key: string
beforeAll(async () => {
  fake = await startFakeOpenRouter({ delay: 1 })
  app = await startApp({ OPENROUTER_BASE_URL: fake.url, OPENROUTER_API_KEY: 'test-key', DEFAULT_MODEL: 'qwen/qwen3-max' }, { retryBase: 10 })
  key = await keyOf(['chat:use'])
})
afterAll(async () => {
  await app.close()
  await fake.close()
})

async function keyOf(scopes: string[]): Promise<string> {
  const made = await app.api('POST', '/api/v1/api-keys', { name: 'client', scopes, expires_in_days: 1 })
  return NewApiKeyEnvelope.parse(made.body).data.secret
}
const as = (secret: string) => ({ Authorization: `Bearer ${secret}`, 'Accept-Language': 'en' })
const complete = (body: object, secret = key) => app.anonymous('POST', '/v1/chat/completions', body, as(secret))
const say = (content: unknown) => [{ role: 'user', content }]
const sentFor = (mark: string) => fake.requests.findLast(({ body }) => JSON.stringify(body ?? '').includes(mark))

/** A stream, read to its end. `last` is what stood in its last frame. */
async function read(body: object, signal?: AbortSignal) {
  const response = await fetch(`${app.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...as(key) },
    body: JSON.stringify({ stream: true, ...body }),
    ...(signal ? { signal } : {}),
  })
  const frames: string[] = []
  const parser = createParser({ onEvent: ({ data }) => frames.push(data) })
  parser.feed(await response.text())
  const last = frames.pop() ?? ''
  return { status: response.status, headers: response.headers, last, chunks: frames.map((frame) => CompletionChunk.parse(JSON.parse(frame))) }
}

describe('an answer', () => {
  it('comes whole, as OpenAI tells it, and no conversation is kept of it', async () => {
    const { status, headers, body } = await complete({ model: 'openai/gpt-5-mini', messages: say('whole?') })
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8'])
    const completion = Completion.parse(body)
    expect(completion).toMatchObject({
      object: 'chat.completion',
      model: 'openai/gpt-5-mini',
      choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: sentFor('whole?')?.sent, refusal: null } }],
    })
    expect(completion.usage?.cost).toBeGreaterThan(0)
    expect(Math.abs(completion.created - Date.now() / 1000)).toBeLessThan(600)
    expect(ChatSessionsEnvelope.parse((await app.api('GET', '/api/v1/chat/sessions')).body).data.sessions).toEqual([])
  })

  it('streams in chunks, with the usage where it is asked for', async () => {
    const { status, headers, chunks, last } = await read({ messages: say('streamed?'), stream_options: { include_usage: true } })
    expect([status, headers.get('content-type'), last]).toEqual([200, 'text/event-stream; charset=utf-8', '[DONE]'])
    expect(chunks[0]?.choices[0]?.delta).toEqual({ role: 'assistant', content: '' })
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe(sentFor('streamed?')?.sent)
    expect(chunks.at(-2)?.choices[0]).toMatchObject({ delta: {}, finish_reason: 'stop' })
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 4 } })
    expect(chunks.slice(0, -1).every(({ usage }) => usage === null)).toBe(true)
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1)
    const { chunks: without } = await read({ messages: say('streamed without?') })
    expect(without.some((chunk) => 'usage' in chunk)).toBe(false)
  })

  it('is of the default model where none is named', async () => {
    expect(Completion.parse((await complete({ messages: say('which?') })).body).model).toBe('qwen/qwen3-max')
    expect(sentFor('which?')?.body).toMatchObject({ model: 'qwen/qwen3-max' })
  })

  it('names the model that answered where it was another', async () => {
    const { chunks } = await read({ model: 'openrouter/auto', messages: say('[[fault:other-model]]') })
    expect(new Set(chunks.map(({ model }) => model))).toEqual(new Set(['qwen/qwen3-max-2026']))
    expect(Completion.parse((await complete({ model: 'openrouter/auto', messages: say('[[fault:other-model]]') })).body).model).toBe('qwen/qwen3-max-2026')
  })

  it('has its thoughts beside it, and what is to be sent back of them', async () => {
    const { choices } = Completion.parse((await complete({ messages: say('[[fault:reasoning]]') })).body)
    expect(choices[0]?.message).toMatchObject({ reasoning_content: 'Let me think. 想一想。', reasoning_details: [{ text: 'Let me ' }, {}, {}] })
    const { chunks } = await read({ messages: say('[[fault:reasoning]]') })
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.reasoning_content ?? '').join('')).toBe('Let me think. 想一想。')
  })

  it('calls tools: pieces as they come, or whole', async () => {
    const tools = [{ type: 'function', function: { name: 'find_items', parameters: { type: 'object', properties: {} } } }]
    const body = { messages: say('[[fault:tool-calls-interleaved]] tools?'), tools, tool_choice: 'auto', parallel_tool_calls: true }
    const { choices } = Completion.parse((await complete(body)).body)
    expect(choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: {
        content: null,
        tool_calls: [
          { id: 'call_a', type: 'function', function: { name: 'find_items', arguments: '{"words":"客户"}' } },
          { id: 'call_b', type: 'function', function: { name: 'count_items', arguments: '{"of":"季度"}' } },
        ],
      },
    })
    const { chunks } = await read(body)
    const pieces = chunks.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? [])
    expect(pieces.map(({ index }) => index)).toEqual([0, 1, 0, 1, 0, 1])
    expect(pieces[0]).toEqual({ index: 0, id: 'call_a', type: 'function', function: { name: 'find_items', arguments: '' } })
    expect(pieces[2]).toEqual({ index: 0, function: { arguments: '{"words":' } })
    expect(sentFor('tools?')?.body).toMatchObject({ tools, tool_choice: 'auto', parallel_tool_calls: true })
  })
})

describe('what the model is sent', () => {
  it('is what came, but for what means nothing to it', async () => {
    const messages = [
      { role: 'developer', content: 'Be short.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'passed on?' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } },
        ],
      },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }],
        reasoning_details: [{ a: 1 }],
      },
      { role: 'tool', tool_call_id: 'c', content: '[]' },
    ]
    const passed = {
      temperature: 0.2,
      top_p: 0.9,
      seed: 7,
      stop: ['\n\n'],
      frequency_penalty: 0.5,
      presence_penalty: -0.5,
      response_format: { type: 'json_schema', json_schema: { name: 'x', strict: true, schema: { type: 'object' } } },
      reasoning_effort: 'low',
    }
    const ignored = { user: 'u-1', metadata: { a: 'b' }, store: false, surprise: { deep: [1] } }
    const { status, headers } = await complete({
      messages,
      max_completion_tokens: 50,
      max_tokens: 99,
      n: 1,
      logprobs: null,
      functions: null,
      ...passed,
      ...ignored,
    })
    expect([status, headers.get('x-deskmate-ignored')]).toEqual([200, 'user, metadata, store, surprise'])
    expect(sentFor('passed on?')?.body).toEqual({
      ...passed,
      model: 'qwen/qwen3-max',
      messages,
      max_tokens: 50,
      stream: true,
      stream_options: { include_usage: true },
    })
  })

  it('may be larger than other bodies, for its images', async () => {
    const url = `data:image/png;base64,${'A'.repeat(3_000_000)}`
    expect(
      (
        await complete({
          messages: say([
            { type: 'text', text: 'large?' },
            { type: 'image_url', image_url: { url } },
          ]),
        })
      ).status,
    ).toBe(200)
    expect(JSON.stringify(sentFor('large?')?.body)).toContain(url)
    const { status, body } = await complete({ messages: say('x'.repeat(21 * 1024 * 1024)) })
    expect([status, CompletionError.parse(body).error.code]).toEqual([413, 'PAYLOAD_TOO_LARGE'])
  })

  it('keeps what belongs together with one provider, and apart from what is somebody else’s', async () => {
    const person = await app.as('viewer')
    const other = await person.api('POST', '/api/v1/api-keys', { name: 'other', scopes: ['chat:use'], expires_in_days: 1 })
    let asked = 0
    const session = async (cacheKey: string, secret = key) => {
      const mark = `cached ${++asked}`
      await complete({ messages: say(mark), prompt_cache_key: cacheKey }, secret)
      return sentFor(mark)?.headers['x-session-id']
    }
    const first = await session('a\nkey 季度')
    expect(first).toMatch(/^[\w-]{43}$/)
    expect(await session('a\nkey 季度')).toBe(first)
    expect(await session('another')).not.toBe(first)
    expect(await session('a\nkey 季度', NewApiKeyEnvelope.parse(other.body).data.secret)).not.toBe(first)
  })
})

describe('whoever leaves', () => {
  it.each([true, false])('ends the call to the model (stream: %s)', async (stream) => {
    const leaving = new AbortController()
    const mark = `leaves ${stream}`
    const answer = fetch(`${app.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...as(key) },
      body: JSON.stringify({ stream, messages: say(`${mark} [[fault:hang-mid]]`) }),
      signal: leaving.signal,
    }).then((response) => response.text())
    const left = expect(answer).rejects.toThrow('abort')
    await expect.poll(() => sentFor(mark)?.sent.length ?? 0).toBeGreaterThan(100)
    leaving.abort()
    await left
    await expect.poll(() => sentFor(mark)?.closedAt, { timeout: 5000 }).toBeDefined()
  })
})

describe('the list of models', () => {
  it('is OpenAI’s, the default first, and each can be asked for', async () => {
    const { status, body } = await app.anonymous('GET', '/v1/models', undefined, as(key))
    const { data } = CompletionModels.parse(body)
    expect([status, data[0]?.id, data.length]).toEqual([200, 'qwen/qwen3-max', 8])
    expect(data.find(({ id }) => id === 'openai/gpt-5-mini')).toEqual({
      id: 'openai/gpt-5-mini',
      object: 'model',
      created: 0,
      owned_by: 'openai',
      name: 'OpenAI: GPT-5 Mini',
      context_length: 400_000,
    })
    for (const address of ['/v1/models/openai/gpt-5-mini', '/v1/models/openai%2Fgpt-5-mini'])
      expect((await app.anonymous('GET', address, undefined, as(key))).body).toMatchObject({ id: 'openai/gpt-5-mini' })
    const none = await app.anonymous('GET', '/v1/models/none', undefined, as(key))
    expect([none.status, CompletionError.parse(none.body).error.code]).toEqual([404, 'model_not_found'])
  })
})

describe('who may', () => {
  it('needs a key, and one that allows it', async () => {
    const nobody = await app.anonymous('POST', '/v1/chat/completions', { messages: say('x') }, { 'Accept-Language': 'en' })
    expect([nobody.status, nobody.body]).toEqual([
      401,
      { error: { message: 'Sign in first.', type: 'invalid_request_error', param: null, code: 'invalid_api_key' } },
    ])
    const wrong = await complete({ messages: say('x') }, 'dm_wrong')
    expect([wrong.status, CompletionError.parse(wrong.body).error.code]).toEqual([401, 'invalid_api_key'])
    const other = await complete({ messages: say('x') }, await keyOf(['items:read']))
    expect([other.status, CompletionError.parse(other.body).error]).toMatchObject([403, { type: 'permission_error', code: 'FORBIDDEN' }])
    expect((await app.anonymous('GET', '/v1/models')).status).toBe(401)
  })

  it('is told in OpenAI’s way also of what there is not', async () => {
    for (const [method, path] of [
      ['POST', '/v1/embeddings'],
      ['GET', '/v1/chat/completions'],
      ['DELETE', '/v1/models/x'],
    ] as const) {
      const { status, body } = await app.anonymous(method, path, method === 'POST' ? {} : undefined, as(key))
      expect([path, status, CompletionError.parse(body).error.code]).toEqual([path, 404, 'NOT_FOUND'])
    }
  })
})

it('a limit of questions counts here too', async () => {
  const limited = await startApp({ OPENROUTER_BASE_URL: fake.url, RATE_LIMIT_CHAT_PER_MINUTE: '2' })
  const ask = () => limited.api('POST', '/v1/chat/completions', { messages: say('limited') })
  const statuses = [await ask(), await ask(), await ask()]
  expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429])
  expect(statuses[2]?.headers.get('retry-after')).toMatch(/^\d+$/)
  expect(CompletionError.parse(statuses[2]?.body).error).toMatchObject({ type: 'rate_limit_error', code: 'rate_limit_exceeded' })
  await limited.close()
})

it('only the models on the list are asked and shown', async () => {
  const listed = await startApp({ OPENROUTER_BASE_URL: fake.url, SUPPORTED_MODELS: 'openai/gpt-5-mini,qwen/qwen3-max', DEFAULT_MODEL: 'qwen/qwen3-max' })
  const { body } = await listed.api('GET', '/v1/models')
  expect(CompletionModels.parse(body).data.map(({ id }) => id)).toEqual(['qwen/qwen3-max', 'openai/gpt-5-mini'])
  const refused = await listed.api('POST', '/v1/chat/completions', { model: 'z-ai/glm-4.6', messages: say('listed?') })
  expect([refused.status, CompletionError.parse(refused.body).error]).toMatchObject([404, { code: 'model_not_found', param: 'model' }])
  expect(sentFor('listed?')).toBeUndefined()
  await listed.close()
})

it('without a provider it says so, and what to set', async () => {
  const bare = await startApp()
  const { status, headers, body } = await bare.api('POST', '/v1/chat/completions', { messages: say('x') })
  expect([status, headers.get('x-should-retry')]).toEqual([503, 'false'])
  expect(CompletionError.parse(body).error).toMatchObject({ type: 'server_error', code: 'MODEL_NOT_CONFIGURED' })
  expect(CompletionError.parse(body).error.message).toContain('OPENROUTER_API_KEY')
  expect((await bare.api('GET', '/v1/models')).body).toEqual({ object: 'list', data: [] })
  await bare.close()
})
