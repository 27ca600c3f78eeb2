import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AuditPageEnvelope } from '#shared/audit.ts'
import { ChatSessionsEnvelope } from '#shared/chat.ts'
import { ItemEnvelope, ItemHistoryEnvelope } from '#shared/items.ts'
import { newId } from '../db/id.ts'
import { startApp, type TestApp } from '../test/harness.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.close())

const find = async (query: string) => AuditPageEnvelope.parse((await app.api('GET', `/api/v1/audit?limit=200&${query}`)).body).data.entries
const run = async (statement: ReturnType<typeof sql>) => (await app.database.db.execute(statement)).rows
const create = async (name: string) => ItemEnvelope.parse((await app.api('POST', '/api/v1/items', { name, description: 'first' })).body).data

describe('items', () => {
  it('every change is an entry with before, after, who and from where', async () => {
    const { id } = await create('audited')
    await app.api('PUT', `/api/v1/items/${id}`, { description: 'second' })
    await app.api('PUT', `/api/v1/items/${id}`, { description: 'second' })
    await app.api('DELETE', `/api/v1/items/${id}`)
    await app.api('POST', `/api/v1/items/${id}/restore`)
    const entries = await find(`target_type=item&target_id=${id}`)
    const row = (description: string) => ({ name: 'audited', description })
    const trashed = { ...row('second'), deleted_at: expect.any(String) }
    expect(entries.map(({ action, before, after }) => [action, before, after])).toEqual([
      ['item.restore', trashed, row('second')],
      ['item.delete', row('second'), trashed],
      ['item.update', row('first'), row('second')],
      ['item.create', null, row('first')],
    ])
    for (const entry of entries) expect(entry).toMatchObject({ actor_id: app.administrator.id, actor_name: 'Admin' })
    expect(new Set(entries.map(({ source }) => source))).toEqual(new Set(['api']))
  })

  it('with an API key the source says so', async () => {
    const key = (await app.api('POST', '/api/v1/api-keys', { name: 'import', scopes: ['items:write'], expires_in_days: 1 })).body
    const secret = JSON.stringify(key)
      .match(/dm_[\w-]+/g)
      ?.find((text) => text.length > 20)
    const item = await app.api('POST', '/api/v1/items', { name: 'by key' }, { Authorization: `Bearer ${secret}` })
    const [entry] = await find(`target_type=item&target_id=${ItemEnvelope.parse(item.body).data.id}`)
    expect(entry).toMatchObject({ source: 'api-key', actor_id: app.administrator.id })
    const [made] = await find('action=api_key.create')
    expect(made?.after).toMatchObject({ name: 'import', scopes: ['items:write'] })
    expect(made?.after).not.toHaveProperty('hash')
  })

  it('past the program is source database, nobody, and still in the history; a purge takes the history out of reach', async () => {
    const { id } = await create('by hand')
    await run(sql`update items set name = 'by another hand' where id = ${id}`)
    const [entry] = await find(`target_type=item&target_id=${id}`)
    expect(entry).toMatchObject({ action: 'item.update', source: 'database', actor_id: null, actor_name: null })
    const history = () => app.api('GET', `/api/v1/items/${id}/history`)
    const { changes } = ItemHistoryEnvelope.parse((await history()).body).data
    expect(changes.map(({ version, operation, actor_id }) => [version, operation, actor_id])).toEqual([
      [2, 'update', null],
      [1, 'create', app.administrator.id],
    ])
    await run(sql`delete from items where id = ${id}`)
    expect((await find(`target_type=item&target_id=${id}`))[0]).toMatchObject({ action: 'item.purge', before: { name: 'by another hand' }, after: null })
    expect((await history()).status).toBe(404)
  })
})

describe('accounts', () => {
  const addUser = async (email: string) => {
    const id = newId()
    await run(sql`insert into users (id, name, email, role, password_hash) values (${id}, 'Lin', ${email}, 'editor', 'h1')`)
    return id
  }
  const of = (id: string) => find(`target_type=user&target_id=${id}`)

  it('role, status and name are told; secrets only that they changed', async () => {
    const id = await addUser('lin@example.com')
    await run(sql`update users set role = 'viewer' where id = ${id}`)
    await run(sql`update users set password_hash = 'h2', totp_secret = 'enc' where id = ${id}`)
    await run(sql`update users set totp_secret = null where id = ${id}`)
    await run(sql`update users set last_sign_in_at = now(), updated_at = now(), totp_step = 7, totp_pending = 'p' where id = ${id}`)
    await run(sql`update users set status = 'disabled' where id = ${id}`)
    await run(sql`update users set status = 'active' where id = ${id}`)
    await run(sql`update users set status = 'deleted', email = null where id = ${id}`)
    const entries = await of(id)
    expect(entries.map(({ action, detail }) => [action, detail])).toEqual([
      ['user.delete', {}],
      ['user.enable', {}],
      ['user.disable', {}],
      ['user.update', { second_factor_changed: true, second_factor: false }],
      ['user.update', { password_changed: true, second_factor_changed: true, second_factor: true }],
      ['user.update', {}],
      ['user.create', {}],
    ])
    expect(entries.at(-2)).toMatchObject({ before: { role: 'editor' }, after: { role: 'viewer', email: 'lin@example.com' } })
    expect(JSON.stringify(entries)).not.toMatch(/"h1"|"h2"|"enc"|totp|hash/)
  })

  it('sessions, keys and links begin and end; their bookkeeping and tidying is nothing', async () => {
    const user = await addUser('sessions@example.com')
    const [session, key, link] = [newId(), newId(), newId()]
    await run(sql`insert into auth_sessions (id, user_id, method, device, address, expires_at)
      values (${session}, ${user}, 'password', 'Firefox', '::1', now() + interval '1 day')`)
    await run(sql`update auth_sessions set last_used_at = now() + interval '1 minute' where id = ${session}`)
    await run(sql`update auth_sessions set ended_at = now(), end_reason = 'logout' where id = ${session}`)
    await run(sql`delete from auth_sessions where id = ${session}`)
    const actions = async (type: string, id: string) => (await find(`target_type=${type}&target_id=${id}`)).map(({ action }) => action)
    expect(await actions('session', session)).toEqual(['session.end', 'session.create'])

    await run(sql`insert into api_keys (id, user_id, name, prefix, hash, scopes) values (${key}, ${user}, 'ci', 'dm_ab', 'h', '{items:read}')`)
    await run(sql`update api_keys set last_used_at = now() where id = ${key}`)
    await run(sql`insert into sign_in_links (id, hash, purpose, user_id, expires_at) values (${link}, ${link}, 'reset', ${user}, now() + interval '1 hour')`)
    // With the person everything of theirs goes.
    await run(sql`delete from users where id = ${user}`)
    expect(await actions('api_key', key)).toEqual(['api_key.end', 'api_key.create'])
    expect(await actions('reset_link', link)).toEqual(['reset_link.end', 'reset_link.create'])
    expect((await actions('user', user))[0]).toBe('user.delete')
  })

  it('roles, company identities and signing keys', async () => {
    const user = await addUser('others@example.com')
    await run(sql`insert into roles (slug, name, permissions) values ('clerk', 'Clerk', '{items:read}')`)
    await run(sql`update roles set permissions = '{items:read,items:write}' where slug = 'clerk'`)
    await run(sql`update roles set updated_at = now() where slug = 'clerk'`)
    expect((await find('target_type=role&target_id=clerk')).map(({ action, before }) => [action, before])).toEqual([
      ['role.update', { name: 'Clerk', permissions: ['items:read'], built_in: false }],
      ['role.create', null],
    ])
    await run(sql`insert into oidc_identities (issuer, subject, user_id) values ('https://issuer.example', 's', ${user})`)
    expect((await find(`target_type=identity&target_id=${user}`))[0]?.after).toEqual({ issuer: 'https://issuer.example', subject: 's', user_id: user })
    await run(sql`insert into signing_keys (kid, public_key, private_key) values ('k1', '{}', 'p')`)
    await run(sql`update signing_keys set retired_at = now() where kid = 'k1'`)
    const keys = await find('target_type=signing_key&target_id=k1')
    expect(keys.map(({ action }) => action)).toEqual(['signing_key.retire', 'signing_key.create'])
    expect(JSON.stringify(keys)).not.toContain('private')
  })
})

it('conversations: begun, renamed, deleted, and nothing of what was said', async () => {
  await app.api('POST', '/api/v1/chat/message', { message: 'a secret question' })
  const { sessions } = ChatSessionsEnvelope.parse((await app.api('GET', '/api/v1/chat/sessions')).body).data
  const id = sessions[0]?.id ?? ''
  await app.api('PATCH', `/api/v1/chat/sessions/${id}`, { title: 'Plans' })
  await app.api('DELETE', `/api/v1/chat/sessions/${id}`)
  const entries = await find(`target_type=chat&target_id=${id}`)
  expect(entries.map(({ action, actor_id, source }) => [action, actor_id, source])).toEqual(
    ['chat.delete', 'chat.rename', 'chat.create'].map((action) => [action, app.administrator.id, 'api']),
  )
  expect(entries.at(-1)?.after).toEqual({ owner_id: app.administrator.id })
  expect(entries[0]?.before).toEqual({ owner_id: app.administrator.id, title: 'Plans' })
})

it('who acts is forgotten with the transaction', async () => {
  const { id } = await create('mine')
  await app.database.db.transaction(async (tx) => {
    await tx.execute(sql`select acting(${app.administrator.id}::uuid, 'import')`)
    await tx.execute(sql`update items set name = 'theirs' where id = ${id}`)
  })
  await run(sql`update items set name = 'nobody''s' where id = ${id}`)
  expect((await find(`target_type=item&target_id=${id}`)).map(({ source, actor_id }) => [source, actor_id === null])).toEqual([
    ['database', true],
    ['import', false],
    ['api', false],
  ])
})
