import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ErrorEnvelope } from '#shared/errors.ts'
import { startApp, type TestApp } from '../test/harness.ts'
import { exchange, open, statuses } from '../test/raw.ts'
import { serverLimits } from './make-server.ts'

// What comes over the wire, byte by byte.

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.close())

const raw = async (text: string) => statuses(await exchange(app.url, text))
const head = (line: string, ...headers: string[]) =>
  [line, 'Host: localhost', `Authorization: Bearer ${app.administrator.token}`, ...headers, '', ''].join('\r\n')
const post = (...headers: string[]) => head('POST /api/v1/items HTTP/1.1', 'Content-Type: application/json', ...headers)
const total = async () => JSON.stringify((await app.api('GET', '/api/v1/items?limit=1')).body)

describe('where a request ends must be beyond doubt', () => {
  const inner = 'GET /api/v1/auth/me HTTP/1.1\r\nHost: localhost\r\n\r\n'
  it.each([
    ['a length and chunks', () => `${post('Content-Length: 4', 'Transfer-Encoding: chunked')}0\r\n\r\n${inner}`],
    ['chunks and a length', () => `${post('Transfer-Encoding: chunked', 'Content-Length: 4')}0\r\n\r\n${inner}`],
    ['two lengths', () => `${post('Content-Length: 4', 'Content-Length: 5')}abcd${inner}`],
    ['the same length twice', () => `${post('Content-Length: 4', 'Content-Length: 4')}abcd`],
    ['two lengths in a list', () => `${post('Content-Length: 2, 2')}{}`],
    ['a signed length', () => `${post('Content-Length: +2')}{}`],
    ['a hexadecimal length', () => `${post('Content-Length: 0x2')}{}`],
    ['a length beyond all numbers', () => `${post('Content-Length: 99999999999999999999999')}{}`],
    ['a negative length', () => `${post('Content-Length: -1')}{}`],
    ['a coding nobody knows', () => `${post('Transfer-Encoding: xchunked')}0\r\n\r\n`],
    ['chunks that are not last', () => `${post('Transfer-Encoding: chunked, identity')}0\r\n\r\n`],
    ['a coding with a space before the colon', () => `${post('Transfer-Encoding : chunked')}0\r\n\r\n`],
    ['a coding behind a tab', () => `${post('Transfer-Encoding:\tchunked\r\n Content-Length: 2')}0\r\n\r\n`],
    ['chunks of no number', () => `${post('Transfer-Encoding: chunked')}zz\r\nabc\r\n0\r\n\r\n`],
    ['chunks of a huge number', () => `${post('Transfer-Encoding: chunked')}FFFFFFFFFFFFFFFFF\r\nabc\r\n0\r\n\r\n`],
    ['a chunk longer than it says', () => `${post('Transfer-Encoding: chunked')}2\r\n{}{}\r\n0\r\n\r\n`],
    ['a chunk that ends with a line feed', () => `${post('Transfer-Encoding: chunked')}2\n{}\r\n0\r\n\r\n`],
    ['a folded header', () => head('GET /api/v1/items HTTP/1.1', 'X-A: b', ' Transfer-Encoding: chunked')],
    ['a bare carriage return', () => head('GET /api/v1/items HTTP/1.1', 'X-A: b\rTransfer-Encoding: chunked')],
    ['NUL in a header', () => head('GET /api/v1/items HTTP/1.1', 'X-A: b\0c')],
    ['an escape in a header', () => head('GET /api/v1/items HTTP/1.1', 'X-A: b\x1b[31mc')],
    ['a space in the name of a header', () => head('GET /api/v1/items HTTP/1.1', 'X A: b')],
    ['a bare line feed', () => 'GET /api/v1/items HTTP/1.1\nHost: localhost\n\n'],
    ['no host', () => 'GET /api/v1/items HTTP/1.1\r\n\r\n'],
    ['two hosts', () => head('GET /api/v1/items HTTP/1.1', 'Host: evil.example')],
    ['two hosts, the same', () => head('GET /api/v1/items HTTP/1.1', 'hOST: localhost')],
    ['another protocol', () => 'GET /api/v1/items HTTP/3.0\r\nHost: localhost\r\n\r\n'],
    ['HTTP/2 unasked', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['no HTTP', () => '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03'],
  ])('%s', async (_name, text) => {
    const before = await total()
    expect(await raw(text())).toEqual(['400'])
    expect(await total()).toBe(before)
  })

  it('what is refused says nothing of what it was, and carries the headers of every answer', async () => {
    const answer = await exchange(app.url, head('GET /api/v1/items HTTP/1.1', 'X-A: canary\x1b'))
    const [headers = '', body = ''] = answer.split('\r\n\r\n')
    expect(ErrorEnvelope.parse(JSON.parse(body)).error.code).toBe('MALFORMED_REQUEST')
    expect(headers).toMatch(/\r\nX-Content-Type-Options: nosniff\r\n/)
    expect(headers).toMatch(/\r\nContent-Security-Policy: default-src 'none'/)
    expect(headers).toMatch(/\r\nCache-Control: no-store\r\n/)
    expect(headers).toMatch(/\r\nConnection: close$/)
    expect(answer).not.toContain('canary')
  })

  it('requests in a row are answered in a row', async () => {
    expect(
      await raw(`${head('GET /api/v1/items HTTP/1.1')}${post('Content-Length: 14')}{"name":"row"}${head('GET /healthz HTTP/1.1', 'Connection: close')}`),
    ).toEqual(['200', '201', '200'])
  })
})

describe('headers', () => {
  const many = (count: number) => Array.from({ length: count }, (_, n) => `X-${n}: a`)
  it('take 16 KiB and a hundred lines, and not more', async () => {
    expect(await raw(head('GET /healthz HTTP/1.1', 'Connection: close', ...many(90)))).toEqual(['200'])
    expect(await raw(head('GET /healthz HTTP/1.1', 'Connection: close', ...many(120)))).toEqual(['431'])
    expect(await raw(head('GET /healthz HTTP/1.1', 'Connection: close', ...many(1500)))).toEqual(['431'])
    expect(await raw(head('GET /healthz HTTP/1.1', ...many(5000)))).toEqual(['431'])
    expect(await raw(head('GET /healthz HTTP/1.1', `X-A: ${'a'.repeat(17_000)}`))).toEqual(['431'])
    expect(await raw(head(`GET /healthz?${'a'.repeat(20_000)} HTTP/1.1`))).toEqual(['431'])
    expect(app.server.maxHeadersCount).not.toBe(0)
  })
  it('in front of a body that never comes are refused all the same', async () => {
    expect(await raw(post('Content-Length: 1000000', ...many(120)))).toEqual(['431'])
  })
})

describe('methods and addresses', () => {
  it.each([
    ['TRACE / HTTP/1.1', ['405']],
    ['TRACE /api/v1/items HTTP/1.1', ['405']],
    ['TRACK / HTTP/1.1', ['400']],
    ['FOO / HTTP/1.1', ['400']],
    ['CONNECT 127.0.0.1:22 HTTP/1.1', []],
    ['PROPFIND / HTTP/1.1', ['404']],
    ['OPTIONS * HTTP/1.1', ['400']],
    ['GET http://localhost/api/v1/items HTTP/1.1', ['400']],
    ['GET http://evil.example/api/v1/items HTTP/1.1', ['400']],
    ['GET HTTPS://evil.example HTTP/1.1', ['400']],
    ['GET //api/v1/items HTTP/1.1', ['404']],
    ['GET /\\api/v1/items HTTP/1.1', ['404']],
    ['GET \\api\\v1\\items HTTP/1.1', ['400']],
    ['GET ?a HTTP/1.1', ['400']],
    ['GET /api/v1/../v1/items HTTP/1.1', ['404']],
    ['GET /api/v1/%2e%2e/v1/items HTTP/1.1', ['404']],
    ['GET /api/v1/items;a=b HTTP/1.1', ['404']],
    ['GET /api%2fv1%2fitems HTTP/1.1', ['404']],
    ['GET /api/v1/items\xff HTTP/1.1', ['400']],
    ['GET /api/v1/items%0d%0aX-A:b HTTP/1.1', ['404']],
  ])('%s: %j', async (line, status) => {
    const answer = await exchange(app.url, head(line, 'Connection: close'))
    expect(statuses(answer)).toEqual(status)
    expect(answer).not.toMatch(/^X-A:/im)
  })
})

describe('time', () => {
  it('a connection has seconds for its headers, half a minute for its body, and a place among so many', () => {
    const { server } = app
    expect({ headers: server.headersTimeout, request: server.requestTimeout, keepAlive: server.keepAliveTimeout, connections: server.maxConnections }).toEqual({
      headers: 20_000,
      request: 30_000,
      keepAlive: 72_000,
      connections: 5000,
    })
    expect(Math.max(serverLimits.headers, serverLimits.request) + serverLimits.check).toBeLessThan(60_000)
  })

  it('slow headers and dripped bodies are closed while everybody else is answered', async () => {
    const quick = await startApp({}, undefined, { serverLimits: { headers: 700, request: 1000, check: 100 } })
    const { token } = quick.administrator
    const drip = async (start: string, more: string) => {
      const connection = open(quick.url)
      connection.socket.write(start)
      const timer = setInterval(() => connection.socket.writable && connection.socket.write(more), 50)
      await connection.closed
      clearInterval(timer)
      return statuses(connection.answer())
    }
    const dripping = Promise.all([
      drip('GET /healthz HTTP/1.1\r\nHost: localhost\r\n', 'X-A: b\r\n'),
      drip('GET /heal', 't'),
      drip('', ''),
      drip(
        `POST /api/v1/items HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"name":"`,
        'x',
      ),
      drip(
        `POST /api/v1/items HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
        '1\r\nx\r\n',
      ),
    ])
    let ended = false
    void dripping.then(() => {
      ended = true
    })
    let answered = 0
    while (!ended) {
      expect((await quick.api('GET', '/api/v1/items?limit=1')).status).toBe(200)
      answered++
    }
    expect(answered).toBeGreaterThan(3)
    expect(await dripping).toEqual([['408'], ['408'], ['408'], ['408'], ['408']])
    await quick.close()
  })

  it('what comes beyond so many connections is turned away, until one has gone', async () => {
    const full = await startApp({}, undefined, { serverLimits: { connections: 12 } })
    const { port } = new URL(full.url)
    const idle = Array.from({ length: 12 }, () => connect(Number(port), '127.0.0.1').on('error', () => {}))
    await Promise.all(idle.map((socket) => once(socket, 'connect')))
    const more = open(full.url)
    more.socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await more.closed
    expect(more.answer()).toBe('')
    for (const socket of idle) socket.destroy()
    for (;;) {
      const [status] = statuses(await exchange(full.url, 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n').catch(() => ''))
      if (status === '200') break
      await sleep(50)
    }
    await full.close()
  })
})
