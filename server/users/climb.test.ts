import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NewApiKeyEnvelope } from '#shared/auth.ts'
import { ErrorEnvelope } from '#shared/errors.ts'
import { permissions } from '#shared/permissions.ts'
import { InvitationEnvelope } from '#shared/users.ts'
import { newId } from '../db/id.ts'
import { type Answer, type Person, startApp, type TestApp } from '../test/harness.ts'

// Somebody manages accounts and may otherwise only read: every way to more than that is closed.

let app: TestApp
let manager: Person
let administrator: Person
const mine = ['items:read', 'chat:use', 'users:manage']
beforeAll(async () => {
  app = await startApp()
  for (const [slug, has] of [
    ['manager', mine],
    ['auditor', ['audit:read']],
  ])
    expect((await app.api('POST', '/api/v1/roles', { slug, name: 'Own', permissions: has })).status).toBe(201)
  manager = await app.as('manager')
  administrator = await app.as('administrator')
})
afterAll(() => app.close())

const outcome = (answer: Answer) => [answer.status, ErrorEnvelope.parse(answer.body).error.code]
const forbidden = [403, 'FORBIDDEN']
const user = (person: Person, more = '') => `/api/v1/users/${person.id}${more}`
const someone = () => `${newId()}@example.com`
const invite = (by: Person, role: string, email = someone()) => by.api('POST', '/api/v1/users/invitations', { email, role })
const snapshot = async () =>
  (
    await app.database.db.execute(sql`select (select jsonb_agg(u order by id) from users u) as users, (select jsonb_agg(r order by slug) from roles r) as roles,
    (select count(*)::int from sign_in_links) as links, (select count(*)::int from auth_sessions where ended_at is null) as sessions`)
  ).rows

describe('who manages accounts and may else only read', () => {
  it('does everything for those who may no more', async () => {
    const viewer = await app.as('viewer')
    expect((await manager.api('PATCH', user(viewer), { name: 'Renamed', role: 'manager' })).status).toBe(200)
    expect((await manager.api('PATCH', user(viewer), { role: 'viewer', status: 'disabled' })).status).toBe(200)
    expect((await manager.api('PATCH', user(viewer), { status: 'active' })).status).toBe(200)
    expect((await manager.api('POST', user(viewer, '/reset-link'))).status).toBe(201)
    expect((await manager.api('POST', user(viewer, '/sessions/end-all'))).status).toBe(200)
    expect((await manager.api('DELETE', user(viewer))).status).toBe(200)
    const invitation = InvitationEnvelope.parse((await invite(manager, 'viewer')).body).data.invitation
    expect((await manager.api('DELETE', `/api/v1/users/invitations/${invitation.id}`)).status).toBe(200)
    const slug = `own-${newId().slice(-12)}`
    expect((await manager.api('POST', '/api/v1/roles', { slug, name: 'x', permissions: ['items:read'] })).status).toBe(201)
    expect((await manager.api('PATCH', `/api/v1/roles/${slug}`, { permissions: mine })).status).toBe(200)
    expect((await manager.api('DELETE', `/api/v1/roles/${slug}`)).status).toBe(200)
    expect((await manager.api('GET', user(administrator))).status).toBe(200)
  })

  it('gives nobody more, not by account, invitation or role, and touches nobody who has more', async () => {
    const [viewer, editor, auditor] = [await app.as('viewer'), await app.as('editor'), await app.as('auditor')]
    const pending = InvitationEnvelope.parse((await invite(app.administrator, 'editor')).body).data.invitation
    const before = await snapshot()
    const attempts: [string, () => Promise<Answer>][] = [
      ['oneself', () => manager.api('PATCH', user(manager), { role: 'administrator' })],
      ['another', () => manager.api('PATCH', user(viewer), { role: 'administrator' })],
      ['a bit more', () => manager.api('PATCH', user(viewer), { role: 'editor' })],
      ['invitation', () => invite(manager, 'administrator')],
      ['invitation as editor', () => invite(manager, 'editor')],
      ['role made', () => manager.api('POST', '/api/v1/roles', { slug: 'root', name: 'x', permissions: [...permissions] })],
      ['role of one more', () => manager.api('POST', '/api/v1/roles', { slug: 'root', name: 'x', permissions: ['items:read', 'items:write'] })],
      ['own role', () => manager.api('PATCH', '/api/v1/roles/manager', { permissions: [...permissions] })],
      ['role of others emptied', () => manager.api('PATCH', '/api/v1/roles/auditor', { permissions: [] })],
      ['role of others renamed', () => manager.api('PATCH', '/api/v1/roles/auditor', { name: 'x' })],
      ['role of others deleted', () => manager.api('DELETE', '/api/v1/roles/auditor')],
      ['invitation taken back', () => manager.api('DELETE', `/api/v1/users/invitations/${pending.id}`)],
      ['invitation replaced', () => invite(manager, 'viewer', pending.email)],
      ...[administrator, editor, auditor].flatMap((person): [string, () => Promise<Answer>][] => [
        ['renamed', () => manager.api('PATCH', user(person), { name: 'x' })],
        ['demoted', () => manager.api('PATCH', user(person), { role: 'viewer' })],
        ['disabled', () => manager.api('PATCH', user(person), { status: 'disabled' })],
        ['deleted', () => manager.api('DELETE', user(person))],
        ['reset', () => manager.api('POST', user(person, '/reset-link'))],
        ['ended', () => manager.api('POST', user(person, '/sessions/end-all'))],
        ['factor', () => manager.api('POST', user(person, '/totp/disable'))],
      ]),
    ]
    for (const [what, attempt] of attempts) expect(outcome(await attempt()), what).toEqual(forbidden)
    expect(await snapshot()).toEqual(before)
    const { rows } = await app.database.db.execute(
      sql`select count(*)::int as n from audit_entries where actor_id = ${manager.id} and action = 'auth.denied' and detail->>'method' is not null`,
    )
    expect(rows).toEqual([{ n: attempts.length }])
  })
})

describe('an API key that manages accounts', () => {
  const keyOf = async (scopes: string[]) => {
    const answer = await administrator.api('POST', '/api/v1/api-keys', { name: 'key', scopes, expires_in_days: 1 })
    const { secret } = NewApiKeyEnvelope.parse(answer.body).data
    return (method: string, path: string, body?: unknown) => app.anonymous(method, path, body, { Authorization: `Bearer ${secret}` })
  }

  it('may no more than its scopes, whoever made it', async () => {
    const key = await keyOf(['users:manage', 'items:read'])
    const viewer = await app.as('viewer')
    expect((await key('GET', '/api/v1/users')).status).toBe(200)
    expect(outcome(await key('PATCH', user(viewer), { role: 'administrator' }))).toEqual(forbidden)
    expect(outcome(await key('POST', '/api/v1/users/invitations', { email: someone(), role: 'administrator' }))).toEqual(forbidden)
    expect(outcome(await key('POST', '/api/v1/roles', { slug: 'root', name: 'x', permissions: ['chat:use'] }))).toEqual(forbidden)
    // A viewer may chat; this key may not.
    expect(outcome(await key('DELETE', user(viewer)))).toEqual(forbidden)
  })

  it('makes no link to the account of who made it', async () => {
    const key = await keyOf([...permissions])
    expect(outcome(await key('POST', user(administrator, '/reset-link')))).toEqual(forbidden)
    expect(outcome(await key('POST', user(administrator, '/totp/disable')))).toEqual(forbidden)
  })
})

it('an idempotency key gives nobody an answer that is not theirs', async () => {
  const key = { 'Idempotency-Key': randomUUID() }
  const role = { slug: `own-${newId().slice(-12)}`, name: 'x', permissions: ['audit:read'] }
  expect((await app.api('POST', '/api/v1/roles', role, key)).status).toBe(201)
  expect(outcome(await manager.api('POST', '/api/v1/roles', role, key))).toEqual(forbidden)
})
