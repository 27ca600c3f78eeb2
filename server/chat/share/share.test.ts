import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { AttachmentEnvelope } from '#shared/attachments.ts'
import { AuditPageEnvelope } from '#shared/audit.ts'
import { AnswerEnvelope } from '#shared/chat.ts'
import {
  ChatShareEnvelope,
  ChatSharesEnvelope,
  NewChatShareEnvelope,
  SHARES_MAX,
  type SharedConversation,
  SharedConversationEnvelope,
} from '#shared/chat-share.ts'
import { type Chat, startChat } from '../../test/ask-and-follow.ts'
import type { Person } from '../../test/harness.ts'
import { form, formType } from '../../test/sample-files.ts'

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
    ask: async (message: string, more: Record<string, unknown> = {}) =>
      AnswerEnvelope.parse((await api('POST', '/api/v1/chat/message', { message, ...more })).body).data,
    share: async (session: string, expires_in_days: number | null = null) =>
      NewChatShareEnvelope.parse((await api('POST', `/api/v1/chat/sessions/${session}/shares`, { expires_in_days })).body).data,
    shares: async (session: string) => ChatSharesEnvelope.parse((await api('GET', `/api/v1/chat/sessions/${session}/shares`)).body).data.shares,
  }
}
const open = (token: string, cursor?: string) => chat.app.anonymous('POST', '/api/v1/shared', { token, ...(cursor ? { cursor } : {}) })
const read = async (token: string, cursor?: string): Promise<SharedConversation> => SharedConversationEnvelope.parse((await open(token, cursor)).body).data
const contents = ({ messages }: SharedConversation) => messages.map(({ content }) => content)

describe('a shared conversation', () => {
  it('is read by anybody who has the link, as it was when it was shared, and as it is when that is wished', async () => {
    const { ask, share, api, shares } = await somebody()
    const { session_id, message } = await ask('第一个问题')
    const made = await share(session_id)
    expect(made.share).toMatchObject({ session_id, message_count: 2, expires_at: null })
    const shown = await read(made.token)
    expect(shown).toMatchObject({ title: '第一个问题', message_count: 2, next_cursor: null })
    expect(contents(shown)).toEqual(['第一个问题', message])
    await ask('later', { session_id })
    await api('PATCH', `/api/v1/chat/sessions/${session_id}`, { title: 'renamed' })
    expect(await read(made.token)).toEqual(shown)
    const updated = ChatShareEnvelope.parse((await api('POST', `/api/v1/chat/shares/${made.share.id}/update`)).body).data
    expect(updated).toMatchObject({ title: 'renamed', message_count: 4 })
    expect(contents(await read(made.token)).slice(2, 3)).toEqual(['later'])
    expect(await shares(session_id)).toEqual([updated])
  })

  it('names the files of a question, and gives none of them', async () => {
    const { ask, share, api } = await somebody()
    const file = form(Buffer.from('line\n'), { name: '报告.txt' })
    const { id } = AttachmentEnvelope.parse((await api('POST', '/api/v1/chat/attachments', file, { 'Content-Type': formType })).body).data
    const { session_id } = await ask('read this', { attachment_ids: [id] })
    const { token } = await share(session_id)
    const { messages } = await read(token)
    expect(messages.map(({ files }) => files)).toEqual([[{ name: '报告.txt', kind: 'text', size: 5 }], []])
    expect(JSON.stringify((await open(token)).body)).not.toContain('"id"')
  })

  it('tells nothing but what was said: no ids, no names, no records, no other branch', async () => {
    const { id, email, ask, share, api } = await somebody()
    const first = await ask('kept question')
    await ask('abandoned branch', { session_id: first.session_id })
    await ask('shown branch', { session_id: first.session_id, parent_id: first.message_id })
    await api('POST', '/api/v1/chat/folders', { name: 'Secret folder' })
    const { token, share: made } = await share(first.session_id)
    const answer = await open(token)
    const text = JSON.stringify(answer.body)
    expect(contents(await read(token))).toHaveLength(4)
    for (const secret of [id, email, 'editor', first.session_id, first.message_id, made.id, token, 'abandoned branch', 'Secret folder', 'sources', 'usage'])
      expect(text).not.toContain(secret)
    expect(text).toContain('shown branch')
    const { data } = z.object({ data: z.object({ messages: z.array(z.record(z.string(), z.unknown())) }) }).parse(answer.body)
    expect(new Set(data.messages.flatMap((each) => Object.keys(each)))).toEqual(new Set(['role', 'content', 'files', 'model', 'created_at']))
  })

  it('is found by its token alone, of which only a digest is kept', async () => {
    const { ask, share } = await somebody()
    const { session_id } = await ask('x')
    const { token } = await share(session_id)
    const { rows } = await chat.app.database.db.execute(sql`select to_jsonb(s)::text as row from chat_shares s`)
    expect(JSON.stringify(rows)).not.toContain(token)
    expect((await open(token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A'))).status).toBe(404)
    for (const wrong of ['', 'x', `${token}x`, '../..']) expect((await open(wrong)).status).toBe(422)
    const { entries } = AuditPageEnvelope.parse((await chat.app.api('GET', '/api/v1/audit?action=chat_share.create&limit=200')).body).data
    expect(entries.length).toBeGreaterThan(0)
    expect(JSON.stringify(entries)).not.toContain(token)
  })

  it('is gone when it is taken back, has expired, or its conversation or its owner is gone; all the same to who asks', async () => {
    const { id, ask, share, shares, api } = await somebody()
    const { session_id } = await ask('short-lived')
    const never = await open('A'.repeat(43))
    const gone = async (token: string) => {
      const answer = await open(token)
      const without = (body: unknown) => JSON.stringify(body).replace(/"request_id":"[^"]*"/, '')
      expect([answer.status, without(answer.body)]).toEqual([404, without(never.body)])
    }
    const revoked = await share(session_id)
    expect((await api('DELETE', `/api/v1/chat/shares/${revoked.share.id}`)).status).toBe(200)
    await gone(revoked.token)
    expect((await api('DELETE', `/api/v1/chat/shares/${revoked.share.id}`)).status).toBe(404)
    expect((await api('POST', `/api/v1/chat/shares/${revoked.share.id}/update`)).status).toBe(404)
    const { rows } = await chat.app.database.db.execute(sql`select 1 from chat_share_messages where share_id = ${revoked.share.id}::uuid`)
    expect(rows).toEqual([])
    const { entries } = AuditPageEnvelope.parse((await chat.app.api('GET', `/api/v1/audit?target_id=${revoked.share.id}`)).body).data
    expect(entries.map(({ action, actor_id }) => [action, actor_id])).toEqual([
      ['chat_share.end', id],
      ['chat_share.create', id],
    ])

    const expiring = await share(session_id, 1)
    expect(expiring.share.expires_at).not.toBeNull()
    expect((await open(expiring.token)).status).toBe(200)
    await chat.app.database.db.execute(sql`update chat_shares set expires_at = now() where id = ${expiring.share.id}::uuid`)
    await gone(expiring.token)
    expect(await shares(session_id)).toEqual([])

    const { token } = await share(session_id)
    await api('DELETE', `/api/v1/chat/sessions/${session_id}`)
    await gone(token)
    await api('POST', `/api/v1/chat/sessions/${session_id}/restore`)
    expect((await open(token)).status).toBe(200)
    await chat.app.api('PATCH', `/api/v1/users/${id}`, { status: 'disabled' })
    await gone(token)
  })

  it('of many messages comes in pages, and of many links there is an end', async () => {
    const { id, ask, share, api } = await somebody()
    const { session_id } = await ask('long')
    await chat.app.database.db.execute(sql`
      with recursive n as (
        select gen_random_uuid() as id, (select head_id from chat_sessions where id = ${session_id}::uuid) as parent, 3 as at
        union all select gen_random_uuid(), id, at + 1 from n where at < 250
      ), added as (
        insert into chat_messages (id, session_id, owner_id, position, parent_id, depth, role, content, status)
        select id, ${session_id}::uuid, ${id}::uuid, at, parent, at, 'assistant', 'm' || at, 'complete' from n returning id, position
      )
      update chat_sessions set message_count = 250, head_id = (select id from added where position = 250) where id = ${session_id}::uuid`)
    const { token } = await share(session_id)
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page: SharedConversation = await read(token, cursor)
      seen.push(...contents(page))
      cursor = page.next_cursor ?? undefined
    } while (cursor)
    expect([seen.length, seen[2], seen.at(-1)]).toEqual([250, 'm3', 'm250'])
    for (let n = 1; n < SHARES_MAX; n++) await share(session_id)
    expect((await api('POST', `/api/v1/chat/sessions/${session_id}/shares`, { expires_in_days: 1 })).status).toBe(409)
    for (const expires_in_days of [0, 366, 1.5, '1'])
      expect((await api('POST', `/api/v1/chat/sessions/${session_id}/shares`, { expires_in_days })).status).toBe(422)
  })

  it('has a page that no search engine keeps', async () => {
    const page = await chat.app.anonymous('GET', '/shared', undefined, { Accept: 'text/html' })
    expect(page.headers.get('x-robots-tag')).toBe('noindex, nofollow')
  })
})
