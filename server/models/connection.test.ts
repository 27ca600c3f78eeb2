import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ErrorEnvelope } from '#shared/errors.ts'
import { ChatModelsEnvelope, type CheckStep, type ProviderCheck, ProviderCheckEnvelope, ProviderStateEnvelope } from '#shared/models.ts'
import { type FakeOpenRouter, startFakeOpenRouter } from '../../e2e/fake-openrouter.ts'
import { localModels, models } from '../../e2e/fake-openrouter-models.ts'
import { startApp, type TestApp } from '../test/harness.ts'

const key = ['test', 'connection', 'key'].join('-')
let fake: FakeOpenRouter
let app: TestApp
beforeAll(async () => {
  fake = await startFakeOpenRouter({ delay: 0 })
  app = await startApp({ OPENROUTER_BASE_URL: fake.url, OPENROUTER_API_KEY: key }, { check: 400 })
})
afterAll(async () => {
  await app.close()
  await fake.close()
})

const english = { 'Accept-Language': 'en' }
async function run(step: CheckStep, model?: string, on = app): Promise<ProviderCheck> {
  return ProviderCheckEnvelope.parse((await on.api('POST', '/api/v1/chat/provider/test', { step, ...(model ? { model } : {}) }, english)).body).data
}

describe('a connection that works', () => {
  test('each step says so', async () => {
    expect(await run('models')).toMatchObject({ ok: true, model: null, models: models.length, notes: [], problem: null })
    expect(await run('answer')).toMatchObject({ ok: true, model: 'openrouter/auto', notes: [], said: expect.stringContaining('ready') })
    expect(await run('stream', 'qwen/qwen3-max')).toMatchObject({ ok: true, model: 'qwen/qwen3-max', notes: [], said: expect.stringContaining('ready') })
    const { body } = await app.api('GET', '/api/v1/chat/provider', undefined, english)
    expect(ProviderStateEnvelope.parse(body).data).toMatchObject({
      configured: true,
      base_url: fake.url,
      has_key: true,
      key_from_file: false,
      is_openrouter: false,
      default_model: 'openrouter/auto',
      models: models.length,
      problem: null,
    })
    expect(JSON.stringify(body)).not.toContain(key)
  })

  test('and is written down, step by step', async () => {
    await run('stream', 'z-ai/glm-4.6')
    const { rows } = await app.database.db.execute(
      sql`select actor_id, target_id, detail from audit_entries where action = 'provider.test' order by id desc limit 1`,
    )
    expect(rows).toMatchObject([{ actor_id: app.administrator.id, target_id: fake.url, detail: { step: 'stream', model: 'z-ai/glm-4.6', outcome: 'ok' } }])
  })

  test('and is in the accounts like any other call, as what it is', async () => {
    const before = fake.accounts.calls()
    await run('models')
    expect(fake.accounts.calls()).toBe(before)
    await run('answer', 'qwen/qwen3-max')
    await run('stream', 'qwen/qwen3-max')
    await run('stream', 'fault/http-402')
    expect(fake.accounts.calls() - before).toBe(3)
    const ledger = async () => {
      const { rows } = await app.database.db.execute(
        sql`select purpose, state, user_id, model_asked, cost > 0 as charged from model_calls order by id desc limit 3`,
      )
      return rows
    }
    const entry = { purpose: 'test', state: 'settled', user_id: app.administrator.id, model_asked: 'qwen/qwen3-max', charged: true }
    await expect.poll(ledger).toEqual([{ ...entry, model_asked: 'fault/http-402', charged: false }, entry, entry])
    const sum = async () => {
      const { rows } = await app.database.db.execute(sql`select trim_scale(sum(cost))::text as cost from model_calls`)
      return rows
    }
    await expect.poll(sum).toEqual([{ cost: fake.accounts.charged() }])
  })

  test('is nothing that an administrator without a budget for it may run', async () => {
    const limited = await startApp({ OPENROUTER_BASE_URL: fake.url, OPENROUTER_API_KEY: key })
    await limited.api('PUT', '/api/v1/usage/limits', { day: '0', month: null })
    await limited.api('POST', '/api/v1/chat/provider/test', { step: 'models' })
    const refused = await limited.api('POST', '/api/v1/chat/provider/test', { step: 'answer', model: 'qwen/qwen3-max' })
    expect([refused.status, ErrorEnvelope.parse(refused.body).error.code]).toEqual([402, 'BUDGET_EXHAUSTED'])
    await limited.close()
  })

  test('brings the list up to date', async () => {
    fake.setList({ status: 200, body: { data: [...models, ...localModels('brand/new')] } })
    await run('models')
    expect(ChatModelsEnvelope.parse((await app.api('GET', '/api/v1/chat/models')).body).data.models.map(({ id }) => id)).toContain('brand/new')
    fake.setList({ status: 200, body: { data: models } })
    await run('models')
  })
})

describe('a server of one’s own', () => {
  test.each([
    ['has no prices', { status: 200, body: { data: localModels('openrouter/auto') } }, { ok: true, models: 1, notes: ['no-prices'] }],
    ['does not have the default model', { status: 200, body: { data: localModels('qwen3:8b') } }, { ok: true, models: 1, notes: ['no-prices'] }],
    ['has no models', { status: 200, body: { data: [] } }, { ok: true, models: 0, notes: ['empty-list'] }],
    ['sends the bare list', { status: 200, body: localModels('openrouter/auto') }, { ok: true, models: 1 }],
    ['has no list', { status: 404, body: { error: 'not found' } }, { ok: true, models: null, notes: ['no-list'] }],
    ['does not know that path', { status: 405, body: {} }, { ok: true, models: null, notes: ['no-list'] }],
  ])('%s', async (_what, list, expected) => {
    fake.setList(list)
    expect(await run('models')).toMatchObject(expected)
    fake.setList({ status: 200, body: { data: models } })
    await run('models')
  })

  test('sends no usage, or no stream', async () => {
    expect(await run('stream', 'fault/no-usage')).toMatchObject({ ok: true, notes: ['no-usage'] })
    expect(await run('stream', 'fault/not-streamed')).toMatchObject({ ok: true, notes: ['not-streamed'] })
    expect(await run('stream', 'fault/finish-length')).toMatchObject({ ok: true, notes: ['cut'] })
  })

  test('that a named default is missing from', async () => {
    const named = await startApp({ OPENROUTER_BASE_URL: fake.url, DEFAULT_MODEL: 'my/own' })
    expect(await run('models', undefined, named)).toMatchObject({ ok: true, notes: ['default-not-listed'] })
    await named.close()
  })
})

describe('what goes wrong', () => {
  /** Not what the ledger asks afterwards, when a call that was cut has cost something. */
  const asked = () => fake.requests.filter(({ path }) => path === '/chat/completions').length

  test.each([
    ['http-401', 'MODEL_AUTHENTICATION_FAILED'],
    ['http-402', 'MODEL_CREDITS_EXHAUSTED'],
    ['http-404', 'MODEL_UNAVAILABLE'],
    ['http-429', 'MODEL_RATE_LIMITED'],
    ['http-500-html', 'MODEL_UNAVAILABLE'],
    ['http-302', 'MODEL_ANSWER_INVALID'],
    ['html', 'MODEL_ANSWER_INVALID'],
    ['error-in-200', 'MODEL_CREDITS_EXHAUSTED'],
    ['hang-before-headers', 'MODEL_TIMEOUT'],
    ['cut-before-headers', 'MODEL_CONNECTION_LOST'],
  ])('%s is %s, at the first try, in either step', async (fault, code) => {
    for (const step of ['answer', 'stream'] as const) {
      const before = asked()
      const { ok, problem } = await run(step, `fault/${fault}`)
      expect([ok, problem?.code]).toEqual([false, code])
      expect(problem?.message).toMatch(/^[A-Z].*\.$/)
      expect(problem?.detail).not.toContain(key)
      expect(asked() - before).toBe(1)
    }
    await expect.poll(() => fake.openConnections()).toBe(0)
  })

  test.each([
    ['error-first', 'MODEL_UNAVAILABLE'],
    ['hang-mid', 'MODEL_TIMEOUT'],
    ['keep-alives-only', 'MODEL_TIMEOUT'],
    ['cut-mid', 'MODEL_CONNECTION_LOST'],
    ['no-finish', 'MODEL_CONNECTION_LOST'],
    ['malformed-first', 'MODEL_ANSWER_INVALID'],
    ['html-as-stream', 'MODEL_CONNECTION_LOST'],
  ])('%s is %s in the stream', async (fault, code) => {
    expect((await run('stream', `fault/${fault}`)).problem?.code).toBe(code)
    await expect.poll(() => fake.openConnections()).toBe(0)
  })

  test('the list: no key, no answer, nobody there', async () => {
    fake.setList({ status: 401, body: { error: { code: 401, message: `No user for ${key}` } } })
    const refused = await run('models')
    expect(refused).toMatchObject({ ok: false, problem: { code: 'MODEL_AUTHENTICATION_FAILED', detail: expect.stringContaining('[key]') } })
    fake.setList('hang')
    expect(await run('models')).toMatchObject({ ok: false, problem: { code: 'MODEL_TIMEOUT' } })
    fake.setList({ status: 200, body: 'nonsense' })
    expect(await run('models')).toMatchObject({ ok: false, problem: { code: 'MODEL_ANSWER_INVALID' } })
    fake.setList({ status: 200, body: { data: models } })
    const gone = await startFakeOpenRouter()
    await gone.close()
    const lonely = await startApp({ OPENROUTER_BASE_URL: gone.url.replace('//', '//somebody:hidden@') })
    expect(await run('models', undefined, lonely)).toMatchObject({ ok: false, problem: { code: expect.stringMatching(/MODEL_(UNAVAILABLE|CONNECTION_LOST)/) } })
    const { body } = await lonely.api('GET', '/api/v1/chat/provider')
    expect(ProviderStateEnvelope.parse(body).data.base_url).toBe(gone.url)
    await lonely.close()
  })

  test('without a provider there is nothing to try', async () => {
    const bare = await startApp()
    const tried = await bare.api('POST', '/api/v1/chat/provider/test', { step: 'models' })
    expect([tried.status, ErrorEnvelope.parse(tried.body).error.code]).toEqual([409, 'PROVIDER_NOT_CONFIGURED'])
    expect(ProviderStateEnvelope.parse((await bare.api('GET', '/api/v1/chat/provider')).body).data).toMatchObject({ configured: false, base_url: null })
    await bare.close()
  })

  test('it counts as a question', async () => {
    const limited = await startApp({ OPENROUTER_BASE_URL: fake.url, RATE_LIMIT_CHAT_PER_MINUTE: '2' })
    for (const status of [200, 200, 429]) expect((await limited.api('POST', '/api/v1/chat/provider/test', { step: 'models' })).status).toBe(status)
    await limited.close()
  })
})
