import { and, desc, eq, lt, type SQL, sql } from 'drizzle-orm'
import type { Language } from '#shared/errors.ts'
import { IMPORT_KEPT_DAYS, type Import } from '#shared/imports.ts'
import type { Actor } from '#shared/permissions.ts'
import { findCollection } from '../../collections/queries.ts'
import { collections } from '../../collections/tables.ts'
import { toTimestamp } from '../../db/columns.ts'
import type { Db } from '../../db/engine.ts'
import { appError } from '../../errors.ts'
import { imports } from '../tables.ts'
import { Found, Words } from './found.ts'

const columns = {
  id: imports.id,
  collection: collections.slug,
  file_name: imports.fileName,
  size: imports.size,
  found: imports.found,
  state: imports.state,
  dry_run: imports.dryRun,
  line: imports.line,
  created: imports.created,
  updated: imports.updated,
  unchanged: imports.unchanged,
  refused: imports.refused,
  change_set_id: imports.changeSetId,
  error: imports.error,
  created_at: imports.createdAt,
  started_at: imports.startedAt,
  ended_at: imports.endedAt,
}

/** An import is whose file it was; others see its change set. */
const select = (db: Db, actor: Actor, where: SQL | undefined) =>
  db
    .select(columns)
    .from(imports)
    .innerJoin(collections, eq(collections.id, imports.collectionId))
    .where(and(eq(imports.ownerId, actor.userId), sql`${imports.found} is not null`, where))
    .orderBy(desc(imports.createdAt), desc(imports.id))
type Row = Awaited<ReturnType<typeof select>>[number]

function toImport({ found, error, created_at, started_at, ended_at, ...row }: Row, language: Language): Import {
  const { suggestion, ...known } = Found.parse(found)
  return {
    ...row,
    ...known,
    suggestion: suggestion.map(({ notes, ...column }) => ({ ...column, notes: notes.map((note) => note[language]) })),
    error: Words.nullable().parse(error)?.[language] ?? null,
    created_at: toTimestamp(created_at),
    started_at: started_at && toTimestamp(started_at),
    ended_at: ended_at && toTimestamp(ended_at),
  }
}

/** @throws IMPORT_NOT_FOUND */
export async function findImport(db: Db, actor: Actor, id: string, language: Language): Promise<Import> {
  const [row] = await select(db, actor, eq(imports.id, id))
  if (!row) throw appError('IMPORT_NOT_FOUND')
  return toImport(row, language)
}

/** The caller's, newest first. @throws COLLECTION_NOT_FOUND */
export async function listImports(db: Db, actor: Actor, collection: string, language: Language): Promise<Import[]> {
  const { id } = await findCollection(db, actor, collection)
  return (await select(db, actor, eq(imports.collectionId, id))).map((row) => toImport(row, language))
}

/** With its file; what it made stays. @throws IMPORT_NOT_FOUND, IMPORT_RUNNING */
export async function deleteImport(db: Db, actor: Actor, id: string): Promise<void> {
  const mine = and(eq(imports.id, id), eq(imports.ownerId, actor.userId))
  const gone = await db
    .delete(imports)
    .where(and(mine, sql`${imports.state} not in ('running', 'undoing')`))
    .returning({ id: imports.id })
  if (gone.length > 0) return
  await findImport(db, actor, id, 'en')
  throw appError('IMPORT_RUNNING')
}

/** Files that nobody has come back for. */
export async function forgetImports(db: Db): Promise<void> {
  const since = sql`coalesce(${imports.endedAt}, ${imports.startedAt}, ${imports.createdAt})`
  await db.delete(imports).where(and(sql`${imports.state} not in ('running', 'undoing')`, lt(since, sql`now() - make_interval(days => ${IMPORT_KEPT_DAYS})`)))
}
