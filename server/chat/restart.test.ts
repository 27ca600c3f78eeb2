import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest'
import { ComparisonEnvelope } from '#shared/branches.ts'
import { ChatHistoryEnvelope } from '#shared/chat.ts'
import { type FakeOpenRouter, startFakeOpenRouter } from '../../e2e/fake-openrouter.ts'
import { type Program, startProgram } from '../../e2e/program.ts'
import { fetchSigned } from '../test/credentials.ts'
import { copyEmbedded, copyServer } from '../test/databases.ts'
import { onServer } from '../test/harness.ts'
import { finishOf, post, readEvents, startOf, textOf } from '../test/read-events.ts'

// The process of an answer ends: as it should, and as it should not.

let fake: FakeOpenRouter
let program: Program | undefined
let settings: Record<string, string> = {}
let remove: () => Promise<void> | void

beforeAll(async () => {
  fake = await startFakeOpenRouter({ delay: 40 })
  if (onServer) {
    const copy = await copyServer(inject('serverUrl'))
    settings = { DATABASE_URL: copy.url, OPENROUTER_BASE_URL: fake.url }
    remove = copy.remove
  } else {
    const copy = copyEmbedded(inject('embeddedTemplate'))
    settings = { DATA_DIR: copy.folder, OPENROUTER_BASE_URL: fake.url }
    remove = copy.remove
  }
})
afterEach(async () => {
  await program?.end('SIGKILL')
})
afterAll(async () => {
  await fake.close()
  await remove()
})

async function answerIn(sessionId: string) {
  const response = await fetchSigned(`${program?.url}/api/v1/chat/history?session_id=${sessionId}`)
  return ChatHistoryEnvelope.parse(await response.json()).data.messages[1]
}

test('SIGTERM with five answers that do not end: each reader is told, each text is kept, the exit is clean', async () => {
  program = await startProgram(settings)
  const url = `${program.url}/api/v1/chat/stream`
  const readers = await Promise.all(Array.from({ length: 5 }, (_, at) => readEvents(url, post({ message: `terminated ${at} [[fault:hang-mid]]` }))))
  await Promise.all(readers.map((reader) => reader.until((events) => events.length >= 6)))
  const ended = program.end('SIGTERM')
  const read = await Promise.all(readers.map((reader) => reader.end()))
  expect(await ended).toBe(0)
  await expect.poll(() => fake.openConnections(), { timeout: 2000 }).toBe(0)
  for (const events of read) expect(finishOf(events)).toMatchObject({ status: 'interrupted', finish_reason: 'interrupted' })

  program = await startProgram(settings)
  for (const events of read) {
    expect(await answerIn(startOf(events).session_id)).toMatchObject({ status: 'interrupted', content: textOf(events), generation_id: null })
    const again = await readEvents(`${program.url}/api/v1/chat/stream?generation_id=${startOf(events).generation_id}&after=${events[3]?.position}`)
    expect(textOf([...events.slice(0, 4), ...(await again.end())])).toBe(textOf(events))
  }
})

test('kill -9: what was said up to a moment before is kept, the answer is marked, the conversation goes on', async () => {
  program = await startProgram(settings)
  const reader = await readEvents(`${program.url}/api/v1/chat/stream`, post({ message: 'killed' }))
  await reader.until((events) => events.length >= 38)
  const { session_id, generation_id } = startOf(reader.events)
  await program.end('SIGKILL')
  await reader.end().catch(() => undefined)

  program = await startProgram(settings)
  // On a server another replica may still be alive: the answer is given up 15 s after its last sign of life.
  await expect.poll(async () => (await answerIn(session_id))?.status, { timeout: 40_000, interval: 200 }).toBe('interrupted')
  const kept = (await answerIn(session_id))?.content ?? ''
  const read = textOf(reader.events)
  expect(read.startsWith(kept) || kept.startsWith(read)).toBe(true)
  // A write is 700 ms apart at most from the next.
  expect(kept.length).toBeGreaterThan(read.length / 4)
  expect(
    finishOf(await (await readEvents(`${program.url}/api/v1/chat/stream?generation_id=${generation_id}&after=${reader.events.at(-1)?.position}`)).end()).status,
  ).toBe('interrupted')
  const next = await readEvents(`${program.url}/api/v1/chat/stream`, post({ message: 'and now? [[delay:1]]', session_id }))
  expect(finishOf(await next.end()).status).toBe('complete')
})

test('kill -9 in the middle of a comparison: the text of each answer is kept, one is kept and goes on', async () => {
  program = await startProgram(settings)
  const models = ['openai/gpt-5-mini', 'qwen/qwen3-max']
  const asked = await fetchSigned(`${program.url}/api/v1/chat/compare`, post({ message: 'killed while comparing', models }))
  const { session_id, answers } = ComparisonEnvelope.parse(await asked.json()).data
  const readers = await Promise.all(answers.map(({ generation_id }) => readEvents(`${program?.url}/api/v1/chat/stream?generation_id=${generation_id}`)))
  await Promise.all(readers.map((reader) => reader.until((events) => events.length >= 30)))
  await program.end('SIGKILL')
  await Promise.all(readers.map((reader) => reader.end().catch(() => undefined)))

  program = await startProgram(settings)
  const read = async () => ChatHistoryEnvelope.parse(await (await fetchSigned(`${program?.url}/api/v1/chat/history?session_id=${session_id}`)).json()).data
  await expect.poll(async () => (await read()).compared.map(({ status }) => status), { timeout: 40_000, interval: 200 }).toEqual(['interrupted', 'interrupted'])
  const { compared, session } = await read()
  expect(session.running).toBe(false)
  for (const [at, { id, content }] of compared.entries()) {
    const seen = textOf(readers[at]?.events ?? [])
    expect(id).toBe(answers[at]?.message_id)
    expect(content).not.toBe('')
    expect(seen.startsWith(content) || content.startsWith(seen)).toBe(true)
  }
  const [, kept] = compared
  await fetchSigned(`${program.url}/api/v1/chat/sessions/${session_id}/head`, { ...post({ message_id: kept?.id }), method: 'PUT' })
  const rest = await (await readEvents(`${program.url}/api/v1/chat/messages/${kept?.id}/continue`, post({}))).end()
  expect(finishOf(rest).status).toBe('complete')
  expect(textOf(rest).startsWith(kept?.content.trimEnd() ?? 'nothing')).toBe(true)
  expect((await read()).messages.at(-1)).toMatchObject({ id: kept?.id, content: textOf(rest), status: 'complete', siblings: { index: 2, count: 2 } })
})
