import process from 'node:process'
import { parseArgs } from 'node:util'
import { and, asc, eq } from 'drizzle-orm'
import { type Actor, permissions } from '#shared/permissions.ts'
import { actAs, asChange } from '../server/audit/acting.ts'
import { users } from '../server/auth/tables.ts'
import { createCollection, findCollection } from '../server/collections/queries.ts'
import { readConfig } from '../server/config.ts'
import type { Db } from '../server/db/engine.ts'
import { newId } from '../server/db/id.ts'
import { openDatabase } from '../server/db/open.ts'
import { AppError, StartError } from '../server/errors.ts'
import { countAll } from '../server/items/page.ts'
import { insertRows } from '../server/items/write-rows.ts'
import { sampleCollection, sampleRow } from './sample-rows.ts'

// A collection of sample customers, as many as one wants to try: `npm run seed -- --rows 1000000`. It reads the settings as the program does, and goes on
// where it was. The embedded database belongs to the running program: that is to be stopped first.

/** Rows of one transaction, which are one change set. */
const BATCH = 2000
const ROWS_MAX = 10_000_000

/** Rows are somebody's: those of the first administrator. */
async function administrator(db: Db): Promise<Actor> {
  const [user] = await db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.role, 'administrator'), eq(users.status, 'active')))
    .orderBy(asc(users.createdAt))
    .limit(1)
  if (!user) throw new StartError('Start the program once and set up its administrator first. 请先启动一次程序并完成管理员设置。')
  return { userId: user.id, permissions: new Set(permissions), source: 'system', sessionId: null, apiKeyId: null, budgeted: false }
}

async function seed(): Promise<void> {
  const { values } = parseArgs({ options: { rows: { type: 'string', default: '10000' } } })
  const rows = Number(values.rows)
  if (!Number.isInteger(rows) || rows < 1 || rows > ROWS_MAX)
    throw new StartError(`--rows takes a number from 1 to ${ROWS_MAX}. --rows 应为 1 到 ${ROWS_MAX} 的整数。`)
  const config = readConfig()
  const database = await openDatabase({
    url: config.DATABASE_URL,
    folder: config.DATA_DIR,
    cacheMb: config.EMBEDDED_CACHE_MB,
    poolSize: 2,
    statementTimeoutMs: 120_000,
    onError: (error) => process.stderr.write(`${error.message}\n`),
  })
  const { db } = database
  try {
    const actor = await administrator(db)
    const collection = await findCollection(db, actor, sampleCollection.slug ?? '').catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'COLLECTION_NOT_FOUND') return createCollection(db, actor, sampleCollection)
      throw error
    })
    const before = (await countAll(db, collection.id, false)) + (await countAll(db, collection.id, true))
    const since = performance.now()
    for (let done = before; done < rows; ) {
      const next = Math.min(rows, done + BATCH)
      const batch = Array.from({ length: next - done }, (_, at) => ({
        ...sampleRow(done + at),
        id: newId(),
        collection_id: collection.id,
        version: 1,
        deleted_at: null,
        created_by: actor.userId,
      }))
      await db.transaction(async (tx) => {
        await actAs(tx, asChange(actor))
        await insertRows(tx, batch)
      })
      done = next
      const rate = Math.round((done - before) / ((performance.now() - since) / 1000))
      if (done % 20_000 === 0 || done === rows) process.stdout.write(`${done} / ${rows} · ${rate}/s\n`)
    }
    process.stdout.write(`/c/${collection.slug}\n`)
  } finally {
    await database.close()
  }
}

await seed().catch((error: unknown) => {
  process.stderr.write(`${error instanceof StartError ? error.message : error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(1)
})
