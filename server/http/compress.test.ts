import { afterAll, beforeAll, expect, it } from 'vitest'
import { ItemEnvelope } from '#shared/items.ts'
import { startApp, type TestApp } from '../test/harness.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.close())

const encodingOf = async (path: string, accepted: string) => {
  const { status, headers, body } = await app.api('GET', path, undefined, { 'Accept-Encoding': accepted })
  expect(status).toBe(200)
  return { encoding: headers.get('content-encoding'), length: Number(headers.get('content-length')), vary: headers.get('vary'), tag: headers.get('etag'), body }
}

it('an answer is packed as its reader takes it, whatever its size, and is the same', async () => {
  const add = async (description: string) =>
    `/api/v1/items/${ItemEnvelope.parse((await app.api('POST', '/api/v1/items', { name: '会议记录', description })).body).data.id}`
  const paths = { short: await add('短'), middle: await add('价格表已发送。'.repeat(1000)), long: '/openapi.json' }
  const asItIs = await Promise.all(Object.values(paths).map((path) => encodingOf(path, 'identity')))
  const [short = 0, middle = 0, long = 0] = asItIs.map(({ length }) => length)
  expect([short < 1024, middle > 16 * 1024 && middle < 64 * 1024, long > 64 * 1024]).toEqual([true, true, true])
  for (const [accepted, encoding] of [
    ['br', 'br'],
    ['gzip', 'gzip'],
    ['gzip, deflate, br, zstd', 'br'],
    ['br;q=0, gzip', 'gzip'],
    ['identity', null],
    ['x-our-own', null],
  ] as const)
    for (const [at, path] of Object.values(paths).entries()) {
      const answer = await encodingOf(path, accepted)
      expect([accepted, path, answer.encoding]).toEqual([accepted, path, at === 0 ? null : encoding])
      expect([answer.body, answer.tag]).toEqual([asItIs[at]?.body, asItIs[at]?.tag])
      if (encoding && at > 0) expect([answer.vary, answer.length < (asItIs[at]?.length ?? 0)]).toEqual([expect.stringMatching(/accept-encoding/i), true])
    }
})
