import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UsageFiguresEnvelope, UsageReportEnvelope } from '#shared/usage.ts'
import { newId } from '../db/id.ts'
import { type Person, startApp, type TestApp } from '../test/harness.ts'

let app: TestApp
let one: Person
let two: Person
let session = ''
beforeAll(async () => {
  app = await startApp()
  one = await app.as('editor')
  two = await app.as('viewer')
  session = newId()
  await app.database.db.execute(sql`insert into chat_sessions (id, owner_id, title) values (${session}, ${one.id}, '=报价')`)
  // Sums that floats get wrong: 0.1 + 0.2, and ten times 0.1.
  for (let at = 0; at < 10; at++) await call({ user: one.id, at: '2026-03-01T23:59:59.999Z', cost: '0.1', model: 'a/one' })
  await call({ user: one.id, at: '2026-03-03T00:00:00Z', cost: '0.2', model: 'a/two', session })
  await call({ user: one.id, at: '2026-03-03T12:00:00Z', cost: null, model: 'a/two', session })
  await call({ user: two.id, at: '2026-03-03T12:00:00Z', cost: '0.0000001', model: 'a/one' })
})
afterAll(() => app.close())

type Call = { user: string; at: string; cost: string | null; model: string; session?: string; apiKey?: string }
const call = ({ user, at, cost, model, session: of, apiKey }: Call) =>
  app.database.db.execute(sql`
    insert into model_calls (id, at, user_id, session_id, api_key_id, purpose, model_asked, prompt_tokens, completion_tokens, cached_tokens, prompt_price, completion_price,
      cached_price, cost, amount, state)
    values (${newId()}, ${at}, ${user}, ${of ?? null}, ${apiKey ?? null}, 'answer', ${model}, 1000, 10, 400, 0.000003, 0.000015, 0.0000003, ${cost}::numeric, coalesce(${cost}::numeric, 0),
      ${cost === null ? 'unknown' : 'settled'})`)

const range = 'from=2026-03-01&to=2026-03-03'
const read = async (person: Person, path: string) => UsageReportEnvelope.parse((await person.api('GET', path)).body).data

describe('usage', () => {
  it('by day has every day, and sums are exact', async () => {
    const { total, rows } = await read(one, `/api/v1/usage?${range}`)
    expect(rows.map(({ key, calls, cost }) => [key, calls, cost])).toEqual([
      ['2026-03-01', 10, '1'],
      ['2026-03-02', 0, '0'],
      ['2026-03-03', 2, '0.2'],
    ])
    expect(total).toEqual({ calls: 12, prompt_tokens: 12_000, completion_tokens: 120, cached_tokens: 4800, cost: '1.2', saved: '0.01296', pending: 1 })
  })

  it('by model, conversation, key and purpose has what cost most first', async () => {
    expect((await read(one, `/api/v1/usage?${range}&by=model`)).rows.map(({ key, cost }) => [key, cost])).toEqual([
      ['a/one', '1'],
      ['a/two', '0.2'],
    ])
    expect((await read(one, `/api/v1/usage?${range}&by=session`)).rows.map(({ key, label }) => [key, label])).toEqual([
      [null, null],
      [session, '=报价'],
    ])
    expect((await read(one, `/api/v1/usage?${range}&by=key`)).rows).toMatchObject([{ key: null, label: null, calls: 12 }])
    expect((await read(one, `/api/v1/usage?${range}&by=purpose`)).rows).toMatchObject([{ key: 'answer', calls: 12 }])
  })

  it('of everybody is for who manages accounts, and tells no titles', async () => {
    const { total, rows } = await read(app.administrator, `/api/v1/usage/workspace?${range}&by=user`)
    expect(total.cost).toBe('1.2000001')
    expect(rows.map(({ key, label, cost }) => [key, label, cost])).toEqual([
      [one.id, 'editor', '1.2'],
      [two.id, 'viewer', '0.0000001'],
    ])
    const file = await app.api('GET', `/api/v1/usage/workspace/export?${range}`)
    expect(file.body).toContain('0.0000001')
    expect(JSON.stringify(rows) + String(file.body)).not.toContain('报价')
    expect((await read(app.administrator, `/api/v1/usage/workspace?${range}&by=model&user_id=${two.id}`)).rows).toMatchObject([{ key: 'a/one', calls: 1 }])
    expect((await one.api('GET', `/api/v1/usage/workspace?${range}&by=session`)).status).toBe(403)
    expect((await app.api('GET', `/api/v1/usage/workspace?${range}&by=session`)).status).toBe(422)
  })

  it('is that of one API key, where one is named, and of nobody else’s', async () => {
    const [mine, theirs] = [newId(), newId()]
    await call({ user: one.id, at: '2026-05-01T12:00:00Z', cost: '0.3', model: 'a/one', apiKey: mine })
    await call({ user: one.id, at: '2026-05-01T12:00:00Z', cost: '0.5', model: 'a/one' })
    await call({ user: two.id, at: '2026-05-01T12:00:00Z', cost: '0.7', model: 'a/one', apiKey: theirs })
    const of = (key: string) => `from=2026-05-01&to=2026-05-01&api_key_id=${key}`
    expect((await read(one, `/api/v1/usage?${of(mine)}`)).rows).toMatchObject([{ key: '2026-05-01', calls: 1, cost: '0.3' }])
    expect((await read(one, `/api/v1/usage?${of(theirs)}&by=key`)).total).toMatchObject({ calls: 0, cost: '0' })
    expect((await read(app.administrator, `/api/v1/usage/workspace?${of(theirs)}&by=user`)).rows).toMatchObject([{ key: two.id, cost: '0.7' }])
    const lines = async (path: string) =>
      String((await app.api('GET', `${path}?${of(theirs)}`)).body)
        .trimEnd()
        .split('\r\n').length - 1
    expect([await lines('/api/v1/usage/workspace/export'), await lines('/api/v1/usage/export')]).toEqual([1, 0])
    expect((await one.api('GET', '/api/v1/usage?from=2026-05-01&to=2026-05-01&api_key_id=x')).status).toBe(400)
  })

  it('is a file for spreadsheets, with one’s own calls and no others', async () => {
    const { headers, body } = await one.api('GET', `/api/v1/usage/export?${range}`)
    expect(headers.get('content-disposition')).toBe('attachment; filename="deskmate-usage-2026-03-01-2026-03-03.csv"')
    const lines = String(body).trimEnd().split('\r\n')
    expect(lines[0]).toMatch(/^at,user,/)
    expect(lines).toHaveLength(13)
    expect(lines[1]).toMatch(/^2026-03-01T23:59:59\.999Z,editor,,,answer,a\/one,,1000,10,400,0\.1,settled,$/)
    expect(String(body)).not.toContain('0.0000001')
  })

  it('of a conversation is its owner’s', async () => {
    const { data } = UsageFiguresEnvelope.parse((await one.api('GET', `/api/v1/chat/sessions/${session}/usage`)).body)
    expect(data).toMatchObject({ calls: 2, cost: '0.2', pending: 1 })
    expect((await two.api('GET', `/api/v1/chat/sessions/${session}/usage`)).status).toBe(404)
  })

  it.each([
    ['from=2026-03-03&to=2026-03-01', 422],
    ['from=2025-01-01&to=2026-03-01', 422],
    ['from=2026-02-30&to=2026-03-01', 400],
    ['from=x&to=y', 400],
    ['', 400],
    ['from=2026-03-01', 400],
  ])('of days that are none is refused (%s)', async (query, status) => {
    for (const path of ['/api/v1/usage', '/api/v1/usage/export', '/api/v1/usage/workspace'])
      expect((await app.api('GET', `${path}?${query}`)).status, path).toBe(status)
  })
})
