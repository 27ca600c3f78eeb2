import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AttachmentEnvelope } from '#shared/attachments.ts'
import { AnswerEnvelope, EstimateEnvelope } from '#shared/chat.ts'
import { type FakeOpenRouter, startFakeOpenRouter } from '../../e2e/fake-openrouter.ts'
import { type Person, startApp, type TestApp } from '../test/harness.ts'
import { form, formType } from '../test/sample-files.ts'

// What a question is said to cost before it is asked, against what the provider then charges.

let fake: FakeOpenRouter
let app: TestApp
let person: Person
const SMALL = 'local/small'
const UNPRICED = 'local/unpriced'
const MILLIONTH = 0.000_001
beforeAll(async () => {
  fake = await startFakeOpenRouter({ delay: 0 })
  const small = { id: SMALL, context_length: 16_000, pricing: { prompt: '0.000001', completion: '0.000002' } }
  fake.setList({ status: 200, body: { data: [small, { id: UNPRICED, context_length: 16_000 }] } })
  app = await startApp({ OPENROUTER_BASE_URL: fake.url, DEFAULT_MODEL: SMALL })
  person = await app.as('editor')
  await person.api('GET', '/api/v1/chat/models')
})
afterAll(async () => {
  await app.close()
  await fake.close()
})

const estimate = async (body: object) => EstimateEnvelope.parse((await person.api('POST', '/api/v1/chat/estimate', body)).body).data
const ask = async (body: object) => AnswerEnvelope.parse((await person.api('POST', '/api/v1/chat/message', body)).body).data

describe('an estimate', () => {
  it('holds for what is then charged, and neither asks nor stores anything', async () => {
    const message = `[[say]]fine ${'The report of the third quarter is late, and nobody has said why. '.repeat(40)}`
    const before = await estimate({ message, max_tokens: 2000 })
    expect(before).toMatchObject({ model: SMALL, answer_tokens: 2000, context_length: 16_000, left_out: 0, shortened: 0, files_left_out: 0, remaining: null })
    expect(before.most_cost).toBeCloseTo((before.prompt_tokens + 4000) * MILLIONTH, 9)
    expect(fake.requests.filter(({ path }) => path === '/chat/completions')).toEqual([])
    const { session_id, usage } = await ask({ message, max_tokens: 2000 })
    expect(before.prompt_tokens / (usage?.prompt_tokens ?? 0)).toBeGreaterThan(0.8)
    expect(before.prompt_tokens / (usage?.prompt_tokens ?? 0)).toBeLessThan(1.7)
    expect(usage?.cost ?? Infinity).toBeLessThanOrEqual(before.most_cost ?? 0)

    // The next one sends all of it again.
    const next = await estimate({ session_id })
    expect(next.prompt_tokens).toBeGreaterThan(before.prompt_tokens)
    expect(next.answer_tokens).toBe(2000)
    const first = await estimate({ session_id, parent_id: null, message: 'another beginning' })
    expect(first.prompt_tokens).toBeLessThan(before.prompt_tokens / 4)
  })

  it('says what has no room', async () => {
    const { session_id } = await ask({ message: `[[say]]fine ${'word '.repeat(600)}` })
    for (let at = 0; at < 11; at++) await ask({ message: `[[say]]fine ${'word '.repeat(600)}`, session_id })
    expect((await estimate({ session_id })).left_out).toBeGreaterThan(0)
    const long = await estimate({ message: `[[say]]fine ${'word '.repeat(600)}`, session_id })
    expect(long.prompt_tokens + long.answer_tokens).toBeLessThanOrEqual(16_000)
  })

  it('counts files', async () => {
    const file = form(Buffer.from('line\n'.repeat(3000)), { name: 'notes.txt' })
    const { id } = AttachmentEnvelope.parse((await person.api('POST', '/api/v1/chat/attachments', file, { 'Content-Type': formType })).body).data
    const without = await estimate({ message: 'read this' })
    const carrying = await estimate({ message: 'read this', attachment_ids: [id] })
    expect(carrying.prompt_tokens - without.prompt_tokens).toBe(5000)
  })

  it('has no cost where no price is known', async () => {
    expect(await estimate({ message: 'hello', model: UNPRICED })).toMatchObject({ model: UNPRICED, prompt_cost: null, most_cost: null })
  })

  it('says what is left of the budget', async () => {
    await person.api('PUT', '/api/v1/usage/limits', { day: '3.5', month: '2' })
    const { remaining } = await estimate({ message: 'hello' })
    expect(Number(remaining)).toBeGreaterThan(1.9)
    expect(Number(remaining)).toBeLessThan(2)
    await person.api('PUT', '/api/v1/usage/limits', { day: null, month: null })
  })

  it('is nothing without a provider', async () => {
    const alone = await startApp()
    const { data } = EstimateEnvelope.parse((await alone.api('POST', '/api/v1/chat/estimate', { message: 'hello' })).body)
    expect(data).toMatchObject({ prompt_tokens: 0, most_cost: 0 })
    await alone.close()
  })
})
