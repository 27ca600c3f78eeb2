import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { errorCatalog } from '#shared/errors.ts'
import { startApp, type TestApp } from '../test/harness.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.close())

const Operation = z.looseObject({ operationId: z.string(), summary: z.string(), tags: z.array(z.string()), responses: z.record(z.string(), z.unknown()) })
const Api = z.looseObject({
  openapi: z.literal('3.1.0'),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
})

it('/openapi.json names every operation once, by stable names', async () => {
  const api = Api.parse((await app.api('GET', '/openapi.json')).body)
  const operations = Object.values(api.paths).flatMap((path) => Object.values(path))
  expect(operations.map((operation) => operation.operationId).sort()).toMatchSnapshot()
  expect(Object.keys(api.components.schemas).sort()).toMatchSnapshot()
  expect(JSON.stringify(api)).not.toMatch(/Input"|nullable/)
})

it('/ is the page whoever asks, and nothing hidden is at any address', async () => {
  const page = await app.api('GET', '/')
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  for (const address of ['/.env', '/.git/HEAD', '/assets/none.js', '/items.map'])
    expect((await app.api('GET', address, undefined, { Accept: 'application/json' })).status, address).toBe(404)
  expect((await app.api('GET', '/.env', undefined, { Accept: 'text/html' })).status).toBe(404)
})

it('/docs and /redoc come from here, whole', async () => {
  for (const page of ['/docs', '/redoc']) {
    const answer = await app.api('GET', page)
    expect(answer.status).toBe(200)
    const html = z.string().parse(answer.body)
    expect(html).not.toMatch(/(src|href)="(https?:)?\/\//)
    expect(html).not.toMatch(/<script(?![^>]*src=)[^>]*>\s*\S/)
    expect(answer.headers.get('content-security-policy')).toContain("script-src 'self';")
    for (const [, link] of html.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)) {
      const file = await fetch(new URL(link ?? '', `${app.url}${page}`))
      expect([link, file.status]).toEqual([link, 200])
      expect((await file.text()).length).toBeGreaterThan(100)
    }
  }
})

it('every error code has a status of its own kind and both languages', () => {
  for (const [code, entry] of Object.entries(errorCatalog)) {
    expect(code).toMatch(/^[A-Z_]+$/)
    expect(entry.status).toBeGreaterThanOrEqual(400)
    expect(entry.en).not.toBe('')
    expect(entry['zh-CN']).toMatch(/[\u4e00-\u9fff]/)
  }
})
