import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AnswerEnvelope, ChatHistoryEnvelope, type ChatMessage } from '#shared/chat.ts'
import { Completion } from '#shared/completions.ts'
import { type FakeOpenRouter, startFakeOpenRouter } from '../../e2e/fake-openrouter.ts'
import { startApp, type TestApp } from '../test/harness.ts'
import { finishOf, post, readEvents, startOf } from '../test/read-events.ts'

const ASKED = 'openai/gpt-5-mini'
const SECOND = 'qwen/qwen3-max'
const fails = (fault: string) => `[[fault:${fault} only=${ASKED}]]`

let fake: FakeOpenRouter
let app: TestApp
beforeAll(async () => {
  fake = await startFakeOpenRouter({ delay: 1 })
  app = await startApp({ OPENROUTER_BASE_URL: fake.url, FALLBACK_MODELS: SECOND }, { retryBase: 10 })
})
afterAll(async () => {
  await app.close()
  await fake.close()
})

const ask = (message: string, model = ASKED) => app.api('POST', '/api/v1/chat/message', { message, model })
const stream = (message: string) => readEvents(`${app.url}/api/v1/chat/stream`, post({ message, model: ASKED }))
async function answerIn(session: string): Promise<ChatMessage | undefined> {
  return ChatHistoryEnvelope.parse((await app.api('GET', `/api/v1/chat/history?session_id=${session}`)).body).data.messages[1]
}
const figures = async () => String((await app.api('GET', '/metrics')).body)

describe('where another model may stand in', () => {
  it('the answer says who was asked and who answered, as it comes and as it is kept', async () => {
    const events = await (await stream(fails('http-404'))).end()
    expect(startOf(events).model).toBe(ASKED)
    expect(finishOf(events)).toMatchObject({ status: 'complete', model: SECOND })
    expect(await answerIn(startOf(events).session_id)).toMatchObject({ model: SECOND, asked_model: ASKED })
    const waited = AnswerEnvelope.parse((await ask(fails('http-404'))).body).data
    expect(waited.model).toBe(SECOND)
    const whole = await app.api('POST', '/v1/chat/completions', { model: ASKED, messages: [{ role: 'user', content: fails('http-404') }] })
    expect(Completion.parse(whole.body).model).toBe(SECOND)
  })

  it('it says so too of an answer that was stopped', async () => {
    const reader = await stream(`${fails('http-404')} [[delay:200]] stopped`)
    await reader.until((events) => events.length > 2)
    const { generation_id, session_id } = startOf(reader.events)
    await app.api('POST', `/api/v1/chat/generations/${generation_id}/stop`)
    expect(finishOf(await reader.end())).toMatchObject({ status: 'stopped', model: SECOND })
    expect(await answerIn(session_id)).toMatchObject({ status: 'stopped', model: SECOND, asked_model: ASKED })
  })

  it('of an answer of the model that was asked it says nothing', async () => {
    const { session_id } = AnswerEnvelope.parse((await ask('in order')).body).data
    expect(await answerIn(session_id)).toMatchObject({ model: ASKED, asked_model: null })
  })
})

it('a model that is left alone is seen among the figures, by its name only where it is known', async () => {
  expect(await figures()).not.toContain('deskmate_model_circuit_open{')
  await ask(fails('http-503'))
  expect(await figures()).toContain(`deskmate_model_circuit_open{model="${ASKED}"} 0`)
  for (let at = 0; at < 4; at++) await ask(fails('http-503'))
  expect(await figures()).toContain(`deskmate_model_circuit_open{model="${ASKED}"} 1`)
  await ask('[[fault:http-503 only=thought/of-by-somebody]]', 'thought/of-by-somebody')
  const after = await figures()
  expect(after).toContain('deskmate_model_circuit_open{model="other"} 0')
  expect(after).not.toContain('thought/of')
})

it('nobody stands in whom administrators do not allow', async () => {
  const policy = await app.api('PUT', '/api/v1/chat/models/policy', { allowed: [ASKED], default_model: null })
  expect(policy.status).toBe(200)
  const refused = await ask(fails('http-404 retryable=false'))
  expect(refused.status).toBe(503)
})
