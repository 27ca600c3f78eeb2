import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ErrorEnvelope } from '#shared/errors.ts'
import { ItemPageEnvelope } from '#shared/items.ts'
import { startApp, type TestApp } from '../test/harness.ts'

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
    ['gzip', 400, Buffer.from([0x1f, 0x8b, 8, 0]), { 'Content-Encoding': 'gzip' }],
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
    ['/api/v1/items?skip=100001', 422],
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

/** Sends bytes as they are; fetch would not. @returns the status lines of what came back */
async function raw(text: string): Promise<string[]> {
  const { port, hostname } = new URL(app.url)
  const socket = connect(Number(port), hostname)
  socket.write(text)
  let answer = ''
  socket.on('data', (chunk) => {
    answer += chunk.toString('latin1')
  })
  socket.on('error', () => {})
  await new Promise<void>((resolve) => {
    socket.on('close', () => resolve())
    setTimeout(() => socket.end(), 500)
  })
  return [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => match[1] ?? '')
}

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
    expect(await raw('GET /api/v1/items HTTP/1.1\r\nHost: localhost:1\r\nConnection: close\r\n\r\n')).toEqual(['200'])
  })

  it('answers a preflight for an allowed origin only', async () => {
    const preflight = (origin: string) => app.api('OPTIONS', '/api/v1/items', undefined, { Origin: origin, 'Access-Control-Request-Method': 'POST' })
    const allowed = await preflight('https://partner.example')
    expect([allowed.status, allowed.headers.get('access-control-allow-methods')]).toEqual([204, expect.stringContaining('PUT')])
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull()
  })
})

describe('malformed HTTP', () => {
  it.each([
    [
      'a length and chunks',
      'POST /api/v1/items HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['two lengths', 'POST /api/v1/items HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd'],
    ['no host', 'GET /api/v1/items HTTP/1.1\r\n\r\n'],
    ['a bare line feed', 'GET /api/v1/items HTTP/1.1\nHost: localhost\n\n'],
    ['a space in a header name', 'GET /api/v1/items HTTP/1.1\r\nHost : localhost\r\n\r\n'],
  ])('%s is refused', async (_name, text) => {
    expect((await raw(text))[0]).toBe('400')
  })
})

it('every answer carries the headers that browsers act on', async () => {
  for (const path of ['/api/v1/items', `/api/v1/items/${id}`, '/api/v1/items/xyz', '/api/v1/items/%zz', '/nothing', '/healthz', '/openapi.json']) {
    const { headers } = await app.api('GET', path)
    expect(headers.get('content-security-policy'), path).toMatch(
      path.startsWith('/api/') ? /^default-src 'none'; frame-ancestors 'none'$/ : /script-src 'self';/,
    )
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(headers.get('cross-origin-opener-policy')).toBe(path.startsWith('/api/') ? null : 'same-origin')
    expect(headers.get('x-powered-by')).toBeNull()
  }
})
