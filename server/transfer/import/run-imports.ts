import { setTimeout as sleep } from 'node:timers/promises'
import { and, asc, eq, inArray, isNotNull, isNull, notInArray, or, sql } from 'drizzle-orm'
import type { FastifyBaseLogger } from 'fastify'
import { z } from 'zod'
import type { Words } from '#shared/convert-cell.ts'
import { type Actor, permissions } from '#shared/permissions.ts'
import { roles, users } from '../../auth/tables.ts'
import { collections } from '../../collections/tables.ts'
import type { Db } from '../../db/engine.ts'
import { newId } from '../../db/id.ts'
import { AppError } from '../../errors.ts'
import { noteDemand } from '../../items/indexes/demand.ts'
import { withFields } from '../../items/write-values.ts'
import { TableError } from '../read/table-error.ts'
import { openTable } from '../read-table.ts'
import { imports } from '../tables.ts'
import { Found } from './found.ts'
import { partSource } from './part-source.ts'
import { Plan, placesOf } from './plan.ts'
import { undoBatch } from './undo-import.ts'
import { type Row, Stopped, type Task, writeBatch } from './write-batch.ts'

/** Rows of one transaction. The embedded database does nothing else meanwhile. */
const BATCH = { server: 250, embedded: 100 }
/** For each second of work so long a rest, so that others have their turn. */
const REST = { server: 0.1, embedded: 1 }
/** A process that has said nothing for this long is gone, and another goes on where it was. */
const SILENT_MS = 15_000
/** How soon a process sees what another has started, or left behind. */
const LOOK_EVERY_MS = 3000
/** How often a process says that it is at work, also while it reads towards the row it had come to. */
const BEAT_MS = 5000
/** What fails so often in the same place, and not for the database's sake, will not succeed. */
const TRIES = 5

export type Importing = {
  /** Something was started. */
  wake: () => void
  /** Ends after the rows of now; another process, or this one after its next start, goes on. */
  close: () => Promise<void>
}

type Claimed = NonNullable<Awaited<ReturnType<typeof claim>>>

/** The import that has waited longest, and that nobody works on. */
async function claim(db: Db, runner: string, resting: readonly string[]) {
  const free = or(isNull(imports.runner), sql`${imports.beatAt} < now() - make_interval(secs => ${SILENT_MS / 1000})`)
  const next = db
    .select({ id: imports.id })
    .from(imports)
    .where(and(inArray(imports.state, ['running', 'undoing']), free, notInArray(imports.id, [...resting])))
    .orderBy(asc(imports.startedAt))
    .limit(1)
    .for('update', { skipLocked: true })
  const [row] = await db.update(imports).set({ runner, beatAt: sql`now()` }).where(inArray(imports.id, next)).returning()
  return row
}

/** Works on imports one after the other, in each replica; each batch of rows and how far it came are one transaction, so that none is lost or taken twice. */
export function startImporting(db: Db, kind: 'server' | 'embedded', logger: Pick<FastifyBaseLogger, 'warn' | 'error'>): Importing {
  const runner = newId()
  const closing = new AbortController()
  let woken = Promise.withResolvers<void>()

  /** Those that failed for no known reason: where, how often, and until when others have their turn first. */
  const failures = new Map<string, { rows: number; times: number; until: number }>()

  async function work(row: Claimed) {
    const beat = () =>
      db
        .update(imports)
        .set({ beatAt: sql`now()` })
        .where(mine(row.id))
        .catch(() => undefined)
    const beating = setInterval(() => void beat(), BEAT_MS)
    try {
      if (row.state === 'undoing') await undo(row)
      else await run(row)
    } catch (error) {
      if (error instanceof Stopped) return
      if (error instanceof TableError) return await fail(row.id, whereOf(error))
      if (error instanceof AppError && error.status < 500) return await fail(row.id, error.words)
      logger.warn({ err: error, import_id: row.id }, 'An import was interrupted.')
      const [now] = await db.select({ rows: imports.rows }).from(imports).where(eq(imports.id, row.id))
      const rows = now?.rows ?? 0
      const known = failures.get(row.id)
      // Where the database is away it is tried again, however often.
      const times = error instanceof AppError ? 0 : known?.rows === rows ? known.times + 1 : 1
      failures.set(row.id, { rows, times, until: Date.now() + LOOK_EVERY_MS })
      if (times >= TRIES) {
        failures.delete(row.id)
        return await fail(row.id, {
          en: 'It broke off again and again at the same row. Nothing after it was imported.',
          'zh-CN': '导入在同一行反复中断，其后的内容未导入。',
        })
      }
      await db.update(imports).set({ runner: null }).where(mine(row.id))
    } finally {
      clearInterval(beating)
    }
  }
  const mine = (id: string) => and(eq(imports.id, id), eq(imports.runner, runner))
  const fail = async (id: string, error: Words) =>
    void (await db.update(imports).set({ state: 'failed', error, runner: null, endedAt: sql`now()` }).where(mine(id)))

  async function rest(since: number) {
    await sleep((performance.now() - since) * REST[kind])
  }

  async function run(row: Claimed) {
    const { columns, format, encoding, delimiter, sheet } = Found.parse(row.found)
    const plan = Plan.parse(row.plan)
    const changeSet = row.changeSetId ?? newId()
    // As it was looked at, whoever said so.
    const how = { format, encoding: encoding ?? undefined, delimiter: delimiter ?? undefined, sheet: sheet ?? undefined }
    const table = await openTable(partSource(db, row.id, row.size), how)
    let batch: Row[] = []
    const write = async () => {
      if (batch.length === 0) return
      const since = performance.now()
      const rows = batch
      batch = []
      // Rows are looked for by it again and again, in a collection that grows.
      if (plan.key !== null) noteDemand(db, row.collectionId, [plan.key])
      const { actor, slug } = await ownerOf(db, row, plan)
      const task: Task = { id: row.id, runner, columns, key: plan.key, dry: row.dryRun, actor: { ...actor, changeSet } }
      await withFields(db, task.actor, slug, async (tx, collection) => {
        const known = { ...collection, fields: [...collection.fields, ...plan.provisional] }
        const placed = placesOf(plan, known.fields)
        if ('gone' in placed) throw new TableError('unreadable', { en: `The field ${placed.gone} is gone.`, 'zh-CN': `字段 ${placed.gone} 已不存在。` })
        await writeBatch(tx, task, known, placed.places, rows)
      })
      await rest(since)
    }
    let place = 0
    for await (const some of table.rows()) {
      if (closing.signal.aborted) return void (await db.update(imports).set({ runner: null }).where(mine(row.id)))
      for (const one of some) {
        place += 1
        if (place <= row.rows) continue
        batch.push({ ...one, place })
        if (batch.length >= BATCH[kind]) await write()
        if (closing.signal.aborted) return void (await db.update(imports).set({ runner: null }).where(mine(row.id)))
      }
    }
    await write()
    await db
      .update(imports)
      .set({ state: 'done', runner: null, endedAt: sql`now()` })
      .where(and(mine(row.id), eq(imports.state, 'running')))
  }

  async function undo(row: Claimed) {
    for (let more = true; more; ) {
      const since = performance.now()
      more = await db.transaction((tx) => undoBatch(tx, row.id, runner))
      if (closing.signal.aborted) return void (await db.update(imports).set({ runner: null }).where(mine(row.id)))
      await rest(since)
    }
  }

  async function loop() {
    // Nobody else has the folder: whoever worked on one has gone.
    if (kind === 'embedded')
      await db
        .update(imports)
        .set({ runner: null })
        .where(isNotNull(imports.runner))
        .catch((error: unknown) => logger.warn({ err: error }, 'Imports were not looked for.'))
    while (!closing.signal.aborted) {
      const resting = [...failures].flatMap(([id, { until }]) => (until > Date.now() ? [id] : []))
      const row = await claim(db, runner, resting).catch((error: unknown) => logger.warn({ err: error }, 'Imports were not looked for.'))
      if (row) await work(row).catch((error: unknown) => logger.error({ err: error }, 'An import broke off.'))
      else await Promise.race([woken.promise, sleep(LOOK_EVERY_MS, undefined, { signal: closing.signal, ref: false }).catch(() => undefined)])
      woken = Promise.withResolvers<void>()
    }
  }
  const running = loop()
  return {
    wake: () => woken.resolve(),
    async close() {
      closing.abort()
      woken.resolve()
      await running
    },
  }
}

const whereOf = ({ words, line }: TableError): Words =>
  line === null ? words : { en: `Line ${line}: ${words.en}`, 'zh-CN': `第 ${line} 行：${words['zh-CN']}` }

const Permissions = z.array(z.enum(permissions).catch('items:read'))

/** As who they are now, and with no more than they might do when they started it: who may not write any more imports no further. */
async function ownerOf(db: Db, { ownerId, collectionId }: Claimed, { permissions: then }: Plan): Promise<{ actor: Actor; slug: string }> {
  const [owner] = await db
    .select({ permissions: roles.permissions })
    .from(users)
    .innerJoin(roles, eq(roles.slug, users.role))
    .where(and(eq(users.id, ownerId), eq(users.status, 'active')))
  const [collection] = await db.select({ slug: collections.slug }).from(collections).where(eq(collections.id, collectionId))
  const allowed = new Set(Permissions.parse(owner?.permissions ?? []).filter((permission) => then.includes(permission)))
  if (!collection || !allowed.has('items:write'))
    throw new TableError('unreadable', { en: 'Whoever imports may not write any more.', 'zh-CN': '导入者已无写入权限。' })
  return { slug: collection.slug, actor: { userId: ownerId, permissions: allowed, source: 'import', sessionId: null, apiKeyId: null, budgeted: false } }
}
