import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ErrorEnvelope } from '#shared/errors.ts'
import { ItemPageEnvelope } from '#shared/items.ts'
import { startApp, type TestApp } from '../test/harness.ts'
import { exchange, statuses } from '../test/raw.ts'

let app: TestApp
let id: string
beforeAll(async () => {
  app = await startApp({ CORS_ORIGINS: 'https://partner.example' })
  const made = await app.api('POST', '/api/v1/items', { name: 'here' })
  id = made.headers.get('location')?.split('/').at(-1) ?? ''
})
afterAll(() => app.close())

const bytes = (...parts: (string | number[])[]) => Buffer.concat(parts.map((part) => Buffer.from(typeof part === 'string' ? Buffer.from(part) : part)))
const total = async () => ItemPageEnvelope.parse((await app.api('GET', '/api/v1/items')).body).data.total

describe('bodies that are refused, with nothing stored', () => {
  const cases: [string, number, unknown, Record<string, string>?][] = [
    ['no JSON', 400, '{"name":'],
    ['an empty body', 400, ''],
    ['a trailing comma', 400, '{"name":"x",}'],
    ['NaN', 400, '{"name":NaN}'],
    ['NUL in text', 400, '{"name":"a\\u0000b"}'],
    ['NUL in a key', 400, '{"name":"a","\\u0000":1}'],
    ['a lone surrogate', 400, '{"name":"\\ud800"}'],
    ['a lone surrogate in a nested key', 400, '{"name":"a","x":{"\\udc00":1}}'],
    ['invalid UTF-8', 400, bytes('{"name":"', [0xff, 0xfe], '"}')],
    ['overlong UTF-8', 400, bytes('{"name":"', [0xc0, 0xaf], '"}')],
    ['__proto__', 400, '{"name":"x","__proto__":{"a":1}}'],
    ['an escaped __proto__', 400, '{"name":"x","\\u005f_proto__":{"a":1}}'],
    ['constructor.prototype', 400, '{"name":"x","constructor":{"prototype":{"a":1}}}'],
    ['a key twice', 400, '{"name":"x","name":"y"}'],
    ['a key twice, once escaped', 400, '{"name":"x","n\\u0061me":"y"}'],
    ['a key twice, far down', 400, '{"name":"x","a":[0,{"b":1,"b":2}]}'],
    ['2^53 + 1', 400, '{"name":9007199254740993}'],
    ['an integer of 400 digits', 400, `{"name":${'9'.repeat(400)}}`],
    ['1e400', 400, '{"name":1e400}'],
    ['-1e400', 400, '{"name":-1E+400}'],
    ['1e-400', 400, '{"name":1e-400}'],
    ['more digits than a number keeps', 400, '{"name":3.14159265358979323846}'],
    ['nesting 5,000 deep', 400, `{"name":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`],
    ['nesting 5,000 deep, never closed', 400, '['.repeat(5000)],
    ['nesting 100 deep', 400, `{"name":${'['.repeat(100)}${']'.repeat(100)}}`],
    ['nesting 100,000 deep', 400, `{"name":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['more than a megabyte', 413, `{"name":"x","description":"${'a'.repeat(1_100_000)}"}`],
    ['an array', 422, '[]'],
    ['null', 422, 'null'],
    ['a string', 422, '"x"'],
    ['no name', 422, '{}'],
    ['an empty name', 422, '{"name":""}'],
    ['a blank name', 422, '{"name":" \\t\\u3000"}'],
    ['a name of 256 characters', 422, { name: 'x'.repeat(256) }],
    ['null as a name', 422, '{"name":null}'],
    ['a number as a name', 422, '{"name":5}'],
    ['true as a name', 422, '{"name":true}'],
    ['a list as a name', 422, '{"name":["x"]}'],
    ['a number as a description', 422, '{"name":"x","description":1}'],
    ['a description of 100,001 characters', 422, { name: 'x', description: 'd'.repeat(100_001) }],
    ['an unknown field', 422, '{"name":"x","color":"red"}'],
    ['an id of its own', 422, '{"name":"x","id":"019abf00-0000-7000-8000-000000000000"}'],
    ['a version of its own', 422, '{"name":"x","version":7}'],
    ['plain text', 415, '{"name":"x"}', { 'Content-Type': 'text/plain' }],
    ['a form', 415, 'name=x', { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['multipart', 415, '--a\r\n\r\n--a--', { 'Content-Type': 'multipart/form-data; boundary=a' }],
    ['a vendor type', 415, '{"name":"x"}', { 'Content-Type': 'application/vnd.x+json' }],
    ['UTF-16', 415, Buffer.from('{"name":"x"}', 'utf16le'), { 'Content-Type': 'application/json; charset=utf-16' }],
    ['gzip', 415, Buffer.from([0x1f, 0x8b, 8, 0]), { 'Content-Encoding': 'gzip' }],
    ['a packing of our own making', 415, '{"name":"x"}', { 'Content-Encoding': 'identity, x' }],
  ]
  it.each(cases)('%s: %i', async (_name, status, body, headers) => {
    const before = await total()
    const post = await app.api('POST', '/api/v1/items', body, headers)
    expect([post.status, JSON.stringify(post.body)]).toEqual([status, expect.any(String)])
    const { error } = ErrorEnvelope.parse(post.body)
    expect(error.request_id).toBe(post.headers.get('x-request-id'))
    expect(JSON.stringify(error)).not.toMatch(/postgres|pglite|drizzle|zod|select |insert |\.ts:|node_modules/i)
    if (status === 422 && typeof body === 'string' && body.startsWith('{"')) expect(error.details[0]?.path).not.toBe('')
    expect(await total()).toBe(before)
  })

  it('names the field, in the language of the caller', async () => {
    const say = async (language: string) =>
      ErrorEnvelope.parse((await app.api('POST', '/api/v1/items', { name: 'x'.repeat(300) }, { 'Accept-Language': language })).body).error
    expect(await say('zh-CN,zh;q=0.9')).toMatchObject({
      message: '部分输入无效。',
      details: [{ path: 'name', message: expect.stringMatching(/过大|太大|最多|≤|<=/) }],
    })
    expect(await say('en-GB')).toMatchObject({
      message: 'Some of the input is not valid.',
      details: [{ path: 'name', message: expect.stringMatching(/at most|<=|too big/i) }],
    })
  })
})

it('what is wrong in a body is named by its path', async () => {
  const pathOf = async (body: string) => ErrorEnvelope.parse((await app.api('POST', '/api/v1/items', body)).body).error.details[0]?.path
  expect(await pathOf('{"name":"x","n\\u0061me":"y"}')).toBe('name')
  expect(await pathOf('{"name":"x","a":[0,{"b":{},"b":2}]}')).toBe('a.1.b')
  expect(await pathOf('{"name":"x","a":{"b":[1,2,1e400]}}')).toBe('a.b.2')
  expect(await pathOf('{"name":"x","a":["\\ud800"]}')).toBe('a.0')
  expect(await pathOf('{"name":"x","a":{"b\\u0000":1}}')).toBe('a')
})

describe('text that is kept to the byte', () => {
  it.each([
    'emoji 👩‍👩‍👧',
    'É vs É',
    '\u{10FFFF}\u{1F600}',
    '"quotes" \\ back',
    '<script>alert(1)</script>',
    "'; drop table items; --",
    '  spaces kept  ',
    'a\r\nb\tc',
    '\u202eright to left',
    '𠮷野家',
    'x'.repeat(255),
  ])('%j', async (name) => {
    const made = await app.api('POST', '/api/v1/items', { name, description: name })
    expect(made.status).toBe(201)
    expect((await app.api('GET', made.headers.get('location') ?? '')).body).toMatchObject({ data: { name, description: name } })
  })
})

describe('addresses', () => {
  it.each([
    ['/api/v1/items/xyz', 400],
    ['/api/v1/items/', 400],
    ['/api/v1/items/%zz', 400],
    ['/api/v1/items/%00', 400],
    ['/api/v1/items/%ff', 400],
    [`/api/v1/items/${'x'.repeat(5000)}`, 404],
    ['/api/v1/items?limit=0', 422],
    ['/api/v1/items?limit=1001', 422],
    ['/api/v1/items?limit=-1', 400],
    ['/api/v1/items?limit=1e3', 400],
    ['/api/v1/items?limit=1.5', 400],
    ['/api/v1/items?limit=', 400],
    ['/api/v1/items?limit=99999999999999999999', 400],
    ['/api/v1/items?limit=1&limit=2', 400],
    ['/api/v1/items?skip=9007199254740993', 400],
    ['/api/v1/items?skip=10000001', 422],
    ['/api/v1/items?skip=100001&q=x', 422],
    ['/api/v1/items?skip=100001&filter=name%3Dx', 422],
    ['/api/v1/items?sort=password', 400],
    ['/api/v1/items?sort=name;drop', 400],
    ['/api/v1/items?sort=name,name', 422],
    ['/api/v1/items?color=red', 422],
    ['/api/v1/items?q=%00', 400],
    ['/api/v1/items?q=%ed%a0%80', 400],
    ['/api/v1/items?q=%', 400],
    [`/api/v1/items?q=${'x'.repeat(501)}`, 422],
    ['/api/v1/nothing', 404],
    ['/API/v1/items', 404],
    ['//api/v1/items', 404],
    ['/.env', 404],
    ['/.git/HEAD', 404],
    ['/assets/../package.json', 404],
    ['/package.json', 404],
  ])('%s: %i', async (path, status) => {
    const answer = await app.api('GET', path)
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([status, expect.any(String)])
    expect(ErrorEnvelope.parse(answer.body).error.request_id).toBe(answer.headers.get('x-request-id'))
  })
})

const raw = async (text: string) => statuses(await exchange(app.url, text))

describe('other sites', () => {
  it('may not write, nor read under a name that is not ours', async () => {
    const post = (headers: Record<string, string>) => app.api('POST', '/api/v1/items', { name: 'x' }, headers)
    expect((await post({ Origin: 'https://evil.example' })).status).toBe(403)
    expect((await post({ Origin: 'null' })).status).toBe(403)
    expect((await post({ 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403)
    expect((await post({ Origin: app.url })).status).toBe(201)
    const partner = await post({ Origin: 'https://partner.example' })
    expect([partner.status, partner.headers.get('access-control-allow-origin')]).toEqual([201, 'https://partner.example'])
    const foreign = await app.api('GET', '/api/v1/items', undefined, { Origin: 'https://evil.example' })
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull()
    expect(await raw('GET /api/v1/items HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n')).toEqual(['403'])
    expect(await raw('GET /api/v1/items HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n')).toEqual(['400'])
    expect(
      await raw(`GET /api/v1/items HTTP/1.1\r\nHost: localhost:1\r\nAuthorization: Bearer ${app.administrator.token}\r\nConnection: close\r\n\r\n`),
    ).toEqual(['200'])
  })

  it('answers a preflight for an allowed origin only', async () => {
    const preflight = (origin: string) => app.api('OPTIONS', '/api/v1/items', undefined, { Origin: origin, 'Access-Control-Request-Method': 'POST' })
    const allowed = await preflight('https://partner.example')
    expect([allowed.status, allowed.headers.get('access-control-allow-methods')]).toEqual([204, expect.stringContaining('PUT')])
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull()
  })

  it('lets OpenAI’s client say what it is, and nothing be sent that is not known', async () => {
    const asked = { Origin: 'https://partner.example', 'Access-Control-Request-Method': 'POST' }
    const headers = 'authorization,content-type,x-stainless-arch,x-stainless-retry-count,x-forwarded-for'
    const answer = await app.api('OPTIONS', '/v1/chat/completions', undefined, { ...asked, 'Access-Control-Request-Headers': headers })
    const allowed = answer.headers.get('access-control-allow-headers')?.toLowerCase().split(', ')
    expect(allowed).toEqual(expect.arrayContaining(['authorization', 'content-type', 'x-stainless-arch', 'x-stainless-retry-count']))
    expect(allowed).not.toContain('x-forwarded-for')
  })
})

it('every answer carries the headers that browsers act on', async () => {
  const paths = [
    '/api/v1/items',
    `/api/v1/items/${id}`,
    '/api/v1/items/xyz',
    '/api/v1/items/%zz',
    '/api/v1/nothing',
    '/nothing',
    '/assets/none.js',
    '/healthz',
    '/openapi.json',
    '/',
    '/docs',
  ]
  for (const path of paths) {
    const { headers } = await app.api('GET', path)
    // Data, code and styles are nothing that a browser shows by itself.
    const shown = !/^\/(api|assets)\//.test(path)
    expect(headers.get('content-security-policy'), path).toMatch(shown ? /script-src 'self';/ : /^default-src 'none'; frame-ancestors 'none'$/)
    expect(headers.get('content-security-policy')).not.toMatch(/script-src[^;]*unsafe|upgrade-insecure/)
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(headers.get('strict-transport-security')).toBeNull()
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(headers.get('cross-origin-opener-policy')).toBe(shown ? 'same-origin' : null)
    expect(headers.get('x-powered-by')).toBeNull()
  }
})

it('TLS is said by the connection or by a trusted proxy, and by nobody else', async () => {
  const hsts = async (other: TestApp, path: string, proto: string) => {
    const { headers } = await other.api('GET', path, undefined, { 'X-Forwarded-Proto': proto })
    return [headers.get('strict-transport-security'), headers.get('content-security-policy')?.includes('; upgrade-insecure-requests')]
  }
  expect(await hsts(app, '/', 'https')).toEqual([null, false])
  const behind = await startApp({ TRUST_PROXY: '127.0.0.1' })
  for (const path of ['/', '/docs']) {
    expect(await hsts(behind, path, 'https')).toEqual(['max-age=31536000; includeSubDomains', true])
    expect(await hsts(behind, path, 'http')).toEqual([null, false])
  }
  expect(await hsts(behind, '/api/v1/nothing', 'https')).toEqual(['max-age=31536000; includeSubDomains', false])
  await behind.close()
})

it('what is answered to somebody is stored by no cache, whatever its address looks like; whoever kept it can ask whether it changed', async () => {
  for (const path of ['/api/v1/items', '/%61pi/v1/items', `/api/v1/items/${id}`, '/api/v1/auth/me', '/api/v1/nothing', '/api/v1/dashboard']) {
    const { headers } = await app.api('GET', path)
    expect(headers.get('cache-control'), path).toBe('no-store')
  }
  const first = await app.api('GET', `/api/v1/items/${id}`)
  const tag = first.headers.get('etag') ?? ''
  const again = await app.api('GET', `/api/v1/items/${id}`, undefined, { 'If-None-Match': tag })
  expect([again.status, again.body, again.headers.get('cache-control')]).toEqual([304, '', 'no-store'])
  expect((await app.anonymous('GET', '/api/v1/items', undefined, { 'If-None-Match': '*' })).status).toBe(401)
})
