import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ErrorEnvelope } from '#shared/errors.ts'
import { permissions } from '#shared/permissions.ts'
import { type Answer, type Person, startApp, type TestApp } from '../test/harness.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
  expect((await app.api('POST', '/api/v1/roles', { slug: 'all-but-name', name: 'All', permissions: [...permissions] })).status).toBe(201)
})
afterAll(() => app.close())

const code = (answer: Answer) => (answer.status === 200 ? 'done' : ErrorEnvelope.parse(answer.body).error.code)
const path = (id: string) => `/api/v1/users/${id}`
const administrators = async () => {
  const { rows } = await app.database.db.execute(sql`select id from users where role = 'administrator' and status = 'active'`)
  return rows.map((row) => String(row['id']))
}

const ways: [string, (by: Person, id: string) => Promise<Answer>][] = [
  ['deleted', (by, id) => by.api('DELETE', path(id))],
  ['disabled', (by, id) => by.api('PATCH', path(id), { status: 'disabled' })],
  ['demoted', (by, id) => by.api('PATCH', path(id), { role: 'viewer' })],
  ['given a role of the same permissions', (by, id) => by.api('PATCH', path(id), { role: 'all-but-name' })],
]

describe('the last administrator', () => {
  it.each(ways)('is not %s, by nobody', async (_way, end) => {
    const other = await app.as('all-but-name')
    const disabled = await app.as('administrator')
    await app.api('PATCH', path(disabled.id), { status: 'disabled' })
    for (const by of [app.administrator, other]) expect(code(await end(by, app.administrator.id))).toBe('LAST_ADMINISTRATOR')
    expect(await administrators()).toEqual([app.administrator.id])
    // Nothing of it happened, not even to the sign-in.
    expect((await app.api('GET', '/api/v1/auth/me')).status).toBe(200)
    expect(code(await app.api('PATCH', path(app.administrator.id), { name: 'Admin' }))).toBe('done')
  })

  it.each(ways)('is left when 20 see to it at once that the next one is %s', async (_way, end) => {
    const ring = await Promise.all(Array.from({ length: 20 }, () => app.as('administrator')))
    const outcomes = await Promise.all(ring.map((by, at) => end(by, ring[(at + 1) % ring.length]?.id ?? '')))
    const left = await administrators()
    expect(left.length).toBeGreaterThanOrEqual(1)
    expect(outcomes.filter((answer) => code(answer) === 'done').length).toBe(21 - left.length)
    for (const answer of outcomes) expect(['done', 'TOKEN_INVALID', 'FORBIDDEN', 'LAST_ADMINISTRATOR']).toContain(code(answer))
    for (const { id } of ring) if (left.includes(id)) expect(code(await app.api('DELETE', path(id)))).toBe('done')
  })

  it('is left when 20 give themselves up at once, and nobody else is there', async () => {
    const alone = await Promise.all(Array.from({ length: 19 }, () => app.as('administrator')))
    const outcomes = await Promise.all([app.administrator, ...alone].map((each) => each.api('PATCH', path(each.id), { role: 'viewer' })))
    expect(outcomes.map(code).toSorted()).toEqual(['LAST_ADMINISTRATOR', ...Array(19).fill('done')])
    expect(await administrators()).toHaveLength(1)
    await app.database.db.execute(sql`update users set role = 'administrator' where id = ${app.administrator.id}`)
    await app.database.db.execute(sql`update users set role = 'viewer' where id <> ${app.administrator.id}`)
  })
})
