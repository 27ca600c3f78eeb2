import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AuditPageEnvelope } from '#shared/audit.ts'
import { CollectionEnvelope } from '#shared/collections.ts'
import { COMMENT_MAX, CommentCountsEnvelope, CommentEnvelope, CommentPageEnvelope } from '#shared/comments.ts'
import { ErrorEnvelope } from '#shared/errors.ts'
import { CollectionItemEnvelope } from '#shared/items.ts'
import { type Answer, type Person, startApp, type TestApp } from '../test/harness.ts'

let app: TestApp
let editor: Person
let other: Person
let manager: Person
let viewer: Person
let slug: string
beforeAll(async () => {
  app = await startApp()
  ;[manager, viewer, other] = [await app.as('editor'), await app.as('viewer'), await app.as('editor')]
  // Who writes items, and manages nothing.
  const role = await app.api('POST', '/api/v1/roles', { slug: 'writer', name: 'Writer', permissions: ['items:read', 'items:write'] })
  expect(role.status).toBe(201)
  editor = await app.as('writer')
  slug = CollectionEnvelope.parse((await manager.api('POST', '/api/v1/collections', { name: 'Talk', fields: [] })).body).data.slug
})
afterAll(() => app.close())

const newItem = async () => CollectionItemEnvelope.parse((await manager.api('POST', `/api/v1/collections/${slug}/items`, { name: 'row' })).body).data.id
const on = (item: string) => `/api/v1/collections/${slug}/items/${item}/comments`
const at = (id: string) => `/api/v1/comments/${id}`
const commentOf = ({ body }: Answer) => CommentEnvelope.parse(body).data
const say = async (person: Person, item: string, body: string) => commentOf(await person.api('POST', on(item), { body }))
const read = async (item: string, query = '') => CommentPageEnvelope.parse((await viewer.api('GET', `${on(item)}${query}`)).body).data
const codeOf = ({ status, body }: Answer) => [status, ErrorEnvelope.parse(body).error.code]

describe('comments of an item', () => {
  it('are said, read by who reads the item, changed, taken away and brought back', async () => {
    const item = await newItem()
    expect(await read(item)).toEqual({ comments: [], total: 0, next_cursor: null })
    const key = { 'Idempotency-Key': `say-${item}` }
    const made = await editor.api('POST', on(item), { body: '第一行\n<b>no</b> https://example.com' }, key)
    expect(made.status).toBe(201)
    const first = commentOf(made)
    expect(first).toMatchObject({ item_id: item, author_id: editor.id, version: 1, body: '第一行\n<b>no</b> https://example.com' })
    expect(commentOf(await editor.api('POST', on(item), { body: '第一行\n<b>no</b> https://example.com' }, key)).id).toBe(first.id)
    const second = await say(other, item, 'second')
    expect((await read(item)).comments.map(({ body }) => body)).toEqual(['second', first.body])
    const changed = await editor.api('PUT', at(first.id), { body: 'changed' }, { 'If-Match': '"1"' })
    expect(commentOf(changed)).toMatchObject({ body: 'changed', version: 2 })
    expect(codeOf(await editor.api('PUT', at(first.id), { body: 'late' }, { 'If-Match': '"1"' }))).toEqual([412, 'PRECONDITION_FAILED'])
    expect((await editor.api('DELETE', at(first.id))).status).toBe(200)
    expect((await read(item)).comments.map(({ id }) => id)).toEqual([second.id])
    expect(codeOf(await editor.api('PUT', at(first.id), { body: 'gone' }))).toEqual([404, 'COMMENT_NOT_FOUND'])
    expect(commentOf(await editor.api('POST', `${at(first.id)}/restore`))).toMatchObject({ body: 'changed', version: 2 })
    expect(await read(item)).toMatchObject({ total: 2 })
    const { entries } = AuditPageEnvelope.parse((await app.api('GET', `/api/v1/audit?target_type=comment&target_id=${first.id}`)).body).data
    expect(entries.map(({ action, actor_id: actor }) => [action, actor])).toEqual([
      ...Array.from({ length: 3 }, () => ['comment.update', editor.id]),
      ['comment.create', editor.id],
    ])
  })

  it('are changed by who said them alone, and taken away by managers too', async () => {
    const item = await newItem()
    const mine = await say(editor, item, 'mine')
    const theirs = await say(other, item, 'theirs')
    expect(codeOf(await manager.api('PUT', at(mine.id), { body: 'yours' }))).toEqual([403, 'FORBIDDEN'])
    expect(codeOf(await editor.api('DELETE', at(theirs.id)))).toEqual([403, 'FORBIDDEN'])
    expect((await manager.api('DELETE', at(mine.id))).status).toBe(200)
    expect((await editor.api('POST', `${at(mine.id)}/restore`)).status).toBe(200)
    expect(codeOf(await viewer.api('POST', on(item), { body: 'no' }))).toEqual([403, 'FORBIDDEN'])
  })

  it('are read page by page, and counted', async () => {
    const [item, quiet] = [await newItem(), await newItem()]
    const said: string[] = []
    for (let n = 0; n < 5; n++) said.unshift((await say(editor, item, `n ${n}`)).id)
    const one = await read(item, '?limit=2')
    const two = await read(item, `?limit=2&cursor=${one.next_cursor}`)
    const three = await read(item, `?limit=2&cursor=${two.next_cursor}`)
    expect([...one.comments, ...two.comments, ...three.comments].map(({ id }) => id)).toEqual(said)
    expect([one.total, three.next_cursor]).toEqual([5, null])
    expect(codeOf(await viewer.api('GET', `${on(quiet)}?cursor=${one.next_cursor}`))).toEqual([400, 'INVALID_PARAMETER'])
    const counts = async () =>
      CommentCountsEnvelope.parse((await viewer.api('GET', `/api/v1/collections/${slug}/comment-counts?items=${item},${quiet}`)).body).data.counts
    expect(await counts()).toEqual([{ item_id: item, count: 5 }])
    expect((await viewer.api('GET', `/api/v1/collections/items/comment-counts?items=${item}`)).body).toMatchObject({ data: { counts: [] } })
    // What is in the trash is not there; it comes back with what was said of it.
    const path = `/api/v1/collections/${slug}/items/${item}`
    await manager.api('DELETE', path)
    expect(codeOf(await viewer.api('GET', on(item)))).toEqual([404, 'ITEM_NOT_FOUND'])
    expect(codeOf(await editor.api('PUT', at(said[0] ?? ''), { body: 'x' }))).toEqual([404, 'COMMENT_NOT_FOUND'])
    expect(await counts()).toEqual([])
    await manager.api('POST', `${path}/restore`)
    expect(await counts()).toEqual([{ item_id: item, count: 5 }])
  })

  it('go for good with their item, and come back with one whose making was undone', async () => {
    const [item, other] = [await newItem(), await newItem()]
    const mine = await say(editor, item, 'secret')
    await say(editor, other, 'stays')
    const path = `/api/v1/collections/${slug}/items/${item}`
    await manager.api('DELETE', path)
    expect((await app.api('DELETE', `/api/v1/collections/${slug}/trash/${item}`)).status).toBe(200)
    expect(codeOf(await editor.api('POST', `${at(mine.id)}/restore`))).toEqual([404, 'COMMENT_NOT_FOUND'])
    const { entries } = AuditPageEnvelope.parse((await app.api('GET', `/api/v1/audit?target_id=${mine.id}&action=comment.delete`)).body).data
    expect(entries.map(({ before }) => before)).toEqual([{ item_id: item, author_id: editor.id }])
    const left = await app.database.db.execute(sql`select item_id from item_comments where item_id in (${item}::uuid, ${other}::uuid)`)
    expect(left.rows).toEqual([{ item_id: other }])
    // The item that was made is taken away without a trace, and made again.
    const made = await manager.api('POST', `/api/v1/collections/${slug}/items`, { name: 'made' })
    const { id } = CollectionItemEnvelope.parse(made.body).data
    await say(editor, id, 'kept')
    const undone = await manager.api('POST', `/api/v1/change-sets/${made.headers.get('change-set')}/undo`, {})
    expect(codeOf(await viewer.api('GET', on(id)))).toEqual([404, 'ITEM_NOT_FOUND'])
    await manager.api('POST', `/api/v1/change-sets/${Object(undone.body).data.change_set_id}/undo`, {})
    expect((await read(id)).comments.map(({ body }) => body)).toEqual(['kept'])
  })

  it.each([
    [{ body: '' }, 422],
    [{ body: ' \n ' }, 422],
    [{ body: 'x'.repeat(COMMENT_MAX + 1) }, 422],
    [{ body: 'x', html: true }, 422],
    [{}, 422],
  ])('are refused with %j', async (body, status) => {
    expect((await editor.api('POST', on(await newItem()), body)).status).toBe(status)
  })

  it('are of an item that is there', async () => {
    const none = '019abf00-0000-7000-8000-000000000000'
    expect(codeOf(await editor.api('POST', on(none), { body: 'x' }))).toEqual([404, 'ITEM_NOT_FOUND'])
    expect(codeOf(await editor.api('DELETE', at(none)))).toEqual([404, 'COMMENT_NOT_FOUND'])
    expect(codeOf(await editor.api('POST', `/api/v1/collections/items/items/${await newItem()}/comments`, { body: 'x' }))).toEqual([404, 'ITEM_NOT_FOUND'])
  })
})
