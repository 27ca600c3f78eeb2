import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { StartError } from '../errors.ts'
import type { Db } from './engine.ts'

/** Any number; the same in every version, so that replicas that start together migrate one after the other. */
const LOCK = 7_204_851
const folder = path.join(path.dirname(path.dirname(import.meta.dirname)), 'migrations')

const Applied = z.array(z.object({ name: z.string(), checksum: z.string() }))
export type Migration = { name: string; text: string; checksum: string }

export function readMigrations(from = folder): Migration[] {
  return readdirSync(from)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => {
      const text = readFileSync(path.join(from, name), 'utf8')
      return { name, text, checksum: createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex') }
    })
}

/**
 * Applies what is missing, in order, all in one transaction under a lock: all of it or nothing, once, however many start at a time.
 * Migrations that this version does not know are left alone: a newer version is being rolled out beside it.
 * @returns the names applied now.
 * @throws StartError when an applied migration was changed afterwards.
 */
export async function migrate(db: Db, migrations: Migration[] = readMigrations()): Promise<string[]> {
  return await db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${LOCK})`)
    // An index over millions of rows takes longer than any request may.
    await tx.execute(sql`set local statement_timeout = 0`)
    await tx.execute(
      sql`create table if not exists schema_migrations (name text primary key, checksum text not null, applied_at timestamptz not null default now())`,
    )
    const { rows } = await tx.execute(sql`select name, checksum from schema_migrations`)
    const applied = new Map(Applied.parse(rows).map((row) => [row.name, row.checksum]))
    const missing: Migration[] = []
    for (const migration of migrations) {
      const checksum = applied.get(migration.name)
      if (!checksum) missing.push(migration)
      else if (checksum !== migration.checksum)
        throw new StartError(
          `The migration ${migration.name} was changed after it was applied. Restore the file; write a new migration for what should change.`,
        )
    }
    for (const migration of missing) {
      await tx.execute(sql.raw(migration.text))
      await tx.execute(sql`insert into schema_migrations (name, checksum) values (${migration.name}, ${migration.checksum})`)
    }
    return missing.map((migration) => migration.name)
  })
}

/** Whether every migration of this version is applied. */
export async function isMigrated(db: Db, migrations: Migration[]): Promise<boolean> {
  const { rows } = await db.execute(sql`select name, checksum from schema_migrations`)
  const applied = new Set(Applied.parse(rows).map((row) => row.name))
  return migrations.every((migration) => applied.has(migration.name))
}
