import { globSync } from 'node:fs'
import path from 'node:path'
import { expect, it, vi } from 'vitest'
import { globalRegistry } from 'zod'

const shared = path.join(import.meta.dirname, '../shared')

it('a name in /openapi.json is that of one schema: a second one would silently take its place', async () => {
  const named = vi.spyOn(globalRegistry, 'add')
  for (const file of globSync('*.ts', { cwd: shared, exclude: ['*.test.ts'] })) await import(path.join(shared, file))
  const names = named.mock.calls.flatMap(([, meta]) => (typeof meta === 'object' && typeof meta.id === 'string' ? [meta.id] : []))
  expect(names.length).toBeGreaterThan(200)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})
