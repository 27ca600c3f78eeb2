import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { type Import, ImportEnvelope } from '#shared/imports.ts'
import { ItemPageEnvelope } from '#shared/items.ts'
import { type Program, startProgram } from '../../../e2e/program.ts'
import { fetchSigned } from '../../test/credentials.ts'
import { copyEmbedded, copyServer } from '../../test/databases.ts'
import { onServer } from '../../test/harness.ts'

const ROWS = 3000
let program: Program | undefined
let settings: Record<string, string> = {}
let remove: () => Promise<void> | void
beforeAll(async () => {
  const copy = onServer ? await copyServer(inject('serverUrl')) : copyEmbedded(inject('embeddedTemplate'))
  settings = 'url' in copy ? { DATABASE_URL: copy.url } : { DATA_DIR: copy.folder }
  remove = copy.remove
})
afterAll(async () => {
  await program?.end('SIGKILL')
  await remove()
})

const call = async (method: string, path: string, body?: string | FormData) => {
  const json = typeof body === 'string' ? { 'Content-Type': 'application/json' } : {}
  return await (await fetchSigned(`${program?.url}${path}`, { method, headers: json, ...(body === undefined ? {} : { body }) })).json()
}
const find = async (id: string): Promise<Import> => ImportEnvelope.parse(await call('GET', `/api/v1/imports/${id}`)).data

it('kill -9 in the middle, twice: it goes on where it was, no row is lost or there twice, and it is undone whole, killed on the way', {
  timeout: 240_000,
}, async () => {
  program = await startProgram(settings)
  const form = new FormData()
  // All in one line, so that no line says how far it came.
  form.append('file', new Blob([JSON.stringify(Array.from({ length: ROWS }, (_, at) => ({ name: `row ${String(at).padStart(5, '0')}` })))]), 'rows.json')
  const { id } = ImportEnvelope.parse(await call('POST', '/api/v1/collections/items/imports', form)).data
  await call('POST', `/api/v1/imports/${id}/start`, JSON.stringify({ columns: [{ to: 'name' }] }))
  for (const until of [1, ROWS / 2]) {
    while ((await find(id)).created < until) await sleep(10)
    await program.end('SIGKILL')
    program = await startProgram(settings)
  }
  await expect.poll(async () => (await find(id)).state, { timeout: 90_000, interval: 200 }).toBe('done')
  expect(await find(id)).toMatchObject({ created: ROWS, refused: 0, line: 1 })
  const names: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const path: string = `/api/v1/items?limit=1000&sort=name${cursor === '' ? '' : `&cursor=${cursor}`}`
    const page = ItemPageEnvelope.parse(await call('GET', path)).data
    names.push(...page.items.map(({ name }) => name))
    cursor = page.next_cursor
  }
  expect(names).toEqual(Array.from({ length: ROWS }, (_, at) => `row ${String(at).padStart(5, '0')}`))

  await call('POST', `/api/v1/imports/${id}/undo`)
  await sleep(150)
  await program.end('SIGKILL')
  program = await startProgram(settings)
  await expect.poll(async () => (await find(id)).state, { timeout: 90_000, interval: 200 }).toBe('undone')
  expect(ItemPageEnvelope.parse(await call('GET', '/api/v1/items?limit=1')).data.total).toBe(0)
})
