import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ErrorEnvelope } from '#shared/errors.ts'
import { permissions } from '#shared/permissions.ts'
import { InvitationsEnvelope, RoleEnvelope, RolesEnvelope } from '#shared/users.ts'
import { newId } from '../db/id.ts'
import { type Answer, startApp, type TestApp } from '../test/harness.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp({ DEFAULT_ROLE: 'newcomer' })
})
afterAll(() => app.close())

const list = async () => RolesEnvelope.parse((await app.api('GET', '/api/v1/roles')).body).data.roles
const slug = () => `role-${newId().slice(-12)}`
const create = async (body: { slug: string; name?: string; permissions?: string[] }) => {
  const answer = await app.api('POST', '/api/v1/roles', { name: 'Helper', permissions: ['items:read'], ...body })
  expect(answer.status).toBe(201)
  return RoleEnvelope.parse(answer.body).data
}
const outcome = (answer: Answer) => [answer.status, ErrorEnvelope.parse(answer.body).error.code]
const at = (name: string) => `/api/v1/roles/${name}`

it('are those of every workspace, then one’s own', async () => {
  const own = await create({ slug: slug(), name: '客服', permissions: ['chat:use', 'items:read', 'chat:use'] })
  expect(own).toMatchObject({ name: '客服', permissions: ['items:read', 'chat:use'], built_in: false, users: 0 })
  const roles = await list()
  expect(roles.slice(0, 3)).toMatchObject([
    { slug: 'viewer', built_in: true },
    { slug: 'editor', built_in: true },
    { slug: 'administrator', built_in: true, permissions, users: 1 },
  ])
  expect(roles).toContainEqual(own)
})

it('count the accounts that have them, deleted ones not', async () => {
  const { slug: name } = await create({ slug: slug() })
  const [one, two] = [await app.as(name), await app.as(name)]
  const users = async () => (await list()).find((role) => role.slug === name)?.users
  expect(await users()).toBe(2)
  await app.api('PATCH', `/api/v1/users/${one.id}`, { status: 'disabled' })
  expect(await users()).toBe(2)
  expect(outcome(await app.api('DELETE', at(name)))).toEqual([409, 'ROLE_IN_USE'])
  for (const { id } of [one, two]) await app.api('DELETE', `/api/v1/users/${id}`)
  expect(await users()).toBe(0)
  expect((await app.api('DELETE', at(name))).status).toBe(200)
  expect((await list()).map((role) => role.slug)).not.toContain(name)
})

it('have one name each; of many at once one is made, and a repetition gets the first answer', async () => {
  const name = slug()
  const post = (headers?: Record<string, string>) => app.api('POST', '/api/v1/roles', { slug: name, name: 'One', permissions: [] }, headers)
  const key = { 'Idempotency-Key': randomUUID() }
  const first = await post(key)
  expect([first.status, first.headers.get('location')]).toEqual([201, at(name)])
  expect((await post(key)).status).toBe(201)
  const answers = await Promise.all(Array.from({ length: 10 }, () => post()))
  for (const answer of answers) expect(outcome(answer)).toEqual([409, 'ROLE_TAKEN'])
  expect((await list()).filter((role) => role.slug === name)).toHaveLength(1)
})

it('change in what is sent', async () => {
  const { slug: name } = await create({ slug: slug() })
  const change = async (body: unknown) => RoleEnvelope.parse((await app.api('PATCH', at(name), body)).body).data
  expect(await change({ name: 'Other' })).toMatchObject({ name: 'Other', permissions: ['items:read'] })
  expect(await change({ permissions: ['chat:use'] })).toMatchObject({ name: 'Other', permissions: ['chat:use'] })
  expect(await change({ permissions: [] })).toMatchObject({ permissions: [] })
  expect(await change({})).toMatchObject({ name: 'Other', permissions: [] })
})

it('of every workspace stay as they are', async () => {
  const before = await list()
  for (const name of ['viewer', 'editor', 'administrator']) {
    expect(outcome(await app.api('PATCH', at(name), { permissions: [...permissions] }))).toEqual([409, 'ROLE_BUILT_IN'])
    expect(outcome(await app.api('DELETE', at(name)))).toEqual([409, 'ROLE_BUILT_IN'])
  }
  expect(await list()).toEqual(before)
})

it('that there are not answer 404, what is none 400 or 422', async () => {
  expect(outcome(await app.api('PATCH', at('nobody'), { name: 'x' }))).toEqual([404, 'ROLE_NOT_FOUND'])
  expect(outcome(await app.api('DELETE', at('nobody')))).toEqual([404, 'ROLE_NOT_FOUND'])
  expect((await app.api('DELETE', at('No%20Slug'))).status).toBe(400)
  const { slug: name } = await create({ slug: slug() })
  for (const body of [{ permissions: ['everything'] }, { permissions: 'items:read' }, { name: '' }, { built_in: true }, { slug: 'x' }])
    expect((await app.api('PATCH', at(name), body)).status, JSON.stringify(body)).toBe(422)
  for (const body of [
    { slug: 'Über', name: 'x', permissions: [] },
    { slug: slug(), permissions: [] },
    { slug: slug(), name: 'x', permissions: ['root'] },
  ])
    expect((await app.api('POST', '/api/v1/roles', body)).status, JSON.stringify(body)).toBe(422)
})

it('take the invitations to them along', async () => {
  const { slug: name } = await create({ slug: slug() })
  const email = `${newId()}@example.com`
  expect((await app.api('POST', '/api/v1/users/invitations', { email, role: name })).status).toBe(201)
  expect((await app.api('DELETE', at(name))).status).toBe(200)
  const { invitations } = InvitationsEnvelope.parse((await app.api('GET', '/api/v1/users/invitations')).body).data
  expect(invitations.map((each) => each.email)).not.toContain(email)
})

it('that accounts get which nobody invited are in use', async () => {
  await create({ slug: 'newcomer' })
  expect(outcome(await app.api('DELETE', at('newcomer')))).toEqual([409, 'ROLE_IN_USE'])
})

it('are a hundred at most, which is said in either language', async () => {
  const answers: Answer[] = []
  for (let n = (await list()).length; n <= 100; n++)
    answers.push(await app.api('POST', '/api/v1/roles', { slug: slug(), name: 'One of many', permissions: [] }, { 'Accept-Language': 'en' }))
  const refused = (answer: Answer | undefined) => ErrorEnvelope.parse(answer?.body).error
  expect(answers.slice(0, -1).map(({ status }) => status)).not.toContain(422)
  expect(refused(answers.at(-1))).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ path: '', message: '100 roles are the most.' }] })
  const again = await app.api('POST', '/api/v1/roles', { slug: slug(), name: 'One of many', permissions: [] }, { 'Accept-Language': 'zh-CN' })
  expect(refused(again)).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ path: '', message: '角色最多 100 个。' }] })
})
