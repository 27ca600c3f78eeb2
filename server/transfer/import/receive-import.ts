import { and, count, eq, gt, isNotNull, notInArray, or, sql } from 'drizzle-orm'
import type { Field } from '#shared/fields.ts'
import { IMPORT_MAX_BYTES, IMPORT_SHOWN_ROWS, IMPORTS_MAX, type Import, type ImportColumn, type ReadImport } from '#shared/imports.ts'
import type { Actor } from '#shared/permissions.ts'
import { cleanName } from '../../attachments/clean-name.ts'
import { findCollection } from '../../collections/queries.ts'
import type { Db } from '../../db/engine.ts'
import { newId } from '../../db/id.ts'
import { appError } from '../../errors.ts'
import { inParts, type ReceivedFile } from '../../http/receive-file.ts'
import { type Suggestion, suggestMapping } from '../map/suggest-mapping.ts'
import type { Source } from '../read/source.ts'
import { TableError } from '../read/table-error.ts'
import { openTable, sampleOf } from '../read-table.ts'
import { importParts, importRefusals, imports } from '../tables.ts'
import type { Found } from './found.ts'
import { PART_BYTES, partSource } from './part-source.ts'
import { findImport } from './queries.ts'
import { storable } from './storable.ts'

/**
 * Keeps a file as it comes, piece by piece, and looks at what it is. What does not come to its end, or cannot be read, leaves nothing behind.
 * @throws COLLECTION_NOT_FOUND, IMPORTS_FULL, PAYLOAD_TOO_LARGE, IMPORT_UNREADABLE, and what `file` throws
 */
export async function receiveImport(db: Db, actor: Actor, slug: string, file: ReceivedFile, how: ReadImport): Promise<Import> {
  const id = newId()
  try {
    const collection = await findCollection(db, actor, slug)
    await reserve(db, actor, { id, collectionId: collection.id, fileName: cleanName(file.name) })
    const size = await storeParts(db, id, file.bytes)
    const found = await lookAt(partSource(db, id, size), collection.fields, how)
    await db.update(imports).set({ size, found }).where(eq(imports.id, id))
    return await findImport(db, actor, id, 'en')
  } catch (error) {
    // What is left where this fails as well is forgotten by the clock.
    await db
      .delete(imports)
      .where(eq(imports.id, id))
      .catch(() => undefined)
    if (error instanceof TableError) throw unreadable(error)
    throw error
  } finally {
    await file.bytes.return()
  }
}

/** What a file is, as far as nobody has said it. @throws TableError */
async function lookAt(source: Source, fields: readonly Field[], how: ReadImport): Promise<Found> {
  const table = await openTable(source, how)
  const rows = await sampleOf(table)
  return {
    format: table.format,
    encoding: table.encoding ?? null,
    delimiter: table.delimiter ?? null,
    chosen: (['encoding', 'delimiter'] as const).filter((what) => how[what] !== undefined && table[what] !== undefined),
    sheet: table.sheet ?? null,
    sheets: table.sheets ?? [],
    columns: table.columns,
    suggestion: suggestMapping(table.columns, rows, fields).map(toColumn),
    sample: rows.slice(0, IMPORT_SHOWN_ROWS).map(({ cells }) => cells.map(storable)),
  }
}

/**
 * Looks at a file again in the way that is said, before it is imported: what was said of its columns, and what a dry run found, is of another table.
 * @throws IMPORT_NOT_FOUND, IMPORT_STARTED, IMPORT_UNREADABLE, after which it is what it was
 */
export async function readAgain(db: Db, actor: Actor, id: string, how: ReadImport): Promise<void> {
  const { collection: slug, size } = await findImport(db, actor, id, 'en')
  const { fields } = await findCollection(db, actor, slug)
  const open = and(eq(imports.id, id), or(eq(imports.state, 'waiting'), and(imports.dryRun, notInArray(imports.state, ['running', 'undoing']))))
  const [waiting] = await db.select({ id: imports.id }).from(imports).where(open)
  if (!waiting) throw appError('IMPORT_STARTED')
  const found = await lookAt(partSource(db, id, size), fields, how).catch((error: unknown) => {
    throw error instanceof TableError ? unreadable(error) : error
  })
  await db.transaction(async (tx) => {
    // Started meanwhile, it goes on as it was.
    const read = await tx
      .update(imports)
      .set({
        found,
        state: 'waiting',
        dryRun: false,
        line: 0,
        rows: 0,
        created: 0,
        updated: 0,
        unchanged: 0,
        refused: 0,
        error: null,
        startedAt: null,
        endedAt: null,
      })
      .where(open)
      .returning({ id: imports.id })
    if (read.length === 0) throw appError('IMPORT_STARTED')
    await tx.delete(importRefusals).where(eq(importRefusals.importId, id))
  })
}

export const unreadable = ({ words, line }: TableError) => {
  const at = line === null ? words : { en: `Line ${line}: ${words.en}`, 'zh-CN': `第 ${line} 行：${words['zh-CN']}` }
  return appError('IMPORT_UNREADABLE', { words: at, details: [{ path: 'file', message: at }] })
}

const toColumn = ({ target, dayOrder, notes }: Suggestion): Found['suggestion'][number] => ({
  ...(target.to === 'own'
    ? { to: ownTarget(target.key) }
    : target.to === 'field'
      ? { to: 'field', key: target.key }
      : target.to === 'new'
        ? target
        : { to: 'nothing' }),
  ...(dayOrder === undefined ? {} : { day_order: dayOrder }),
  notes,
})
const ownTarget = (key: string): ImportColumn['to'] => (key === 'id' || key === 'name' || key === 'description' ? key : 'nothing')

/** One upload of an account after the other here, so that none sees a number from before the others. */
async function reserve(db: Db, actor: Actor, row: { id: string; collectionId: string; fileName: string }): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`imports ${actor.userId}`}, 0))`)
    const [{ n } = { n: 0 }] = await tx
      .select({ n: count() })
      .from(imports)
      // An upload that was cut off by the end of its process counts for an hour, which no upload takes.
      .where(and(eq(imports.ownerId, actor.userId), or(isNotNull(imports.found), gt(imports.createdAt, sql`now() - interval '1 hour'`))))
    if (n >= IMPORTS_MAX) throw appError('IMPORTS_FULL')
    await tx.insert(imports).values({ ...row, ownerId: actor.userId, size: 1 })
  })
}

async function storeParts(db: Db, importId: string, bytes: AsyncIterable<Buffer>): Promise<number> {
  let position = 0
  let size = 0
  for await (const part of inParts(bytes, PART_BYTES)) {
    size += part.length
    if (size > IMPORT_MAX_BYTES) throw appError('PAYLOAD_TOO_LARGE')
    await db.insert(importParts).values({ importId, position: position++, bytes: part })
  }
  return size
}
