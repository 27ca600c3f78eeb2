import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { sql } from 'drizzle-orm'
import { exportJWK, exportSPKI, generateKeyPair, importJWK, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { JwksEnvelope } from '#shared/auth.ts'
import { startApp, type TestApp } from '../test/harness.ts'
import { opens, refreshWith, signInAgain } from '../test/sign-in.ts'

let app: TestApp
let sessionId = ''
let userId = ''
let kid = ''
/** The program's own private key, as only a test can have it: what is wrong with a token is then one thing alone. */
let key: CryptoKey
beforeAll(async () => {
  app = await startApp()
  const { rows } = await app.database.db.execute(sql`select kid, private_key from signing_keys`)
  const [row] = z.array(z.object({ kid: z.string(), private_key: z.string() })).parse(rows)
  kid = row?.kid ?? ''
  const imported = await importJWK(z.looseObject({}).parse(JSON.parse(app.secrets.decrypt(row?.private_key ?? '', `signing key ${kid}`))), 'ES256')
  if (imported instanceof Uint8Array) throw new Error('not a key pair')
  key = imported
  const [, payload = ''] = app.administrator.token.split('.')
  const claims = z.object({ sid: z.string(), sub: z.string() }).parse(JSON.parse(Buffer.from(payload, 'base64url').toString()))
  sessionId = claims.sid
  userId = claims.sub
})
afterAll(() => app.close())

const now = () => Math.floor(Date.now() / 1000)
const good = (): JWTPayload => ({ sid: sessionId, sub: userId, iss: 'deskmate', aud: 'deskmate-api', iat: now(), nbf: now(), exp: now() + 300 })
const header = (): JWTHeaderParameters => ({ alg: 'ES256', kid, typ: 'at+jwt' })
const signed = (payload: { [name in keyof JWTPayload]?: JWTPayload[name] | undefined } = {}, extra: object = {}, by = key) =>
  new SignJWT(Object.fromEntries(Object.entries({ ...good(), ...payload }).filter(([, value]) => value !== undefined)))
    .setProtectedHeader({ ...header(), ...extra })
    .sign(by)
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('access tokens', () => {
  it('made by these rules open the door', async () => expect(await opens(app, await signed())).toBe(200))

  it.each<[string, () => Promise<string>]>([
    ['alg none', async () => `${part({ ...header(), alg: 'none' })}.${part(good())}.`],
    ['alg None, unsigned', async () => `${part({ ...header(), alg: 'NONE' })}.${part(good())}.`],
    ['no signature', async () => (await signed()).replace(/[^.]+$/, '')],
    [
      'HS256 with the public key as its secret',
      async () => {
        const [jwk] = JwksEnvelope.parse((await app.anonymous('GET', '/.well-known/jwks.json')).body).keys
        const publicKey = await importJWK({ ...jwk }, 'ES256', { extractable: true })
        if (publicKey instanceof Uint8Array) throw new Error('not a public key')
        const input = `${part({ ...header(), alg: 'HS256' })}.${part(good())}`
        return `${input}.${createHmac('sha256', await exportSPKI(publicKey))
          .update(input)
          .digest('base64url')}`
      },
    ],
    ['another issuer', () => signed({ iss: 'elsewhere' })],
    ['another audience', () => signed({ aud: 'elsewhere' })],
    ['another type', () => signed({}, { typ: 'JWT' })],
    ['a type that is missing', () => signed({}, { typ: undefined })],
    ['expired', () => signed({ exp: now() - 60 })],
    ['no end', () => signed({ exp: undefined })],
    ['not yet', () => signed({ nbf: now() + 600 })],
    ['another person in the same session', () => signed({ sub: '019abf00-0000-7000-8000-000000000000' })],
    ['a session that is none', () => signed({ sid: '019abf00-0000-7000-8000-000000000000' })],
    ['a session that is no id', () => signed({ sid: "' or true --" })],
    ['no key name', () => signed({}, { kid: undefined })],
    ['an unknown key name', () => signed({}, { kid: 'unknown' })],
    ['a key name like a path', () => signed({}, { kid: '../../../dev/null' })],
    ['a critical extension', async () => `${part({ ...header(), crit: ['x'], x: 1 })}.${(await signed()).split('.').slice(1).join('.')}`],
    ['altered content', async () => (await signed()).replace(/\.[^.]+\./, `.${part({ ...good(), sub: '019abf00-0000-7000-8000-000000000000' })}.`)],
    ['no token', async () => 'x'],
    ['an empty one', async () => ''],
    ['ten thousand characters', async () => 'a'.repeat(10_000)],
  ])('%s: 401', async (_name, make) => expect(await opens(app, await make())).toBe(401))

  it('with a key of their own, embedded or by address: 401, and nobody is asked for it', async () => {
    let asked = 0
    const server = createServer((_request, response) => {
      asked++
      response.end('{"keys":[]}')
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = z.object({ port: z.number() }).parse(server.address())
    const pair = await generateKeyPair('ES256', { extractable: true })
    const jwk = await exportJWK(pair.publicKey)
    for (const extra of [{ jwk }, { jku: `http://127.0.0.1:${port}/jwks` }, { x5u: `http://127.0.0.1:${port}/cert` }, { x5c: ['AAAA'] }])
      for (const name of [kid, 'mine']) expect(await opens(app, await signed({}, { ...extra, kid: name }, pair.privateKey)), JSON.stringify(extra)).toBe(401)
    expect(asked).toBe(0)
    server.close()
  })

  it('are known by a stored public key only, whose private half is encrypted', async () => {
    const { rows } = await app.database.db.execute(sql`select public_key, private_key from signing_keys`)
    expect(JSON.stringify(rows)).not.toMatch(/"d":/)
    const published = await app.anonymous('GET', '/.well-known/jwks.json')
    expect(JSON.stringify(published.body)).not.toMatch(/"d":/)
  })
})

describe('exchanging the signing key', () => {
  it('while fifty work, renew and sign in: no request fails', async () => {
    const people = await Promise.all(Array.from({ length: 10 }, () => app.as('viewer')))
    const failures: string[] = []
    let going = true
    const requests = { count: 0 }
    const expectOk = (what: string, status: number) => {
      requests.count++
      if (status !== 200) failures.push(`${what}: ${status}`)
    }
    const work = async (at: number) => {
      const person = people[at % people.length] ?? app.administrator
      let { access, refresh } = await signInAgain(app, person)
      while (going) {
        expectOk('me', await opens(app, access))
        expectOk('items', (await app.anonymous('GET', '/api/v1/items?limit=1', undefined, { Authorization: `Bearer ${access}` })).status)
        const renewed = await refreshWith(app, refresh)
        expectOk('refresh', renewed.status)
        const lines = renewed.headers.getSetCookie().map((line) => line.split(';')[0]?.split('=') ?? [])
        access = lines.find(([name]) => name?.endsWith('access'))?.[1] ?? access
        refresh = lines.find(([name]) => name?.endsWith('refresh'))?.[1] ?? refresh
      }
    }
    const clients = Array.from({ length: 50 }, (_, at) => work(at))
    const kids = new Set<unknown>()
    for (let turn = 0; turn < 5; turn++) {
      const { body, status } = await app.api('POST', '/api/v1/auth/signing-keys/rotate')
      expect(status).toBe(200)
      kids.add(JSON.stringify(body))
      const before = requests.count
      await expect.poll(() => requests.count, { timeout: 30_000 }).toBeGreaterThan(before + 100)
    }
    going = false
    await Promise.all(clients)
    expect(failures).toEqual([])
    expect(kids.size).toBe(5)
    expect(JwksEnvelope.parse((await app.anonymous('GET', '/.well-known/jwks.json')).body).keys).toHaveLength(6)
    expect((await app.api('GET', '/api/v1/auth/me')).status).toBe(200)
  })
})
