import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TokensEnvelope } from '#shared/auth.ts'
import { ErrorEnvelope } from '#shared/errors.ts'
import { InvitationEnvelope, InvitationsEnvelope } from '#shared/users.ts'
import { newId } from '../db/id.ts'
import { type Answer, startApp, type TestApp } from '../test/harness.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.close())

const address = '/api/v1/users/invitations'
const someone = () => `${newId()}@example.com`
const invite = (body: unknown, headers?: Record<string, string>) => app.api('POST', address, body, headers)
const invited = async (email: string, role = 'viewer') => {
  const answer = await invite({ email, role })
  expect(answer.status).toBe(201)
  return InvitationEnvelope.parse(answer.body).data
}
const open = async () => InvitationsEnvelope.parse((await app.api('GET', address)).body).data.invitations
const tokenOf = (url: string) => new URL(url).hash.slice(1)
const accept = (token: string) => app.anonymous('POST', '/api/v1/auth/invitations/accept', { token, name: 'New', password: randomUUID() })
const outcome = (answer: Answer) => [answer.status, ErrorEnvelope.parse(answer.body).error.code]

it('lets somebody in as what they were invited as, once', async () => {
  const email = someone()
  const { invitation, link } = await invited(email.toUpperCase(), 'editor')
  expect(invitation).toMatchObject({ email, role: 'editor', invited_by: 'Admin' })
  expect(link.url).toMatch(new RegExp(`^${app.url}/invite#[\\w-]{43}$`))
  expect(link.expires_at).toBe(invitation.expires_at)
  expect((await open())[0]).toEqual(invitation)
  const answers = await Promise.all(Array.from({ length: 10 }, () => accept(tokenOf(link.url))))
  const won = answers.filter(({ status }) => status === 201)
  expect(won.map(({ body }) => TokensEnvelope.parse(body).data.user)).toMatchObject([{ email, role: 'editor' }])
  expect(answers.filter(({ status }) => status !== 201).map(({ status }) => status)).toEqual(Array(9).fill(410))
  expect(await open()).not.toContainEqual(invitation)
  expect(outcome(await app.api('DELETE', `${address}/${invitation.id}`))).toEqual([404, 'INVITATION_NOT_FOUND'])
})

it('counts the second of two to the same address, also of many at once', async () => {
  const email = someone()
  const [first, second] = [await invited(email, 'editor'), await invited(email.toUpperCase())]
  expect((await open()).filter((each) => each.email === email)).toEqual([second.invitation])
  expect(outcome(await accept(tokenOf(first.link.url)))).toEqual([410, 'LINK_INVALID'])
  const many = await Promise.all(Array.from({ length: 10 }, () => invited(email)))
  expect((await open()).filter((each) => each.email === email)).toHaveLength(1)
  const accepted = []
  for (const { link } of many) accepted.push((await accept(tokenOf(link.url))).status)
  expect(accepted).toHaveLength(10)
  expect(accepted.filter((status) => status === 201)).toHaveLength(1)
  expect(accepted.filter((status) => status === 410)).toHaveLength(9)
})

it('is not for an address that has an account, active or disabled', async () => {
  const person = await app.as('viewer')
  const taken = async () => outcome(await invite({ email: person.email.toUpperCase(), role: 'viewer' }))
  expect(await taken()).toEqual([409, 'EMAIL_TAKEN'])
  await app.api('PATCH', `/api/v1/users/${person.id}`, { status: 'disabled' })
  expect(await taken()).toEqual([409, 'EMAIL_TAKEN'])
})

it('is taken back, and runs out', async () => {
  const taken = await invited(someone())
  expect((await app.api('DELETE', `${address}/${taken.invitation.id}`)).status).toBe(200)
  const late = await invited(someone())
  await app.database.db.execute(sql`update sign_in_links set expires_at = now() where id = ${late.invitation.id}`)
  for (const { invitation, link } of [taken, late]) {
    expect((await open()).map(({ id }) => id)).not.toContain(invitation.id)
    expect(outcome(await accept(tokenOf(link.url)))).toEqual([410, 'LINK_INVALID'])
    expect(outcome(await app.api('DELETE', `${address}/${invitation.id}`))).toEqual([404, 'INVITATION_NOT_FOUND'])
  }
})

it('is no way to end other links', async () => {
  const person = await app.as('viewer')
  await app.api('POST', `/api/v1/users/${person.id}/reset-link`)
  const { rows } = await app.database.db.execute(sql`select id from sign_in_links where user_id = ${person.id}`)
  for (const id of [String(rows[0]?.['id']), randomUUID()]) expect(outcome(await app.api('DELETE', `${address}/${id}`))).toEqual([404, 'INVITATION_NOT_FOUND'])
})

it('stores no token, also where an Idempotency-Key asks to remember the answer', async () => {
  const email = someone()
  const key = { 'Idempotency-Key': randomUUID() }
  const links = []
  for (const answer of [await invite({ email, role: 'viewer' }, key), await invite({ email, role: 'viewer' }, key)]) {
    expect(answer.headers.get('cache-control')).toContain('no-store')
    links.push(InvitationEnvelope.parse(answer.body).data.link.url)
  }
  expect(new Set(links).size).toBe(2)
  for (const table of ['sign_in_links', 'idempotency_keys', 'audit_entries']) {
    const { rows } = await app.database.db.execute(sql`select t::text as line from ${sql.raw(table)} t`)
    for (const url of links) expect(JSON.stringify(rows), table).not.toContain(tokenOf(url))
  }
})

it('needs an address and a role that there are', async () => {
  for (const body of [
    {},
    { email: 'x', role: 'viewer' },
    { email: 'a b@example.com', role: 'viewer' },
    { email: someone() },
    { email: someone(), role: 'viewer', id: randomUUID() },
  ])
    expect(outcome(await invite(body))).toEqual([422, 'VALIDATION_FAILED'])
  expect(outcome(await invite({ email: someone(), role: 'nobody' }))).toEqual([404, 'ROLE_NOT_FOUND'])
})

it('has the address of PUBLIC_URL in its link, where one is set', async () => {
  const other = await startApp({ PUBLIC_URL: 'https://desk.example.com/' })
  const answer = await other.api('POST', address, { email: someone(), role: 'viewer' })
  expect(InvitationEnvelope.parse(answer.body).data.link.url).toMatch(/^https:\/\/desk\.example\.com\/invite#[\w-]{43}$/)
  await other.close()
})
