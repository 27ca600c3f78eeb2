import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { type FakeOpenRouter, startFakeOpenRouter } from '../../e2e/fake-openrouter.ts'
import { startApp, type TestApp } from '../test/harness.ts'

let fake: FakeOpenRouter
let app: TestApp
let other: TestApp
beforeAll(async () => {
  fake = await startFakeOpenRouter({ delay: 20 })
  app = await startApp({ OPENROUTER_BASE_URL: fake.url, OPENROUTER_API_KEY: 'test-key', DEFAULT_MODEL: 'anthropic/claude-sonnet-4.5' })
  other = await app.replica()
  for (const each of [app, other]) await each.api('GET', '/api/v1/chat/models')
})
afterAll(async () => {
  await app.close()
  await fake.close()
})

const Sums = z.array(z.object({ cost: z.string(), days: z.string(), states: z.array(z.string()) }))

it('of a hundred questions over two replicas, against a budget for ten, ten reach the provider at most, and the accounts agree to the last digit', async () => {
  const person = await app.as('editor')
  const question = { message: 'over two replicas', max_tokens: 1000 }
  // 1000 tokens at 15 dollars a million, and the prompt of 200 and some at 3: less than 0.0157, more than 0.0150.
  await app.api('PUT', `/api/v1/usage/budgets/users/${person.id}`, { day: '0.1569', month: '100' })
  const headers = { Authorization: `Bearer ${person.token}` }
  const answers = await Promise.all(Array.from({ length: 100 }, (_, at) => (at % 2 ? app : other).anonymous('POST', '/api/v1/chat/message', question, headers)))
  const passed = answers.filter(({ status }) => status === 200)
  expect(answers.filter(({ status }) => status !== 402)).toHaveLength(passed.length)
  expect(passed).toHaveLength(10)
  expect(fake.accounts.calls()).toBe(10)
  const sums = async () => {
    const { rows } = await app.database.db.execute(sql`
      select trim_scale(coalesce(sum(cost), 0))::text as cost, array_agg(distinct state) as states,
        (select trim_scale(coalesce(sum(amount), 0))::text from usage_days where user_id = ${person.id}) as days from model_calls where user_id = ${person.id}`)
    return Sums.parse(rows)
  }
  await expect.poll(sums).toEqual([{ cost: fake.accounts.charged(), days: fake.accounts.charged(), states: ['settled'] }])
})
