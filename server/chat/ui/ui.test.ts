import { createParser } from 'eventsource-parser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ChatHistoryEnvelope } from '#shared/chat.ts'
import { UiChunk } from '#shared/chat-ui.ts'
import { ErrorEnvelope } from '#shared/errors.ts'
import { type Chat, startChat } from '../../test/ask-and-follow.ts'
import { startApp } from '../../test/harness.ts'

let chat: Chat
beforeAll(async () => {
  chat = await startChat()
})
afterAll(() => chat.close())

const user = (text: string) => ({ id: 'q', role: 'user', parts: [{ type: 'text', text }] })
const assistant = (session: string) => ({ id: 'a', role: 'assistant', parts: [], metadata: { session_id: session } })
const post = (body: object) => chat.app.api('POST', '/api/v1/chat/ui', { id: 'client-id', trigger: 'submit-message', ...body }, { 'Accept-Language': 'en' })

/** A stream as its parts; the last frame is the mark of the end. */
function chunksIn(body: unknown): { chunks: UiChunk[]; last: string } {
  const frames: string[] = []
  createParser({ onEvent: ({ data }) => frames.push(data) }).feed(String(body))
  const last = frames.pop() ?? ''
  return { last, chunks: frames.map((frame) => UiChunk.parse(JSON.parse(frame))) }
}
const typesOf = (chunks: UiChunk[]) => chunks.map(({ type }) => type).filter((type, at, all) => type !== all[at - 1])
function startIn(chunks: UiChunk[]) {
  const [start] = chunks
  if (start?.type !== 'start' || !('messageMetadata' in start)) throw new Error(`The stream began with ${JSON.stringify(start)}.`)
  return { message: start.messageId, session: start.messageMetadata.session_id ?? '', generation: start.messageMetadata.generation_id ?? '' }
}

describe('an answer as the AI SDK reads it', () => {
  it('has its parts in order, each begun and ended', async () => {
    const { status, headers, body } = await post({ messages: [user('[[fault:reasoning]]')] })
    expect([status, headers.get('x-vercel-ai-ui-message-stream'), headers.get('content-type')]).toEqual([200, 'v1', 'text/event-stream; charset=utf-8'])
    const { chunks, last } = chunksIn(body)
    expect(last).toBe('[DONE]')
    expect(typesOf(chunks)).toEqual([
      'start',
      'start-step',
      'reasoning-start',
      'reasoning-delta',
      'reasoning-end',
      'text-start',
      'text-delta',
      'text-end',
      'finish-step',
      'finish',
    ])
    const text = chunks.map((chunk) => (chunk.type === 'text-delta' && 'delta' in chunk ? chunk.delta : '')).join('')
    const kept = await chat.answerIn(startIn(chunks).session)
    expect([kept?.id, kept?.content]).toEqual([startIn(chunks).message, text])
    expect(kept?.usage?.prompt_tokens).toBeGreaterThan(0)
    expect(chunks.at(-1)).toMatchObject({ finishReason: 'stop', messageMetadata: { status: 'complete', usage: kept?.usage } })
  })

  it('that failed says so last, after all that was said', async () => {
    const { chunks } = chunksIn((await post({ messages: [user('[[fault:error-mid-number]]')] })).body)
    expect(typesOf(chunks).slice(-4)).toEqual(['data-failure', 'finish-step', 'finish', 'error'])
    expect(chunks.find(({ type }) => type === 'data-failure')).toMatchObject({ data: { code: 'MODEL_RATE_LIMITED' } })
  })

  it('that was stopped says so', async () => {
    const answer = post({ messages: [user('[[fault:hang-mid]] ui stop')] })
    await expect.poll(() => chat.callWith('ui stop')?.sent.length ?? 0).toBeGreaterThan(50)
    const running = await chat.app.api('GET', '/api/v1/chat/sessions')
    const session = /"id":"([^"]+)"/.exec(JSON.stringify(running.body))?.[1] ?? ''
    const { messages } = ChatHistoryEnvelope.parse((await chat.app.api('GET', `/api/v1/chat/history?session_id=${session}`)).body).data
    // Whoever comes meanwhile reads the same from the beginning.
    const resumed = chat.app.api('GET', `/api/v1/chat/ui/${session}/stream`)
    await new Promise(setImmediate)
    expect(await chat.stop(messages[1]?.generation_id ?? '')).toBe(true)
    const { chunks } = chunksIn((await answer).body)
    expect(chunks.slice(-2)).toMatchObject([
      { type: 'abort', reason: 'stopped' },
      { finishReason: 'other', messageMetadata: { status: 'stopped' } },
    ])
    const { status, headers, body } = await resumed
    if (status === 200) expect([headers.get('x-vercel-ai-ui-message-stream'), startIn(chunksIn(body).chunks)]).toEqual(['v1', startIn(chunks)])
    expect((await chat.app.api('GET', `/api/v1/chat/ui/${session}/stream`)).status).toBe(204)
  })

  it('rests on records where no model is configured', async () => {
    const bare = await startApp()
    await bare.api('POST', '/api/v1/items', { name: '季度报告' })
    const { body } = await bare.api('POST', '/api/v1/chat/ui', { id: 'x', messages: [user('季度报告在哪里？')] })
    expect(chunksIn(body).chunks).toContainEqual({
      type: 'source-document',
      sourceId: expect.anything(),
      mediaType: 'application/vnd.deskmate.item+json',
      title: '季度报告',
    })
    await bare.close()
  })
})

describe('the conversation', () => {
  it('goes on by what the last answer says, or by its id; any other id begins one', async () => {
    const { session } = startIn(chunksIn((await post({ messages: [user('one')] })).body).chunks)
    const again = async (body: object) => startIn(chunksIn((await post(body)).body).chunks).session
    expect(await again({ messages: [user('one'), assistant(session), user('two')] })).toBe(session)
    expect(await again({ id: session, messages: [user('three')] })).toBe(session)
    expect(await again({ id: '019abf00-0000-7000-8000-000000000000', messages: [user('other')] })).not.toBe(session)
    const { messages } = ChatHistoryEnvelope.parse((await chat.app.api('GET', `/api/v1/chat/history?session_id=${session}`)).body).data
    expect(messages.filter(({ role }) => role === 'user').map(({ content }) => content)).toEqual(['one', 'two', 'three'])
  })

  it('is nobody else’s', async () => {
    const { session } = startIn(chunksIn((await post({ messages: [user('mine')] })).body).chunks)
    const other = await chat.app.as('editor')
    const asked = await other.api('POST', '/api/v1/chat/ui', { id: session, messages: [user('x'), assistant(session), user('go on')] })
    expect([asked.status, ErrorEnvelope.parse(asked.body).error.code]).toEqual([404, 'CHAT_SESSION_NOT_FOUND'])
    const begun = await other.api('POST', '/api/v1/chat/ui', { id: session, messages: [user('by its id')] })
    expect(startIn(chunksIn(begun.body).chunks).session).not.toBe(session)
    expect((await other.api('GET', `/api/v1/chat/ui/${session}/stream`)).status).toBe(204)
  })

  it.each([
    [
      'a file',
      [
        {
          id: 'q',
          role: 'user',
          parts: [
            { type: 'text', text: 'see' },
            { type: 'file', url: 'data:,x', mediaType: 'text/plain' },
          ],
        },
      ],
      'messages.0.parts.1',
    ],
    ['nothing', [user(' ')], 'message'],
    ['no question', [assistant('019abf00-0000-7000-8000-000000000000')], 'message'],
    ['more than a question may be', [user('x'.repeat(100_001))], 'message'],
  ])('is not asked %s', async (_, messages, path) => {
    const { status, body } = await post({ messages })
    expect([status, ErrorEnvelope.parse(body).error.details[0]?.path]).toEqual([422, path])
  })
})
