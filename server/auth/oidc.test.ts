import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issuerAt } from '../../e2e/identity-provider.ts'
import { readConfig } from '../config.ts'
import { ATTEMPT, type Company, type Jar, newJar, person, refusedFor, startCompany, visit } from '../test/company.ts'
import { startApp } from '../test/harness.ts'

const [REFUSED, EXPIRED, UNAVAILABLE] = [refusedFor('refused'), refusedFor('expired'), refusedFor('unavailable')]

let company: Company
beforeAll(async () => {
  company = await startCompany([])
})
afterAll(() => company.close())

/** Somebody new at the company. */
const join = (sub: string, claims: object = {}) => void company.provider.accounts.set(sub, { ...person(sub), ...claims })

describe('the way there', () => {
  it('carries state, nonce and an S256 challenge, and leads back to this very address', async () => {
    const jar = newJar()
    const address = new URL(await company.start(jar, '/items?q=1'))
    expect(address.origin).toBe(company.provider.issuer)
    expect(Object.fromEntries(address.searchParams)).toEqual({
      client_id: 'deskmate',
      response_type: 'code',
      scope: 'openid email profile',
      redirect_uri: `${company.app.url}/api/v1/auth/oidc/callback`,
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    })
  })

  it('is kept in a cookie that no page can read, nobody can read into, and that lasts ten minutes', async () => {
    const response = await visit(newJar(), `${company.app.url}/api/v1/auth/oidc/start`)
    const [line = '', ...more] = response.headers.getSetCookie()
    expect([response.status, more, response.headers.get('Cache-Control')]).toEqual([302, [], 'no-store'])
    expect(line).toMatch(/^__Host-deskmate-oidc=e1\.[\w.-]+; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
    const { searchParams } = new URL(response.headers.get('Location') ?? '')
    for (const name of ['state', 'nonce']) expect(Buffer.from(line.split('.')[2] ?? '', 'base64url').toString('latin1')).not.toContain(searchParams.get(name))
  })

  it('names the address that people type where there is one', async () => {
    const port = new URL(company.provider.issuer).port
    const app = await startApp({ PUBLIC_URL: 'https://desk.example.com', OIDC_ISSUER: issuerAt(Number(port)), OIDC_CLIENT_ID: 'deskmate' })
    const response = await visit(newJar(), `${app.url}/api/v1/auth/oidc/start`)
    expect(new URL(response.headers.get('Location') ?? '').searchParams.get('redirect_uri')).toBe('https://desk.example.com/api/v1/auth/oidc/callback')
    await app.close()
  })

  it.each([
    ['/items?q=%E4%B8%AD#end', '/items?q=%E4%B8%AD#end'],
    ['/chat/1', '/chat/1'],
    ['/items?q=中', '/items?q=%E4%B8%AD'],
    ['//evil.example/x', '/'],
    ['/\\evil.example', '/'],
    ['/\t/evil.example', '/'],
    ['/.//evil.example', '/'],
    ['https://evil.example/', '/'],
    ['javascript:alert(1)', '/'],
    ['items', '/'],
    ['', '/'],
    ['/api/v1/auth/oidc/start', '/'],
    [`/${'a'.repeat(2000)}`, '/'],
  ])('to %s ends at %s', async (wanted, end) => {
    join('next')
    expect(await company.signIn(newJar(), 'next', wanted)).toBe(end)
  })

  it('is none where no issuer is set; plain http is only for one on this machine', async () => {
    const app = await startApp()
    expect((await app.anonymous('GET', '/api/v1/auth/oidc/start')).status).toBe(404)
    expect((await app.anonymous('GET', '/api/v1/auth/oidc/callback?code=1&state=2')).status).toBe(404)
    await app.close()
    const read = (OIDC_ISSUER: string) => readConfig({ OIDC_ISSUER, OIDC_CLIENT_ID: 'deskmate' }, '').OIDC_ISSUER
    expect(() => read('http://login.company.example')).toThrow('OIDC_ISSUER must be https')
    expect(() => read('http://localhost.company.example')).toThrow('OIDC_ISSUER must be https')
    // As the issuer writes it: with a slash at the end it may be another one.
    for (const fine of ['http://localhost:4000', 'http://127.0.0.1/a', 'http://[::1]:4000/', 'https://login.company.example/t/']) expect(read(fine)).toBe(fine)
  })
})

describe('the way back', () => {
  /** Somebody at the company's door: signed in there, not yet here. */
  async function atTheDoor(next?: string): Promise<{ jar: Jar; way: string }> {
    join('door')
    const jar = newJar()
    return { jar, way: await company.atCompany(jar, await company.start(jar, next), 'door') }
  }
  const cookies = (jar: Jar) => jar.get(company.app.url) ?? new Map<string, string>()
  const changed = (way: string, name: string, value: string | null) => {
    const url = new URL(way)
    if (value === null) url.searchParams.delete(name)
    else url.searchParams.set(name, value)
    return url.href
  }

  it('is gone once: its cookie goes, and whoever kept both gets nothing', async () => {
    const { jar, way } = await atTheDoor('/items')
    const kept: Jar = new Map([[company.app.url, new Map(cookies(jar))]])
    expect(await company.back(jar, way)).toBe('/items')
    expect(cookies(jar).has(ATTEMPT)).toBe(false)
    expect(await company.back(jar, way)).toBe(EXPIRED)
    expect(await company.isIn(jar)).toBe(true)
    expect(await company.back(kept, way)).toBe(`${EXPIRED}&next=%2Fitems`)
    expect(await company.isIn(kept)).toBe(false)
    expect(await company.audited()).toEqual({ actor_id: null, action: 'auth.login_failed', detail: { method: 'oidc', reason: 'attempt' } })
  })

  it('is closed to a browser that did not set out, or set out for itself', async () => {
    const { way } = await atTheDoor()
    const stranger = newJar()
    expect(await company.back(stranger, way)).toBe(EXPIRED)
    await company.start(stranger)
    expect(await company.back(stranger, way)).toBe(EXPIRED)
    expect(await company.isIn(stranger)).toBe(false)
  })

  it('is closed with another state, and stays open for its own', async () => {
    const { jar, way } = await atTheDoor()
    for (const wrong of ['x', null]) expect(await company.back(jar, changed(way, 'state', wrong))).toBe(EXPIRED)
    expect(await company.back(jar, way)).toBe('/')
  })

  it.each([
    ['of another issuer', 'iss', 'https://login.evil.example'],
    ['of nobody', 'iss', null],
    ['with no code', 'code', null],
    ['with an ID token of its own', 'id_token', 'x.y.z'],
  ])('is closed %s', async (_, name, value) => {
    const { jar, way } = await atTheDoor()
    expect(await company.back(jar, changed(way, name, value))).toBe(REFUSED)
    expect(await company.isIn(jar)).toBe(false)
    // It was used, and is so for good.
    expect(await company.back(jar, way)).toBe(EXPIRED)
  })

  it("is closed with somebody else's code", async () => {
    const [mine, theirs] = [await atTheDoor(), await atTheDoor()]
    expect(await company.back(mine.jar, changed(mine.way, 'code', new URL(theirs.way).searchParams.get('code')))).toBe(EXPIRED)
    expect(await company.back(mine.jar, changed(mine.way, 'code', 'made-up'))).toBe(EXPIRED)
    expect(await company.isIn(mine.jar)).toBe(false)
  })

  it('is closed with the ID token of another nonce', async () => {
    join('door')
    const jar = newJar()
    const address = changed(await company.start(jar), 'nonce', 'another')
    expect(await company.back(jar, await company.atCompany(jar, address, 'door'))).toBe(REFUSED)
    expect(await company.audited()).toEqual({ actor_id: null, action: 'auth.login_failed', detail: { method: 'oidc', reason: 'invalid answer' } })
  })

  it('is closed with a cookie that was altered, made by somebody else, or is too old', async () => {
    const { secrets } = company.app
    const good = await atTheDoor()
    const sealed = cookies(good.jar).get(ATTEMPT) ?? ''
    const attempt: unknown = JSON.parse(secrets.decrypt(sealed, 'company sign-in'))
    const old = JSON.stringify(Object.assign({}, attempt, { until: Date.now() - 1 }))
    const last = sealed.at(-5) === 'A' ? 'B' : 'A'
    for (const wrong of [
      `${sealed.slice(0, -5)}${last}${sealed.slice(-4)}`,
      sealed.slice(0, 40),
      JSON.stringify(attempt),
      secrets.encrypt(JSON.stringify(attempt), 'something else'),
      secrets.encrypt(old, 'company sign-in'),
      secrets.encrypt('{}', 'company sign-in'),
    ]) {
      cookies(good.jar).set(ATTEMPT, encodeURIComponent(wrong))
      expect(await company.back(good.jar, good.way), wrong).toBe(EXPIRED)
    }
    cookies(good.jar).set(ATTEMPT, sealed)
    expect(await company.back(good.jar, good.way)).toBe('/')
  })

  it('says of a refusal over there that it was one, in no words but its own', async () => {
    join('door')
    const jar = newJar()
    const way = await company.atCompany(jar, await company.start(jar, '/items'), null)
    expect(new URL(way).searchParams.get('error_description')).toContain('<b>')
    expect(await company.back(jar, way)).toBe(`${REFUSED}&next=%2Fitems`)
    expect(await company.audited()).toEqual({ actor_id: null, action: 'auth.login_failed', detail: { method: 'oidc', reason: 'access_denied' } })
  })

  it('is closed to an ID token that the published keys did not sign', async () => {
    const between = await startCompany([person('ann')], { otherKeys: true, claimsIn: 'id_token' })
    expect(await between.signIn(newJar(), 'ann')).toBe(REFUSED)
    await between.close()
  })
})

it('an issuer that does not take the client secret is said to be unavailable: that is for whoever set it', async () => {
  const wrong = await startCompany([person('ann')], { settings: { OIDC_CLIENT_SECRET: ['not', 'it'].join('-') } })
  expect(await wrong.signIn(newJar(), 'ann')).toBe(UNAVAILABLE)
  await wrong.close()
})

it('an issuer that is away is said to be, and is found when it is back', async () => {
  const away = await startCompany([person('ann')])
  const jar = newJar()
  const way = await away.atCompany(jar, await away.start(jar), 'ann')
  await away.provider.close()
  expect(await away.back(jar, way)).toBe(UNAVAILABLE)
  // Where its endpoints are is known still.
  expect(await away.start(newJar())).toContain(away.provider.issuer)
  await away.app.close()

  const never = await startApp({ OIDC_ISSUER: away.provider.issuer, OIDC_CLIENT_ID: 'deskmate' })
  const start = async () => (await visit(newJar(), `${never.url}/api/v1/auth/oidc/start?next=/items`)).headers.get('Location')
  expect(await start()).toBe(`${UNAVAILABLE}&next=%2Fitems`)
  await away.provider.open()
  expect(await start()).toContain(away.provider.issuer)
  await never.close()
  await away.provider.close()
})
