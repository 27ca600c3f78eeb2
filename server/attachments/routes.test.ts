import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { z } from 'zod'
import {
  ATTACHED_TEXT_MAX_BYTES,
  ATTACHMENT_MAX_BYTES,
  ATTACHMENT_QUOTA_BYTES,
  AttachmentEnvelope,
  AttachmentsEnvelope,
  UNSENT_DAYS,
  UNSENT_MAX,
} from '#shared/attachments.ts'
import { ErrorEnvelope } from '#shared/errors.ts'
import { fetchSigned } from '../test/credentials.ts'
import { type Answer, type Person, startApp, type TestApp } from '../test/harness.ts'
import { exchange, open } from '../test/raw.ts'
import { form, formType, formWith, jpeg, pdf, png } from '../test/sample-files.ts'
import { forgetUnsent } from './queries.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.close())

const path = '/api/v1/chat/attachments'
type Sender = Pick<Person, 'api'>
const upload = (content: Uint8Array, name?: string, from: Sender = app) =>
  from.api('POST', path, form(content, name === undefined ? {} : { name }), { 'Content-Type': formType })
const uploaded = async (content: Uint8Array, name?: string, from: Sender = app) => AttachmentEnvelope.parse((await upload(content, name, from)).body).data
const codeOf = ({ status, body }: Answer) => [status, ErrorEnvelope.parse(body).error.code]
const unsentOf = async (from: Sender = app) => AttachmentsEnvelope.parse((await from.api('GET', path)).body).data
const rows = async () =>
  z
    .array(z.object({ files: z.number(), parts: z.number() }))
    .parse(
      (
        await app.database.db.execute(
          sql`select (select count(*)::int from chat_attachments) as files, (select count(*)::int from chat_attachment_parts) as parts`,
        )
      ).rows,
    )[0]

describe('an upload', () => {
  test('is kept as it was, and given out so that nothing in it can run', async () => {
    const image = png(40, 30)
    const answer = await upload(image, '照片 1.png')
    expect(answer.status).toBe(201)
    const { id, ...rest } = AttachmentEnvelope.parse(answer.body).data
    expect(answer.headers.get('location')).toBe(`${path}/${id}`)
    expect(rest).toMatchObject({ name: '照片 1.png', kind: 'image', media_type: 'image/png', size: image.length, width: 40, height: 30 })
    const response = await fetchSigned(`${app.url}${path}/${id}`)
    expect(Buffer.from(await response.arrayBuffer()).equals(image)).toBe(true)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(image.length),
      'content-disposition': `inline; filename="__ 1.png"; filename*=UTF-8''%E7%85%A7%E7%89%87%201.png`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
    })
  })

  test('of many pieces comes out byte for byte', async () => {
    const whole = Buffer.concat([pdf(), Buffer.from(Uint8Array.from({ length: 3_500_000 }, (_, at) => (at * 7919) % 256))])
    const { id, size, kind } = await uploaded(whole, 'scan.pdf')
    expect([size, kind]).toEqual([whole.length, 'pdf'])
    const response = await fetchSigned(`${app.url}${path}/${id}`)
    expect(response.headers.get('content-disposition')).toMatch(/^attachment;/)
    expect(Buffer.from(await response.arrayBuffer()).equals(whole)).toBe(true)
    await app.api('DELETE', `${path}/${id}`)
  })

  test.each([
    ['a page is a text, and a download', '<!doctype html><script>alert(1)</script>', 'page.html'],
    ['so is a drawing', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'drawing.png'],
  ])('%s', async (_what, content, name) => {
    const { id, kind, media_type } = await uploaded(Buffer.from(content), name)
    expect([kind, media_type]).toEqual(['text', 'text/plain'])
    const response = await fetchSigned(`${app.url}${path}/${id}`)
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(response.headers.get('content-disposition')).toMatch(/^attachment;/)
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await response.text()).toBe(content)
  })

  test('of a Chinese table from Windows becomes UTF-8', async () => {
    const { id, size } = await uploaded(Buffer.from([0xc3, 0xfb, 0xb3, 0xc6, 0x2c, 0x31, 0x0d, 0x0a]), '表.csv')
    expect(size).toBe(Buffer.byteLength('名称,1\r\n'))
    expect(await (await fetchSigned(`${app.url}${path}/${id}`)).text()).toBe('名称,1\r\n')
  })

  test.each([
    ['../../etc/passwd', 'passwd'],
    ['photo\u202Egpj.png', 'photogpj.png'],
    ['', 'file'],
  ])('that calls itself %j is called %j', async (given, expected) => {
    const { name } = await uploaded(png(1, 1), given)
    expect(name).toBe(expected)
  })
})

describe('what is refused leaves nothing behind', () => {
  const large = Buffer.concat([pdf(), Buffer.alloc(ATTACHMENT_MAX_BYTES)])
  test.each<[string, Uint8Array, number, string]>([
    ['nothing', Buffer.alloc(0), 422, 'VALIDATION_FAILED'],
    ['an empty text', Buffer.from(' \n\t '), 422, 'VALIDATION_FAILED'],
    ['an archive', Buffer.from('PK\x03\x04\x14\0\0\0\x08\0', 'latin1'), 415, 'ATTACHMENT_TYPE_UNSUPPORTED'],
    ['a program', Buffer.concat([Buffer.from('MZ', 'latin1'), Buffer.alloc(2_000_000)]), 415, 'ATTACHMENT_TYPE_UNSUPPORTED'],
    ['an image without a size', png(3, 3).subarray(0, 20), 422, 'VALIDATION_FAILED'],
    ['an image that claims to be enormous', png(2, 2, [0, 0, 0], { width: 2 ** 31, height: 2 ** 31 }), 422, 'VALIDATION_FAILED'],
    ['one that is wide and thin', png(2, 2, [0, 0, 0], { width: 60_000, height: 1 }), 422, 'VALIDATION_FAILED'],
    ['one of many pixels', jpeg(16_000, 16_000), 422, 'VALIDATION_FAILED'],
    ['a text that is too long', Buffer.alloc(ATTACHED_TEXT_MAX_BYTES + 1, 'a line\n'), 413, 'PAYLOAD_TOO_LARGE'],
    ['a Chinese text that becomes too long', Buffer.alloc(ATTACHED_TEXT_MAX_BYTES - 1, Buffer.from([0xc3, 0xfb, 0x0a])), 413, 'PAYLOAD_TOO_LARGE'],
    ['a file that is too large', large, 413, 'PAYLOAD_TOO_LARGE'],
  ])('%s', async (_what, content, status, code) => {
    const before = await rows()
    const { used_bytes } = await unsentOf()
    expect(codeOf(await upload(content))).toEqual([status, code])
    expect(await rows()).toEqual(before)
    expect((await unsentOf()).used_bytes).toBe(used_bytes)
  })

  test.each<[string, Uint8Array | string, string, number]>([
    ['JSON', '{}', 'application/json', 415],
    ['a form of another kind', 'file=x', 'application/x-www-form-urlencoded', 415],
    ['a form without a boundary', form(png(1, 1)), 'multipart/form-data', 400],
    ['an empty boundary', form(png(1, 1)), 'multipart/form-data; boundary=', 400],
    ['a form that is none', 'hello', formType, 400],
    ['a form that does not end', form(png(1, 1)).subarray(0, -20), formType, 400],
    ['a form without a file', '--deskmate-test-boundary--\r\n', formType, 422],
    ['another field', form(png(1, 1), { field: 'picture' }), formType, 422],
    ['two files', formWith(png(1, 1), 'Content-Disposition: form-data; name="file"; filename="b"\r\n\r\nx'), formType, 422],
    ['a field beside it', formWith(png(1, 1), 'Content-Disposition: form-data; name="more"\r\n\r\nx'), formType, 422],
  ])('%s', async (_what, body, type, status) => {
    const before = await rows()
    const answer = await app.api('POST', path, typeof body === 'string' ? Buffer.from(body) : body, { 'Content-Type': type })
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([status, expect.stringContaining('"error"')])
    expect(await rows()).toEqual(before)
  })

  test('one that says that it is too large is refused before it comes; one that does not say, when it is', async () => {
    const { token } = app.administrator
    const head = (rest: string) =>
      `POST ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer ${token}\r\nContent-Type: ${formType}\r\n${rest}\r\n\r\n`
    const connection = open(app.url)
    connection.socket.write(head('Content-Length: 99999999999'))
    await expect.poll(() => connection.answer()).toMatch(/^HTTP\/1\.1 413 /)
    connection.socket.destroy()
    const chunked = await fetchSigned(`${app.url}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': formType },
      body: new ReadableStream({
        start(controller) {
          controller.enqueue(new Uint8Array(form(large)))
          controller.close()
        },
      }),
      duplex: 'half',
    })
    expect(chunked.status).toBe(413)
  })

  test('one that is broken off, and one that hardly comes', async () => {
    const quick = await startApp({}, undefined, { serverLimits: { headers: 700, request: 1000, check: 100 } })
    const count = async () => (await quick.database.db.execute(sql`select count(*)::int as n from chat_attachments`)).rows
    const start = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${quick.administrator.token}\r\nContent-Type: ${formType}\r\nContent-Length: 500000\r\n\r\n${form(png(2, 2)).toString('latin1').slice(0, 140)}`
    const gone = open(quick.url)
    gone.socket.write(start, 'latin1')
    await expect.poll(count).toEqual([{ n: 1 }])
    gone.socket.destroy()
    await expect.poll(count).toEqual([{ n: 0 }])
    const slow = open(quick.url)
    slow.socket.write(start, 'latin1')
    await expect.poll(count).toEqual([{ n: 1 }])
    await slow.closed
    expect(slow.answer()).toMatch(/^HTTP\/1\.1 408 /)
    await expect.poll(count).toEqual([{ n: 0 }])
    expect(await exchange(quick.url, 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /)
    await quick.close()
  })
})

describe('what waits for its question', () => {
  it('is listed, newest first, and can be taken back once', async () => {
    const person = await app.as('editor')
    const first = await uploaded(png(1, 1), 'a.png', person)
    const second = await uploaded(pdf(), 'b.pdf', person)
    expect(await unsentOf(person)).toEqual({ unsent: [second, first], used_bytes: first.size + second.size, quota_bytes: ATTACHMENT_QUOTA_BYTES })
    expect((await person.api('DELETE', `${path}/${first.id}`)).status).toBe(200)
    expect(codeOf(await person.api('DELETE', `${path}/${first.id}`))).toEqual([404, 'ATTACHMENT_NOT_FOUND'])
    expect(codeOf(await person.api('GET', `${path}/${first.id}`))).toEqual([404, 'ATTACHMENT_NOT_FOUND'])
    expect((await unsentOf(person)).unsent).toEqual([second])
  })

  it('is forgotten after some days; what did not come to its end, after an hour', async () => {
    const person = await app.as('editor')
    const old = await uploaded(png(1, 1), 'old.png', person)
    const fresh = await uploaded(png(1, 1), 'fresh.png', person)
    const { db } = app.database
    await db.execute(sql`update chat_attachments set created_at = now() - make_interval(days => ${UNSENT_DAYS}::int, hours => 1) where id = ${old.id}::uuid`)
    await db.execute(
      sql`insert into chat_attachments (id, owner_id, name, size, created_at) values (gen_random_uuid(), ${person.id}::uuid, 'broken', 1, now() - interval '2 hours')`,
    )
    expect(await forgetUnsent(db)).toBe(2)
    expect((await unsentOf(person)).unsent).toEqual([fresh])
    expect((await unsentOf(person)).used_bytes).toBe(fresh.size)
  })

  it('is bounded in number', async () => {
    const person = await app.as('editor')
    const { db } = app.database
    await db.execute(sql`insert into chat_attachments (id, owner_id, name, size, kind, media_type)
      select gen_random_uuid(), ${person.id}::uuid, 'x', 1, 'text', 'text/plain' from generate_series(1, ${UNSENT_MAX - 3}::int)`)
    const answers = await Promise.all(Array.from({ length: 8 }, () => upload(png(1, 1), 'more.png', person)))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 201, 201, 422, 422, 422, 422, 422])
  })

  it('is bounded in bytes, by what is on its way as well', async () => {
    const person = await app.as('editor')
    const image = form(png(1, 1)).length
    await app.database.db.execute(sql`insert into chat_attachments (id, owner_id, name, size, kind, media_type)
      values (gen_random_uuid(), ${person.id}::uuid, 'x', ${ATTACHMENT_QUOTA_BYTES - 2 * image}::int, 'pdf', 'application/pdf')`)
    expect(
      codeOf(
        await upload(png(200, 200), 'large.png', person).then(async (answer) => (answer.status === 201 ? await upload(pdf(5000), 'more.pdf', person) : answer)),
      ),
    ).toEqual([422, 'ATTACHMENT_QUOTA_EXCEEDED'])
    expect((await unsentOf(person)).used_bytes).toBeLessThanOrEqual(ATTACHMENT_QUOTA_BYTES)
  })
})
