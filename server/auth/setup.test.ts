import { sql } from 'drizzle-orm'
import { afterEach, expect, it } from 'vitest'
import { SignInOptionsEnvelope, TokensEnvelope } from '#shared/auth.ts'
import { ErrorEnvelope } from '#shared/errors.ts'
import { startApp, type TestApp } from '../test/harness.ts'
import { createLink } from './links.ts'

let app: TestApp
afterEach(() => app.close())

const password = ['long', 'enough', 'and', 'rare'].join(' ')
const codeOf = (body: unknown) => ErrorEnvelope.parse(body).error.code
/** As the workspace was before its first administrator, who here is made by the harness. */
async function fresh(): Promise<string> {
  app = await startApp()
  await app.database.db.execute(sql`delete from auth_sessions`)
  await app.database.db.execute(sql`update users set status = 'unclaimed', email = null, password_hash = null`)
  return (await createLink(app.database.db, { purpose: 'setup', createdBy: null })).token
}
const setUp = (token: string, email = 'first@example.com') => app.anonymous('POST', '/api/v1/auth/setup', { token, email, name: 'First', password })

it('of twenty first set-ups at once, one makes the administrator', async () => {
  const token = await fresh()
  expect(SignInOptionsEnvelope.parse((await app.anonymous('GET', '/api/v1/auth/options')).body).data.needs_setup).toBe(true)
  const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => setUp(token, `person${at}@example.com`)))
  const won = answers.filter(({ status }) => status === 201)
  expect(won).toHaveLength(1)
  for (const answer of answers) if (answer.status !== 201) expect([409, 'ALREADY_SET_UP']).toEqual([answer.status, codeOf(answer.body)])
  const { rows } = await app.database.db.execute(sql`select email from users where status = 'active'`)
  expect(rows).toEqual([{ email: TokensEnvelope.parse(won[0]?.body).data.user.email }])
  expect(SignInOptionsEnvelope.parse((await app.anonymous('GET', '/api/v1/auth/options')).body).data.needs_setup).toBe(false)
})

it('nobody sets up without the link, or with one that was used or is for something else', async () => {
  const token = await fresh()
  const other = await createLink(app.database.db, { purpose: 'invitation', createdBy: null, email: 'x@example.com', role: 'administrator' })
  for (const wrong of ['a'.repeat(43), other.token]) expect(codeOf((await setUp(wrong)).body)).toBe('LINK_INVALID')
  expect((await setUp('short')).status).toBe(422)
  expect((await setUp(token)).status).toBe(201)
  expect(codeOf((await setUp(token)).body)).toBe('ALREADY_SET_UP')
})

it('what everybody tries first is no password, nor is a name with digits about it', async () => {
  app = await startApp({ REGISTRATION: 'open' })
  const first = ['password', 'iloveyou', 'qwertyuiop', '88888888', '1234567']
  const names = ['Deskmate2026!', '同桌-12345678', 'Lin.Wei-1987', '1linwei@example.com', '林小薇 20261125']
  for (const password of [...first, ...names]) {
    const answer = await app.anonymous('POST', '/api/v1/auth/register', { email: 'linwei@example.com', name: '林小薇', password })
    expect([password, answer.status]).toEqual([password, 422])
    expect(JSON.stringify(answer.body)).toContain('"path":"password"')
  }
})

it('passwords are taken as they are: nothing is trimmed, folded or cut off', async () => {
  app = await startApp({ REGISTRATION: 'open' })
  const long = `${'密码 '.repeat(60)}a`
  expect((await app.anonymous('POST', '/api/v1/auth/register', { email: 'New@Example.com', name: 'New', password: ` ${long}` })).status).toBe(201)
  const tryIt = async (given: string) => (await app.anonymous('POST', '/api/v1/auth/login', { email: 'new@example.COM', password: given })).status
  expect(await tryIt(` ${long}`)).toBe(200)
  for (const wrong of [long, ` ${long} `, ` ${long.slice(0, -1)}b`, ` ${long}`.toUpperCase(), ` ${long}`.slice(0, 72)]) expect(await tryIt(wrong)).toBe(401)
})

it('an unknown address and a wrong password have the same answer; registration is closed unless it is opened, and no address is taken twice', async () => {
  app = await startApp()
  const answers = await Promise.all([
    app.anonymous('POST', '/api/v1/auth/login', { email: 'nobody@example.com', password }),
    app.anonymous('POST', '/api/v1/auth/login', { email: app.administrator.email, password }),
  ])
  const plain = answers.map(({ status, body }) => [status, { ...ErrorEnvelope.parse(body).error, request_id: '' }])
  expect(plain[0]).toEqual(plain[1])
  const newcomer = { email: 'new@example.com', name: 'New', password }
  expect(codeOf((await app.anonymous('POST', '/api/v1/auth/register', newcomer)).body)).toBe('REGISTRATION_CLOSED')
  await app.close()
  app = await startApp({ REGISTRATION: 'open' })
  const both = await Promise.all([1, 2].map(() => app.anonymous('POST', '/api/v1/auth/register', newcomer)))
  expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 409])
})
