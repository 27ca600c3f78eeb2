import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { AnswerEnvelope, ChatHistoryEnvelope } from '#shared/chat.ts'
import { errorCatalog } from '#shared/errors.ts'
import { fetchSigned } from '../server/test/credentials.ts'
import { compileClients, installClients, makeKey, useClient } from './api-client.ts'
import { type FakeOpenRouter, startFakeOpenRouter } from './fake-openrouter.ts'
import { type Program, startProgram } from './program.ts'

// The AI SDK's own chat, transport and reader against the program; runtime/api-clients/use-ai-sdk.ts is what they do there.

const folder = mkdtempSync(path.join(tmpdir(), 'deskmate-ai-sdk-'))
let fake: FakeOpenRouter
let program: Program
let key: string
beforeAll(async () => {
  installClients()
  fake = await startFakeOpenRouter({ delay: 2 })
  program = await startProgram({ DATA_DIR: path.join(folder, 'data'), OPENROUTER_BASE_URL: fake.url, OPENROUTER_API_KEY: ['test', 'key'].join('-') })
  key = await makeKey(program.url, ['chat:use'])
}, 300_000)
afterAll(async () => {
  await program.end('SIGTERM')
  await fake.close()
  rmSync(folder, { recursive: true, force: true })
})

const Part = z.looseObject({ type: z.string(), text: z.string().optional(), state: z.string().optional() })
const Message = z.object({ id: z.string(), role: z.string(), parts: z.array(Part), metadata: z.looseObject({ session_id: z.string().optional() }).optional() })
const Seen = z.object({ status: z.string(), error: z.string().optional(), messages: z.array(Message) })
const textOf = (message: z.infer<typeof Message> | undefined) =>
  message?.parts
    .filter(({ type }) => type === 'text')
    .map(({ text }) => text)
    .join('')

const use = (name: string, ...more: string[]) => useClient('use-ai-sdk.ts', [program.url, key, name, ...more])
/** The first call with these words in it. */
const callWith = (mark: string) => fake.requests.find(({ body }) => JSON.stringify(body ?? '').includes(mark))
/** Of the branch that is shown, or that one message is on. */
const messagesOf = async (session: string | undefined, message?: string) => {
  const on = message ? `&message_id=${message}` : ''
  return ChatHistoryEnvelope.parse(await (await fetchSigned(`${program.url}/api/v1/chat/history?session_id=${session}${on}`)).json()).data.messages
}

it('the page compiles against the package’s own types', compileClients)

it('useChat talks: the second question is of the same conversation, and can be asked again', async () => {
  const { before, after } = z.object({ before: Seen, after: Seen }).parse(await use('talk'))
  expect(before).toMatchObject({ status: 'ready', messages: [{ role: 'user' }, { role: 'assistant' }, { role: 'user' }, { role: 'assistant' }] })
  const [, first, , second] = before.messages
  expect(textOf(first)).toContain('first by useChat')
  expect(second?.parts.map(({ type, state }) => [type, state])).toEqual([
    ['step-start', undefined],
    ['reasoning', 'done'],
    ['text', 'done'],
  ])
  expect(second?.metadata).toMatchObject({ status: 'complete', finish_reason: 'stop', session_id: first?.metadata?.session_id })
  expect(callWith('second by useChat')?.body).toMatchObject({ messages: [{}, { content: 'first by useChat' }, { content: textOf(first) }, {}] })
  // What the page shows has the ids and the text of what is kept.
  const session = first?.metadata?.session_id
  const kept = await messagesOf(session)
  const shown = after.messages.filter(({ role }) => role === 'assistant')
  for (const message of [first, second, ...shown]) {
    const stored = (await messagesOf(session, message?.id)).find(({ id }) => id === message?.id)
    expect(stored?.content).toBe(textOf(message))
    expect(stored?.usage?.prompt_tokens).toBeGreaterThan(0)
    expect(message?.metadata).toMatchObject({ usage: stored?.usage })
  }
  expect(shown).toHaveLength(2)
  expect(shown[1]?.id).not.toBe(second?.id)
  // Beside the first, not after it.
  expect(kept.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant'])
  expect(kept.at(-1)?.siblings).toMatchObject({ count: 2 })
})

it('useChat sends files, and edits what was asked', async () => {
  const { before, after } = z.object({ before: Seen, after: Seen }).parse(await use('files'))
  expect(before).toMatchObject({ status: 'ready' })
  expect(JSON.stringify(callWith('a table by useChat')?.body)).toContain('n,m')
  expect(after).toMatchObject({ status: 'ready', messages: [{ role: 'user' }, { role: 'assistant' }, { role: 'user' }, { role: 'assistant' }] })
  const kept = await messagesOf(before.messages[1]?.metadata?.session_id)
  expect(kept.map(({ content }) => content)).toEqual(['a table by useChat', textOf(after.messages[1]), 'the second in other words', textOf(after.messages[3])])
  expect(kept.map(({ siblings }) => siblings.count)).toEqual([1, 1, 2, 1])
  expect(kept[0]?.attachments).toMatchObject([{ name: 'figures.csv', kind: 'text' }])
})

it('useChat is told what went wrong, and keeps what was said', async () => {
  const seen = Seen.parse(await use('failure'))
  expect(seen).toMatchObject({ status: 'error', error: errorCatalog.MODEL_INPUT_TOO_LONG.en })
  const answer = seen.messages[1]
  expect(textOf(answer)).toBe(callWith('error-mid-type')?.sent)
  expect(answer?.parts.at(-1)).toMatchObject({ type: 'data-failure', data: { code: 'MODEL_INPUT_TOO_LONG', retryable: false } })
  expect(answer?.metadata).toMatchObject({ status: 'failed', finish_reason: 'error' })
})

it('useChat is refused what cannot be asked, in words', async () => {
  const seen = Seen.parse(await use('refused'))
  expect(seen.status).toBe('error')
  expect(seen.error).toContain('messages.0.parts.0')
})

it('a page that comes back reads the answer from its beginning to its end, once', async () => {
  const { partial, coming, late, never } = z.object({ partial: z.string(), coming: Seen, late: Seen, never: Seen }).parse(await use('resume'))
  const sent = callWith('resumed by useChat')?.sent ?? ''
  expect(partial.length).toBeLessThan(sent.length)
  expect(coming).toMatchObject({ status: 'ready', messages: [{ role: 'user' }, { role: 'assistant', metadata: { status: 'complete' } }] })
  expect(textOf(coming.messages[1])).toBe(sent)
  expect(coming.messages[1]?.parts.filter(({ type }) => type === 'text')).toHaveLength(1)
  expect(late).toEqual(coming)
  expect(never).toEqual({ status: 'ready', messages: [] })
})

it('a conversation from elsewhere goes on by its id', async () => {
  const asked = await fetchSigned(`${program.url}/api/v1/chat/message`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ message: 'begun elsewhere' }),
  })
  const { session_id } = AnswerEnvelope.parse(await asked.json()).data
  const seen = Seen.parse(await use('goOn', session_id))
  expect(seen.messages[1]?.metadata?.session_id).toBe(session_id)
  expect(await messagesOf(session_id)).toHaveLength(4)
})

it('its reader reads the stream without a chat', async () => {
  const { versions, last } = z.object({ versions: z.number(), last: Message }).parse(await use('read'))
  expect(versions).toBeGreaterThan(10)
  expect(textOf(last)).toBe(callWith('read by the reader')?.sent)
})
