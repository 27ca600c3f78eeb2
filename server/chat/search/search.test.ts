import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AnswerEnvelope } from '#shared/chat.ts'
import { ChatSearchEnvelope, type ChatSearchHit } from '#shared/chat-search.ts'
import { newId } from '../../db/id.ts'
import { type Chat, startChat } from '../../test/ask-and-follow.ts'
import type { Person } from '../../test/harness.ts'
import { startOf } from '../../test/read-events.ts'

let chat: Chat
beforeAll(async () => {
  chat = await startChat()
})
afterAll(() => chat.close())

/** Somebody new, so that nothing is found but what a test said. */
async function somebody() {
  const person: Person = await chat.app.as('editor')
  const page = async (query: string) => ChatSearchEnvelope.parse((await person.api('GET', `/api/v1/chat/search?${query}`)).body).data
  const search = async (q: string): Promise<ChatSearchHit[]> => (await page(`q=${encodeURIComponent(q)}`)).hits
  return {
    ...person,
    page,
    search,
    /** Asks, and has the stand-in say something. @returns the conversation */
    talk: async (question: string, answer: string, session?: string) =>
      AnswerEnvelope.parse(
        (await person.api('POST', '/api/v1/chat/message', { message: `${question}\n[[say]]${answer}`, ...(session ? { session_id: session } : {}) })).body,
      ).data.session_id,
    /** Until it is found, which is soon after it was said. */
    finds: (q: string, n: number) => expect.poll(async () => (await search(q)).length, { timeout: 20_000 }).toBe(n),
  }
}
const marked = (text: string, matches: { start: number; end: number }[]) => matches.map(({ start, end }) => text.slice(start, end))

describe('a search', () => {
  it('finds Chinese and other words, also one character and the beginning of a word, and marks them', async () => {
    const { talk, search, finds } = await somebody()
    const session = await talk('讨论', '本次会议确定了季度报告的截止日期，以及 Kubernetes 集群的升级。')
    await finds('季度报告', 2)
    for (const [q, words] of [
      ['季度报告', ['季度报告']],
      ['截', ['截']],
      ['kuber', ['Kuber']],
      ['集群 季度', ['季度', '集群']],
      ['确定了季度', ['确定了季度']],
    ] as const) {
      const [hit] = (await search(q)).filter(({ message }) => message?.role === 'assistant')
      expect(hit, q).toMatchObject({ session: { id: session, archived: false } })
      expect(marked(hit?.excerpt ?? '', hit?.matches ?? []), q).toEqual(words)
    }
    for (const none of ['度季', '报季', 'netes', '季度 没有', '++', '   ']) expect(await search(none), none).toEqual([])
  })

  it('has titles first, and of the rest the newest', async () => {
    const { talk, search, finds, api } = await somebody()
    const first = await talk('alpha one', 'nothing')
    const second = await talk('beta', 'alpha two')
    const third = await talk('gamma', 'alpha three')
    // A question holds what it asks the stand-in to say.
    await finds('alpha', 6)
    const hits = await search('alpha')
    expect(hits.map(({ session, message }) => [session.id, message?.role ?? 'title'])).toEqual([
      [first, 'title'],
      [third, 'assistant'],
      [third, 'user'],
      [second, 'assistant'],
      [second, 'user'],
      [first, 'user'],
    ])
    expect(marked(hits[0]?.session.title ?? '', hits[0]?.title_matches ?? [])).toEqual(['alpha'])
    await api('PATCH', `/api/v1/chat/sessions/${third}`, { title: 'alpha renamed' })
    expect((await search('alpha')).filter(({ message }) => message === null).map(({ session }) => session.title)).toContain('alpha renamed')
    expect(await search('renamed')).toHaveLength(1)
  })

  it('comes in pages that have each hit once', async () => {
    const { talk, page, search, finds, api } = await somebody()
    let session = await talk('zebra title', 'zebra 0')
    for (let n = 1; n < 5; n++) session = await talk(`zebra ${n}`, `zebra answer ${n}`, session)
    await api('PATCH', `/api/v1/chat/sessions/${await talk('other', 'none')}`, { title: 'zebra too' })
    await finds('zebra', 12)
    const all = (await search('zebra')).map(({ session, message }) => message?.id ?? session.id)
    expect(new Set(all).size).toBe(12)
    for (const limit of [1, 2, 5, 11, 12]) {
      const seen: string[] = []
      let cursor: string | null = null
      do {
        const found: Awaited<ReturnType<typeof page>> = await page(`q=zebra&limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`)
        seen.push(...found.hits.map(({ session, message }) => message?.id ?? session.id))
        cursor = found.next_cursor
      } while (cursor)
      expect(seen).toEqual(all)
    }
    const { next_cursor } = await page('q=zebra&limit=1')
    expect((await api('GET', `/api/v1/chat/search?q=lion&cursor=${next_cursor}`)).status).toBe(400)
  })

  it('finds nothing of others, nothing that is deleted, and what is archived', async () => {
    const { talk, search, finds, api } = await somebody()
    const session = await talk('private giraffe', 'giraffe')
    await finds('giraffe', 3)
    const other = await somebody()
    await other.talk('mine', 'elephant')
    await other.finds('elephant', 2)
    expect(await other.search('giraffe')).toEqual([])
    await api('PATCH', `/api/v1/chat/sessions/${session}`, { archived: true })
    expect((await search('giraffe')).map(({ session: { archived } }) => archived)).toEqual([true, true, true])
    await api('DELETE', `/api/v1/chat/sessions/${session}`)
    expect(await search('giraffe')).toEqual([])
    await api('POST', `/api/v1/chat/sessions/${session}/restore`)
    expect(await search('giraffe')).toHaveLength(3)
    await api('DELETE', `/api/v1/chat/sessions/${session}`)
    await api('DELETE', `/api/v1/chat/deleted/${session}`)
    const { rows } = await chat.app.database.db.execute(sql`select 1 from chat_search where session_id = ${session}::uuid`)
    expect(rows).toEqual([])
  })

  it('of a word that is everywhere is as right as of one that is nowhere but far back', async () => {
    const { id, talk, search } = await somebody()
    const session = newId()
    await chat.app.database.db.execute(sql`insert into chat_sessions (id, owner_id, title, message_count) values (${session}::uuid, ${id}::uuid, 'many', 900)`)
    await chat.app.database.db.execute(sql`
      insert into chat_messages (id, session_id, owner_id, position, depth, role, content, status, created_at)
      select gen_random_uuid(), ${session}::uuid, ${id}::uuid, n, n, 'user', 'common w' || n || case when n in (3, 5) then ' rare' else '' end, 'complete',
        now() - make_interval(secs => 1000 - n) from generate_series(1, 900) n`)
    // What is finished wakes the program.
    await talk('something', 'else')
    await expect
      .poll(async () => (await chat.app.database.db.execute(sql`select from chat_messages where session_id = ${session}::uuid and not indexed`)).rows.length, {
        timeout: 20_000,
      })
      .toBe(0)
    expect(await search('common')).toHaveLength(20)
    expect((await search('rare')).map(({ excerpt }) => excerpt)).toEqual(['common w5 rare', 'common w3 rare'])
    expect((await search('w900 common')).map(({ excerpt }) => excerpt)).toEqual(['common w900'])
  })
})

describe('the index', () => {
  it('knows nothing of an answer while it is written', async () => {
    const { db } = chat.app.database
    const reader = await chat.ask('hippopotamus [[delay:60]] [[chunks:40]]')
    await chat.started(reader)
    const { message_id, question_id } = startOf(reader.events)
    const known = async () =>
      (await db.execute(sql`select message_id from chat_search where message_id in (${message_id}::uuid, ${question_id}::uuid)`)).rows.map(
        (row) => row.message_id,
      )
    expect(await known()).not.toContain(message_id)
    await reader.end()
    await expect.poll(known, { timeout: 20_000 }).toHaveLength(2)
    const { rows } = await db.execute(sql`select indexed from chat_messages where id = ${message_id}::uuid`)
    expect(rows).toEqual([{ indexed: true }])
  })

  it('takes in as much as a question may hold, to its last word', async () => {
    const { talk, finds } = await somebody()
    await talk('x', `okapi ${'汉字 words '.repeat(11_000)} tailword`)
    await finds('okapi tailword', 2)
  })
})
