import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ErrorEnvelope } from '#shared/errors.ts'
import { type Person, startApp, type TestApp } from '../test/harness.ts'
import { ACCESS, cookieHeader, cookiesOf, opens, REFRESH, refreshWith, signInAgain } from '../test/sign-in.ts'

let app: TestApp
let person: Person
beforeAll(async () => {
  app = await startApp()
  person = await app.as('editor')
})
afterAll(() => app.close())

const codeOf = (body: unknown) => ErrorEnvelope.parse(body).error.code

describe('refresh tokens', () => {
  it('are exchanged at each use, in a cookie that pages cannot read', async () => {
    const { refresh } = await signInAgain(app, person)
    const answer = await refreshWith(app, refresh)
    expect(answer.status).toBe(200)
    const lines = answer.headers.getSetCookie()
    expect(lines).toHaveLength(2)
    for (const line of lines) expect(line).toMatch(/^__Host-.*; Path=\/; HttpOnly; Secure; SameSite=Strict/)
    expect(JSON.stringify(answer.body)).not.toContain(cookiesOf(answer)[REFRESH])
    expect(cookiesOf(answer)[REFRESH]).not.toBe(refresh)
    expect((await refreshWith(app, cookiesOf(answer)[REFRESH] ?? '')).status).toBe(200)
  })

  it('that come back end their family, also what it was exchanged for', async () => {
    const { refresh, access } = await signInAgain(app, person)
    const next = await refreshWith(app, refresh)
    const replayed = await refreshWith(app, refresh)
    expect([replayed.status, codeOf(replayed.body)]).toEqual([401, 'TOKEN_INVALID'])
    expect((await refreshWith(app, cookiesOf(next)[REFRESH] ?? '')).status).toBe(401)
    expect(await opens(app, access)).toBe(401)
    expect(await opens(app, cookiesOf(next)[ACCESS] ?? '')).toBe(401)
    // Other sign-ins of the person go on.
    expect((await person.api('GET', '/api/v1/auth/me')).status).toBe(200)
  })

  it.each([1, 2, 3])('that 50 send at once leave exactly one live child (%i)', async () => {
    const { refresh, access } = await signInAgain(app, person)
    // Connected before, so that they are sent at once, and not one by one as connections come to stand.
    await Promise.all(Array.from({ length: 50 }, () => app.anonymous('GET', '/healthz')))
    const answers = await Promise.all(Array.from({ length: 50 }, () => refreshWith(app, refresh)))
    const won = answers.filter((answer) => answer.status === 200)
    expect(won).toHaveLength(1)
    expect(new Set(answers.filter((answer) => answer.status !== 200).map((answer) => codeOf(answer.body)))).toEqual(new Set(['REFRESH_SUPERSEDED']))
    expect(await opens(app, access)).toBe(200)
    const child = cookiesOf(won[0] ?? answers[0] ?? (await refreshWith(app, refresh)))[REFRESH] ?? ''
    expect((await refreshWith(app, child)).status).toBe(200)
    // Only a race is forgiven: the child of a race is not used twice either.
    expect((await refreshWith(app, child)).status).toBe(401)
  })

  it('are no access tokens, nor the reverse', async () => {
    const { refresh, access } = await signInAgain(app, person)
    expect(await opens(app, refresh)).toBe(401)
    expect((await refreshWith(app, access)).status).toBe(401)
    const swapped = cookieHeader({ [ACCESS]: refresh })
    expect((await app.anonymous('GET', '/api/v1/auth/me', undefined, { Cookie: swapped })).status).toBe(401)
  })

  it('end with logging out, which never fails', async () => {
    const { refresh, access } = await signInAgain(app, person)
    const out = await app.anonymous('POST', '/api/v1/auth/logout', undefined, { Cookie: cookieHeader({ [REFRESH]: refresh }) })
    expect(out.status).toBe(200)
    expect(cookiesOf(out)).toEqual({ [ACCESS]: '', [REFRESH]: '' })
    expect(await opens(app, access)).toBe(401)
    expect((await refreshWith(app, refresh)).status).toBe(401)
    expect((await app.anonymous('POST', '/api/v1/auth/logout')).status).toBe(200)
  })

  it('end when the same browser signs in anew, whoever it is', async () => {
    const kept = await signInAgain(app, person)
    const former = await signInAgain(app, person)
    const other = await app.as('viewer')
    const body = { email: other.email, password: other.password }
    const headers = { Cookie: cookieHeader({ [REFRESH]: former.refresh }) }
    expect((await app.anonymous('POST', '/api/v1/auth/login', { ...body, password: 'wrong password' }, headers)).status).toBe(401)
    expect(await opens(app, former.access)).toBe(200)
    expect((await app.anonymous('POST', '/api/v1/auth/login', body, headers)).status).toBe(200)
    expect((await refreshWith(app, former.refresh)).status).toBe(401)
    expect((await refreshWith(app, kept.refresh)).status).toBe(200)
  })

  it('are nothing to a page elsewhere', async () => {
    const { refresh, access } = await signInAgain(app, person)
    const Cookie = cookieHeader({ [ACCESS]: access, [REFRESH]: refresh })
    for (const headers of [{ Origin: 'https://elsewhere.example' }, { 'Sec-Fetch-Site': 'cross-site' }]) {
      expect((await app.anonymous('POST', '/api/v1/auth/refresh', undefined, { Cookie, ...headers })).status).toBe(403)
      expect((await app.anonymous('POST', '/api/v1/items', { name: 'x' }, { Cookie, ...headers })).status).toBe(403)
    }
    expect((await app.anonymous('GET', '/api/v1/items', undefined, { Cookie, 'Sec-Fetch-Site': 'cross-site' })).status).toBe(401)
    expect((await refreshWith(app, refresh)).status).toBe(200)
  })
})
