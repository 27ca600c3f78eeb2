import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AttachmentEnvelope } from '#shared/attachments.ts'
import { NewApiKeyEnvelope } from '#shared/auth.ts'
import { ErrorEnvelope } from '#shared/errors.ts'
import { startApp, type TestApp } from '../test/harness.ts'
import { open, statuses } from '../test/raw.ts'
import { form, formType, pdf } from '../test/sample-files.ts'

// How long a file may take to arrive: longer than any other request, as long as it moves.

let app: TestApp
beforeAll(async () => {
  app = await startApp({}, undefined, { serverLimits: { headers: 1500, request: 2000, check: 100 } })
})
afterAll(() => app.close())

const path = '/api/v1/chat/attachments'
const begin = (url: string, type: string, ...headers: string[]) =>
  [`POST ${url} HTTP/1.1`, 'Host: localhost', `Content-Type: ${type}`, 'Transfer-Encoding: chunked', ...headers, '', ''].join('\r\n')
const signed = (of = app) => `Authorization: Bearer ${of.administrator.token}`
const chunk = (bytes: Uint8Array) => Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])
/** A form as its sender has it: its beginning with the file's first bytes, and how it ends. */
const whole = form(pdf())
const [first, last] = [chunk(whole.subarray(0, -60)), Buffer.concat([chunk(whole.subarray(-60)), Buffer.from('0\r\n\r\n')])]
/** Twenty times what the slowest line carries. */
const moving = chunk(Buffer.alloc(8192, 7))
const drop = chunk(Buffer.from('x'))

type Connection = ReturnType<typeof open>
/** Sends on and on, until it is told to stop or the other side has had enough. */
function keepSending({ socket, closed }: Connection, piece: Buffer): () => void {
  const timer = setInterval(() => socket.writable && socket.write(piece), 50)
  const stop = () => clearInterval(timer)
  void closed.then(stop)
  return stop
}
const count = async () => (await app.database.db.execute(sql`select count(*)::int as n from chat_attachments`)).rows
const bodyOf = (answer: string): unknown => JSON.parse(answer.split('\r\n\r\n').at(-1) ?? '')

test('a file that comes slowly is waited for when every other request would have been ended; what follows it on the same connection is not', async () => {
  const slow = open(app.url)
  const other = open(app.url)
  slow.socket.write(Buffer.concat([Buffer.from(begin(path, formType, signed())), first]))
  other.socket.write(begin('/api/v1/items', 'application/json', signed()))
  const stop = keepSending(slow, moving)
  keepSending(other, moving)
  await other.closed
  expect(statuses(other.answer())).toEqual(['408'])
  expect(slow.answer()).toBe('')
  stop()
  slow.socket.write(last)
  await expect.poll(() => statuses(slow.answer())).toEqual(['201'])
  const { data } = AttachmentEnvelope.parse(bodyOf(slow.answer()))
  expect([data.kind, data.size]).toEqual(['pdf', expect.any(Number)])
  expect((await app.api('DELETE', `${path}/${data.id}`)).status).toBe(200)
  slow.socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await expect.poll(() => statuses(slow.answer())).toEqual(['201', '200'])
  slow.socket.write(begin('/api/v1/items', 'application/json', signed()))
  keepSending(slow, moving)
  await slow.closed
  expect(statuses(slow.answer())).toEqual(['201', '200', '408'])
})

test.each([
  ['stops', Buffer.alloc(0)],
  ['comes drop by drop', drop],
])('a file that %s is ended, and leaves nothing behind', async (_how, piece) => {
  const before = await count()
  const connection = open(app.url)
  connection.socket.write(Buffer.concat([Buffer.from(begin(path, formType, signed())), first, moving]))
  keepSending(connection, piece)
  await expect.poll(count).not.toEqual(before)
  await connection.closed
  expect(connection.answer()).toMatch(/^HTTP\/1\.1 408 .*\r\nConnection: close\r\n\r\n/s)
  expect(ErrorEnvelope.parse(bodyOf(connection.answer())).error.code).toBe('REQUEST_TIMEOUT')
  await expect.poll(count).toEqual(before)
})

test('a stranger, and who may not, has no more time there than anywhere', async () => {
  const key = await app.api('POST', '/api/v1/api-keys', { name: 'records only', scopes: ['items:read'], expires_in_days: 1 })
  const kept = [open(app.url), open(app.url)]
  const heads = [begin(path, formType), begin(path, formType, `Authorization: Bearer ${NewApiKeyEnvelope.parse(key.body).data.secret}`)]
  for (const [at, connection] of kept.entries()) {
    connection.socket.write(Buffer.concat([Buffer.from(heads[at] ?? ''), first]))
    keepSending(connection, moving)
  }
  await Promise.all(kept.map(({ closed }) => closed))
  expect(kept.map(({ answer }) => statuses(answer())[0])).toEqual(['401', '403'])
})

test('what moves without an end is ended as well', async () => {
  // Ten megabytes at four a second.
  const quick = await startApp({}, undefined, { serverLimits: { headers: 700, request: 1000, check: 100, slowest: 4 * 1024 * 1024 } })
  const { socket, answer, closed } = open(quick.url)
  socket.write(Buffer.concat([Buffer.from(begin(path, formType, signed(quick))), chunk(form(Buffer.alloc(8192, 'MZ\0')).subarray(0, -60))]))
  const flood = chunk(Buffer.alloc(1024 * 1024))
  const pour = () => {
    while (socket.writable && socket.write(flood));
  }
  socket.on('drain', pour)
  pour()
  await closed
  expect(statuses(answer())[0]).toBe('415')
  await quick.close()
})
