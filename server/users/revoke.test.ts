import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NewApiKeyEnvelope } from '#shared/auth.ts'
import type { Permission } from '#shared/permissions.ts'
import { InvitationEnvelope } from '#shared/users.ts'
import { newId } from '../db/id.ts'
import { type Person, startApp, type TestApp } from '../test/harness.ts'
import { opens, refreshWith, signInAgain } from '../test/sign-in.ts'

// What an account holds when its rights go: nothing of it may be usable afterwards, and nothing else may end.

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.close())

const path = (person: Person, more = '') => `/api/v1/users/${person.id}${more}`

async function makeKey(person: Person, scopes: Permission[], until_sign_out = false): Promise<string> {
  const answer = await person.api('POST', '/api/v1/api-keys', { name: 'key', scopes, expires_in_days: null, until_sign_out })
  expect(answer.status).toBe(201)
  return NewApiKeyEnvelope.parse(answer.body).data.secret
}

/** Everything that lets a person in; each is known to work. */
async function credentials(person: Person) {
  const again = await signInAgain(app, person)
  const held = {
    again,
    reading: await makeKey(person, ['items:read']),
    writing: await makeKey(person, ['items:read', 'items:write']),
    session: await makeKey(person, ['items:read'], true),
  }
  expect(await stillOpen(person, held, false)).toEqual({ access: true, other: true, refresh: true, reading: true, writing: true, session: true })
  return held
}

async function stillOpen(person: Person, held: Awaited<ReturnType<typeof credentials>>, refresh = true) {
  return {
    access: (await opens(app, person.token)) === 200,
    other: (await opens(app, held.again.access)) === 200,
    refresh: !refresh || (await refreshWith(app, held.again.refresh)).status === 200,
    reading: (await opens(app, held.reading)) === 200,
    writing: (await opens(app, held.writing)) === 200,
    session: (await opens(app, held.session)) === 200,
  }
}
const nothing = { access: false, other: false, refresh: false, reading: false, writing: false, session: false }

/** A role of one's own, and somebody who has it. */
async function withRole(permissions: Permission[]): Promise<{ slug: string; person: Person }> {
  const slug = `own-${newId().slice(-12)}`
  expect((await app.api('POST', '/api/v1/roles', { slug, name: 'Own', permissions })).status).toBe(201)
  return { slug, person: await app.as(slug) }
}

describe('nothing lets anybody in any more', () => {
  it('after an account was disabled; enabled again it signs in anew', async () => {
    const person = await app.as('editor')
    const held = await credentials(person)
    expect((await app.api('PATCH', path(person), { status: 'disabled' })).status).toBe(200)
    expect(await stillOpen(person, held)).toEqual(nothing)
    expect((await app.anonymous('POST', '/api/v1/auth/login', { email: person.email, password: person.password })).status).toBe(401)
    expect((await app.api('PATCH', path(person), { status: 'active' })).status).toBe(200)
    expect(await stillOpen(person, held)).toEqual(nothing)
    expect(await opens(app, (await signInAgain(app, person)).access)).toBe(200)
  })

  it('after an account was disabled while a sign-in was under way', async () => {
    const person = await app.as('editor')
    const { access } = await signInAgain(app, person)
    await app.api('PATCH', path(person), { status: 'disabled' })
    // As a sign-in leaves it that had looked before and stored after.
    await app.database.db.execute(sql`update auth_sessions set ended_at = null, end_reason = null where user_id = ${person.id}`)
    expect(await opens(app, access)).toBe(401)
    await app.api('PATCH', path(person), { status: 'active' })
    expect(await opens(app, access)).toBe(401)
  })

  it('after an account was deleted', async () => {
    const person = await app.as('editor')
    const held = await credentials(person)
    expect((await app.api('DELETE', path(person))).status).toBe(200)
    expect(await stillOpen(person, held)).toEqual(nothing)
  })

  it('after its sign-ins were ended; a repeated request does not end later ones', async () => {
    const person = await app.as('editor')
    const held = await credentials(person)
    const endAll = (key: string) => app.api('POST', path(person, '/sessions/end-all'), undefined, { 'Idempotency-Key': key })
    const key = randomUUID()
    expect((await endAll(key)).status).toBe(200)
    expect(await stillOpen(person, held)).toEqual(nothing)
    const { access } = await signInAgain(app, person)
    expect((await endAll(key)).status).toBe(200)
    expect(await opens(app, access)).toBe(200)
    expect((await endAll(randomUUID())).status).toBe(200)
    expect(await opens(app, access)).toBe(401)
  })
})

describe('of somebody who may do less', () => {
  const onlyReading = { ...nothing, reading: true }

  it('sign-ins end, and keys that go beyond the new role', async () => {
    const person = await app.as('editor')
    const held = await credentials(person)
    expect((await app.api('PATCH', path(person), { role: 'viewer' })).status).toBe(200)
    expect(await stillOpen(person, held)).toEqual(onlyReading)
  })

  it('so too where the role itself changes', async () => {
    const { slug, person } = await withRole(['items:read', 'items:write'])
    const held = await credentials(person)
    expect((await app.api('PATCH', `/api/v1/roles/${slug}`, { permissions: ['items:read', 'chat:use'] })).status).toBe(200)
    expect(await stillOpen(person, held)).toEqual(onlyReading)
  })

  it.each([
    ['another name', 'PATCH', { name: 'Another' }, 'user'],
    ['a role that may more', 'PATCH', { role: 'administrator' }, 'user'],
    ['a role that is called otherwise', 'PATCH', { name: 'Otherwise' }, 'role'],
    ['a role that gets more', 'PATCH', { permissions: ['items:write', 'items:read', 'chat:use', 'audit:read'] }, 'role'],
  ])('nothing ends with %s, and new rights hold at once', async (_what, method, change, of) => {
    const { slug, person } = await withRole(['items:read', 'items:write'])
    const held = await credentials(person)
    expect((await app.api(method, of === 'user' ? path(person) : `/api/v1/roles/${slug}`, change)).status).toBe(200)
    expect(await stillOpen(person, held)).toEqual({ access: true, other: true, refresh: true, reading: true, writing: true, session: true })
    const audit = (await person.api('GET', '/api/v1/audit?limit=1')).status
    expect(audit).toBe('role' in change || 'permissions' in change ? 200 : 403)
  })

  it.each([
    ['disabled', { status: 'disabled' }],
    ['made a viewer', { role: 'viewer' }],
  ])('invitations and resets end that somebody made who is now %s', async (_what, change) => {
    const [rogue, victim] = [await app.as('administrator'), await app.as('viewer')]
    const invited = await rogue.api('POST', '/api/v1/users/invitations', { email: `${newId()}@example.com`, role: 'administrator' })
    const { link } = InvitationEnvelope.parse(invited.body).data
    expect((await rogue.api('POST', path(victim, '/reset-link'))).status).toBe(201)
    expect((await app.api('PATCH', path(rogue), change)).status).toBe(200)
    const accepted = await app.anonymous('POST', '/api/v1/auth/invitations/accept', {
      token: new URL(link.url).hash.slice(1),
      name: 'Back',
      password: randomUUID(),
    })
    expect(accepted.status).toBe(410)
    const { rows } = await app.database.db.execute(sql`select id from sign_in_links where created_by = ${rogue.id} and ended_at is null`)
    expect(rows).toEqual([])
  })
})
