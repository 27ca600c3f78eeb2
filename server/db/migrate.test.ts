import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../test/harness.ts'
import { isMigrated, migrate, readMigrations } from './migrate.ts'

const root = path.dirname(path.dirname(import.meta.dirname))
let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.close())

describe('migrations', () => {
  it('are what the table definitions say', () => {
    const out = `dist/migrations-${process.pid}`
    mkdirSync(path.join(root, out), { recursive: true })
    cpSync(path.join(root, 'migrations'), path.join(root, out), { recursive: true })
    try {
      const said = execFileSync(
        process.execPath,
        [
          'node_modules/drizzle-kit/bin.cjs',
          'generate',
          '--dialect',
          'postgresql',
          '--schema',
          './server/**/tables.ts',
          '--casing',
          'snake_case',
          '--out',
          out,
        ],
        { cwd: root, encoding: 'utf8' },
      )
      expect(said).toContain('No schema changes')
      expect(readdirSync(path.join(root, out)).sort()).toEqual(readdirSync(path.join(root, 'migrations')).sort())
    } finally {
      rmSync(path.join(root, out), { recursive: true, force: true })
    }
  })

  it('are applied once', async () => {
    expect(await migrate(app.database.db)).toEqual([])
    expect(await isMigrated(app.database.db, readMigrations())).toBe(true)
  })

  it('are refused when changed afterwards, and applied whole or not at all', async () => {
    const { db } = app.database
    const all = readMigrations()
    const changed = all.map((migration) => ({ ...migration, checksum: `${migration.checksum}x` }))
    await expect(migrate(db, changed)).rejects.toThrow(/was changed after it was applied/)
    const broken = [
      ...all,
      { name: '9998_ok.sql', text: 'create table half (id int)', checksum: 'a' },
      { name: '9999_broken.sql', text: 'select 1/0', checksum: 'b' },
    ]
    await expect(migrate(db, broken)).rejects.toThrow()
    expect((await db.execute(sql`select to_regclass('half') as half`)).rows).toEqual([{ half: null }])
    expect(await isMigrated(db, broken)).toBe(false)
  })
})
