import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { AnswerEnvelope, ChatHistoryEnvelope } from '#shared/chat.ts'
import { ChatSettingsEnvelope, PresetEnvelope, PresetsEnvelope } from '#shared/chat-settings.ts'
import { ErrorEnvelope } from '#shared/errors.ts'
import { type FakeOpenRouter, startFakeOpenRouter } from '../../e2e/fake-openrouter.ts'
import { localModels, models } from '../../e2e/fake-openrouter-models.ts'
import { type Answer, startApp, type TestApp } from '../test/harness.ts'
import { post, readEvents } from '../test/read-events.ts'

let fake: FakeOpenRouter
let app: TestApp
beforeAll(async () => {
  fake = await startFakeOpenRouter({ delay: 0 })
  fake.setList({ status: 200, body: { data: [...models, ...localModels('own/model')] } })
  app = await startApp({ OPENROUTER_BASE_URL: fake.url, DEFAULT_MODEL: 'anthropic/claude-sonnet-4.5' })
  while (!JSON.stringify((await app.api('GET', '/api/v1/chat/models')).body).includes('own/model')) await sleep(20)
})
afterAll(async () => {
  await app.close()
  await fake.close()
})

const Sent = z.looseObject({ messages: z.array(z.object({ role: z.string(), content: z.string() })) })
const lastSent = () => Sent.parse(fake.requests.findLast(({ path }) => path === '/chat/completions')?.body)
async function ask(body: object): Promise<string> {
  const answer = await app.api('POST', '/api/v1/chat/message', { message: 'hello', ...body })
  return AnswerEnvelope.parse(answer.body).data.session_id
}
const settingsOf = async (id: string) => ChatSettingsEnvelope.parse((await app.api('GET', `/api/v1/chat/sessions/${id}/settings`)).body).data
const put = (id: string, body: unknown, headers?: Record<string, string>) => app.api('PUT', `/api/v1/chat/sessions/${id}/settings`, body, headers)
const codeOf = (answer: Answer) => [answer.status, ErrorEnvelope.parse(answer.body).error.code]

describe("a conversation's settings", () => {
  test('are what its first question said, and hold for the next', async () => {
    const session_id = await ask({ temperature: 0.3, top_p: 0.9, max_tokens: 500, reasoning_effort: 'low', system_prompt: 'Answer like a pirate.' })
    const sent = { temperature: 0.3, top_p: 0.9, max_tokens: 500, reasoning: { effort: 'low' } }
    expect(lastSent()).toMatchObject(sent)
    expect(await settingsOf(session_id)).toEqual({
      temperature: 0.3,
      top_p: 0.9,
      max_tokens: 500,
      reasoning_effort: 'low',
      system_prompt: 'Answer like a pirate.',
    })
    await ask({ session_id })
    expect(lastSent()).toMatchObject(sent)
    expect(lastSent().messages[0]).toEqual({ role: 'system', content: expect.stringContaining('Answer like a pirate.') })
  })

  test('nothing is sent that is not set', async () => {
    const session_id = await ask({})
    expect(await settingsOf(session_id)).toEqual({})
    for (const name of ['temperature', 'top_p', 'reasoning', 'reasoning_effort']) expect(lastSent()).not.toHaveProperty(name)
  })

  test('a later question may say otherwise, for itself', async () => {
    const session_id = await ask({ temperature: 0.3, top_p: 0.9, system_prompt: 'Be brief.' })
    await ask({ session_id, temperature: 1.2, top_p: null, system_prompt: null })
    expect(lastSent()).toMatchObject({ temperature: 1.2 })
    expect(lastSent()).not.toHaveProperty('top_p')
    expect(lastSent().messages[0]?.content).not.toContain('Be brief.')
    expect(await settingsOf(session_id)).toEqual({ temperature: 0.3, top_p: 0.9, system_prompt: 'Be brief.' })
  })

  test('are replaced as a whole', async () => {
    const session_id = await ask({ temperature: 0.3, top_p: 0.9 })
    expect(ChatSettingsEnvelope.parse((await put(session_id, { temperature: 0, max_tokens: null, system_prompt: '用中文回答' })).body).data).toEqual({
      temperature: 0,
      system_prompt: '用中文回答',
    })
    await ask({ session_id })
    expect(lastSent()).toMatchObject({ temperature: 0 })
    expect(lastSent()).not.toHaveProperty('top_p')
    expect(await settingsOf((await put(session_id, {}), session_id))).toEqual({})
  })

  test('what a model does not take stays with the conversation', async () => {
    const session_id = await ask({ temperature: 0.3, reasoning_effort: 'minimal', model: 'openai/gpt-5-mini' })
    expect(lastSent()).not.toHaveProperty('temperature')
    expect(lastSent()).toMatchObject({ reasoning: { effort: 'minimal' } })
    // Claude does not know how to think minimally, and GLM does not think.
    for (const model of ['anthropic/claude-sonnet-4.5', 'z-ai/glm-4.6']) {
      await ask({ session_id, model })
      expect(lastSent()).toMatchObject({ model, temperature: 0.3 })
      expect(lastSent()).not.toHaveProperty('reasoning')
    }
    // Of a server of one's own nobody knows: it is told all, as OpenAI would be.
    await ask({ session_id, model: 'own/model' })
    expect(lastSent()).toMatchObject({ temperature: 0.3, reasoning_effort: 'minimal' })
    expect(lastSent()).not.toHaveProperty('reasoning')
  })

  test('the longest answer is at most what the model can', async () => {
    await ask({ max_tokens: 100_000 })
    expect(lastSent()).toMatchObject({ max_tokens: 16_384 })
  })

  test.each([
    ['a hot temperature', { temperature: 2.1 }, 'temperature'],
    ['a negative share', { top_p: -0.1 }, 'top_p'],
    ['no tokens', { max_tokens: 0 }, 'max_tokens'],
    ['half a token', { max_tokens: 1.5 }, 'max_tokens'],
    ['an unknown effort', { reasoning_effort: 'extreme' }, 'reasoning_effort'],
    ['white instructions', { system_prompt: ' \n ' }, 'system_prompt'],
    ['too long instructions', { system_prompt: 'x'.repeat(20_001) }, 'system_prompt'],
    ['anything else', { seed: 1 }, 'seed'],
  ])('%s is refused by name', async (_what, body, path) => {
    const session_id = await ask({ temperature: 0.5 })
    const answer = await put(session_id, body)
    expect([answer.status, ErrorEnvelope.parse(answer.body).error.details[0]?.path]).toEqual([422, path])
    expect((await app.api('POST', '/api/v1/chat/message', { message: 'x', ...body })).status).toBe(422)
    expect(await settingsOf(session_id)).toEqual({ temperature: 0.5 })
  })

  test('of a conversation that is not one’s own there are none', async () => {
    const session_id = await ask({ system_prompt: 'private' })
    const other = await app.as('editor')
    for (const id of [session_id, randomUUID()]) {
      expect(codeOf(await other.api('GET', `/api/v1/chat/sessions/${id}/settings`))).toEqual([404, 'CHAT_SESSION_NOT_FOUND'])
      expect(codeOf(await other.api('PUT', `/api/v1/chat/sessions/${id}/settings`, {}))).toEqual([404, 'CHAT_SESSION_NOT_FOUND'])
    }
    expect(await settingsOf(session_id)).toEqual({ system_prompt: 'private' })
  })
})

test('how long the model thought is told with the end, and kept', async () => {
  const events = await (await readEvents(`${app.url}/api/v1/chat/stream`, post({ message: '[[fault:reasoning]]' }))).end()
  const finish = events.at(-1)?.event
  const start = events[0]?.event
  if (finish?.type !== 'finish' || start?.type !== 'start') throw new Error('no answer')
  expect(finish.reasoning_ms).toEqual(expect.any(Number))
  const { data } = ChatHistoryEnvelope.parse((await app.api('GET', `/api/v1/chat/history?session_id=${start.session_id}`)).body)
  expect(data.messages.map(({ reasoning_ms }) => reasoning_ms)).toEqual([null, finish.reasoning_ms])
  const again = await (await readEvents(`${app.url}/api/v1/chat/stream?generation_id=${start.generation_id}`)).end()
  expect(again.at(-1)?.event).toEqual(finish)
})

describe('presets', () => {
  const create = async (body: object, person: { api: TestApp['api'] } = app) =>
    PresetEnvelope.parse((await person.api('POST', '/api/v1/chat/presets', body)).body).data
  const listed = async (person: { api: TestApp['api'] }) => PresetsEnvelope.parse((await person.api('GET', '/api/v1/chat/presets')).body).data.presets

  test('are made, renamed, changed, made the default and deleted; each person has their own', async () => {
    const [one, two] = [await app.as('viewer'), await app.as('viewer')]
    const brief = await create({ name: ' 简短 ', temperature: 0.2, system_prompt: 'Be brief.', model: 'qwen/qwen3-max', is_default: true }, one)
    expect(brief).toMatchObject({ name: '简短', is_default: true, model: 'qwen/qwen3-max', settings: { temperature: 0.2, system_prompt: 'Be brief.' } })
    const wild = await create({ name: 'Wild', temperature: 1.5 }, one)
    const change = (id: string, body: object) => one.api('PATCH', `/api/v1/chat/presets/${id}`, body)
    expect(PresetEnvelope.parse((await change(wild.id, { name: 'Wilder', top_p: 0.5, is_default: true })).body).data).toMatchObject({
      name: 'Wilder',
      is_default: true,
      settings: { temperature: 1.5, top_p: 0.5 },
    })
    expect((await listed(one)).map(({ name, is_default }) => [name, is_default])).toEqual([
      ['Wilder', true],
      ['简短', false],
    ])
    expect(PresetEnvelope.parse((await change(brief.id, { temperature: null, model: null })).body).data).toMatchObject({
      model: null,
      settings: { system_prompt: 'Be brief.' },
    })
    expect(codeOf(await change(brief.id, { name: 'WILDER' }))).toEqual([409, 'PRESET_NAME_TAKEN'])
    expect(codeOf(await one.api('POST', '/api/v1/chat/presets', { name: 'wilder' }))).toEqual([409, 'PRESET_NAME_TAKEN'])
    await create({ name: 'Wilder' }, two)
    expect(codeOf(await two.api('PATCH', `/api/v1/chat/presets/${wild.id}`, { name: 'mine' }))).toEqual([404, 'PRESET_NOT_FOUND'])
    expect(codeOf(await two.api('DELETE', `/api/v1/chat/presets/${wild.id}`))).toEqual([404, 'PRESET_NOT_FOUND'])
    expect((await one.api('DELETE', `/api/v1/chat/presets/${wild.id}`)).status).toBe(200)
    expect((await listed(one)).map(({ name }) => name)).toEqual(['简短'])
    expect(await listed(two)).toHaveLength(1)
  })

  test('one is the default, however many are made so at once', async () => {
    const person = await app.as('viewer')
    await Promise.all(['a', 'b', 'c', 'd'].map((name) => create({ name, is_default: true }, person)))
    expect((await listed(person)).filter(({ is_default }) => is_default)).toHaveLength(1)
  })

  test('the same twice under one key is one', async () => {
    const person = await app.as('viewer')
    const headers = { 'Idempotency-Key': randomUUID() }
    const both = await Promise.all([1, 2].map(() => person.api('POST', '/api/v1/chat/presets', { name: 'once', temperature: 1 }, headers)))
    expect(both.map(({ status }) => status)).toEqual([201, 201])
    expect(both[0]?.body).toEqual(both[1]?.body)
    expect(await listed(person)).toHaveLength(1)
  })

  test('a hundred are the most, and go with their person', async () => {
    const person = await app.as('viewer')
    for (let at = 0; at < 100; at++) await create({ name: `p${at}` }, person)
    expect((await person.api('POST', '/api/v1/chat/presets', { name: 'p100' })).status).toBe(422)
    await person.api('PUT', '/api/v1/chat/models/favourites', { model: 'a/b', favourite: true })
    expect((await app.api('DELETE', `/api/v1/users/${person.id}`)).status).toBe(200)
    const { rows } = await app.database.db.execute(
      `select (select count(*)::int from chat_presets where owner_id = '${person.id}') as presets, (select count(*)::int from model_favourites where owner_id = '${person.id}') as favourites`,
    )
    expect(rows).toEqual([{ presets: 0, favourites: 0 }])
  })
})
