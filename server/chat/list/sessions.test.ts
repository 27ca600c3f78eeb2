import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AuditPageEnvelope } from '#shared/audit.ts'
import { AnswerEnvelope, type ChatSession, ChatSessionEnvelope, ChatSessionsEnvelope } from '#shared/chat.ts'
import { type ChatFolder, ChatFolderEnvelope, ChatFoldersEnvelope, FOLDERS_MAX, PurgedEnvelope } from '#shared/chat-list.ts'
import { type Person, startApp, type TestApp } from '../../test/harness.ts'
import { purgeOld } from './delete-session.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.close())

/** Somebody new, so that a list holds what a test put there. */
async function somebody() {
  const person = await app.as('editor')
  const { api } = person
  return {
    ...person,
    ask: async (message: string) => AnswerEnvelope.parse((await api('POST', '/api/v1/chat/message', { message })).body).data.session_id,
    change: async (id: string, body: unknown): Promise<ChatSession> =>
      ChatSessionEnvelope.parse((await api('PATCH', `/api/v1/chat/sessions/${id}`, body)).body).data,
    list: async (query = '') => ChatSessionsEnvelope.parse((await api('GET', `/api/v1/chat/sessions${query}`)).body).data.sessions,
    folder: async (name: string): Promise<ChatFolder> => ChatFolderEnvelope.parse((await api('POST', '/api/v1/chat/folders', { name })).body).data,
    folders: async () => ChatFoldersEnvelope.parse((await api('GET', '/api/v1/chat/folders')).body).data.folders,
  }
}
const titles = (sessions: ChatSession[]) => sessions.map(({ title }) => title)
const statusOf = async (api: Person['api'], method: string, path: string, body?: unknown) => (await api(method, path, body)).status

describe('the list', () => {
  it('has pinned conversations first, and its pages have each of them once', async () => {
    const { ask, change, list, api } = await somebody()
    const ids: string[] = []
    for (const title of ['1', '2', '3', '4', '5', '6', '7']) ids.push(await ask(title))
    for (const at of [1, 4]) await change(ids[at] ?? '', { pinned: true })
    const expected = ['5', '2', '7', '6', '4', '3', '1']
    expect(titles(await list())).toEqual(expected)
    for (const limit of [1, 2, 3]) {
      const seen: string[] = []
      let cursor: string | null = null
      do {
        const body: unknown = (await api('GET', `/api/v1/chat/sessions?limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`)).body
        const page = ChatSessionsEnvelope.parse(body).data
        seen.push(...titles(page.sessions))
        cursor = page.next_cursor
      } while (cursor)
      expect(seen).toEqual(expected)
    }
    expect((await change(ids[1] ?? '', { pinned: false })).pinned).toBe(false)
    expect(titles(await list()).slice(0, 2)).toEqual(['5', '7'])
  })

  it('takes no cursor of another list', async () => {
    const { ask, api } = await somebody()
    for (const title of ['a', 'b']) await ask(title)
    const { next_cursor } = ChatSessionsEnvelope.parse((await api('GET', '/api/v1/chat/sessions?limit=1')).body).data
    for (const other of ['view=archived', 'view=deleted', 'folder=none'])
      expect(await statusOf(api, 'GET', `/api/v1/chat/sessions?${other}&cursor=${next_cursor}`)).toBe(400)
    for (const wrong of ['view=all', 'folder=x', 'folder=', 'limit=0'])
      expect([400, 422]).toContain(await statusOf(api, 'GET', `/api/v1/chat/sessions?${wrong}`))
  })

  it('has no archived ones, until somebody asks on', async () => {
    const { ask, change, list, api } = await somebody()
    const [kept, filed] = [await ask('kept'), await ask('filed')]
    await change(filed, { pinned: true })
    expect(await change(filed, { archived: true })).toMatchObject({ archived: true, pinned: false })
    expect(titles(await list())).toEqual(['kept'])
    expect(titles(await list('?view=archived'))).toEqual(['filed'])
    expect(await statusOf(api, 'POST', '/api/v1/chat/message', { message: 'on', session_id: filed })).toBe(200)
    expect(titles(await list())).toEqual(['filed', 'kept'])
    await change(kept, { archived: true })
    expect((await change(kept, { archived: false })).archived).toBe(false)
    expect(titles(await list('?view=archived'))).toEqual([])
  })

  it('marks what nobody has looked at yet', async () => {
    const { ask, change, list } = await somebody()
    const id = await ask('news')
    expect((await list())[0]).toMatchObject({ unread: true, running: false })
    expect((await change(id, { unread: false })).unread).toBe(false)
    expect((await list())[0]?.unread).toBe(false)
  })

  it('is not sorted anew by what is only put in order', async () => {
    const { ask, change, list } = await somebody()
    const [older, newer] = [await ask('older'), await ask('newer')]
    await change(older, { title: 'renamed', unread: false })
    expect((await list()).map(({ id }) => id)).toEqual([newer, older])
    expect(await change(older, {})).toMatchObject({ title: 'renamed' })
  })
})

describe('folders', () => {
  it('hold conversations, and leave them behind', async () => {
    const { ask, change, list, folder, folders, api } = await somebody()
    const [inside, outside] = [await ask('inside'), await ask('outside')]
    const { id } = await folder(' 季度 ')
    expect((await change(inside, { folder_id: id })).folder_id).toBe(id)
    expect(await folders()).toMatchObject([{ id, name: '季度', session_count: 1 }])
    expect(titles(await list(`?folder=${id}`))).toEqual(['inside'])
    expect(titles(await list('?folder=none'))).toEqual(['outside'])
    expect(titles(await list())).toEqual(['outside', 'inside'])
    expect(ChatFolderEnvelope.parse((await api('PATCH', `/api/v1/chat/folders/${id}`, { name: '年度' })).body).data.name).toBe('年度')
    await change(outside, { folder_id: id })
    await change(outside, { folder_id: null })
    expect(await statusOf(api, 'DELETE', `/api/v1/chat/folders/${id}`)).toBe(200)
    expect(await folders()).toEqual([])
    expect((await list()).map((session) => session.folder_id)).toEqual([null, null])
    expect(await statusOf(api, 'DELETE', `/api/v1/chat/folders/${id}`)).toBe(404)
  })

  it('have one name each, and are made once however often the request comes', async () => {
    const { folder, folders, api } = await somebody()
    const first = await folder('Plans')
    expect(await statusOf(api, 'POST', '/api/v1/chat/folders', { name: 'plans' })).toBe(409)
    const other = await folder('Other')
    expect(await statusOf(api, 'PATCH', `/api/v1/chat/folders/${other.id}`, { name: 'PLANS' })).toBe(409)
    expect(await statusOf(api, 'PATCH', `/api/v1/chat/folders/${first.id}`, { name: 'PLANS' })).toBe(200)
    const key = { 'Idempotency-Key': 'folder' }
    const twice = await Promise.all([1, 2].map(() => api('POST', '/api/v1/chat/folders', { name: 'Twice' }, key)))
    expect(twice.map(({ status }) => status)).toEqual([201, 201])
    expect(await folders()).toHaveLength(3)
    expect((await (await somebody()).folder('Plans')).name).toBe('Plans')
    for (const name of ['', '   ', 'x'.repeat(101)]) expect(await statusOf(api, 'POST', '/api/v1/chat/folders', { name })).toBe(422)
  })

  it('are not without end, and take in nothing into those of others', async () => {
    const { id: owner, api, ask } = await somebody()
    await app.database.db.execute(
      sql`insert into chat_folders (id, owner_id, name) select gen_random_uuid(), ${owner}::uuid, 'f' || n from generate_series(1, ${FOLDERS_MAX}::int) n`,
    )
    expect(await statusOf(api, 'POST', '/api/v1/chat/folders', { name: 'one more' })).toBe(409)
    const theirs = await (await somebody()).folder('theirs')
    const session = await ask('mine')
    expect(await statusOf(api, 'PATCH', `/api/v1/chat/sessions/${session}`, { folder_id: theirs.id, title: 'moved' })).toBe(404)
    expect(ChatSessionEnvelope.parse((await api('GET', `/api/v1/chat/sessions/${session}`)).body).data).toMatchObject({ folder_id: null, title: 'mine' })
  })
})

describe('what is deleted', () => {
  it('is nowhere but in its list, and comes back as it was', async () => {
    const { ask, change, list, folder, api } = await somebody()
    const id = await ask('gone')
    const { id: folder_id } = await folder('f')
    const before = await change(id, { folder_id, pinned: true, unread: false })
    expect(await statusOf(api, 'DELETE', `/api/v1/chat/sessions/${id}`)).toBe(200)
    expect(await list()).toEqual([])
    const [deleted] = await list('?view=deleted')
    expect(deleted).toMatchObject({ id, deleted_at: expect.stringMatching(/Z$/) })
    for (const [method, path, body] of [
      ['GET', `/api/v1/chat/sessions/${id}`],
      ['GET', `/api/v1/chat/history?session_id=${id}`],
      ['PATCH', `/api/v1/chat/sessions/${id}`, { title: 'x' }],
      ['DELETE', `/api/v1/chat/sessions/${id}`],
      ['POST', '/api/v1/chat/message', { message: 'on', session_id: id }],
    ] as const)
      expect(await statusOf(api, method, path, body), `${method} ${path}`).toBe(404)
    expect(JSON.stringify((await api('GET', '/api/v1/dashboard')).body)).not.toContain('gone')
    for (let again = 0; again < 2; again++) {
      const restored = await api('POST', `/api/v1/chat/sessions/${id}/restore`)
      expect(ChatSessionEnvelope.parse(restored.body).data).toEqual(before)
    }
    expect(await list()).toEqual([before])
  })

  it('goes for good on demand, and only then', async () => {
    const { id: owner, ask, list, api } = await somebody()
    const [one, two, kept] = [await ask('one'), await ask('two'), await ask('kept')]
    expect(await statusOf(api, 'DELETE', `/api/v1/chat/deleted/${kept}`)).toBe(404)
    for (const id of [one, two]) await api('DELETE', `/api/v1/chat/sessions/${id}`)
    expect(await statusOf(api, 'DELETE', `/api/v1/chat/deleted/${one}`)).toBe(200)
    expect(await statusOf(api, 'POST', `/api/v1/chat/sessions/${one}/restore`)).toBe(404)
    expect(titles(await list('?view=deleted'))).toEqual(['two'])
    expect(PurgedEnvelope.parse((await api('DELETE', '/api/v1/chat/deleted')).body).data.purged).toBe(1)
    expect(await list('?view=deleted')).toEqual([])
    expect(titles(await list())).toEqual(['kept'])
    const { rows } = await app.database.db.execute(sql`select distinct session_id from chat_messages where owner_id = ${owner}::uuid`)
    expect(rows).toEqual([{ session_id: kept }])
    const { entries } = AuditPageEnvelope.parse((await app.api('GET', `/api/v1/audit?target_type=chat&target_id=${one}`)).body).data
    expect(entries.map(({ action, actor_id }) => [action, actor_id])).toEqual([
      ['chat.purge', owner],
      ['chat.delete', owner],
      ['chat.create', owner],
    ])
  })

  it('goes by itself when its days are over', async () => {
    const { ask, list, api } = await somebody()
    const ids: string[] = []
    for (let n = 0; n < 3; n++) ids.push(await ask(`old ${n}`))
    for (const id of ids) await api('DELETE', `/api/v1/chat/sessions/${id}`)
    const aged = sql.join(
      ids.slice(0, 2).map((id) => sql`${id}::uuid`),
      sql`, `,
    )
    await app.database.db.execute(sql`update chat_sessions set deleted_at = now() - interval '30 days 1 minute' where id in (${aged})`)
    expect(await purgeOld(app.database.db, 30)).toBe(2)
    expect(titles(await list('?view=deleted'))).toEqual(['old 2'])
    const { entries } = AuditPageEnvelope.parse((await app.api('GET', `/api/v1/audit?target_type=chat&target_id=${ids[0]}`)).body).data
    expect(entries[0]).toMatchObject({ action: 'chat.purge', actor_id: null, source: 'system' })
  })
})
