import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UserEnvelope } from '#shared/users.ts'
import { newId } from '../db/id.ts'
import { startApp, type TestApp } from '../test/harness.ts'

let app: TestApp
let replica: TestApp
beforeAll(async () => {
  app = await startApp()
  replica = await app.replica()
  // It has brought an administrator of its own; here two are to be alone with each other.
  expect((await app.api('DELETE', path(replica.administrator.id))).status).toBe(200)
})
afterAll(() => app.close())

const path = (id: string) => `/api/v1/users/${id}`
const roleOf = async (id: string) => UserEnvelope.parse((await app.api('GET', path(id))).body).data.role
/** Asks the other process as somebody. */
const there = (token: string) => (method: string, address: string, body?: unknown) =>
  replica.anonymous(method, address, body, { Authorization: `Bearer ${token}` })

describe('over two replicas', () => {
  it('a right that was taken away on one decides nothing on the other, which still remembers it', async () => {
    const former = await app.as('administrator')
    const target = await app.as('viewer')
    const ask = there(former.token)
    expect((await ask('GET', '/api/v1/users')).status).toBe(200)
    expect((await app.api('PATCH', path(former.id), { role: 'viewer' })).status).toBe(200)
    for (const answer of [
      await ask('PATCH', path(former.id), { role: 'administrator' }),
      await ask('PATCH', path(target.id), { role: 'administrator' }),
      await ask('POST', '/api/v1/users/invitations', { email: `${newId()}@example.com`, role: 'administrator' }),
      await ask('POST', '/api/v1/roles', { slug: 'root', name: 'x', permissions: [] }),
    ])
      expect(answer.status).toBe(401)
    expect([await roleOf(former.id), await roleOf(target.id)]).toEqual(['viewer', 'viewer'])
  })

  it.each([1, 2, 3, 4, 5])('of two administrators who demote each other at once, one is left (%i)', async () => {
    const other = await app.as('administrator')
    await Promise.all([app.api('PATCH', path(other.id), { role: 'viewer' }), there(other.token)('PATCH', path(app.administrator.id), { role: 'viewer' })])
    const { rows } = await app.database.db.execute(sql`select id from users where role = 'administrator' and status = 'active'`)
    expect(rows).toHaveLength(1)
    await app.database.db.execute(sql`update users set role = case when id = ${app.administrator.id} then 'administrator' else 'viewer' end`)
    await app.database.db.execute(sql`update auth_sessions set ended_at = null, end_reason = null where user_id = ${app.administrator.id}`)
  })
})
