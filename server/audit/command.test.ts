import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { type Database, openDatabase } from '../db/open.ts'
import { openSecrets } from '../secrets/encrypt.ts'
import { copyEmbedded, copyServer, EMBEDDED_CACHE_MB } from '../test/databases.ts'
import { onServer } from '../test/harness.ts'
import { record } from './record.ts'
import { sealBatch } from './seal.ts'

const root = path.dirname(path.dirname(import.meta.dirname))
const secret = randomBytes(24).toString('base64url')
let settings: { DATABASE_URL: string } | { DATA_DIR: string }
let remove: () => Promise<void> | void

beforeAll(async () => {
  if (onServer) {
    const copy = await copyServer(inject('serverUrl'))
    settings = { DATABASE_URL: copy.url }
    remove = copy.remove
  } else {
    const copy = copyEmbedded(inject('embeddedTemplate'))
    settings = { DATA_DIR: copy.folder }
    remove = copy.remove
  }
  await withDatabase(async ({ db }) => {
    for (let n = 0; n < 5; n++) await record(db, { action: 'test.one', actorId: null, source: 'system', detail: { n } })
    await sealBatch(db, openSecrets(secret))
  })
})
afterAll(() => remove())

async function withDatabase(run: (database: Database) => Promise<void>) {
  const url = 'DATABASE_URL' in settings ? settings.DATABASE_URL : undefined
  const folder = 'DATA_DIR' in settings ? settings.DATA_DIR : ''
  const database = await openDatabase({ url, folder, cacheMb: EMBEDDED_CACHE_MB, poolSize: 2, statementTimeoutMs: 60_000, onError: () => {} })
  try {
    await run(database)
  } finally {
    await database.close()
  }
}

/** The command as a person runs it. @returns its exit code and what it said */
function verify(more: Record<string, string> = {}, ...args: string[]): Promise<{ code: number; said: string }> {
  const env = { PATH: process.env.PATH ?? '', SECRET_KEY: secret, ...settings, ...more }
  return new Promise((resolve) => {
    execFile(process.execPath, ['scripts/verify-audit.ts', ...args], { cwd: root, env }, (error, stdout) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, said: stdout }),
    )
  })
}

it('says in both languages that the audit is intact, with the head', async () => {
  const { code, said } = await verify()
  expect([code, said]).toEqual([0, expect.stringMatching(/^The audit is intact: \d+ entries .*Head: (\d+:[0-9a-f]{64})\n审计日志完整：.*\n$/)])
  const head = /\d+:[0-9a-f]{64}/.exec(said)?.[0] ?? ''
  expect((await verify({}, '--head', head)).code).toBe(0)
  expect((await verify({}, '--head', head.replace(/:.*/, `:${'0'.repeat(64)}`))).code).toBe(1)
})

it('ends with 2 where it cannot tell', async () => {
  const unknown = (said: RegExp) => ({ code: 2, said: expect.stringMatching(said) })
  expect(await verify({ SECRET_KEY: randomBytes(24).toString('base64url') })).toEqual(unknown(/SECRET_KEY is not the one.*\n无法校验/))
  expect(await verify({}, '--head', 'x')).toEqual(unknown(/--head/))
  const empty = mkdtempSync(path.join(tmpdir(), 'deskmate-test-'))
  try {
    expect(await verify({ DATABASE_URL: '', DATA_DIR: empty })).toEqual(unknown(/There is no database/))
  } finally {
    rmSync(empty, { recursive: true })
  }
  if (onServer) expect(await verify({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })).toEqual(unknown(/could not be verified/))
  else await withDatabase(async () => expect(await verify()).toEqual(unknown(/in use by another Deskmate.*GET \/api\/v1\/audit\/verification/)))
})

it('ends with 1 and names the entry that somebody altered', async () => {
  await withDatabase(async ({ db }) => {
    await db.execute(sql.raw('alter table audit_entries disable trigger user'))
    await db.execute(sql`update audit_entries set detail = '{"n": 99}' where position = 3`)
    await db.execute(sql.raw('alter table audit_entries enable trigger user'))
  })
  const { code, said } = await verify()
  expect([code, said]).toEqual([
    1,
    expect.stringMatching(/^The audit was tampered with: 1 problems .*\n审计日志已被改动.*\n {2}altered 被修改 position 3 id \d+\n$/),
  ])
})
