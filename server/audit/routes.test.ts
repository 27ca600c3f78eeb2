import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { AuditEntry, AuditPageEnvelope } from '#shared/audit.ts'
import { ErrorEnvelope } from '#shared/errors.ts'
import { ItemEnvelope } from '#shared/items.ts'
import { fetchSigned } from '../test/credentials.ts'
import { type Person, startApp, type TestApp } from '../test/harness.ts'
import { record } from './record.ts'

let app: TestApp
let editor: Person
const items: string[] = []
beforeAll(async () => {
  app = await startApp()
  editor = await app.as('editor')
  for (let n = 0; n < 25; n++) {
    const { api } = n % 5 === 0 ? editor : app.administrator
    items.push(ItemEnvelope.parse((await api('POST', '/api/v1/items', { name: `记录 ${n}`, description: n === 7 ? '他说 "你好"\n100%' : null })).body).data.id)
  }
})
afterAll(() => app.close())

const page = async (query: string) => {
  const answer = await app.api('GET', `/api/v1/audit?${query}`)
  expect(answer.status).toBe(200)
  return AuditPageEnvelope.parse(answer.body).data
}
const all = async (query: string) => {
  const entries: AuditEntry[] = []
  let cursor: string | null = ''
  do {
    const next = await page(`${query}${cursor === '' ? '' : `&cursor=${cursor}`}`)
    entries.push(...next.entries)
    cursor = next.next_cursor
  } while (cursor !== null)
  return entries
}

describe('GET /api/v1/audit', () => {
  it('gives pages newest first, each entry once, and ends', async () => {
    const entries = await all('limit=7')
    const ids = entries.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(entries.map(({ at }) => at)).toEqual(
      entries
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    )
    expect(entries.filter(({ action }) => action === 'item.create').map(({ target_id }) => target_id)).toEqual(items.toReversed())
    const whole = await page('limit=200')
    expect(whole).toMatchObject({ next_cursor: null })
    expect(whole.entries.map(({ id }) => id)).toEqual(ids)
    // A page that is exactly full is the last one all the same.
    expect((await page(`limit=${ids.length}`)).next_cursor).toBeNull()
  })

  it('filters by who, what, whom, from where, when and words', async () => {
    expect((await all(`actor_id=${editor.id}&action=item.&limit=2`)).map(({ target_id }) => target_id)).toEqual(
      items.filter((_, n) => n % 5 === 0).toReversed(),
    )
    expect((await all('action=auth.login')).every(({ action }) => action === 'auth.login')).toBe(true)
    expect(await all(`target_type=item&target_id=${items[3]}`)).toHaveLength(1)
    expect(await all(`target_id=${items[3]}`)).toHaveLength(1)
    expect(await all('target_type=item')).toHaveLength(25)
    expect(await all('source=assistant')).toEqual([])
    const [first] = await all(`target_id=${items[12]}`)
    const [from, to] = [await all(`from=${first?.at}&action=item.`), await all(`to=${first?.at}&action=item.`)]
    expect(from.length).toBeGreaterThanOrEqual(13)
    expect(to.length).toBeGreaterThanOrEqual(13)
    expect(from.some(({ target_id }) => target_id === items[12])).toBe(true)
    const words = (text: string) => all(`q=${encodeURIComponent(text)}&action=item.`)
    for (const text of ['"你好"', '100%', '你好"\n1', items[7] ?? '']) expect((await words(text)).map(({ target_id }) => target_id)).toEqual([items[7]])
    expect(await words('记录')).toHaveLength(25)
    expect(await words('1_0')).toEqual([])
    expect(await words('EDITOR')).toHaveLength(5)
  })

  it('refuses what is no filter and no cursor', async () => {
    for (const query of ['actor_id=x', 'action=A', 'limit=0', 'limit=201', 'cursor=x', 'cursor=WyJ4IiwxXQ', 'from=yesterday', 'nothing=1', 'q=%00'])
      expect([query, (await app.api('GET', `/api/v1/audit?${query}`)).status >= 400]).toEqual([query, true])
  })

  it('is for who may read it', async () => {
    for (const path of ['/api/v1/audit', '/api/v1/audit/export', '/api/v1/audit/verification']) {
      expect((await editor.api('GET', path)).status).toBe(403)
      expect((await app.anonymous('GET', path)).status).toBe(401)
    }
    await expect.poll(async () => (await all('action=auth.denied')).length).toBe(3)
    expect((await all('action=auth.denied'))[0]).toMatchObject({
      actor_id: editor.id,
      address: expect.stringMatching(/127\.0\.0\.1/),
      request_id: expect.any(String),
    })
  })

  it('goes on from where two seconds of looking have ended', async () => {
    await app.database.db.execute(sql`insert into audit_entries (source, action) select 'system', 'test.many' from generate_series(1, 5000)`)
    expect(await all('q=does+not+occur')).toEqual([])
    expect((await all(`target_type=item`)).length).toBe(25)
  })
})

describe('GET /api/v1/audit/export', () => {
  const fetchFile = async (query: string) => {
    const answer = await fetchSigned(`${app.url}/api/v1/audit/export?${query}`)
    return { status: answer.status, headers: answer.headers, bytes: new Uint8Array(await answer.arrayBuffer()) }
  }
  const textOf = (bytes: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)

  it('gives every entry a line, and is an entry itself', async () => {
    const file = await fetchFile('format=jsonl&action=item.')
    expect(file.headers.get('content-type')).toBe('application/jsonl; charset=utf-8')
    expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="deskmate-audit-\d{4}-\d\d-\d\d\.jsonl"$/)
    const lines = textOf(file.bytes).trimEnd().split('\n')
    expect(lines.map((line) => AuditEntry.parse(JSON.parse(line)))).toEqual(await all('action=item.'))
    const [entry] = await all('action=audit.export')
    expect(entry).toMatchObject({ actor_id: app.administrator.id, source: 'api', detail: { format: 'jsonl', filters: { action: 'item.' } } })
  })

  it('gives a CSV file whose cells are text to every spreadsheet', async () => {
    await record(app.database.db, { action: 'test.cell', actorId: null, source: 'system', targetId: '=1+2', address: '@SUM(1)', requestId: '+1' })
    await record(app.database.db, { action: 'test.cell', actorId: null, source: 'system', targetId: '-2', address: '\t=1', requestId: 'a "b",\r\nc' })
    const file = await fetchFile('action=test.cell')
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(Array.from(file.bytes.subarray(0, 3))).toEqual([0xef, 0xbb, 0xbf])
    const text = textOf(file.bytes).slice(1)
    expect(text.split('\r\n')[0]).toBe('id,at,actor_id,actor_name,source,action,target_type,target_id,before,after,detail,address,request_id,position')
    expect(text).toContain(`,system,test.cell,,'=1+2,,,{},'@SUM(1),'+1,\r\n`)
    expect(text).toContain(`,system,test.cell,,'-2,,,{},'\t=1,"a ""b"",\r\nc",\r\n`)
  })

  it('has as many lines as there are entries, more than fit into one batch', async () => {
    const file = await fetchFile('format=csv&action=test.many')
    expect(textOf(file.bytes).trimEnd().split('\r\n')).toHaveLength(5001)
  })

  it('refuses other formats', async () => {
    expect(ErrorEnvelope.parse((await app.api('GET', '/api/v1/audit/export?format=xlsx')).body).status).toBe('error')
  })
})

describe('record', () => {
  it('writes what a client sent, bounded, without secrets, and as it can be stored', async () => {
    const detail = { email: `a\0b\ud800${'x'.repeat(1000)}`, password: 'p', nested: { refresh_token: 't', count: 2 } }
    await record(app.database.db, { action: 'test.detail', actorId: null, source: 'page', targetType: 'user', targetId: 'x\0', detail })
    const [entry] = await all('action=test.detail')
    expect(entry?.target_id).toBe('x\uFFFD')
    const { email, ...rest } = z.looseObject({ email: z.string() }).parse(entry?.detail)
    expect(email).toHaveLength(500)
    expect(email.startsWith('a\uFFFDb\uFFFDx')).toBe(true)
    expect(rest).toEqual({ password: '[left out]', nested: { refresh_token: '[left out]', count: 2 } })
    await record(app.database.db, { action: 'test.long', actorId: null, source: 'page', detail: { list: Array.from({ length: 2000 }, () => 'word') } })
    expect(JSON.stringify((await all('action=test.long'))[0]?.detail).length).toBeLessThan(100)
  })
})
