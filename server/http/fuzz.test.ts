import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ErrorEnvelope } from '#shared/errors.ts'
import { everyRow } from '../test/every-row.ts'
import { type Person, startApp, type TestApp } from '../test/harness.ts'
import { addressOf, type Operation, readOpenApi, type Schema } from '../test/read-openapi.ts'

// Every operation of the document, with what no operation takes, and with whatever its schemas let one think of.

/** The same inputs in every run; another number finds other things. */
const SEED = 20_261_125
const RUNS = 20
/** Longer than what an operation takes: a megabyte, but for the one that takes files inside of its body. */
const tooLong = (id: string) => 'a'.repeat(id === 'streamUiMessage' ? 23_000_000 : 1_100_000)
/** A request that is not answered by then hangs. */
const HANGS_MS = 30_000
/** Words of a database, of its driver, of a stack. Our own sentences have none of them. */
const leaks =
  /\b(select|insert|update|delete) .*\b(from|into|set)\b|relation "|constraint|syntax error|duplicate key value|invalid input syntax|postgres|pglite|drizzle|node_modules|at .*\.ts:\d/i

let app: TestApp
let operations: Operation[] = []
beforeAll(async () => {
  app = await startApp()
  // What is under /v1 speaks OpenAI's protocol, errors and unknown fields included: server/completions/refusals.test.ts.
  operations = (await readOpenApi(app)).filter(({ path }) => !path.startsWith('/v1/'))
})
afterAll(() => app.close())

type Sent = { method: string; path: string; body?: unknown; headers?: Record<string, string> }
/** Sends, and checks what holds for every answer. */
async function send(person: Person, operation: Operation, { method, path, body, headers }: Sent) {
  const answer = await Promise.race([
    person.api(method, path, body, headers),
    new Promise<never>((_, reject) => setTimeout(() => reject(new Error(`${method} ${path} was not answered.`)), HANGS_MS).unref()),
  ])
  const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)
  const what = `${operation.id}: ${method} ${path} ${JSON.stringify(body)?.slice(0, 500)} → ${answer.status} ${text.slice(0, 500)}`
  expect(answer.status, what).toBeLessThan(500)
  if (answer.status < 400) return answer
  const { error } = ErrorEnvelope.parse(answer.body)
  expect(error.request_id, what).toBe(answer.headers.get('x-request-id'))
  expect(text, what).not.toMatch(leaks)
  return answer
}

/** JSON text of an object with these members, as they stand. */
const objectOf = (members: string[]) => `{${members.join(',')}}`
const valid: Record<string, unknown> = { string: 'x', integer: 1, number: 1, boolean: true, array: [], object: {} }
const example = (schema: Schema): unknown =>
  schema.anyOf?.[0]
    ? example(schema.anyOf[0])
    : (schema.enum?.[0] ?? (schema.format === 'uuid' ? '019abf00-0000-7000-8000-000000000000' : (valid[String(schema.type)] ?? null)))

describe('what no operation takes', () => {
  it('is refused by each, by the name of the field, and nothing is stored', async () => {
    const person = await app.as('administrator')
    const before = await everyRow(app)
    for (const operation of operations.filter(({ method }) => method !== 'GET')) {
      const { id, method, body } = operation
      const path = addressOf(operation.path, {})
      const refused = async (sent: unknown, status: number[], headers?: Record<string, string>) => {
        const answer = await send(person, operation, { method, path, body: sent, ...(headers ? { headers } : {}) })
        expect(status, `${id} ${String(sent).slice(0, 100)} ${JSON.stringify(answer.body)}`).toContain(answer.status)
        return JSON.stringify(answer.body)
      }
      const properties = Object.entries(body?.properties ?? {})
      const others = (but: string) => properties.filter(([name]) => name !== but).map(([name, schema]) => `"${name}":${JSON.stringify(example(schema))}`)
      for (const [name, schema] of properties) {
        const field = (value: string) => objectOf([...others(name), `"${name}":${value}`])
        expect(await refused(field('"a\\u0000b"'), [400, 422])).toContain(name)
        expect(await refused(field('"\\ud800"'), [400, 422])).toContain(name)
        // What may be any object is judged by what it is of, where that exists.
        if (schema.type !== 'object' || schema.properties) expect(await refused(field('{"a":{"b":[]}}'), [400, 422])).toContain(name)
        const types = schema.anyOf?.map(({ type }) => type) ?? [schema.type]
        if (types.includes('string')) for (const wrong of ['["x"]', '5', 'true', '1e400']) expect(await refused(field(wrong), [400, 422])).toContain(name)
        if (types.includes('integer') || types.includes('number')) expect(await refused(field('"5"'), [422])).toContain(name)
        if (types.includes('boolean')) for (const wrong of ['"true"', '1']) expect(await refused(field(wrong), [422])).toContain(name)
        expect(await refused(objectOf([...others(name), `"${name}":null,"${name}":null`]), [400])).toContain(name)
      }
      if (!body) continue
      const all = properties.map(([name, each]) => `"${name}":${JSON.stringify(example(each))}`)
      await refused(objectOf([...all, '"__proto__":{"a":1}']), [400])
      await refused(objectOf([...all, '"constructor":{"prototype":{"a":1}}']), [400])
      expect(await refused(objectOf([...all, '"surprise":1']), [422])).toContain('surprise')
      await refused(objectOf([...all, `"deep":${'['.repeat(5000)}${']'.repeat(5000)}`]), [400])
      await refused(objectOf([...all, `"long":"${tooLong(id)}"`]), [413])
      await refused(Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff, 0xc0, 0xaf]), Buffer.from('"}')]), [400])
      for (const wrong of ['[]', '"x"', '5', 'null', 'true']) await refused(wrong, [422])
      await refused('{"name":', [400])
      await refused(objectOf(all), [415], { 'Content-Type': 'text/plain' })
      await refused('name=x', [415], { 'Content-Type': 'application/x-www-form-urlencoded' })
    }
    expect(await everyRow(app)).toEqual(before)
  })

  it('also not in an address', async () => {
    const person = await app.as('administrator')
    for (const operation of operations) {
      const names = operation.parameters.filter((each) => each.in === 'query').map(({ name }) => name)
      const base = addressOf(operation.path, {})
      const body = operation.method === 'GET' || operation.method === 'DELETE' ? {} : { body: {} }
      for (const name of names)
        for (const value of ['%00', '%ff', '%ed%a0%80', '%']) {
          const answer = await send(person, operation, { method: operation.method, path: `${base}?${name}=${value}`, ...body })
          expect(answer.status, `${operation.id} ${name}=${value}`).toBe(400)
        }
      if (!operation.path.includes('{')) continue
      for (const value of ['%00', '%ff', 'x'.repeat(150), "1' or '1'='1", '..%2f..%2fhealthz', '1e9', '-1', 'null']) {
        const path = operation.path.replaceAll(/\{\w+\}/g, encodeURIComponent(value).replaceAll('%25', '%'))
        const { status } = await send(person, operation, { method: operation.method, path, ...body })
        // 204 is how one operation says that there is nothing, in another's protocol.
        expect(status === 204 || status >= 400, `${operation.id} ${value}: ${status}`).toBe(true)
      }
    }
  })
})

const printable = fc.string({ unit: 'grapheme', maxLength: 300 })
const nasty = fc.constantFrom(
  '',
  ' ',
  '\u0000',
  '\ud800',
  '%',
  '_',
  '\\',
  "'",
  '"',
  '(',
  'a & ',
  '*',
  '🎉',
  '\u202e',
  '\ufeff',
  'ﬀ',
  '同桌',
  '-1',
  '1e309',
  '{{7*7}}',
  '=1+1',
  '../..',
  'x'.repeat(5000),
)

function stringOf(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.format === 'uuid') return fc.uuid()
  if (schema.format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString())
  const fitting = fc.string({ unit: 'grapheme', minLength: Math.min(schema.minLength ?? 0, 300), maxLength: Math.min(schema.maxLength ?? 300, 300) })
  if (schema.pattern === undefined) return fitting
  try {
    return fc.stringMatching(new RegExp(schema.pattern))
  } catch {
    // A pattern that the generator cannot turn around; most texts break it then, which is a case too.
    return fitting
  }
}

/** Mostly what a schema describes, at its edges as well; now and then something else altogether. */
function valuesOf(schema: Schema): fc.Arbitrary<unknown> {
  const wrong = fc.oneof(
    nasty,
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(printable, { maxLength: 3 }),
    fc.dictionary(printable, nasty, { maxKeys: 3 }),
  )
  return fc.oneof({ weight: 8, arbitrary: rightOf(schema) }, { weight: 1, arbitrary: nasty }, { weight: 1, arbitrary: wrong })
}

function rightOf(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(rightOf))
  if (schema.type === 'string') return stringOf(schema)
  if (schema.type === 'integer') return fc.integer({ min: Math.max(schema.minimum ?? -5, -(2 ** 31)), max: Math.min(schema.maximum ?? 5000, 2 ** 31) })
  if (schema.type === 'number') return fc.double({ noNaN: true, noDefaultInfinity: true })
  if (schema.type === 'boolean') return fc.boolean()
  if (schema.type === 'null') return fc.constant(null)
  if (schema.type === 'array') return fc.array(valuesOf(schema.items ?? {}), { maxLength: 5 })
  if (schema.type === 'object') return recordOf(schema.properties ?? {}, schema.required ?? [])
  return nasty
}

const recordOf = (properties: Record<string, Schema>, required: string[]): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, valuesOf(schema)])), { requiredKeys: required })

const requestsOf = (operation: Operation): fc.Arbitrary<Sent> => {
  const named = (place: string) => Object.fromEntries(operation.parameters.filter((each) => each.in === place).map(({ name, schema }) => [name, schema]))
  const needed = operation.parameters.filter(({ required }) => required).map(({ name }) => name)
  const texts = (values: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? value.toWellFormed() : (JSON.stringify(value) ?? '')]))
  return fc
    .record({
      inPath: recordOf(named('path'), Object.keys(named('path'))),
      query: recordOf(
        named('query'),
        needed.filter((name) => name in named('query')),
      ),
      headers: recordOf(named('header'), []),
      ...(operation.body
        ? { body: operation.body.type === 'object' ? recordOf(operation.body.properties ?? {}, operation.body.required ?? []) : valuesOf(operation.body) }
        : {}),
    })
    .map(({ inPath, query, headers, ...rest }) => ({
      method: operation.method,
      path: addressOf(operation.path, texts(inPath), texts(query)),
      headers: Object.fromEntries(Object.entries(texts(headers)).map(([name, value]) => [name, value.replaceAll(/[^\x21-\x7e]/g, '').slice(0, 1000)])),
      ...rest,
    }))
}

describe('whatever one can think of', () => {
  it('is answered in an envelope, by every operation, and never by a failure of ours', async () => {
    for (const operation of operations) {
      // Some of it is valid, and some of that ends the sign-in of who sends it.
      const person = await app.as('administrator')
      await fc.assert(
        fc.asyncProperty(fc.array(requestsOf(operation), { minLength: 1, maxLength: 3 }), async (requests) => {
          await Promise.all(requests.map((request) => send(person, operation, request)))
        }),
        { seed: SEED, numRuns: RUNS, endOnFailure: true },
      )
    }
    expect((await app.api('GET', '/readyz')).status).toBe(200)
  }, 300_000)
})
