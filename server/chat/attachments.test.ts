import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { z } from 'zod'
import { ATTACHMENTS_MAX, AttachmentEnvelope, AttachmentsEnvelope } from '#shared/attachments.ts'
import { AnswerEnvelope, ChatHistoryEnvelope } from '#shared/chat.ts'
import { ErrorEnvelope } from '#shared/errors.ts'
import { ChatModelsEnvelope } from '#shared/models.ts'
import { type FakeOpenRouter, startFakeOpenRouter } from '../../e2e/fake-openrouter.ts'
import { type Answer, startApp, type TestApp } from '../test/harness.ts'
import { form, formType, pdf, png } from '../test/sample-files.ts'

// Files with questions: what the model is sent, what the history shows, and what becomes of them.

const TEXT_ONLY = 'deepseek/deepseek-chat-v3.1'
const path = '/api/v1/chat/attachments'

let fake: FakeOpenRouter
let app: TestApp
beforeAll(async () => {
  fake = await startFakeOpenRouter({ delay: 0 })
  app = await startApp({ OPENROUTER_BASE_URL: fake.url, DEFAULT_MODEL: 'openai/gpt-5-mini' })
  // So that what the models take is known.
  await app.api('GET', '/api/v1/chat/models')
})
afterAll(async () => {
  await app.close()
  await fake.close()
})

const Part = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string() }),
  z.strictObject({ type: z.literal('image_url'), image_url: z.strictObject({ url: z.string() }) }),
  z.strictObject({ type: z.literal('file'), file: z.strictObject({ filename: z.string(), file_data: z.string() }) }),
])
const Sent = z.object({
  messages: z.array(z.object({ role: z.string(), content: z.union([z.string(), z.array(Part)]) })),
  plugins: z.unknown().optional(),
})
const calls = () => fake.requests.filter((request) => request.path === '/chat/completions')
const lastSent = () => Sent.parse(calls().at(-1)?.body)
const upload = async (content: Uint8Array, name: string) =>
  AttachmentEnvelope.parse((await app.api('POST', path, form(content, { name }), { 'Content-Type': formType })).body).data
const ask = (body: object, headers?: Record<string, string>) => app.api('POST', '/api/v1/chat/message', body, headers)
const answerOf = (answer: Answer) => AnswerEnvelope.parse(answer.body).data
const codeOf = ({ status, body }: Answer) => [status, ErrorEnvelope.parse(body).error.code]
const messagesOf = async (session: string) => ChatHistoryEnvelope.parse((await app.api('GET', `/api/v1/chat/history?session_id=${session}`)).body).data.messages
const unsent = async () => AttachmentsEnvelope.parse((await app.api('GET', path)).body).data.unsent.map(({ id }) => id)
const dataUrl = (type: string, content: Buffer) => `data:${type};base64,${content.toString('base64')}`

describe('a question with files', () => {
  test('sends an image, a PDF and a text as parts, in their order, and shows them in the history', async () => {
    const image = png(20, 10)
    const page = pdf()
    const files = [await upload(image, '图.png'), await upload(page, 'report.pdf'), await upload(Buffer.from('名称,数量\n报告,12'), '表.csv')]
    const answer = answerOf(await ask({ message: '比较这些', attachment_ids: files.map(({ id }) => id) }))
    const { messages, plugins } = lastSent()
    expect(messages.at(-1)).toEqual({
      role: 'user',
      content: [
        { type: 'text', text: '比较这些' },
        { type: 'image_url', image_url: { url: dataUrl('image/png', image) } },
        { type: 'file', file: { filename: 'report.pdf', file_data: dataUrl('application/pdf', page) } },
        { type: 'text', text: `The file "表.csv", up to the line "end of ${files[2]?.id}":\n名称,数量\n报告,12\nend of ${files[2]?.id}` },
      ],
    })
    expect(plugins).toBeUndefined()
    expect((await messagesOf(answer.session_id)).map(({ attachments }) => attachments)).toEqual([files, []])
    expect(await unsent()).not.toContain(files[0]?.id)
  })

  test('keeps them for the questions that follow, in the same bytes', async () => {
    const file = await upload(png(5, 5), 'a.png')
    const { session_id } = answerOf(await ask({ message: 'what is this', attachment_ids: [file.id] }))
    const first = lastSent().messages
    await ask({ message: 'and now', session_id })
    const second = lastSent().messages
    expect(second.slice(0, first.length)).toEqual(first)
    expect(second.at(-1)).toEqual({ role: 'user', content: 'and now' })
  })

  test('carries them again where it is asked again, each once', async () => {
    const file = await upload(png(6, 6), 'again.png')
    const { session_id } = answerOf(await ask({ message: 'first', attachment_ids: [file.id] }))
    expect((await ask({ message: 'second', session_id, attachment_ids: [file.id, file.id] })).status).toBe(200)
    expect((await messagesOf(session_id)).map(({ attachments }) => attachments.length)).toEqual([1, 0, 1, 0])
    const images = JSON.stringify(lastSent().messages).match(/"image_url":\{/g)
    expect(images).toHaveLength(2)
  })

  test('sent twice under one key is there once', async () => {
    const file = await upload(png(7, 7), 'once.png')
    const headers = { 'Idempotency-Key': 'a-question-with-a-file' }
    const body = { message: 'once', attachment_ids: [file.id] }
    const [first, second] = [answerOf(await ask(body, headers)), answerOf(await ask(body, headers))]
    expect(second).toEqual(first)
    expect(await messagesOf(first.session_id)).toHaveLength(2)
  })
})

describe('files without a word', () => {
  it('are a question, called after them, and said before to the next', async () => {
    const image = png(12, 12)
    const file = await upload(image, '白板.png')
    const { session_id } = answerOf(await ask({ attachment_ids: [file.id] }))
    const picture = { type: 'image_url', image_url: { url: dataUrl('image/png', image) } }
    expect(lastSent().messages.at(-1)).toEqual({ role: 'user', content: [picture] })
    const [question] = await messagesOf(session_id)
    expect(question).toMatchObject({ content: '', attachments: [{ id: file.id }] })
    answerOf(await ask({ session_id, message: 'and in words?' }))
    expect(lastSent().messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user'])
    expect(lastSent().messages[1]).toEqual({ role: 'user', content: [picture] })
    const titled = await app.api('GET', `/api/v1/chat/sessions/${session_id}/export?format=json`)
    expect(JSON.stringify(titled.body)).toContain('"title":"白板.png"')
  })

  it('can be asked again, and of several models', async () => {
    const file = await upload(png(13, 13), 'again.png')
    const { message_id } = answerOf(await ask({ message: ' ', attachment_ids: [file.id] }))
    expect((await app.api('POST', `/api/v1/chat/messages/${message_id}/regenerate`, {})).status).toBe(200)
    const other = await upload(png(14, 14), 'compared.png')
    const models = ['openai/gpt-5-mini', 'anthropic/claude-opus-4.5']
    expect((await app.api('POST', '/api/v1/chat/compare', { attachment_ids: [other.id], models })).status).toBe(200)
  })

  it('neither words nor files are none', async () => {
    for (const [path, more] of [
      ['/api/v1/chat/message', {}],
      ['/api/v1/chat/stream', {}],
      ['/api/v1/chat/compare', { models: ['openai/gpt-5-mini', 'anthropic/claude-opus-4.5'] }],
    ] as const)
      for (const body of [{}, { message: ' \n' }, { message: '', attachment_ids: [] }]) {
        const refused = await app.api('POST', path, { ...body, ...more })
        expect(codeOf(refused)).toEqual([422, 'VALIDATION_FAILED'])
        expect(ErrorEnvelope.parse(refused.body).error.details).toMatchObject([{ path: 'message' }])
      }
  })
})

describe('a model that does not take a kind', () => {
  test('is not asked, and nothing is stored', async () => {
    const file = await upload(png(8, 8), '照片.png')
    const before = calls().length
    const refused = await ask({ message: 'see', model: TEXT_ONLY, attachment_ids: [file.id] }, { 'Accept-Language': 'en' })
    expect(codeOf(refused)).toEqual([422, 'MODEL_ATTACHMENT_UNSUPPORTED'])
    expect(ErrorEnvelope.parse(refused.body).error.details).toEqual([{ path: 'attachment_ids', message: '照片.png' }])
    expect(calls()).toHaveLength(before)
    expect(await unsent()).toContain(file.id)
  })

  test('gets a PDF read by the provider, in the way that costs nothing', async () => {
    const file = await upload(pdf(), 'a.pdf')
    expect((await ask({ message: 'read', model: TEXT_ONLY, attachment_ids: [file.id] })).status).toBe(200)
    expect(lastSent().plugins).toEqual([{ id: 'file-parser', pdf: { engine: 'cloudflare-ai' } }])
  })

  test('is told of an earlier image that it was there, and so is the person', async () => {
    const file = await upload(png(9, 9), 'earlier.png')
    const { session_id } = answerOf(await ask({ message: 'look', attachment_ids: [file.id] }))
    await ask({ message: 'go on', session_id, model: TEXT_ONLY })
    expect(lastSent().messages.at(-3)).toEqual({
      role: 'user',
      content: [
        { type: 'text', text: 'look' },
        { type: 'text', text: '[The file "earlier.png" was attached here and is left out.]' },
      ],
    })
    const messages = await messagesOf(session_id)
    expect(messages.map(({ files_left_out }) => files_left_out)).toEqual([0, 0, 0, 1])
  })

  it('is told apart in the list of models', async () => {
    const { models } = ChatModelsEnvelope.parse((await app.api('GET', '/api/v1/chat/models')).body).data
    const takes = (id: string) => models.find((model) => model.id === id)?.input_modalities
    expect([takes('openai/gpt-5-mini'), takes(TEXT_ONLY)]).toEqual([['text', 'image', 'file'], ['text']])
  })

  test('the built-in assistant takes none', async () => {
    const alone = await startApp()
    const answer = await alone.api('POST', path, form(Buffer.from('text')), { 'Content-Type': formType })
    const { id } = AttachmentEnvelope.parse(answer.body).data
    expect(codeOf(await alone.api('POST', '/api/v1/chat/message', { message: 'read', attachment_ids: [id] }))).toEqual([422, 'MODEL_ATTACHMENT_UNSUPPORTED'])
    await alone.close()
  })
})

describe('what bounds them', () => {
  test('the newest are sent; of the others it is told that they were there', async () => {
    const files = [await upload(pdf(6_000_000), 'old.pdf'), await upload(pdf(6_000_000), 'middle.pdf'), await upload(pdf(6_000_000), 'new.pdf')]
    let session: string | undefined
    for (const { id } of files) {
      const answer = answerOf(await ask({ message: `about ${id}`, attachment_ids: [id], ...(session ? { session_id: session } : {}) }))
      session = answer.session_id
    }
    const sent = JSON.stringify(lastSent().messages)
    expect(files.map(({ name }) => [name, sent.includes(`"filename":"${name}"`), sent.includes(`The file \\"${name}\\" was attached here`)])).toEqual([
      ['old.pdf', false, true],
      ['middle.pdf', true, false],
      ['new.pdf', true, false],
    ])
    await app.api('DELETE', `/api/v1/chat/sessions/${session}`)
  })

  test('more files or more bytes than one question may carry', async () => {
    const none = Array.from({ length: ATTACHMENTS_MAX + 1 }, (_, at) => `019abf00-0000-7000-8000-0000000000${at + 10}`)
    expect(codeOf(await ask({ message: 'all of them', attachment_ids: none }))).toEqual([422, 'VALIDATION_FAILED'])
    const large = [await upload(pdf(8_000_000), 'a.pdf'), await upload(pdf(8_000_000), 'b.pdf')]
    const refused = await ask({ message: 'both', attachment_ids: large.map(({ id }) => id) })
    expect(codeOf(refused)).toEqual([422, 'VALIDATION_FAILED'])
    expect(ErrorEnvelope.parse(refused.body).error.details[0]?.path).toBe('attachment_ids')
    for (const { id } of large) expect((await app.api('DELETE', `${path}/${id}`)).status).toBe(200)
  })
})

describe('where they belong', () => {
  test('once sent, to their conversation: not to another, and not to be taken back', async () => {
    const file = await upload(png(11, 11), 'mine.png')
    const { session_id } = answerOf(await ask({ message: 'mine', attachment_ids: [file.id] }))
    const other = answerOf(await ask({ message: 'another conversation' }))
    const before = await messagesOf(other.session_id)
    expect(codeOf(await ask({ message: 'theirs', session_id: other.session_id, attachment_ids: [file.id] }))).toEqual([404, 'ATTACHMENT_NOT_FOUND'])
    expect(codeOf(await ask({ message: 'a new one', attachment_ids: [file.id] }))).toEqual([404, 'ATTACHMENT_NOT_FOUND'])
    expect(await messagesOf(other.session_id)).toEqual(before)
    expect(codeOf(await app.api('DELETE', `${path}/${file.id}`))).toEqual([409, 'ATTACHMENT_SENT'])
    expect((await app.api('GET', `${path}/${file.id}`)).status).toBe(200)
    await app.api('DELETE', `/api/v1/chat/sessions/${session_id}`)
    expect((await app.api('DELETE', `/api/v1/chat/deleted/${session_id}`)).status).toBe(200)
    expect(codeOf(await app.api('GET', `${path}/${file.id}`))).toEqual([404, 'ATTACHMENT_NOT_FOUND'])
    const { rows } = await app.database.db.execute(sql`select count(*)::int as n from chat_attachment_parts where attachment_id = ${file.id}::uuid`)
    expect(rows).toEqual([{ n: 0 }])
  })

  test('of two questions that want one at the same time, one gets it', async () => {
    const file = await upload(png(12, 12), 'contested.png')
    const answers = await Promise.all(Array.from({ length: 6 }, (_, at) => ask({ message: `contested ${at}`, attachment_ids: [file.id] })))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 404, 404, 404, 404, 404])
  })
})
