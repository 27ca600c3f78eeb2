import { createParser } from 'eventsource-parser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ATTACHMENT_MAX_BYTES, AttachmentsEnvelope } from '#shared/attachments.ts'
import { ChatHistoryEnvelope } from '#shared/chat.ts'
import { UiChunk } from '#shared/chat-ui.ts'
import { ErrorEnvelope } from '#shared/errors.ts'
import { type Chat, startChat } from '../../test/ask-and-follow.ts'
import { startApp } from '../../test/harness.ts'
import { png } from '../../test/sample-files.ts'

let chat: Chat
beforeAll(async () => {
  chat = await startChat()
})
afterAll(() => chat.close())

const user = (text: string) => ({ id: 'q', role: 'user', parts: [{ type: 'text', text }] })
const withFiles = (text: string, ...urls: string[]) => ({
  ...user(text),
  parts: [{ type: 'text', text }, ...urls.map((url, at) => ({ type: 'file', mediaType: 'image/png', filename: `${at}.png`, url }))],
})
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

  it('has another answer beside the first, and an edited question beside the old', async () => {
    const { session } = startIn(chunksIn((await post({ messages: [user('one')] })).body).chunks)
    const one = (await chat.answerIn(session))?.id ?? ''
    const said = { ...assistant(session), id: one }
    const two = startIn(chunksIn((await post({ messages: [user('one'), said, user('two')] })).body).chunks)
    const start = async (body: object) => startIn(chunksIn((await post(body)).body).chunks)
    const again = { trigger: 'regenerate-message', messages: [user('one'), said, user('two')] }
    // By the answer's name, by the answer before, and a first question by the conversation's.
    const others = [await start({ ...again, messageId: two.message }), await start(again)]
    const first = await start({ ...again, id: session, messages: [user('one')] })
    const edited = await start({ messages: [user('one'), said, user('two, edited')], messageId: 'q' })
    for (const start of [...others, first, edited]) expect(start.session).toBe(session)
    const shown = async (head: string) =>
      ChatHistoryEnvelope.parse((await chat.app.api('GET', `/api/v1/chat/history?session_id=${session}&message_id=${head}`)).body).data.messages
    for (const { message } of others) {
      const branch = await shown(message)
      expect(branch.map(({ role, content }) => (role === 'user' ? content : role))).toEqual(['one', 'assistant', 'two', 'assistant'])
      expect(branch.at(-1)?.siblings.count).toBe(3)
    }
    expect((await shown(first.message)).map(({ siblings }) => siblings.count)).toEqual([1, 2])
    expect((await shown(edited.message)).map(({ siblings }) => siblings.count)).toEqual([1, 2, 2, 1])
    // What is not known is asked.
    expect((await start({ ...again, messages: [user('never asked')] })).session).not.toBe(session)
    const other = await chat.app.as('editor')
    const foreign = await other.api('POST', '/api/v1/chat/ui', { id: 'x', ...again, messages: [user('mine now')], messageId: two.message })
    expect(startIn(chunksIn(foreign.body).chunks).session).not.toBe(session)
  })

  it('has the files that come within a question, and keeps none of one that is refused', async () => {
    const url = `data:image/png;base64,${png(8, 6).toString('base64')}`
    const { session } = startIn(chunksIn((await post({ messages: [withFiles('look', url, 'data:text/csv,name%2C%E5%90%8D')] })).body).chunks)
    const { messages } = ChatHistoryEnvelope.parse((await chat.app.api('GET', `/api/v1/chat/history?session_id=${session}`)).body).data
    expect(messages[0]?.attachments).toMatchObject([
      { name: '0.png', kind: 'image', width: 8, height: 6 },
      { name: '1.png', kind: 'text' },
    ])
    expect(chat.callWith(url)?.body).toMatchObject({ messages: [{}, { content: [{ text: 'look' }, { image_url: { url } }, { type: 'text' }] }] })
    await chat.app.api('GET', '/api/v1/chat/models')
    const refused = await post({ messages: [withFiles('look', url)], model: 'deepseek/deepseek-chat-v3.1' })
    expect([refused.status, ErrorEnvelope.parse(refused.body).error.code]).toEqual([422, 'MODEL_ATTACHMENT_UNSUPPORTED'])
    const archive = await post({ messages: [withFiles('look', url, `data:;base64,${Buffer.from('PK\x03\x04\0').toString('base64')}`)] })
    expect(ErrorEnvelope.parse(archive.body).error.code).toBe('ATTACHMENT_TYPE_UNSUPPORTED')
    const large = await post({ messages: [withFiles('look', `data:;base64,${Buffer.alloc(ATTACHMENT_MAX_BYTES + 1).toString('base64')}`)] })
    expect([large.status, ErrorEnvelope.parse(large.body).error.code]).toEqual([413, 'PAYLOAD_TOO_LARGE'])
    expect(AttachmentsEnvelope.parse((await chat.app.api('GET', '/api/v1/chat/attachments')).body).data.unsent).toEqual([])
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
    ['a file from elsewhere', [withFiles('see', 'https://example.com/a.png')], 'messages.0.parts.1'],
    ['a file that cannot be read', [withFiles('see', 'data:image/png;base64,*')], 'messages.0.parts.1'],
    ['an empty file', [withFiles('see', 'data:,')], 'file'],
    ['eleven files', [withFiles('see', ...Array<string>(11).fill('data:,x'))], 'messages.0.parts.11'],
    ['something else', [{ id: 'q', role: 'user', parts: [{ type: 'tool-x' }] }], 'messages.0.parts.0'],
    ['nothing', [user(' ')], 'message'],
    ['no question', [assistant('019abf00-0000-7000-8000-000000000000')], 'message'],
    ['more than a question may be', [user('x'.repeat(100_001))], 'message'],
  ])('is not asked %s', async (_, messages, path) => {
    const { status, body } = await post({ messages })
    expect([status, ErrorEnvelope.parse(body).error.details[0]?.path]).toEqual([422, path])
  })
})
