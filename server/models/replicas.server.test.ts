import { afterAll, beforeAll, expect, test } from 'vitest'
import { ChatModelsEnvelope } from '#shared/models.ts'
import { type FakeOpenRouter, startFakeOpenRouter } from '../../e2e/fake-openrouter.ts'
import { startApp, type TestApp } from '../test/harness.ts'

let fake: FakeOpenRouter
let app: TestApp
beforeAll(async () => {
  fake = await startFakeOpenRouter({ delay: 0 })
  app = await startApp({ OPENROUTER_BASE_URL: fake.url })
})
afterAll(async () => {
  await app.close()
  await fake.close()
})

const list = async (at: TestApp) => ChatModelsEnvelope.parse((await at.api('GET', '/api/v1/chat/models')).body).data
const lists = () => fake.requests.filter(({ path }) => path === '/models').length

test('what one replica fetched or was told, the others know', async () => {
  await expect.poll(async () => (await list(app)).models.length).toBeGreaterThan(1)
  // Stored once it is known here; another that starts has it then without asking.
  await expect.poll(async () => (await app.database.db.execute('select 1 from model_catalogues')).rows.length).toBe(1)
  const other = await app.replica()
  expect((await list(other)).models).toEqual((await list(app)).models)
  expect(lists()).toBe(1)
  await app.api('PUT', '/api/v1/chat/models/policy', { allowed: ['z-ai/glm-4.6'], default_model: null })
  await expect.poll(async () => (await list(other)).models.map(({ id }) => id), { timeout: 20_000 }).toEqual(['z-ai/glm-4.6'])
  const refused = await other.api('POST', '/api/v1/chat/message', { message: 'a', model: 'qwen/qwen3-max' })
  expect(refused.status).toBe(422)
})
