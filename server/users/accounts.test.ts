import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ChatSessionsEnvelope } from '#shared/chat.ts'
import { ErrorEnvelope } from '#shared/errors.ts'
import { OneTimeLinkEnvelope, UserEnvelope, UsersEnvelope } from '#shared/users.ts'
import { newId } from '../db/id.ts'
import { type Answer, type Person, startApp, type TestApp } from '../test/harness.ts'
import { signInAgain } from '../test/sign-in.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.close())

const path = (id: string, more = '') => `/api/v1/users/${id}${more}`
const outcome = (answer: Answer) => [answer.status, ErrorEnvelope.parse(answer.body).error.code]
const list = async (query = '') => UsersEnvelope.parse((await app.api('GET', `/api/v1/users${query}`)).body).data
const get = async (id: string) => UserEnvelope.parse((await app.api('GET', path(id))).body).data
const patch = (id: string, change: unknown) => app.api('PATCH', path(id), change)
const secondFactor = (id: string) => app.database.db.execute(sql`update users set totp_secret = 'x' where id = ${id}`)
const signInWith = (person: Person) => app.anonymous('POST', '/api/v1/auth/login', { email: person.email, password: person.password })

describe('accounts', () => {
  it('are listed by name, with how many there are', async () => {
    const { users, total } = await list()
    const [bea, Ada] = [await app.as('viewer'), await app.as('editor')]
    await patch(bea.id, { name: 'bea' })
    await patch(Ada.id, { name: 'Ada' })
    const after = await list()
    expect(after.total).toBe(total + 2)
    const names = after.users.map(({ name }) => name)
    expect(names.indexOf('Ada')).toBeLessThan(names.indexOf('bea'))
    expect(users.map(({ id }) => id)).toContain(app.administrator.id)
    expect(after.users.find(({ id }) => id === Ada.id)).toMatchObject({
      email: Ada.email,
      role: 'editor',
      role_name: 'Editor',
      status: 'active',
      second_factor: false,
      language: null,
    })
    expect(after.users.find(({ id }) => id === Ada.id)?.last_sign_in_at).toMatch(/Z$/)
  })

  it('are found by part of a name or an address, whatever it holds', async () => {
    const person = await app.as('viewer')
    await patch(person.id, { name: '100%_林 Ünlü\\' })
    for (const part of ['%_', '林 Ü', 'ÜnLü', '\\', person.email.slice(0, -4).toUpperCase()])
      expect(
        (await list(`?q=${encodeURIComponent(part)}`)).users.map(({ id }) => id),
        part,
      ).toEqual([person.id])
    expect((await list('?q=%25%25')).users).toEqual([])
    expect((await list('?q=nobody-is-called-this')).total).toBe(0)
  })

  it('are shown by status; of the deleted only name and id are left', async () => {
    const [disabled, deleted] = [await app.as('viewer'), await app.as('editor')]
    await patch(disabled.id, { status: 'disabled' })
    await patch(deleted.id, { name: 'Was here' })
    const answer = await app.api('DELETE', path(deleted.id))
    const gone = { id: deleted.id, name: 'Was here', email: null, status: 'deleted', second_factor: false, last_sign_in_at: null }
    expect([answer.status, UserEnvelope.parse(answer.body).data]).toMatchObject([200, gone])
    const ids = async (query: string) => (await list(query)).users.map(({ id }) => id)
    expect(await ids('?status=disabled')).toEqual([disabled.id])
    expect(await ids('?status=deleted')).toEqual([deleted.id])
    expect(await ids('')).toContain(disabled.id)
    expect(await ids('')).not.toContain(deleted.id)
    expect(await ids('?status=active')).not.toContain(disabled.id)
    expect(await get(deleted.id)).toMatchObject(gone)
  })

  it('of nobody yet are not there', async () => {
    const placeholder = newId()
    await app.database.db.execute(sql`insert into users (id, name, status) values (${placeholder}, 'Placeholder', 'unclaimed')`)
    expect((await list('?q=Placeholder')).total).toBe(0)
    expect(outcome(await app.api('GET', path(placeholder)))).toEqual([404, 'USER_NOT_FOUND'])
    expect(outcome(await patch(placeholder, { name: 'x' }))).toEqual([404, 'USER_NOT_FOUND'])
    expect(outcome(await app.api('DELETE', path(placeholder)))).toEqual([404, 'USER_NOT_FOUND'])
  })

  it('answer the same at every address where there is none, and where one is deleted', async () => {
    const deleted = await app.as('viewer')
    await app.api('DELETE', path(deleted.id))
    for (const id of [randomUUID(), deleted.id]) {
      for (const [method, more, body] of [
        ['PATCH', '', { name: 'x' }],
        ['DELETE', ''],
        ['POST', '/reset-link'],
        ['POST', '/sessions/end-all'],
        ['POST', '/totp/disable'],
      ] as const)
        expect(outcome(await app.api(method, path(id, more), body)), `${method} ${more}`).toEqual([404, 'USER_NOT_FOUND'])
    }
    expect(outcome(await app.api('GET', path(randomUUID())))).toEqual([404, 'USER_NOT_FOUND'])
    expect((await app.api('GET', path('nobody'))).status).toBe(400)
  })

  it('change in name, role and status, and in nothing else', async () => {
    const person = await app.as('viewer')
    expect(UserEnvelope.parse((await patch(person.id, { name: '小满', role: 'editor' })).body).data).toMatchObject({ name: '小满', role: 'editor' })
    expect((await patch(person.id, {})).status).toBe(200)
    for (const change of [
      { email: 'x@example.com' },
      { id: randomUUID() },
      { status: 'deleted' },
      { status: 'unclaimed' },
      { name: '  ' },
      { name: 'x'.repeat(101) },
      { role: 'No' },
    ])
      expect((await patch(person.id, change)).status, JSON.stringify(change)).toBe(422)
    expect(outcome(await patch(person.id, { role: 'no-such-role' }))).toEqual([404, 'ROLE_NOT_FOUND'])
    expect(await get(person.id)).toMatchObject({ name: '小满', role: 'editor', status: 'active', email: person.email })
  })

  it('are for who manages them alone', async () => {
    const { id } = await app.as('viewer')
    for (const role of ['viewer', 'editor'])
      for (const [method, address] of [
        ['GET', '/api/v1/users'],
        ['GET', path(id)],
        ['PATCH', path(id)],
        ['DELETE', path(id)],
        ['GET', '/api/v1/users/invitations'],
        ['GET', '/api/v1/roles'],
      ] as const)
        expect(outcome(await (await app.as(role)).api(method, address, method === 'PATCH' ? { role: 'administrator' } : undefined))).toEqual([403, 'FORBIDDEN'])
    expect((await get(id)).role).toBe('viewer')
  })
})

describe('deleting', () => {
  it('takes the conversations, the credentials and the address; what the person made stays', async () => {
    const person = await app.as('editor')
    const other = await app.as('editor')
    for (const each of [person, other])
      expect((await each.api('POST', '/api/v1/chat/message', { message: 'Hello' }, { 'Idempotency-Key': randomUUID() })).status).toBe(200)
    await person.api('POST', '/api/v1/items', { name: 'Made by me' }, { 'Idempotency-Key': randomUUID() })
    await secondFactor(person.id)
    await app.database.db.execute(sql`insert into recovery_codes (user_id, hash) values (${person.id}, 'x')`)
    await app.database.db.execute(sql`insert into oidc_identities (issuer, subject, user_id) values ('https://login.example', ${person.id}, ${person.id})`)
    expect((await app.api('DELETE', path(person.id))).status).toBe(200)

    const { rows } = await app.database.db.execute(sql`select
      (select count(*)::int from chat_sessions where owner_id = ${person.id}) as chats,
      (select count(*)::int from chat_messages where owner_id = ${person.id}) as messages,
      (select count(*)::int from recovery_codes where user_id = ${person.id}) as codes,
      (select count(*)::int from oidc_identities where user_id = ${person.id}) as identities,
      (select count(*)::int from idempotency_keys where actor_id = ${person.id}) as answers,
      (select count(*)::int from auth_sessions where user_id = ${person.id} and ended_at is null) as sessions,
      (select count(*)::int from items where created_by = ${person.id}) as items,
      (select password_hash is null and totp_secret is null and email is null from users where id = ${person.id}) as bare`)
    expect(rows).toEqual([{ chats: 0, messages: 0, codes: 0, identities: 0, answers: 0, sessions: 0, items: 1, bare: true }])
    expect(ChatSessionsEnvelope.parse((await other.api('GET', '/api/v1/chat/sessions')).body).data.sessions).toHaveLength(1)
    expect(outcome(await signInWith(person))).toEqual([401, 'CREDENTIALS_WRONG'])
    // The address is free again, for another account.
    expect((await app.api('POST', '/api/v1/users/invitations', { email: person.email, role: 'viewer' })).status).toBe(201)
  })

  it('works for oneself', async () => {
    const second = await app.as('administrator')
    expect((await second.api('DELETE', path(second.id))).status).toBe(200)
    expect((await second.api('GET', '/api/v1/users')).status).toBe(401)
  })
})

describe('links to reset a password', () => {
  const link = async (id: string, headers?: Record<string, string>) => {
    const answer = await app.api('POST', path(id, '/reset-link'), undefined, headers)
    expect(answer.status).toBe(201)
    return OneTimeLinkEnvelope.parse(answer.body).data
  }
  const tokenOf = (url: string) => new URL(url).hash.slice(1)
  const reset = (token: string, password: string) => app.anonymous('POST', '/api/v1/auth/reset', { token, password })

  it('lead to the page that was asked, work once, and the second takes the place of the first', async () => {
    const person = await app.as('viewer')
    const [first, second] = [await link(person.id), await link(person.id)]
    expect(second.url).toMatch(new RegExp(`^${app.url}/reset#[\\w-]{43}$`))
    expect(outcome(await reset(tokenOf(first.url), randomUUID()))).toEqual([410, 'LINK_INVALID'])
    const password = randomUUID()
    expect((await reset(tokenOf(second.url), password)).status).toBe(200)
    expect(outcome(await reset(tokenOf(second.url), randomUUID()))).toEqual([410, 'LINK_INVALID'])
    expect((await signInAgain(app, { ...person, password })).userId).toBe(person.id)
    expect((await person.api('GET', '/api/v1/auth/me')).status).toBe(401)
  })

  it('are stored as a hash only, also where an Idempotency-Key asks to remember the answer', async () => {
    const person = await app.as('viewer')
    const key = { 'Idempotency-Key': randomUUID() }
    const [first, second] = [await link(person.id, key), await link(person.id, key)]
    expect(second.url).not.toBe(first.url)
    for (const table of ['sign_in_links', 'idempotency_keys', 'audit_entries', 'users']) {
      const { rows } = await app.database.db.execute(sql`select t::text as line from ${sql.raw(table)} t`)
      for (const { url } of [first, second]) expect(JSON.stringify(rows), table).not.toContain(tokenOf(url))
    }
  })

  it('are not made for a disabled account, and end with it', async () => {
    const person = await app.as('viewer')
    const { url } = await link(person.id)
    await patch(person.id, { status: 'disabled' })
    expect(outcome(await app.api('POST', path(person.id, '/reset-link')))).toEqual([422, 'VALIDATION_FAILED'])
    await patch(person.id, { status: 'active' })
    expect(outcome(await reset(tokenOf(url), randomUUID()))).toEqual([410, 'LINK_INVALID'])
  })

  it('are not made for oneself: the settings ask for the password', async () => {
    const { id } = app.administrator
    expect(outcome(await app.api('POST', path(id, '/reset-link')))).toEqual([403, 'FORBIDDEN'])
    await secondFactor(id)
    expect(outcome(await app.api('POST', path(id, '/totp/disable')))).toEqual([403, 'FORBIDDEN'])
    await app.database.db.execute(sql`update users set totp_secret = null where id = ${id}`)
  })
})

describe('the second factor of somebody', () => {
  it('is taken away once; a repetition with the same key gets the same answer', async () => {
    const person = await app.as('viewer')
    await secondFactor(person.id)
    expect((await get(person.id)).second_factor).toBe(true)
    const key = { 'Idempotency-Key': randomUUID() }
    const disable = (headers?: Record<string, string>) => app.api('POST', path(person.id, '/totp/disable'), undefined, headers)
    expect((await disable(key)).status).toBe(200)
    expect((await get(person.id)).second_factor).toBe(false)
    expect((await disable(key)).status).toBe(200)
    expect(outcome(await disable())).toEqual([409, 'SECOND_FACTOR_STATE'])
    expect((await signInWith(person)).status).toBe(200)
  })
})
