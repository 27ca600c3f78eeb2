import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AuditPageEnvelope } from '#shared/audit.ts'
import { AnswerEnvelope, ChatSessionEnvelope } from '#shared/chat.ts'
import { type FakeOpenRouter, startFakeOpenRouter } from '../../e2e/fake-openrouter.ts'
import { startApp, type TestApp } from '../test/harness.ts'
import { cleanTitle } from './make-title.ts'

const MODEL = 'openai/gpt-5-mini'
let fake: FakeOpenRouter
let app: TestApp
beforeAll(async () => {
  fake = await startFakeOpenRouter({ delay: 1 })
  app = await startApp({ OPENROUTER_BASE_URL: fake.url, TITLE_MODEL: MODEL })
})
afterAll(async () => {
  await app.close()
  await fake.close()
})

const ask = async (message: string, session_id?: string) =>
  AnswerEnvelope.parse((await app.api('POST', '/api/v1/chat/message', { message, ...(session_id ? { session_id } : {}) })).body).data.session_id
const titleOf = async (id: string) => ChatSessionEnvelope.parse((await app.api('GET', `/api/v1/chat/sessions/${id}`)).body).data.title
const callsFor = (mark: string) => fake.requests.filter(({ body }) => JSON.stringify(body ?? '').includes(mark) && JSON.stringify(body).includes(MODEL))

describe('a title', () => {
  // The stand-in says what the question asks for, also to who asks for a title.
  it('comes from the model after the first answer, once, and is no act of a person', async () => {
    const id = await ask('giraffe plans [[say]]**"Title: Giraffe plans."**')
    await expect.poll(() => titleOf(id), { timeout: 20_000 }).toBe('Giraffe plans')
    expect(callsFor('giraffe plans')).toHaveLength(1)
    await ask('giraffe more', id)
    expect(callsFor('giraffe more')).toHaveLength(0)
    const { entries } = AuditPageEnvelope.parse((await app.api('GET', `/api/v1/audit?target_type=chat&target_id=${id}`)).body).data
    expect(entries.map(({ action }) => action)).toEqual(['chat.create'])
  })

  it('that somebody has given stays', async () => {
    const id = await ask('first line of it\nsecond line [[delay:30]]')
    await app.api('PATCH', `/api/v1/chat/sessions/${id}`, { title: 'mine' })
    await ask('more', id)
    expect(await titleOf(id)).toBe('mine')
  })

  it('is what a model said without what it puts around it', () => {
    expect(cleanTitle('**"Title: Giraffe plans."**')).toBe('Giraffe plans')
    expect(cleanTitle('\n标题：《季度报告》\n多余')).toBe('季度报告')
    expect(cleanTitle('## Plans for 2026')).toBe('Plans for 2026')
    for (const nothing of ['', '\n', '"**"', '…']) expect(cleanTitle(nothing)).toBeNull()
    expect(cleanTitle('x'.repeat(5000))?.length).toBeLessThan(80)
  })
})
