import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { query, startPostgres } from '../../scripts/postgres.ts'
import { openDatabase } from '../db/open.ts'

// Tests get a database of their own each, copied from a template that was migrated once.

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder with a migrated embedded database. */
    embeddedTemplate: string
    /** A PostgreSQL server whose database `deskmate_template` is migrated; its maintenance address. */
    serverUrl: string
  }
}
type Project = { name: string; provide: (key: 'embeddedTemplate' | 'serverUrl', value: string) => void }

/** What a test's database holds fits in; more would only be zeroed at each start. */
export const EMBEDDED_CACHE_MB = 16
const quiet = { cacheMb: EMBEDDED_CACHE_MB, poolSize: 2, statementTimeoutMs: 60_000, onError: () => {} }

/** Vitest's global set-up: what a project's tests copy their databases from. */
export const setup = (project: Project) => (project.name === 'server' ? setupServer(project) : setupEmbedded(project))

async function setupEmbedded(project: Project): Promise<() => void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'deskmate-test-'))
  const database = await openDatabase({ ...quiet, url: undefined, folder })
  await database.close()
  project.provide('embeddedTemplate', folder)
  return () => rmSync(folder, { recursive: true, force: true })
}

async function setupServer(project: Project): Promise<() => Promise<void>> {
  // Nothing here outlives a crash of the machine; what must is shown by tests and benchmarks with a server of their own, which flushes.
  const postgres = process.env.TEST_DATABASE_URL ? undefined : await startPostgres({ fsync: 'off' })
  const maintenance = process.env.TEST_DATABASE_URL ?? postgres?.urlOf('postgres') ?? ''
  await query(maintenance, 'drop database if exists deskmate_template with (force)')
  await query(maintenance, 'create database deskmate_template')
  const database = await openDatabase({ ...quiet, url: databaseUrl(maintenance, 'deskmate_template'), folder: '' })
  await database.close()
  project.provide('serverUrl', maintenance)
  return async () => {
    await postgres?.close()
  }
}

const databaseUrl = (maintenance: string, name: string) => Object.assign(new URL(maintenance), { pathname: `/${name}` }).href

/** A copy of the embedded template in a folder of its own, which is empty where there is no template. */
export function copyEmbedded(template: string | undefined): { folder: string; remove: () => void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'deskmate-test-'))
  if (template) cpSync(path.join(template, 'postgres'), path.join(folder, 'postgres'), { recursive: true })
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

let copies = 0

/** A copy of the server's template in a database of its own. */
export async function copyServer(maintenance: string): Promise<{ url: string; remove: () => Promise<void> }> {
  const name = `deskmate_test_${process.pid}_${Date.now()}_${++copies}`
  await query(maintenance, `create database ${name} template deskmate_template`)
  return { url: databaseUrl(maintenance, name), remove: () => query(maintenance, `drop database if exists ${name} with (force)`) }
}
