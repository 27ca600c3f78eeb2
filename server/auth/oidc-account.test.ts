import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { AuthSessionsEnvelope, NewApiKeyEnvelope, SignInOptionsEnvelope } from '#shared/auth.ts'
import { type Company, newJar, person, refusedFor, startCompany } from '../test/company.ts'
import { ACCESS, REFRESH } from '../test/sign-in.ts'
import { createLink } from './links.ts'
import { recoveryCodes, users } from './tables.ts'

// Whose account somebody comes into who was let in by the company.

const REFUSED = refusedFor('refused')

let company: Company
beforeAll(async () => {
  company = await startCompany([])
})
afterAll(() => company.close())

/** Somebody new at the company. */
const join = (sub: string, claims: object = {}) => void company.provider.accounts.set(sub, { ...person(sub), ...claims })

it('it is a new one with the default role, and the same one ever after, whatever the address is then', async () => {
  join('new')
  const jar = newJar()
  expect(await company.signIn(jar, 'new', '/items')).toBe('/items')
  expect([...(jar.get(company.app.url)?.keys() ?? [])]).toEqual([ACCESS, REFRESH])
  const { user, has_password, session } = await company.me(jar)
  expect({ ...user, has_password }).toMatchObject({ email: 'new@company.example', name: 'Person new', role: 'viewer', has_password: false })
  const { sessions } = AuthSessionsEnvelope.parse(await (await company.ask(jar, '/api/v1/auth/sessions')).json()).data
  expect(sessions).toMatchObject([{ id: session.id, method: 'oidc', current: true }])
  expect(await company.audited()).toEqual({ actor_id: user.id, action: 'auth.login', detail: { method: 'oidc' } })

  join('new', { email: 'renamed@company.example', email_verified: false })
  const other = newJar()
  await company.signIn(other, 'new')
  expect((await company.me(other)).user).toMatchObject({ id: user.id, email: 'new@company.example' })
})

it.each(['with nobody there before', 'with an account of that address'])('it is one, of five that come back at once, %s', async (there) => {
  const before = there.includes('account') ? await company.app.as('editor') : null
  const email = before?.email ?? 'many@company.example'
  join(email, { email })
  const jars = Array.from({ length: 5 }, newJar)
  const ways = await Promise.all(jars.map(async (jar) => await company.atCompany(jar, await company.start(jar), email)))
  expect(await Promise.all(jars.map((jar, at) => company.back(jar, ways[at] ?? '')))).toEqual(['/', '/', '/', '/', '/'])
  const ids = new Set(await Promise.all(jars.map(async (jar) => (await company.me(jar)).user.id)))
  expect([...ids]).toEqual((await company.app.database.db.select().from(users).where(eq(users.email, email))).map(({ id }) => id))
  if (before) expect([...ids]).toEqual([before.id])
})

it('it is the one with the verified address, and nobody else gets into it any more', async () => {
  const { app } = company
  const before = await app.as('editor')
  const { db } = app.database
  // As strong as an account can be made by somebody who only wrote the address down.
  const key = await before.api('POST', '/api/v1/api-keys', { name: 'k', scopes: ['items:read'], expires_in_days: null })
  const { secret } = NewApiKeyEnvelope.parse(key.body).data
  await db
    .update(users)
    .set({ totpSecret: app.secrets.encrypt('JBSWY3DPEHPK3PXP', `second factor ${before.id}`) })
    .where(eq(users.id, before.id))
  await db.insert(recoveryCodes).values({ userId: before.id, hash: 'x' })
  const reset = await createLink(db, { purpose: 'reset', createdBy: null, userId: before.id })
  const as = (token: string) => app.anonymous('GET', '/api/v1/items', undefined, { Authorization: `Bearer ${token}` })
  expect([(await as(before.token)).status, (await as(secret)).status]).toEqual([200, 200])

  join('linked', { email: before.email.toUpperCase() })
  const jar = newJar()
  expect(await company.signIn(jar, 'linked')).toBe('/')
  const { user, has_password } = await company.me(jar)
  expect({ ...user, has_password }).toMatchObject({ id: before.id, role: 'editor', second_factor: false, has_password: false })
  expect([(await as(before.token)).status, (await as(secret)).status]).toEqual([401, 401])
  expect((await app.anonymous('POST', '/api/v1/auth/login', { email: before.email, password: before.password })).status).toBe(401)
  expect((await app.anonymous('POST', '/api/v1/auth/reset', { token: reset.token, password: before.password })).status).toBe(410)
  expect(await db.select().from(recoveryCodes).where(eq(recoveryCodes.userId, before.id))).toEqual([])
  // The next sign-in takes nothing away any more.
  await company.signIn(newJar(), 'linked')
  expect(await company.isIn(jar)).toBe(true)

  // Somebody new to whom the company has given that address is somebody else.
  join('heir', { email: before.email })
  expect(await company.signIn(newJar(), 'heir')).toBe(REFUSED)
  expect(await company.audited()).toEqual({ actor_id: before.id, action: 'auth.login_failed', detail: { method: 'oidc', reason: "somebody else's account" } })
  expect(await company.isIn(jar)).toBe(true)
})

it.each([
  ['is not verified', { email_verified: false }],
  ['nobody says is verified', { email_verified: undefined }],
  ['is said to be verified in other words', { email_verified: 'yes' }],
  ['is none', { email: undefined }],
  ['only looks alike', { email: 'somebody@\u212Aompany.example' }],
])('it is none, where the address %s', async (_, claims) => {
  const before = await company.app.as('viewer')
  join('doubtful', { email: before.email, ...claims })
  expect(await company.signIn(newJar(), 'doubtful', '/items')).toBe(`${REFUSED}&next=%2Fitems`)
  expect(await company.audited()).toEqual({ actor_id: null, action: 'auth.login_failed', detail: { method: 'oidc', reason: 'unverified address' } })
  expect((await company.app.anonymous('POST', '/api/v1/auth/login', { email: before.email, password: before.password })).status).toBe(200)
})

it('it is none that is disabled, known or not; of a deleted one nothing is left, so that a new one is made', async () => {
  join('gone')
  const jar = newJar()
  await company.signIn(jar, 'gone')
  const { id } = (await company.me(jar)).user
  const change = (method: string, body?: object) => company.app.api(method, `/api/v1/users/${id}`, body)
  expect((await change('PATCH', { status: 'disabled' })).status).toBe(200)
  expect(await company.signIn(jar, 'gone')).toBe(REFUSED)
  expect(await company.audited()).toEqual({ actor_id: id, action: 'auth.login_failed', detail: { method: 'oidc', reason: 'disabled' } })
  expect(await company.isIn(jar)).toBe(false)
  expect((await change('DELETE')).status).toBe(200)
  expect(await company.signIn(jar, 'gone')).toBe('/')
  expect((await company.me(jar)).user.id).not.toBe(id)

  const before = await company.app.as('editor')
  await company.app.api('PATCH', `/api/v1/users/${before.id}`, { status: 'disabled' })
  join('unknown', { email: before.email })
  expect(await company.signIn(newJar(), 'unknown')).toBe(REFUSED)
})

it('without sign-up it is only one that there is, or that somebody was invited to', async () => {
  const closed = await startCompany([person('ann'), person('ben'), person('old')], { settings: { OIDC_SIGN_UP: 'false' }, claimsIn: 'id_token' })
  const { oidc } = SignInOptionsEnvelope.parse((await closed.app.anonymous('GET', '/api/v1/auth/options')).body).data
  expect(oidc).toMatchObject({ sign_up: false })
  expect(await closed.signIn(newJar(), 'ann')).toBe(REFUSED)
  const invite = (email: string) => closed.app.api('POST', '/api/v1/users/invitations', { email, role: 'editor' })
  expect((await invite('Ann@company.example')).status).toBe(201)
  const jars = [newJar(), newJar()]
  const ways = await Promise.all(jars.map(async (jar) => await closed.atCompany(jar, await closed.start(jar), 'ann')))
  expect(await Promise.all(jars.map((jar, at) => closed.back(jar, ways[at] ?? '')))).toEqual(['/', '/'])
  for (const jar of jars) expect((await closed.me(jar)).user).toMatchObject({ email: 'ann@company.example', role: 'editor' })
  expect(JSON.stringify((await closed.app.api('GET', '/api/v1/users/invitations')).body)).toContain('"invitations":[]')
  // What the ID token says need not be asked for.
  expect(closed.provider.asked.get('/me')).toBe(undefined)

  await invite('ben@company.example')
  await closed.app.database.db.execute(sql`update sign_in_links set expires_at = now() - interval '1 second' where purpose = 'invitation'`)
  expect(await closed.signIn(newJar(), 'ben')).toBe(REFUSED)
  await closed.close()
})

it('it is none before there is an administrator', async () => {
  const first = await startCompany([person('first')], { settings: { DEFAULT_ROLE: 'administrator' } })
  await first.app.database.db.execute(sql`update users set status = 'unclaimed', email = null`)
  expect(await first.signIn(newJar(), 'first')).toBe(REFUSED)
  await first.close()
})
