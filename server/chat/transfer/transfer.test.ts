import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AuditPageEnvelope } from '#shared/audit.ts'
import { ChatHistoryEnvelope, ChatSessionsEnvelope } from '#shared/chat.ts'
import {
  ConversationFile,
  type ConversationFileMessage,
  type ConversationsImport,
  ConversationsImportEnvelope,
  IMPORT_MAX_BYTES,
} from '#shared/chat-transfer.ts'
import { type Chat, startChat } from '../../test/ask-and-follow.ts'
import type { Person } from '../../test/harness.ts'

let chat: Chat
beforeAll(async () => {
  chat = await startChat()
})
afterAll(() => chat.close())

async function somebody() {
  const person: Person = await chat.app.as('editor')
  const { api } = person
  return {
    ...person,
    take: async (file: unknown): Promise<ConversationsImport> => ConversationsImportEnvelope.parse((await api('POST', '/api/v1/chat/import', file)).body).data,
    list: async (query = '') => ChatSessionsEnvelope.parse((await api('GET', `/api/v1/chat/sessions${query}`)).body).data.sessions,
    all: async () => ConversationFile.array().parse((await api('GET', '/api/v1/chat/export')).body),
    history: async (id: string) => ChatHistoryEnvelope.parse((await api('GET', `/api/v1/chat/history?session_id=${id}&limit=500`)).body).data.messages,
  }
}
const said = (messages: { role: string; content: string }[]) => messages.map(({ role, content }) => `${role}: ${content}`)

const message = (id: number, parent_id: number | null, more: Partial<ConversationFileMessage> = {}): ConversationFileMessage => ({
  id,
  parent_id,
  role: id % 2 === 1 ? 'user' : 'assistant',
  content: `message ${id}`,
  reasoning: null,
  status: 'complete',
  model: id % 2 === 1 ? null : 'm/x',
  sources: [],
  usage: null,
  error: null,
  finish_reason: id % 2 === 1 ? null : 'stop',
  created_at: `2026-01-02T03:04:${String(id % 60).padStart(2, '0')}.000Z`,
  ...more,
})
const conversation = (messages: ConversationFileMessage[], more: Partial<ConversationFile> = {}): ConversationFile => ({
  format: 'deskmate-conversation',
  version: 1,
  title: 'A talk',
  model: 'm/x',
  archived: false,
  pinned: false,
  folder: null,
  settings: {},
  created_at: '2026-01-02T03:04:05.000Z',
  updated_at: '2026-01-02T03:05:05.000Z',
  head: messages.length,
  messages,
  ...more,
})

describe('our own files', () => {
  it('come back as they went out, branches and all', async () => {
    const first = await somebody()
    const { api } = first
    const ask = async (body: Record<string, unknown>) => {
      const answer = await api('POST', '/api/v1/chat/message', body)
      expect(answer.status).toBe(200)
      const [session] = await first.list()
      return (await first.history(session?.id ?? '')).at(-1)
    }
    const one = await ask({ message: '第一个问题 [[fault:reasoning]]' })
    const session_id = one?.session_id ?? ''
    const two = await ask({ message: 'second', session_id })
    await ask({ message: 'second, edited', session_id, parent_id: one?.id })
    expect(two).toBeDefined()
    await api('PATCH', `/api/v1/chat/sessions/${session_id}`, { pinned: true, title: '标题' })
    const exported = await first.all()
    expect(exported).toMatchObject([{ title: '标题', pinned: true, messages: [{}, {}, {}, {}, {}, {}] }])
    expect(new Set(exported[0]?.messages.map(({ parent_id }) => parent_id)).size).toBe(5)

    const second = await somebody()
    expect(await second.take(exported)).toEqual({ imported: 1, messages: 6, skipped: 0, refused: 0, refusals: [] })
    expect(await second.all()).toEqual(exported)
    const [there] = await second.list()
    expect(said(await second.history(there?.id ?? ''))).toEqual(said(await first.history(session_id)))
    // And goes on where it ended.
    expect((await second.api('POST', '/api/v1/chat/message', { message: 'on', session_id: there?.id })).status).toBe(200)
    expect(await second.history(there?.id ?? '')).toHaveLength(6)
  })

  it('of any shape are the same after a way through the database', async () => {
    const person = await somebody()
    const texts = fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => text.toWellFormed().replaceAll('\0', ''))
    const moments = fc.date({ min: new Date('2020-01-01'), max: new Date('2026-01-01'), noInvalidDate: true }).map((date) => date.toISOString())
    const trees = fc.array(fc.record({ parent: fc.double({ min: 0, max: 0.999, noNaN: true }), content: texts, reasoning: fc.option(texts), at: moments }), {
      minLength: 1,
      maxLength: 150,
    })
    const shapes = trees.map((nodes) =>
      nodes.map(({ parent, content, reasoning, at }, index) => {
        const parent_id = Math.floor(parent * (index + 1)) || null
        return message(index + 1, parent_id, {
          content,
          created_at: at,
          ...(index % 2 === 1
            ? { reasoning, status: 'stopped', usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3, cached_tokens: 0, cost: 0.25 } }
            : {}),
        })
      }),
    )
    let n = 0
    await fc.assert(
      fc.asyncProperty(shapes, fc.boolean(), async (messages, archived) => {
        const file = conversation(messages, {
          title: `shape ${n++}`,
          archived,
          pinned: !archived,
          folder: n % 2 === 0 ? '文件夹' : null,
          settings: n % 3 === 0 ? { system_prompt: '简短作答', temperature: 0.5, max_tokens: n } : {},
          head: (n % messages.length) + 1,
        })
        expect(await person.take(file)).toMatchObject({ imported: 1, refused: 0 })
        expect((await person.all()).at(-1)).toEqual(file)
      }),
      { numRuns: 25 },
    )
  }, 120_000)

  it('are taken in once, however often they come', async () => {
    const { take, list, api } = await somebody()
    const file = [conversation([message(1, null), message(2, 1)]), conversation([message(1, null)], { title: 'Other' })]
    const lines = file.map((each) => JSON.stringify(each)).join('\n')
    expect(await take(file)).toMatchObject({ imported: 2, messages: 3, skipped: 0 })
    const again = await Promise.all([take(file), api('POST', '/api/v1/chat/import', lines, { 'Content-Type': 'application/jsonl' })])
    expect(again[0]).toMatchObject({ imported: 0, skipped: 2 })
    expect(ConversationsImportEnvelope.parse(again[1].body).data).toMatchObject({ imported: 0, skipped: 2 })
    expect(await list()).toHaveLength(2)
    const other = (await list()).find(({ title }) => title === 'Other')
    await api('DELETE', `/api/v1/chat/sessions/${other?.id}`)
    expect(await take(file)).toMatchObject({ imported: 1, skipped: 1 })
  })

  it('as Markdown are the branch that is shown', async () => {
    const { take, list, api } = await somebody()
    await take(
      conversation([message(1, null), message(2, 1, { content: 'kept', reasoning: 'thought' }), message(3, 1, { role: 'assistant', content: 'other' })], {
        title: 'A *title*',
        head: 2,
      }),
    )
    const [session] = await list()
    const answer = await api('GET', `/api/v1/chat/sessions/${session?.id}/export`, undefined, { 'Accept-Language': 'en' })
    expect(answer.headers.get('content-disposition')).toMatch(/filename\*=UTF-8''A%20title\.md$/)
    expect(answer.body).toMatch(/^# A \\\*title\\\*\n\n## You\n\n\*2026-01-02 03:04 UTC\*\n\nmessage 1\n\n## Assistant \(m\/x\)\n\n/)
    expect(answer.body).toContain('> thought')
    expect(answer.body).toContain('kept')
    expect(answer.body).not.toContain('other')
    expect(String((await api('GET', `/api/v1/chat/sessions/${session?.id}/export?format=markdown`)).body)).toContain('## 提问')
  })

  it('leave an entry in the audit, and nothing of what was said', async () => {
    const { id, take, all } = await somebody()
    await take(conversation([message(1, null, { content: 'unspeakable' })]))
    await all()
    const { entries } = AuditPageEnvelope.parse((await chat.app.api('GET', `/api/v1/audit?actor_id=${id}&limit=10`)).body).data
    expect(entries.map(({ action, source, detail }) => [action, source, detail])).toEqual(
      expect.arrayContaining([
        ['chat.export', 'api', { format: 'json' }],
        ['chat.import', 'api', { imported: 1, messages: 1, skipped: 0, refused: 0 }],
        ['chat.create', 'import', {}],
      ]),
    )
    expect(JSON.stringify(entries)).not.toContain('unspeakable')
  })
})

const gpt = (id: string, parent: string | null, role: string, text: string, more: Record<string, unknown> = {}) => ({
  id,
  parent,
  children: [],
  message: {
    id,
    author: { role, name: null, metadata: {} },
    create_time: 1_756_000_000 + Number(id.replace(/\D/g, '')),
    content: { content_type: 'text', parts: [text] },
    status: 'finished_successfully',
    metadata: {},
    recipient: 'all',
    ...more,
  },
})
const chatGpt = (nodes: { id: string }[], current: string, more: Record<string, unknown> = {}) => ({
  title: 'From ChatGPT',
  create_time: 1_756_000_000.5,
  update_time: 1_756_000_400.25,
  mapping: Object.fromEntries([{ id: 'root', parent: null, message: null }, ...nodes].map((node) => [node.id, node])),
  current_node: current,
  conversation_id: 'c',
  default_model_slug: 'gpt-5',
  is_archived: false,
  ...more,
})

describe("others' files", () => {
  it('of ChatGPT: the tree, without instructions and tools, the steps of an answer as one', async () => {
    const { take, list, history, all } = await somebody()
    const nodes = [
      gpt('n0', 'root', 'user', 'profile', { metadata: { is_visually_hidden_from_conversation: true } }),
      gpt('n1', 'n0', 'user', '问题'),
      gpt('n2', 'n1', 'assistant', '', { content: { content_type: 'thoughts', thoughts: [{ summary: 'Plan', content: 'think' }] } }),
      gpt('n3', 'n2', 'assistant', '{"q":1}', { recipient: 'web' }),
      gpt('n4', 'n3', 'tool', 'result'),
      gpt('n5', 'n4', 'assistant', '答案', { metadata: { model_slug: 'o4-mini' } }),
      gpt('n6', 'n1', 'assistant', '另一个答案'),
      gpt('n7', 'n5', 'user', 'and a picture', {
        content: { content_type: 'multimodal_text', parts: [{ content_type: 'image_asset_pointer' }, 'and a picture'] },
      }),
    ]
    expect(await take([chatGpt(nodes.toReversed(), 'n7'), { title: 'Corrupted', conversation_id: 'x' }])).toEqual({
      imported: 1,
      messages: 4,
      skipped: 0,
      refused: 1,
      refusals: [{ index: 1, title: 'Corrupted', reason: 'unknown_format' }],
    })
    const [session] = await list()
    expect(session).toMatchObject({ title: 'From ChatGPT', created_at: '2025-08-24T01:46:40.500Z', updated_at: '2025-08-24T01:53:20.250Z', unread: false })
    expect(said(await history(session?.id ?? ''))).toEqual(['user: 问题', 'assistant: 答案', 'user: […]\n\nand a picture'])
    const [file] = await all()
    expect(file?.messages.find(({ content }) => content === '答案')).toMatchObject({ reasoning: 'Plan\n\nthink', model: 'o4-mini', parent_id: 1 })
    expect(file?.messages.find(({ content }) => content === '另一个答案')?.parent_id).toBe(1)
  })

  it('of Open WebUI: branches, thoughts apart', async () => {
    const { take, list, history, all } = await somebody()
    const one = (id: string, parentId: string | null, role: string, content: string, timestamp: number) => ({
      id,
      parentId,
      childrenIds: [],
      role,
      content,
      timestamp,
      model: 'llama3',
    })
    const messages = [
      one('a', null, 'user', 'What is 15 * 17?', 1_700_000_000),
      one('b', 'a', 'assistant', '<details type="reasoning" done="true"><summary>Thought</summary>\n&gt; 15 * 17\n</details>\n255', 1_700_000_010),
      one('c', 'a', 'assistant', '256', 1_700_000_020),
    ]
    const file = {
      id: 'x',
      user_id: 'u',
      title: 'Sums',
      chat: { title: 'Sums', history: { currentId: 'b', messages: Object.fromEntries(messages.map((each) => [each.id, each])) } },
      created_at: 1_700_000_000,
      updated_at: 1_700_000_020,
      archived: true,
      pinned: false,
    }
    expect(await take([file])).toMatchObject({ imported: 1, messages: 3 })
    const [session] = await list('?view=archived')
    expect(said(await history(session?.id ?? ''))).toEqual(['user: What is 15 * 17?', 'assistant: 255'])
    expect((await all())[0]?.messages.map(({ reasoning, model }) => [reasoning, model])).toEqual([
      [null, null],
      ['15 * 17', 'llama3'],
      [null, 'llama3'],
    ])
  })

  it.each([true, false])('of LibreChat, recursive: %s', async (recursive) => {
    const { take, list, history } = await somebody()
    const one = (messageId: string, parentMessageId: string, isCreatedByUser: boolean, text: string) => ({
      messageId,
      parentMessageId,
      conversationId: 'c',
      isCreatedByUser,
      text,
      model: 'gpt-4',
      createdAt: '2024-05-01T16:35:11.530Z',
    })
    const [q, a, b, c] = [
      one('q', '00000000-0000-0000-0000-000000000000', true, 'hi'),
      {
        ...one('a', 'q', false, ''),
        content: [
          { type: 'think', think: 'hm' },
          { type: 'text', text: { value: 'hello' } },
        ],
      },
      one('b', 'q', false, 'hello again'),
      one('c', 'b', true, 'thanks'),
    ]
    const messages = recursive
      ? [
          {
            ...q,
            children: [
              { ...a, children: [] },
              { ...b, children: [{ ...c, children: [] }] },
            ],
          },
        ]
      : [q, a, b, c]
    expect(
      await take({ conversationId: 'c', endpoint: 'openAI', title: 'Greeting', recursive, branches: true, options: { model: 'gpt-4' }, messages }),
    ).toMatchObject({ imported: 1, messages: 4 })
    const [session] = await list()
    expect(session).toMatchObject({ title: 'Greeting', created_at: '2024-05-01T16:35:11.530Z' })
    expect(said(await history(session?.id ?? ''))).toEqual(['user: hi', 'assistant: hello again', 'user: thanks'])
  })
})

describe('hostile files', () => {
  const deep = (n: number) => Array.from({ length: n }, (_, at) => message(at + 1, at || null))

  it('are refused one by one, with the reason', async () => {
    const { take, list } = await somebody()
    const own = (change: Record<string, unknown>) => ({ ...conversation([message(1, null)]), ...change })
    const result = await take([
      own({ messages: [message(1, 2), message(2, 1)] }),
      own({ messages: [message(1, 1)] }),
      own({ messages: [message(1, null), message(1, null)] }),
      own({ messages: [] }),
      own({ title: 5 }),
      own({ messages: 'none' }),
      own({ messages: [{ ...message(1, null), role: 'system' }] }),
      own({ created_at: 'yesterday' }),
      { mapping: { a: { parent: 'b', message: gpt('a', null, 'user', 'x').message }, b: { parent: 'a', message: null } } },
      { mapping: [] },
      { mapping: { a: 5 } },
      { chat: { history: { messages: { a: 'x' } } } },
      { conversationId: 'c', messages: [{ messageId: 5 }] },
      { conversationId: 'c', messages: [] },
      5,
      'text',
      null,
      [[]],
      {},
      own({ title: 'good', surprise: 1 }),
    ])
    expect(result).toMatchObject({ imported: 1, refused: 19 })
    expect(result.refusals.map(({ reason }) => reason)).toEqual([
      'circle',
      'circle',
      'duplicate_id',
      'empty',
      'unreadable',
      'unreadable',
      'unreadable',
      'unreadable',
      'circle',
      'unknown_format',
      'unreadable',
      'empty',
      'unreadable',
      'empty',
      'unknown_format',
      'unknown_format',
      'unknown_format',
      'unknown_format',
      'unknown_format',
    ])
    expect((await list()).map(({ title }) => title)).toEqual(['good'])
  })

  it('lose no message whose parent is missing, and no character but those that cannot be stored', async () => {
    const { take, all } = await somebody()
    const file = JSON.stringify(
      conversation([message(1, 77, { content: 'orphan' }), message(2, 1, { content: 'PUT' })], { title: 'PUT', folder: 'PUT' }),
    ).replaceAll('PUT', 'a\\u0000b\\ud800c')
    expect(await take(file)).toMatchObject({ imported: 1, messages: 2 })
    const [stored] = await all()
    expect(stored).toMatchObject({
      title: 'a\uFFFDb\uFFFDc',
      folder: 'a\uFFFDb\uFFFDc',
      messages: [{ parent_id: null, content: 'orphan' }, { content: 'a\uFFFDb\uFFFDc' }],
    })
  })

  it('ten thousand messages deep, in each way to write them', async () => {
    const { take, list, api } = await somebody()
    expect(await take(conversation(deep(10_000), { title: 'own' }))).toMatchObject({ imported: 1, messages: 10_000 })
    const nodes = Array.from({ length: 10_000 }, (_, at) => gpt(`n${at}`, at ? `n${at - 1}` : 'root', at % 2 ? 'assistant' : 'user', `m ${at}`))
    expect(await take([chatGpt(nodes, 'n9999')])).toMatchObject({ imported: 1, messages: 10_000 })
    const leaf = (at: number) => `{"messageId":"m${at}","isCreatedByUser":${at % 2 === 0},"text":"m ${at}","children":[`
    const nested = `{"conversationId":"c","title":"nested","recursive":true,"messages":[${Array.from({ length: 10_000 }, (_, at) => leaf(at)).join('')}${']}'.repeat(10_000)}]}`
    expect(await take(nested)).toMatchObject({ imported: 1, messages: 10_000 })
    expect(await take(conversation(deep(20_001)))).toMatchObject({ imported: 0, refusals: [{ reason: 'too_many_messages' }] })
    for (const session of await list()) {
      const { messages, total } = ChatHistoryEnvelope.parse((await api('GET', `/api/v1/chat/history?session_id=${session.id}&limit=2`)).body).data
      expect([messages.length, total]).toEqual([2, 10_000])
    }
  }, 120_000)

  it('that are no files of conversations at all', async () => {
    const { take, api } = await somebody()
    for (const [file, reason] of [
      ['{"format":', 'unreadable'],
      ['hello', 'unreadable'],
      ['<html>', 'unreadable'],
      [Buffer.from([0x7b, 0xff, 0x7d]), 'unreadable'],
    ] as const)
      expect((await take(file)).refusals[0]?.reason).toBe(reason)
    expect(await take('[]')).toMatchObject({ imported: 0, refused: 0 })
    expect(await take(`[${'1,'.repeat(5000)}1]`)).toMatchObject({ refused: 1000 })
    expect((await api('POST', '/api/v1/chat/import', '')).status).toBe(400)
    expect((await api('POST', '/api/v1/chat/import', 'x', { 'Content-Type': 'text/plain' })).status).toBe(415)
  })

  it('of fifty megabytes are taken in, and of more than the limit refused', async () => {
    const { take, api, list } = await somebody()
    const text = '长文本 long text '.repeat(6000)
    const file = Array.from({ length: 440 }, (_, at) => JSON.stringify(conversation([message(1, null, { content: `${at} ${text}` })], { title: `big ${at}` })))
    const whole = Buffer.from(`[${file.join(',')}]`)
    expect(whole.length).toBeGreaterThan(50_000_000)
    expect(await take(whole)).toMatchObject({ imported: 440, refused: 0 })
    expect(await list('?limit=1')).toHaveLength(1)
    expect((await api('POST', '/api/v1/chat/import', Buffer.alloc(IMPORT_MAX_BYTES + 1, 0x20))).status).toBe(413)
    const { rows } = await chat.app.database.db.execute(sql`select count(*)::int as n from chat_sessions where title like 'big %'`)
    expect(rows).toEqual([{ n: 440 }])
  }, 240_000)
})
