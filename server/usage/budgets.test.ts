import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { NewApiKeyEnvelope } from '#shared/auth.ts'
import { AnswerEnvelope, ChatSessionsEnvelope } from '#shared/chat.ts'
import { CompletionError } from '#shared/completions.ts'
import { ErrorEnvelope } from '#shared/errors.ts'
import { BudgetStateEnvelope, BudgetsEnvelope } from '#shared/usage.ts'
import { type FakeOpenRouter, startFakeOpenRouter } from '../../e2e/fake-openrouter.ts'
import { type Person, startApp, type TestApp } from '../test/harness.ts'
import { post, readEvents } from '../test/read-events.ts'

let fake: FakeOpenRouter
let app: TestApp
beforeAll(async () => {
  fake = await startFakeOpenRouter({ delay: 1 })
  app = await startApp({ OPENROUTER_BASE_URL: fake.url, OPENROUTER_API_KEY: 'test-key', DEFAULT_MODEL: 'openai/gpt-5-mini' })
  // Prices are known from here on.
  await app.api('GET', '/api/v1/chat/models')
})
afterAll(async () => {
  await app.close()
  await fake.close()
})

const FREE = 'meta-llama/llama-3.3-70b-instruct:free'
/** 1000 tokens of gpt-5-mini at 2 dollars a million, and a prompt of some 200 at a quarter of a dollar: a little more than 0.002. */
const question = (mark: string) => ({ message: `${mark} [[chunks:4]]`, max_tokens: 1000 })
const ask = (person: Person, mark: string, more: object = {}) => person.api('POST', '/api/v1/chat/message', { ...question(mark), ...more })
const callsWith = (mark: string) => fake.requests.filter(({ body }) => JSON.stringify(body ?? '').includes(mark))
const setUser = (id: string, limits: { day: unknown; month: string | null }) => app.api('PUT', `/api/v1/usage/budgets/users/${id}`, limits)
const stateOf = async (person: Person) => BudgetStateEnvelope.parse((await person.api('GET', '/api/v1/usage/budget')).body).data

const Sums = z.array(z.object({ cost: z.string(), days: z.string() }))
/** What the ledger says, and what the counters say that budgets are decided by. */
async function sumsOf(person: Person) {
  const { rows } = await app.database.db.execute(sql`
    select (select coalesce(trim_scale(sum(cost)), 0)::text from model_calls where user_id = ${person.id}) as cost,
      (select coalesce(trim_scale(sum(amount)), 0)::text from usage_days where user_id = ${person.id}) as days`)
  const [sums] = Sums.parse(rows)
  return sums
}

describe('a budget', () => {
  it('of a hundred questions at once lets those pass that it pays for, and the rest reach nobody', async () => {
    const person = await app.as('editor')
    const before = { calls: fake.accounts.calls(), charged: units(fake.accounts.charged()) }
    // Ten of about 0.00206 each.
    expect((await setUser(person.id, { day: '0.0207', month: null })).status).toBe(200)
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask(person, 'a hundred at once')))
    const passed = answers.filter(({ status }) => status === 200)
    const refused = answers.filter(({ status }) => status === 402)
    expect(passed.length + refused.length).toBe(100)
    expect(callsWith('a hundred at once')).toHaveLength(passed.length)
    expect(passed.length).toBeGreaterThan(0)
    expect(fake.accounts.calls() - before.calls).toBe(passed.length)
    await expect.poll(async () => units((await sumsOf(person))?.cost)).toBe(units(fake.accounts.charged()) - before.charged)
    // What was set aside is given back: the counters are at what was charged.
    await expect.poll(async () => (await sumsOf(person))?.days).toBe((await sumsOf(person))?.cost)
    expect(Number((await stateOf(person)).day.spent)).toBeLessThanOrEqual(0.0207)
  })

  it('that is used up says which it is and when it starts anew, in both languages, and keeps nothing', async () => {
    const person = await app.as('viewer')
    await setUser(person.id, { day: '0', month: '5' })
    for (const [language, words] of [
      ['en', /^The daily budget of \$0 that an administrator has set for you is used up\. It starts anew on \d{4}-\d\d-\d\d 00:00 UTC\.$/],
      ['zh-CN', /^管理员为您设置的每日预算（0 美元）已用完，将于 \d{4}-\d\d-\d\d 00:00 UTC 重置。$/],
    ] as const) {
      const answer = await person.api('POST', '/api/v1/chat/message', question('none left'), { 'Accept-Language': language })
      expect(answer.status).toBe(402)
      const { error } = ErrorEnvelope.parse(answer.body)
      expect([error.code, error.message]).toEqual(['BUDGET_EXHAUSTED', expect.stringMatching(words)])
      expect(error.retry_after).toBeLessThanOrEqual(86_400)
      expect(answer.headers.get('retry-after')).toBe(String(error.retry_after))
    }
    const streamed = await readEvents(`${app.url}/api/v1/chat/stream`, post(question('none left'), { Authorization: `Bearer ${person.token}` }))
    await streamed.end()
    expect([streamed.status, JSON.parse(streamed.raw())]).toMatchObject([402, { error: { code: 'BUDGET_EXHAUSTED' } }])
    expect(callsWith('none left')).toEqual([])
    expect(ChatSessionsEnvelope.parse((await person.api('GET', '/api/v1/chat/sessions')).body).data.sessions).toEqual([])
  })

  it('of a month says when the month ends', async () => {
    const person = await app.as('viewer')
    await setUser(person.id, { day: '0', month: '0' })
    const { error } = ErrorEnvelope.parse((await person.api('POST', '/api/v1/chat/message', question('x'), { 'Accept-Language': 'en' })).body)
    expect(error.message).toMatch(/^The monthly budget of \$0 .* on \d{4}-\d\d-01 00:00 UTC\.$/)
  })

  it('that pays for a part of the longest answer asks for a shorter one', async () => {
    const person = await app.as('editor')
    await setUser(person.id, { day: '0.001', month: null })
    expect((await ask(person, 'shorter')).status).toBe(200)
    const asked = z.object({ max_tokens: z.number() }).parse(callsWith('shorter')[0]?.body).max_tokens
    expect(asked).toBeLessThan(500)
    expect(asked).toBeGreaterThan(256)
  })

  it('does not keep from models that cost nothing', async () => {
    const person = await app.as('editor')
    await setUser(person.id, { day: '0', month: null })
    expect((await ask(person, 'dear')).status).toBe(402)
    expect((await ask(person, 'routed', { model: 'openrouter/auto' })).status).toBe(402)
    expect((await ask(person, 'free', { model: FREE })).status).toBe(200)
  })

  it('sets aside for a model that names no price what a dear one costs, and never less than that holds', async () => {
    const person = await app.as('editor')
    const before = units(fake.accounts.charged())
    // 1000 tokens at 25 dollars a million, and the prompt of 200 and some at 5: a little more than 0.026, so that there is room for three, and for a shorter one.
    await setUser(person.id, { day: '0.1', month: null })
    const answers = await Promise.all(Array.from({ length: 40 }, () => ask(person, 'forty routed', { model: 'openrouter/auto' })))
    const sent = callsWith('forty routed')
    expect(answers.filter(({ status }) => status === 402)).toHaveLength(40 - sent.length)
    expect(sent.length).toBeGreaterThanOrEqual(4)
    await expect.poll(async () => units((await sumsOf(person))?.cost)).toBe(units(fake.accounts.charged()) - before)
    await expect.poll(async () => (await sumsOf(person))?.days).toBe((await sumsOf(person))?.cost)
    expect(units((await stateOf(person)).day.spent)).toBeLessThanOrEqual(units('0.1'))
    // Less than 256 tokens of it cost is nothing that anybody would ask for.
    await setUser(person.id, { day: (Number((await stateOf(person)).day.spent) + 0.005).toFixed(4), month: null })
    expect((await ask(person, 'too little', { model: 'openrouter/auto' })).status).toBe(402)
  })

  it('knows what a conversation sends again', async () => {
    const person = await app.as('editor')
    const first = await ask(person, `long ${'words '.repeat(8000)}`)
    const { session_id } = AnswerEnvelope.parse(first.body).data
    await expect.poll(async () => Number((await sumsOf(person))?.cost)).toBeGreaterThan(0.002)
    // Enough for a short question alone, not for one with what was said before.
    await setUser(person.id, { day: '0.006', month: null })
    expect((await ask(person, 'alone')).status).toBe(200)
    await setUser(person.id, { day: String(Number((await stateOf(person)).day.spent) + 0.0025), month: null })
    expect((await ask(person, 'with history', { session_id })).status).toBe(402)
  })

  it('holds for API keys, whose use stands by itself', async () => {
    const person = await app.as('editor')
    const made = await person.api('POST', '/api/v1/api-keys', { name: 'robot', scopes: ['chat:use'], expires_in_days: 1 })
    const { secret, key } = NewApiKeyEnvelope.parse(made.body).data
    const robot = { Authorization: `Bearer ${secret}` }
    expect((await app.anonymous('POST', '/api/v1/chat/message', question('by robot'), robot)).status).toBe(200)
    await setUser(person.id, { day: '0', month: null })
    expect((await app.anonymous('POST', '/api/v1/chat/message', question('by robot'), robot)).status).toBe(402)
    const day = new Date().toISOString().slice(0, 10)
    await expect
      .poll(async () => JSON.stringify((await person.api('GET', `/api/v1/usage?from=${day}&to=${day}&by=key`)).body))
      .toContain(`"key":"${key.id}","label":"robot"`)
  })

  it('holds for /v1/chat/completions too, streamed and waited for, and says so as OpenAI does', async () => {
    const person = await app.as('editor')
    const complete = (mark: string, more: object = {}) =>
      app.anonymous('POST', '/v1/chat/completions', { messages: [{ role: 'user', content: mark }], ...more }, { Authorization: `Bearer ${person.token}` })
    const before = { calls: fake.accounts.calls(), charged: units(fake.accounts.charged()) }
    await setUser(person.id, { day: '0.0207', month: null })
    const answers = await Promise.all(Array.from({ length: 40 }, (_, at) => complete('in OpenAI’s way', { max_tokens: 1000, stream: at % 2 === 0 })))
    const passed = answers.filter(({ status }) => status === 200)
    expect(passed.length).toBeGreaterThan(0)
    expect(passed.length + answers.filter(({ status }) => status === 402).length).toBe(40)
    expect(fake.accounts.calls() - before.calls).toBe(passed.length)
    await expect.poll(async () => units((await sumsOf(person))?.cost)).toBe(units(fake.accounts.charged()) - before.charged)
    await setUser(person.id, { day: '0', month: null })
    for (const stream of [true, false]) {
      const refused = await complete('no more of it', { stream })
      expect([refused.status, refused.headers.get('x-should-retry')]).toEqual([402, 'false'])
      expect(CompletionError.parse(refused.body).error).toMatchObject({ code: 'insufficient_quota', message: expect.stringContaining('0') })
    }
    expect(callsWith('no more of it')).toEqual([])
  })

  it('that was used up by an answer does not hide it from who asks again with the same key', async () => {
    const person = await app.as('editor')
    await setUser(person.id, { day: '0.02', month: null })
    const headers = { 'Idempotency-Key': 'once' }
    const body = { ...question('joined'), model: 'openrouter/auto' }
    const first = await person.api('POST', '/api/v1/chat/message', body, headers)
    expect(first.status).toBe(200)
    await setUser(person.id, { day: '0', month: null })
    expect((await person.api('POST', '/api/v1/chat/message', body)).status).toBe(402)
    const again = await person.api('POST', '/api/v1/chat/message', body, headers)
    expect([again.status, AnswerEnvelope.parse(again.body).data]).toEqual([200, AnswerEnvelope.parse(first.body).data])
  })

  it('gives back what was set aside for a question that was refused otherwise', async () => {
    const person = await app.as('editor')
    await setUser(person.id, { day: '1', month: null })
    expect((await ask(person, 'nowhere', { session_id: '019abf00-0000-7000-8000-000000000000' })).status).toBe(404)
    expect(await sumsOf(person)).toEqual({ cost: '0', days: '0' })
  })
})

it('that assumed too little is exceeded by what was under way, and by nothing after that', async () => {
  const cheap = await startApp({ OPENROUTER_BASE_URL: fake.url, OPENROUTER_API_KEY: 'test-key', ASSUMED_PRICE: '0.01,0.05' })
  await cheap.api('GET', '/api/v1/chat/models')
  const person = await cheap.as('editor')
  const before = { calls: fake.accounts.calls(), charged: units(fake.accounts.charged()) }
  // Two of 52 millionths each and a shorter one, where the stand-in charges forty times as much for a token.
  await cheap.api('PUT', `/api/v1/usage/budgets/users/${person.id}`, { day: '0.0001', month: null })
  const asked = () => person.api('POST', '/api/v1/chat/message', { ...question('assumed'), model: 'openrouter/auto' })
  const together = await Promise.all(Array.from({ length: 20 }, asked))
  expect(together.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(3)
  const state = async () => BudgetStateEnvelope.parse((await person.api('GET', '/api/v1/usage/budget')).body).data.day
  await expect.poll(async () => units((await state()).spent)).toBe(units(fake.accounts.charged()) - before.charged)
  for (let at = 0; at < 5; at++) expect((await asked()).status).toBe(402)
  expect(fake.accounts.calls() - before.calls).toBeLessThanOrEqual(3)
  await cheap.close()
})

it('holds nobody up where what is not known is assumed to cost nothing, as on a server of one’s own', async () => {
  const own = await startApp({ OPENROUTER_BASE_URL: fake.url, OPENROUTER_API_KEY: 'test-key', ASSUMED_PRICE: '0,0' })
  await own.api('GET', '/api/v1/chat/models')
  const person = await own.as('editor')
  await own.api('PUT', `/api/v1/usage/budgets/users/${person.id}`, { day: '0', month: null })
  expect((await person.api('POST', '/api/v1/chat/message', { ...question('own'), model: 'openrouter/auto' })).status).toBe(200)
  await own.close()
})

describe('of two limits', () => {
  it("a person's takes the place of the role's, and one's own only lowers", async () => {
    const made = await app.api('POST', '/api/v1/roles', { slug: 'limited', name: 'Limited', permissions: ['chat:use'] })
    expect(made.status).toBe(201)
    await app.api('PUT', '/api/v1/usage/budgets/roles/limited', { day: '1', month: '10' })
    const person = await app.as('limited')
    expect(await stateOf(person)).toMatchObject({ day: { limit: '1', source: 'role' }, month: { limit: '10', source: 'role' } })
    expect(await stateOf(await app.as('viewer'))).toMatchObject({ day: { limit: null, remaining: null }, month: { limit: null, remaining: null } })
    await setUser(person.id, { day: '2.5', month: null })
    expect(await stateOf(person)).toMatchObject({ day: { limit: '2.5', source: 'user' }, month: { limit: '10', source: 'role' } })
    const own = (limits: object) => person.api('PUT', '/api/v1/usage/limits', limits)
    expect(BudgetStateEnvelope.parse((await own({ day: '99', month: '3' })).body).data).toMatchObject({
      day: { limit: '2.5', source: 'user', remaining: '2.5' },
      month: { limit: '3', source: 'own' },
      own: { day: '99', month: '3' },
    })
    expect(BudgetStateEnvelope.parse((await own({ day: '0', month: null })).body).data).toMatchObject({ day: { limit: '0', source: 'own' } })
    expect((await ask(person, 'limited by myself')).status).toBe(402)
    expect((await own({ day: null, month: null })).status).toBe(200)
    expect((await ask(person, 'no more')).status).toBe(200)
    const { budgets } = BudgetsEnvelope.parse((await app.api('GET', '/api/v1/usage/budgets')).body).data
    expect(budgets).toContainEqual({ scope: 'role', subject: 'limited', name: 'Limited', day: '1', month: '10' })
    expect(budgets).toContainEqual({ scope: 'user', subject: person.id, name: 'limited', day: '2.5', month: null })
    expect(JSON.stringify(budgets)).not.toContain('own')
  })

  it('are money: nothing that is none is stored', async () => {
    const person = await app.as('viewer')
    for (const day of ['-1', '1e3', 'NaN', '1,5', '', '0.00001', '1'.repeat(10), 1, true]) {
      expect([day, (await setUser(person.id, { day, month: null })).status]).toEqual([day, 422])
      expect((await person.api('PUT', '/api/v1/usage/limits', { day, month: null })).status).toBe(422)
    }
    expect((await setUser('019abf00-0000-7000-8000-000000000000', { day: '1', month: null })).status).toBe(404)
    expect((await app.api('PUT', '/api/v1/usage/budgets/roles/nobody', { day: '1', month: null })).status).toBe(404)
  })
})

/** As whole units of 10⁻¹² dollars: floats would not do. */
function units(dollars: string | undefined): bigint {
  const [whole = '0', part = ''] = (dollars ?? '').split('.')
  return BigInt(whole + part.padEnd(12, '0'))
}
