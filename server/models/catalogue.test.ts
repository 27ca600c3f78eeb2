import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ErrorEnvelope } from '#shared/errors.ts'
import { ChatModelsEnvelope, FavouritesEnvelope, ModelPolicyEnvelope, ProviderStateEnvelope } from '#shared/models.ts'
import { type FakeOpenRouter, startFakeOpenRouter } from '../../e2e/fake-openrouter.ts'
import { localModels, manyModels, models } from '../../e2e/fake-openrouter-models.ts'
import { openProvider } from '../ai/provider.ts'
import { startApp, type TestApp } from '../test/harness.ts'
import { openCatalogue } from './catalogue.ts'

let fake: FakeOpenRouter
const open: TestApp[] = []
beforeEach(async () => {
  fake = await startFakeOpenRouter({ delay: 0 })
})
afterEach(async () => {
  for (const app of open.splice(0)) await app.close()
  await fake.close()
})

async function start(settings: Record<string, string> = {}): Promise<TestApp> {
  const app = await startApp({ OPENROUTER_BASE_URL: fake.url, ...settings })
  open.push(app)
  return app
}
const list = async (app: TestApp) => ChatModelsEnvelope.parse((await app.api('GET', '/api/v1/chat/models')).body).data
/** Once the list is there. */
async function listed(app: TestApp) {
  for (;;) {
    const found = await list(app)
    if (!found.loading) return found
    await sleep(20)
  }
}
const lists = () => fake.requests.filter(({ path }) => path === '/models').length
/** As if the list had been fetched that long ago. */
const age = (app: TestApp, minutes: number) =>
  app.database.db.execute(sql`update model_catalogues set fetched_at = now() - make_interval(mins => ${minutes}::int)`)
const stored = async (app: TestApp) => (await app.database.db.execute(sql`select jsonb_array_length(models) as n from model_catalogues`)).rows

describe('the list', () => {
  test('says of a model what it costs, takes and can', async () => {
    const app = await start()
    const { models: all } = await listed(app)
    expect(all).toHaveLength(models.length)
    expect(all.find(({ id }) => id === 'anthropic/claude-sonnet-4.5')).toEqual({
      id: 'anthropic/claude-sonnet-4.5',
      name: 'Anthropic: Claude Sonnet 4.5',
      context_length: 1_000_000,
      max_output: 16_384,
      prompt_price: 3,
      completion_price: 15,
      cached_price: 0.3,
      request_price: 0,
      image_price: 0,
      input_modalities: ['text', 'image', 'file'],
      output_modalities: ['text'],
      parameters: ['temperature', 'top_p', 'max_tokens', 'reasoning_effort', 'tools'],
      reasoning: { efforts: ['low', 'medium', 'high'], default_effort: 'medium', mandatory: false },
    })
  })

  test('survives entries that nobody foresaw', async () => {
    const [good] = models
    const odd = [
      null,
      5,
      'text',
      [],
      {},
      { id: '' },
      { id: 7 },
      { id: 'x'.repeat(300) },
      {
        id: 'strange',
        name: 5,
        context_length: '8192',
        pricing: { prompt: {}, completion: [] },
        architecture: 'x',
        supported_parameters: {},
        reasoning: 'yes',
      },
      { id: 'nul\0', name: 'half \ud800' },
      { id: 'efforts', supported_parameters: ['reasoning'], reasoning: { supported_efforts: ['low', 'gigantic', 5, 'max'] } },
      { id: 'strange', name: 'the second of that name' },
    ]
    fake.setList({ status: 200, body: { data: [...odd, good] } })
    const { models: all } = await listed(await start())
    expect(all.map(({ id, name }) => [id, name])).toEqual([
      ['openrouter/auto', 'Auto Router'],
      ['strange', 'the second of that name'],
      ['nul\ufffd', 'half \ufffd'],
      ['efforts', 'efforts'],
    ])
    expect(all[3]?.reasoning?.efforts).toEqual(['low', 'max'])
  })

  test('of a server of one’s own has names and nothing else, and its first is the default', async () => {
    fake.setList({ status: 200, body: { object: 'list', data: [...localModels('qwen3:8b', 'llama3.2:3b'), { id: 'vllm', max_model_len: 32_768 }] } })
    const found = await listed(await start())
    expect(found.default).toBe('qwen3:8b')
    expect(
      found.models.map(({ id, context_length, prompt_price, parameters, reasoning }) => [id, context_length, prompt_price, parameters, reasoning]),
    ).toEqual([
      ['qwen3:8b', null, null, null, null],
      ['llama3.2:3b', null, null, null, null],
      ['vllm', 32_768, null, null, null],
    ])
  })

  test('may be as long as the real one', async () => {
    fake.setList({ status: 200, body: { data: manyModels(400) } })
    expect((await listed(await start())).models).toHaveLength(400)
  })
})

describe('a provider that is away', () => {
  test('empties no list that was there once, nor after a restart', async () => {
    const app = await start()
    await listed(app)
    await expect.poll(() => stored(app)).toEqual([{ n: models.length }])
    // As the start of another program on the same data finds it.
    fake.setList('hang')
    await age(app, 60 * 24 * 30)
    const errors: unknown[] = []
    const again = await openCatalogue(
      app.database.db,
      openProvider({ baseUrl: fake.url }),
      { defaultModel: 'openrouter/auto', supportedModels: [] },
      { shared: false, onError: (error) => errors.push(error) },
    )
    const found = await again.list()
    expect([found.models.length, found.loading]).toEqual([models.length, false])
    expect(again.priceOf('qwen/qwen3-max')).toMatchObject({ prompt: '0.0000012', completion: '0.000006' })
    again.close()
  })

  test('is asked once, not with every page', async () => {
    fake.setList({ status: 503, body: { error: { message: 'overloaded' } } })
    const app = await start()
    await expect.poll(async () => (await list(app)).loading).toBe(false)
    for (let at = 0; at < 5; at++) expect((await list(app)).models.map(({ id }) => id)).toEqual(['openrouter/auto'])
    expect(lists()).toBe(1)
    const { data } = ProviderStateEnvelope.parse((await app.api('GET', '/api/v1/chat/provider', undefined, { 'Accept-Language': 'en' })).body)
    expect(data).toMatchObject({ models: null, fetched_at: null, problem: { code: 'MODEL_UNAVAILABLE', detail: expect.stringContaining('503') } })
  })

  test('that does not answer holds up nobody', async () => {
    fake.setList('hang')
    const app = await start()
    expect(await list(app)).toMatchObject({ configured: true, default: 'openrouter/auto', loading: true, models: [{ id: 'openrouter/auto' }] })
    const asked = await app.api('POST', '/api/v1/chat/message', { message: 'hello' })
    expect(asked.status).toBe(200)
  })
})

describe('favourites and recent', () => {
  test('are each person’s own', async () => {
    const app = await start()
    await listed(app)
    const [one, two] = [await app.as('viewer'), await app.as('editor')]
    const set = (person: typeof one, model: string, favourite: boolean) => person.api('PUT', '/api/v1/chat/models/favourites', { model, favourite })
    await set(one, 'z-ai/glm-4.6', true)
    await set(one, 'qwen/qwen3-max', true)
    await Promise.all([set(one, 'qwen/qwen3-max', true), set(one, 'qwen/qwen3-max', true)])
    await set(one, 'z-ai/glm-4.6', false)
    const last = FavouritesEnvelope.parse((await set(one, 'gone/model', true)).body).data.favourites
    expect(last).toEqual(['qwen/qwen3-max', 'gone/model'])
    for (const model of ['qwen/qwen3-max', 'z-ai/glm-4.6', 'qwen/qwen3-max']) await one.api('POST', '/api/v1/chat/message', { message: 'hello', model })
    const seen = async (person: typeof one) => ChatModelsEnvelope.parse((await person.api('GET', '/api/v1/chat/models')).body).data
    expect(await seen(one)).toMatchObject({ favourites: last, recent: ['qwen/qwen3-max', 'z-ai/glm-4.6'] })
    expect(await seen(two)).toMatchObject({ favourites: [], recent: [] })
  })

  test('a hundred favourites are the most', async () => {
    const app = await start()
    for (let at = 0; at < 100; at++) await app.api('PUT', '/api/v1/chat/models/favourites', { model: `m/${at}`, favourite: true })
    const more = await app.api('PUT', '/api/v1/chat/models/favourites', { model: 'm/100', favourite: true }, { 'Accept-Language': 'en' })
    expect([more.status, ErrorEnvelope.parse(more.body).error.details]).toEqual([422, [{ path: 'favourite', message: '100 favourites are the most.' }]])
    expect((await app.api('PUT', '/api/v1/chat/models/favourites', { model: 'm/7', favourite: true })).status).toBe(200)
  })
})

describe('what an administrator decides', () => {
  const decide = (app: TestApp, body: unknown, headers = {}) => app.api('PUT', '/api/v1/chat/models/policy', body, headers)

  test('holds for everybody, at once, and is written down', async () => {
    const app = await start()
    await listed(app)
    const member = await app.as('viewer')
    const allowed = ['qwen/qwen3-max', 'z-ai/glm-4.6', 'qwen/qwen3-max']
    const { data } = ModelPolicyEnvelope.parse((await decide(app, { allowed, default_model: 'z-ai/glm-4.6' })).body)
    expect(data).toMatchObject({
      allowed: ['qwen/qwen3-max', 'z-ai/glm-4.6'],
      effective_default: 'z-ai/glm-4.6',
      configured_default: 'openrouter/auto',
      bounds: [],
    })
    expect(data.models).toHaveLength(models.length)
    const seen = ChatModelsEnvelope.parse((await member.api('GET', '/api/v1/chat/models')).body).data
    expect([seen.default, ...seen.models.map(({ id }) => id)]).toEqual(['z-ai/glm-4.6', 'qwen/qwen3-max', 'z-ai/glm-4.6'])
    const refused = await member.api('POST', '/api/v1/chat/message', { message: 'a', model: 'openai/gpt-5-mini' })
    expect([refused.status, ErrorEnvelope.parse(refused.body).error.code]).toEqual([422, 'MODEL_NOT_ALLOWED'])
    const answered = await member.api('POST', '/api/v1/chat/message', { message: 'a' })
    expect(answered.body).toMatchObject({ data: { model: 'z-ai/glm-4.6' } })
    expect((await member.api('GET', '/api/v1/chat/models/policy')).status).toBe(403)
    const { rows } = await app.database.db.execute(sql`select action, actor_id, before, after from audit_entries where target_type = 'model_policy'`)
    expect(rows).toEqual([
      {
        action: 'model_policy.update',
        actor_id: app.administrator.id,
        before: { allowed: [], default_model: null },
        after: { allowed: ['qwen/qwen3-max', 'z-ai/glm-4.6'], default_model: 'z-ai/glm-4.6' },
      },
    ])
    expect(ModelPolicyEnvelope.parse((await decide(app, { allowed: [], default_model: null })).body).data.effective_default).toBe('openrouter/auto')
    expect((await list(app)).models).toHaveLength(models.length)
  })

  test('is not taken back unseen by another who decides', async () => {
    const app = await start()
    await listed(app)
    const other = await app.as('administrator')
    const path = '/api/v1/chat/models/policy'
    const read = await app.api('GET', path)
    const tag = read.headers.get('etag') ?? ''
    expect(ModelPolicyEnvelope.parse(read.body).data.version).toBe(1)
    expect((await app.api('GET', path, undefined, { 'If-None-Match': tag })).status).toBe(304)
    const answers = await Promise.all([
      decide(app, { allowed: ['z-ai/glm-4.6'], default_model: null }, { 'If-Match': tag }),
      other.api('PUT', path, { allowed: ['qwen/qwen3-max'], default_model: null }, { 'If-Match': tag }),
    ])
    const [taken, refused] = answers.toSorted((a, b) => a.status - b.status)
    expect([taken?.status, refused?.status]).toEqual([200, 412])
    const { data } = ModelPolicyEnvelope.parse(taken?.body)
    expect(data.version).toBe(2)
    const { code, current } = ErrorEnvelope.parse(refused?.body).error
    expect([code, current]).toEqual(['PRECONDITION_FAILED', data])
    expect(ModelPolicyEnvelope.parse((await app.api('GET', path)).body).data).toEqual(data)

    // What was answered names it too, and so does its version alone; neither a list nor none has to.
    const again = { allowed: [], default_model: null }
    expect((await decide(app, again, { 'If-Match': taken?.headers.get('etag') ?? '' })).status).toBe(200)
    expect((await decide(app, again, { 'If-Match': '"1", "3"' })).status).toBe(200)
    expect((await decide(app, again)).status).toBe(200)
    expect((await decide(app, again, { 'If-Match': '"4"' })).status).toBe(412)
    expect((await decide(app, again, { 'If-Match': 'four' })).status).toBe(400)
    // The models that it shows come and go by themselves.
    const before = (await app.api('GET', path)).headers.get('etag')
    expect(before).toMatch(/^"5-/)
    fake.setList({ status: 200, body: { data: manyModels(20) } })
    await app.api('POST', '/api/v1/chat/provider/test', { step: 'models' })
    expect((await app.api('GET', path, undefined, { 'If-None-Match': before ?? '' })).status).toBe(200)
    expect((await decide(app, again, { 'If-Match': before ?? '' })).status).toBe(200)
  })

  test('stays within SUPPORTED_MODELS and makes sense', async () => {
    const app = await start({ SUPPORTED_MODELS: 'qwen/qwen3-max,z-ai/glm-4.6', DEFAULT_MODEL: 'qwen/qwen3-max' })
    const details = async (body: unknown) => ErrorEnvelope.parse((await decide(app, body, { 'Accept-Language': 'en' })).body).error
    expect(await details({ allowed: ['openai/gpt-5-mini'], default_model: null })).toMatchObject({ code: 'MODEL_NOT_ALLOWED', details: [{ path: 'allowed' }] })
    expect(await details({ allowed: ['z-ai/glm-4.6'], default_model: 'qwen/qwen3-max' })).toMatchObject({
      code: 'MODEL_NOT_ALLOWED',
      details: [{ path: 'default_model', message: 'The default is not on the list itself.' }],
    })
    expect(ModelPolicyEnvelope.parse((await decide(app, { allowed: ['z-ai/glm-4.6'], default_model: null })).body).data).toMatchObject({
      effective_default: 'z-ai/glm-4.6',
      bounds: ['qwen/qwen3-max', 'z-ai/glm-4.6'],
    })
  })

  test('and the environment has come to exclude, counts no more', async () => {
    const app = await start({ SUPPORTED_MODELS: 'qwen/qwen3-max' })
    await app.database.db.execute(sql`update model_policy set allowed = '{z-ai/glm-4.6}', default_model = 'z-ai/glm-4.6'`)
    const catalogue = await openCatalogue(
      app.database.db,
      openProvider({ baseUrl: fake.url }),
      { defaultModel: 'openrouter/auto', supportedModels: ['qwen/qwen3-max'] },
      { shared: false, onError: () => undefined },
    )
    expect(catalogue.choose(undefined)).toBe('qwen/qwen3-max')
    catalogue.close()
  })
})
