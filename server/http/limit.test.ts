import { sql } from 'drizzle-orm'
import { afterEach, describe, expect, it } from 'vitest'
import { NewApiKeyEnvelope } from '#shared/auth.ts'
import { ErrorEnvelope } from '#shared/errors.ts'
import { type Answer, startApp, type TestApp } from '../test/harness.ts'
import { addressKey } from './limit-address.ts'
import { openCounts } from './limit-counts.ts'

let app: TestApp | undefined
afterEach(async () => {
  await app?.close()
  app = undefined
})
const start = async (settings: Record<string, string>) => {
  app = await startApp(settings)
  return app
}

/** So many requests, one after the other. @returns how many were let through, and the first that was not */
async function insist(times: number, ask: (n: number) => Promise<Answer>): Promise<{ let: number; refused: Answer | undefined }> {
  let through = 0
  let refused: Answer | undefined
  for (let n = 0; n < times; n++) {
    const answer = await ask(n)
    if (answer.status !== 429) through++
    else refused ??= answer
  }
  return { let: through, refused }
}

describe('an account', () => {
  it('reads so many times a minute, and is told how many are left and when there are more', async () => {
    const { api, as } = await start({ RATE_LIMIT_READS_PER_MINUTE: '5' })
    const first = await api('GET', '/api/v1/items')
    expect(first.headers.get('ratelimit-policy')).toBe('"read";q=5;w=60')
    expect(first.headers.get('ratelimit')).toMatch(/^"read";r=4;t=([1-9]|[1-5]\d|60)$/)
    expect(first.headers.get('retry-after')).toBeNull()
    const { let: through, refused } = await insist(10, () => api('GET', '/api/v1/items'))
    expect(through).toBe(4)
    const { error } = ErrorEnvelope.parse(refused?.body)
    expect(error).toMatchObject({ code: 'RATE_LIMITED', retry_after: expect.any(Number) })
    expect(refused?.headers.get('retry-after')).toBe(String(error.retry_after))
    expect(refused?.headers.get('ratelimit')).toBe(`"read";r=0;t=${error.retry_after}`)
    expect(error.retry_after).toBeGreaterThan(0)
    // Writing has a limit of its own, and so has everybody else.
    expect((await api('POST', '/api/v1/items', { name: 'x' })).status).toBe(201)
    expect((await (await as('viewer')).api('GET', '/api/v1/items')).status).toBe(200)
  })

  it('has the same limit whichever way it shows who it is, and on addresses that are spelled otherwise', async () => {
    const { api, anonymous } = await start({ RATE_LIMIT_READS_PER_MINUTE: '6' })
    const made = await api('POST', '/api/v1/api-keys', { name: 'key', scopes: ['items:read'], expires_in_days: null })
    const { secret } = NewApiKeyEnvelope.parse(made.body).data
    const byKey = (path: string) => anonymous('GET', path, undefined, { Authorization: `Bearer ${secret}` })
    expect((await insist(3, () => api('GET', '/api/v1/items'))).let).toBe(3)
    expect((await insist(9, (n) => byKey(['/api/v1/items', '/%61pi/v1/items', '/api/v1/items?q=a'][n % 3] ?? ''))).let).toBe(3)
  })

  it('asks the assistant, exports and writes by limits of their own', async () => {
    const { api } = await start({ RATE_LIMIT_CHAT_PER_MINUTE: '2', RATE_LIMIT_EXPORTS_PER_MINUTE: '1', RATE_LIMIT_WRITES_PER_MINUTE: '3' })
    const ask = await insist(4, () => api('POST', '/api/v1/chat/message', { message: 'hello' }))
    expect([ask.let, ask.refused?.headers.get('ratelimit-policy')]).toEqual([2, '"chat";q=2;w=60'])
    const stream = await api('POST', '/api/v1/chat/stream', { message: 'hello' })
    expect(stream.status).toBe(429)
    expect((await insist(3, () => api('GET', '/api/v1/audit/export'))).let).toBe(1)
    expect((await insist(5, (n) => api('POST', '/api/v1/items', { name: `${n}` }))).let).toBe(3)
  })

  it('0 is no limit', async () => {
    const { api } = await start({})
    const { let: through } = await insist(50, () => api('GET', '/api/v1/items'))
    expect(through).toBe(50)
    expect((await api('GET', '/api/v1/items')).headers.get('ratelimit')).toBeNull()
  })
})

describe('an address', () => {
  it('has a ceiling for everything, known or not; probes pass', async () => {
    const { anonymous, api } = await start({ RATE_LIMIT_ADDRESS_PER_MINUTE: '30' })
    const { refused } = await insist(40, (n) => anonymous('GET', ['/nothing', '/api/v1/items', '/', '/openapi.json'][n % 4] ?? ''))
    expect(refused?.headers.get('ratelimit-policy')).toBe('"address";q=30;w=60')
    expect((await api('GET', '/api/v1/items')).status).toBe(429)
    expect((await anonymous('GET', '/healthz')).status).toBe(200)
    expect((await anonymous('GET', '/readyz')).status).toBe(200)
  })

  it('is that of the connection, whatever headers say', async () => {
    const { anonymous } = await start({ RATE_LIMIT_READS_PER_MINUTE: '5' })
    const { let: through } = await insist(20, (n) =>
      anonymous('GET', '/api/v1/auth/options', undefined, {
        'X-Forwarded-For': `203.0.113.${n}`,
        Forwarded: `for=203.0.113.${n}`,
        'X-Real-IP': `203.0.113.${n}`,
        'X-Client-IP': `203.0.113.${n}`,
        'CF-Connecting-IP': `203.0.113.${n}`,
        'True-Client-IP': `203.0.113.${n}`,
      }),
    )
    expect(through).toBe(5)
  })

  it('is what a trusted proxy says it is; its own spelling and the rest of an IPv6 network change nothing', async () => {
    const { anonymous } = await start({ RATE_LIMIT_READS_PER_MINUTE: '3', TRUST_PROXY: '127.0.0.1' })
    const from = (forwarded: (n: number) => string) =>
      insist(8, (n) => anonymous('GET', '/api/v1/auth/options', undefined, { 'X-Forwarded-For': forwarded(n) }))
    expect((await from(() => '203.0.113.7')).let).toBe(3)
    expect((await from((n) => `203.0.113.8:${4000 + n}`)).let).toBe(3)
    // What came to the proxy already is not the proxy's word.
    expect((await from((n) => `198.51.100.${n}, 203.0.113.9`)).let).toBe(3)
    expect((await from((n) => `2001:db8:0:1::${n.toString(16)}`)).let).toBe(3)
    expect((await from((n) => `2001:DB8::1:${n}:0:0:1`)).let).toBe(0)
    expect((await from((n) => `::ffff:203.0.113.${n % 2 === 0 ? '7' : '9'}`)).let).toBe(0)
    expect((await from((n) => `nobody-${n}`)).let).toBe(3)
  })

  it('has one spelling', () => {
    const same = (...spellings: string[]) => expect(new Set(spellings.map(addressKey)).size, spellings.join()).toBe(1)
    same('192.0.2.1', '::ffff:192.0.2.1', '::FFFF:c000:201', '0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1:443', '[::ffff:192.0.2.1]:443')
    same('2001:db8::1', '2001:0DB8:0:0:ffff::', '[2001:db8::2]:80', '2001:db8:0:0:1:2:3:4', '2001:db8::192.0.2.1')
    same('fe80::1%eth0', 'fe80::2%lo')
    same('', '1.2.3', 'x', '1.2.3.4, 5.6.7.8', '2001:db8:::1')
    expect(new Set(['2001:db8:0:1::1', '2001:db8:0:2::1', '::1', '192.0.2.1', '192.0.2.2'].map(addressKey)).size).toBe(5)
  })
})

describe('signing in', () => {
  const tryAs = (email: string, password: string, address?: string) => (): Promise<Answer> =>
    app?.anonymous('POST', '/api/v1/auth/login', { email, password }, address ? { 'X-Forwarded-For': address } : {}) ?? Promise.reject(new Error('No program.'))

  it('fails so many times and no more, also with the right password, and of many at once no more than one after the other', async () => {
    const { administrator, database } = await start({ RATE_LIMIT_SIGN_INS_PER_QUARTER_HOUR: '4', TRUST_PROXY: '127.0.0.1' })
    const { email, password } = administrator
    const many = await Promise.all(Array.from({ length: 12 }, tryAs(email, 'wrong', '203.0.113.1')))
    expect(many.map(({ status }) => String(status)).sort()).toEqual([...Array(4).fill('401'), ...Array(8).fill('429')])
    const right = await tryAs(email, password, '203.0.113.1')()
    expect([right.status, right.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^\d+$/)])
    expect((await tryAs(email.toUpperCase(), password, '203.0.113.1')()).status).toBe(429)
    // The person sits elsewhere, and gets in; also after the quarter of an hour.
    expect((await tryAs(email, password, '203.0.113.2')()).status).toBe(200)
    await database.db.execute(sql`update rate_counts set "window" = "window" - 2`)
    expect((await tryAs(email, password, '203.0.113.1')()).status).toBe(200)
    expect((await database.db.execute(sql`select 1 from rate_counts where key like ${`%${email.slice(0, 9)}%`}`)).rows).toEqual([])
  })

  it('that succeeds is no try', async () => {
    const { administrator } = await start({ RATE_LIMIT_SIGN_INS_PER_QUARTER_HOUR: '2' })
    const { let: through } = await insist(6, tryAs(administrator.email, administrator.password))
    expect(through).toBe(6)
    expect((await insist(4, tryAs(administrator.email, 'wrong'))).let).toBe(2)
  })

  it('an account is guessed at from all addresses together ten times as often, and an account that is not there just as often', async () => {
    const { administrator } = await start({ RATE_LIMIT_SIGN_INS_PER_QUARTER_HOUR: '1', TRUST_PROXY: '127.0.0.1' })
    expect((await insist(14, (n) => tryAs(administrator.email, 'wrong', `203.0.113.${n}`)())).let).toBe(10)
    expect((await insist(14, (n) => tryAs('nobody@example.com', 'wrong', `198.51.100.${n}`)())).let).toBe(10)
    // One address, any accounts.
    expect((await insist(14, (n) => tryAs(`somebody-${n}@example.com`, 'wrong', '192.0.2.1')())).let).toBe(10)
  })

  it('counts whatever asks for a password, a code or a link, and renewing has room', async () => {
    const { anonymous, api } = await start({ RATE_LIMIT_SIGN_INS_PER_QUARTER_HOUR: '2' })
    const token = 'x'.repeat(43)
    const link = await insist(25, () => anonymous('POST', '/api/v1/auth/links/inspect', { token }))
    expect([link.let < 20, link.refused?.headers.get('ratelimit-policy')]).toEqual([true, '"sign-in";q=20;w=60'])
    expect((await anonymous('POST', '/api/v1/auth/reset', { token, password: 'long enough for any rule' })).status).toBe(429)
    expect((await api('POST', '/api/v1/auth/password', { current_password: 'x', new_password: 'long enough for any rule' })).status).toBe(429)
    const refresh = await insist(30, () => anonymous('POST', '/api/v1/auth/refresh'))
    expect(refresh.let).toBe(30)
  })

  it('somebody signed in guesses the password no more often', async () => {
    const { api } = await start({ RATE_LIMIT_SIGN_INS_PER_QUARTER_HOUR: '3' })
    const { let: through } = await insist(6, () => api('POST', '/api/v1/auth/password', { current_password: 'x', new_password: 'long enough for any rule' }))
    expect(through).toBe(3)
  })

  it('ends where it cannot be counted; everything else goes on', async () => {
    const { administrator, api, database } = await start({ RATE_LIMIT_SIGN_INS_PER_QUARTER_HOUR: '5', RATE_LIMIT_READS_PER_MINUTE: '1000' })
    await database.db.execute(sql`alter table rate_counts rename to rate_counts_away`)
    const refused = await tryAs(administrator.email, administrator.password)()
    expect([refused.status, ErrorEnvelope.parse(refused.body).error.code]).toEqual([503, 'DATABASE_UNAVAILABLE'])
    expect((await api('GET', '/api/v1/items')).status).toBe(200)
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect((await api('GET', '/api/v1/items')).status).toBe(200)
    await database.db.execute(sql`alter table rate_counts_away rename to rate_counts`)
    expect((await tryAs(administrator.email, administrator.password)()).status).toBe(200)
  })
})

it('remembers the callers of late, and not all there ever were', () => {
  const counts = openCounts(null, () => {})
  const policy = { name: 'read', quota: 1, seconds: 60 }
  const isFree = (key: string) => counts.take(key, policy).allowed
  expect([isFree('early'), isFree('early'), isFree('busy')]).toEqual([true, false, true])
  for (let n = 0; n < 50_000; n++) {
    isFree(`other-${n}`)
    if (n % 1000 === 0) expect(isFree('busy')).toBe(false)
  }
  expect(isFree('early')).toBe(true)
  // Each kind has its own room.
  for (let n = 0; n < 50_000; n++) counts.take(`address-${n}`, { ...policy, name: 'address' })
  expect(isFree('busy')).toBe(false)
})
