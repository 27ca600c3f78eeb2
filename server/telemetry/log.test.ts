import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { NewApiKeyEnvelope } from '#shared/auth.ts'
import { startFakeOpenRouter } from '../../e2e/fake-openrouter.ts'
import { readConfig } from '../config.ts'
import { startApp, type TestApp } from '../test/harness.ts'
import { exchange } from '../test/raw.ts'
import { ACCESS, REFRESH, signInAgain } from '../test/sign-in.ts'
import { openLog } from './open-log.ts'

const Line = z.looseObject({ level: z.number(), time: z.iso.datetime(), msg: z.string() })
const RequestLine = Line.extend({
  msg: z.literal('request'),
  request_id: z.string(),
  method: z.string(),
  path: z.string(),
  status: z.number(),
  ms: z.number(),
  user_id: z.string().optional(),
})

/** What must be found nowhere; made anew each time. */
const canaries: string[] = []
const canary = (prefix = '') => {
  const made = prefix + randomBytes(15).toString('base64url')
  canaries.push(made)
  return made
}

let app: TestApp
let fake: Awaited<ReturnType<typeof startFakeOpenRouter>>
let log = ''
const secrets = { OPENROUTER_API_KEY: canary('sk-'), OIDC_CLIENT_SECRET: canary(), ADMIN_PASSWORD: canary() }
beforeAll(async () => {
  fake = await startFakeOpenRouter({ delay: 0 })
  const settings = { ...secrets, OPENROUTER_BASE_URL: fake.url, LOG_LEVEL: 'trace', ADMIN_EMAIL: 'first@example.com', REGISTRATION: 'open' }
  app = await startApp(settings, undefined, {
    log: {
      write: (line) => {
        log += line
      },
    },
  })
  canaries.push(app.administrator.password, app.administrator.token)
})
afterAll(async () => {
  await app.close()
  await fake.close()
})

const lines = () => log.trimEnd().split('\n')
const parsed = () => lines().map((line) => Line.parse(JSON.parse(line)))

describe('the log of a program', () => {
  it('names request and person, and not what was asked', async () => {
    const answer = await app.api('GET', `/api/v1/items?q=${canary()}&limit=5`)
    const line = RequestLine.parse(parsed().findLast(({ msg }) => msg === 'request'))
    expect(line).toMatchObject({
      method: 'GET',
      path: '/api/v1/items',
      status: 200,
      user_id: app.administrator.id,
      request_id: answer.headers.get('x-request-id'),
    })
    await app.api('POST', '/api/v1/items', {})
    expect(parsed().findLast(({ msg }) => msg === 'request')).toMatchObject({
      status: 422,
      code: 'VALIDATION_FAILED',
      user_id: app.administrator.id,
      address: '127.0.0.1',
    })
    await app.anonymous('GET', '/healthz')
    expect(parsed().findLast(({ msg }) => msg === 'request')).not.toHaveProperty('user_id')
  })

  it('and the figures hold no secret that came in, in whichever place, whatever became of the request', async () => {
    const { email } = app.administrator
    const everywhere = () => ({
      Authorization: `Bearer ${canary()}`,
      Cookie: `${ACCESS}=${canary()}; ${REFRESH}=${canary()}; other=${canary()}`,
      'Proxy-Authorization': `Basic ${canary()}`,
      'X-Api-Key': canary(),
      'User-Agent': canary(),
      'X-Forwarded-For': canary(),
      'X-Request-Id': canary(),
      'Idempotency-Key': canary(),
      'If-None-Match': `"${canary()}"`,
      'Last-Event-ID': canary(),
      'Accept-Language': canary(),
      Origin: `https://${canary()}.example`,
      Referer: `https://example.com/${canary()}`,
    })
    const token = () => canary().padEnd(43, 'x').slice(0, 43)
    const bodies: [string, unknown][] = [
      ['/api/v1/auth/login', { email, password: canary() }],
      ['/api/v1/auth/login', { email, password: app.administrator.password, code: canary() }],
      ['/api/v1/auth/login', { email, password: [canary()], [canary()]: 1 }],
      ['/api/v1/auth/register', { email: `${canary()}@example.com`, name: canary(), password: canary() }],
      ['/api/v1/auth/setup', { token: token(), email, name: canary(), password: canary() }],
      ['/api/v1/auth/reset', { token: token(), password: canary() }],
      ['/api/v1/auth/links/inspect', { token: token() }],
      ['/api/v1/auth/password', { current_password: canary(), new_password: canary() }],
      ['/api/v1/auth/totp/confirm', { code: canary() }],
      ['/api/v1/items', { name: canary(), description: canary() }],
      ['/api/v1/items', { name: canary(), [canary()]: canary() }],
      ['/api/v1/items', `{"name":"${canary()}`],
      ['/api/v1/chat/message', { message: canary() }],
      ['/api/v1/chat/message', { message: `${canary()} [[fault:http-401]]` }],
      ['/api/v1/chat/message', { message: canary(), model: canary() }],
      [`/api/v1/items?token=${canary()}`, { name: canary() }],
    ]
    for (const [path, body] of bodies) {
      await app.api('POST', path, body)
      await app.anonymous('POST', path, body, everywhere())
    }
    for (const path of [
      '/api/v1/items',
      '/api/v1/nothing',
      '/setup',
      `/api/v1/auth/oidc/callback?code=${canary()}&state=${canary()}`,
      `/invite?x=${canary()}`,
    ]) {
      await app.api('GET', path)
      await app.anonymous('GET', path, undefined, everywhere())
    }
    const key = NewApiKeyEnvelope.parse((await app.api('POST', '/api/v1/api-keys', { name: 'key', scopes: ['items:read'], expires_in_days: 1 })).body).data
      .secret
    const session = await signInAgain(app, app.administrator)
    canaries.push(key, session.access, session.refresh)
    await app.anonymous('GET', '/api/v1/items', undefined, { Authorization: `Bearer ${key}` })
    await app.anonymous('GET', `/api/v1/${key}/${session.access}`)
    await exchange(app.url, `GET /${canary()} HTTP/9.9\r\nX: ${canary()}\r\n\r\n`)
    await exchange(
      app.url,
      `POST /api/v1/items HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${canary()}\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n${canary()}`,
    )

    // A statement that fails carries its values with it.
    const { db } = app.database
    await db.execute(sql`alter table items rename to items_away`)
    expect((await app.api('POST', '/api/v1/items', { name: canary(), description: canary() })).status).toBe(500)
    expect((await app.api('GET', `/api/v1/items?q=${canary()}`)).status).toBe(500)
    await db.execute(sql`alter table items_away rename to items`)
    expect(parsed().filter(({ level }) => level >= 50).length).toBeGreaterThan(0)

    const metrics = z.string().parse((await app.api('GET', '/metrics')).body)
    for (const secret of canaries) {
      expect(lines().filter((line) => line.includes(secret))).toEqual([])
      expect(metrics.includes(secret), secret).toBe(false)
    }
  })
})

describe('a line', () => {
  const read = (write: (logger: ReturnType<typeof openLog>) => void, settings: Record<string, string> = {}) => {
    const written: string[] = []
    write(openLog(readConfig({ LOG_LEVEL: 'trace', ...settings }, ''), { write: (line) => void written.push(line) }))
    return written.join('')
  }

  it('stays one line of JSON, and does nothing to a terminal, whatever a client sends', () => {
    const hostile = 'a\r\n{"level":60}\r\n\u001b[31mred\u001b]0;title\u0007\u009b31m\u2028\u2029\u0085\u007f\u202e\u0000\ufeff'
    const written = read((logger) => logger.info({ path: hostile, nested: { list: [hostile] }, err: new Error(hostile) }, hostile))
    expect(written.endsWith('\n')).toBe(true)
    // Printable characters only, and the line feed that ends it.
    expect(written.slice(0, -1)).toMatch(/^[\x20-\x7e]+$/)
    const line = Line.extend({ path: z.string(), nested: z.unknown(), err: z.looseObject({ message: z.string() }) }).parse(JSON.parse(written))
    expect([line.msg, line.path, line.nested, line.err.message]).toEqual([hostile, hostile, { list: [hostile] }, hostile])
  })

  it('names what it keeps back, however deep', () => {
    const secret = canary()
    const hidden = {
      authorization: secret,
      Cookie: [secret],
      'set-cookie': secret,
      password: secret,
      refreshToken: secret,
      client_secret: secret,
      apiKey: secret,
      code: '123456',
    }
    const written = read((logger) => logger.warn({ ...hidden, request: { headers: hidden, list: [{ hidden }] }, max_tokens: 5, code: 'INTERNAL' }, 'x'))
    expect(written).not.toContain(secret)
    expect(written).not.toContain('123456')
    expect(JSON.parse(written)).toMatchObject({
      max_tokens: 5,
      code: 'INTERNAL',
      authorization: '[redacted]',
      request: { list: [{ hidden: { password: '[redacted]' } }] },
    })
  })

  it('knows a secret by its form, and its own by heart', () => {
    const own = {
      SECRET_KEY: canary('"\\ 记 0123_more_than_'),
      OPENROUTER_API_KEY: canary(),
      DATABASE_URL: `postgres://somebody:${encodeURIComponent(canary('pass word/'))}@host/db`,
    }
    const password = decodeURIComponent(new URL(own.DATABASE_URL).password)
    const others = [canary('dm_'), `eyJ${canary()}.${canary()}.${canary()}`, canary('sk-or-v1-')]
    const written = read((logger) => {
      logger.error(
        { err: new Error(`connect ${own.DATABASE_URL} as ${password} failed`, { cause: new Error(others.join(' ')) }) },
        Object.values(own).join(' and '),
      )
      logger.info(`Authorization: Bearer ${canary()}; __Host-deskmate-refresh=${canary()}; https://desk.example/reset#${canary()}`)
    }, own)
    for (const secret of [...canaries, password, JSON.stringify(own.SECRET_KEY).slice(1, -1)]) expect(written.includes(secret), secret).toBe(false)
    expect(written).toMatch(/connect postgres:\/\/somebody:\[redacted\]@host\/db as \[redacted\] failed/)
    expect(
      written
        .trimEnd()
        .split('\n')
        .map((line) => Line.safeParse(JSON.parse(line)).success),
    ).toEqual([true, true])
  })

  it('of an error has its kind, place and causes, and not the values of a statement', () => {
    const secret = canary()
    const failed = Object.assign(
      new Error(`Failed query: insert into users values ($1)\nparams: ${secret}\n    at ${secret}`, {
        cause: Object.assign(new Error('no such table'), { code: '42P01', detail: secret }),
      }),
      {
        query: 'insert',
        params: [secret],
      },
    )
    const written = read((logger) => logger.error({ err: failed }, 'x'))
    expect(written).not.toContain(secret)
    expect(JSON.parse(written)).toMatchObject({
      err: {
        type: 'Error',
        message: 'Failed query: insert into users values ($1)',
        stack: expect.stringMatching(/^at .*log\.test\.ts/),
        cause: { code: '42P01', message: 'no such table' },
      },
    })
  })
})
