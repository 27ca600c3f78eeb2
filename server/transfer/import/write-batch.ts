import { and, eq, sql } from 'drizzle-orm'
import type { Collection } from '#shared/collections.ts'
import type { Words } from '#shared/convert-cell.ts'
import { errorCatalog } from '#shared/errors.ts'
import { type Field, normalizeValue } from '#shared/fields.ts'
import { REFUSALS_MAX, type RefusedRow } from '#shared/imports.ts'
import type { Actor } from '#shared/permissions.ts'
import { changeSets } from '../../audit/tables.ts'
import type { Db } from '../../db/engine.ts'
import type { AppError } from '../../errors.ts'
import { idsByKey } from '../../items/bulk/upsert.ts'
import { carryOut, isChange, plan as planRows, type Plan as RowPlan, type Rows } from '../../items/bulk/write-bulk.ts'
import { type Draft, type Place, rowConverter } from '../map/convert-row.ts'
import type { Row as ReadRow } from '../read/table.ts'
import { TableError } from '../read/table-error.ts'
import { importRefusals, imports } from '../tables.ts'
import { findLinks } from './find-links.ts'
import { storable } from './storable.ts'

/** An import that a process works on. */
export type Task = {
  id: string
  runner: string
  /** What the columns are called in the file. */
  columns: readonly string[]
  key: string | null
  dry: boolean
  actor: Actor & { changeSet: string }
}

/** Thrown where it is not this process's any more: it was cancelled, or another took over. */
export class Stopped extends Error {}

/** A row of the file, and which it is, from 1. */
export type Row = ReadRow & { place: number }

type Reason = RefusedRow['reasons'][number]
type Read = { row: Row; draft: Draft }

/** Writes some rows and how far the import has come, in the transaction that is given: both, or neither. @throws Stopped */
export async function writeBatch(tx: Db, task: Task, collection: Collection, places: readonly Place[], rows: readonly Row[]): Promise<void> {
  await requireStanding(tx, task)
  const refused: (RefusedRow & { row: number })[] = []
  const refuse = ({ place, line, cells }: Row, ...reasons: Reason[]) => refused.push({ row: place, line, cells: cells.map(storable), reasons })
  const read = await readRows(tx, task, places, rows, refuse)
  const counts = { created: 0, updated: 0, unchanged: 0, refused: 0 }
  for (const round of roundsOf(task, collection, read)) {
    const { given, lines } = await sortOut(tx, task, collection, round, refuse)
    const plans = await planRows(tx, task.actor, collection, given)
    if (!task.dry) await carryOut(tx, task.actor, plans)
    for (const one of plans) {
      if (one.code) refuse(rowOf(lines, one), ...reasonsOf(one, task.columns, places))
      else counts[isChange(one) ? (one.operation === 'create' ? 'created' : 'updated') : 'unchanged'] += 1
    }
  }
  counts.refused = refused.length
  const kept = await tx
    .update(imports)
    .set({
      line: rows.at(-1)?.line ?? 0,
      rows: rows.at(-1)?.place ?? 0,
      created: sql`${imports.created} + ${counts.created}::int`,
      updated: sql`${imports.updated} + ${counts.updated}::int`,
      unchanged: sql`${imports.unchanged} + ${counts.unchanged}::int`,
      refused: sql`${imports.refused} + ${counts.refused}::int`,
      beatAt: sql`now()`,
    })
    .where(and(eq(imports.id, task.id), eq(imports.runner, task.runner), eq(imports.state, 'running')))
    .returning({ refused: imports.refused })
  if (!kept[0]) throw new Stopped()
  const room = Math.max(0, REFUSALS_MAX - (kept[0].refused - refused.length))
  const shown = refused.slice(0, room).map((one) => ({ importId: task.id, ...one }))
  if (shown.length > 0) await tx.insert(importRefusals).values(shown)
}

/** Whoever takes its change set back while it runs ends it: what came after would be undone by nothing. @throws TableError */
async function requireStanding(tx: Db, { actor, dry }: Task): Promise<void> {
  if (dry) return
  const [set] = await tx.select({ undoneBy: changeSets.undoneBy }).from(changeSets).where(eq(changeSets.id, actor.changeSet)).for('share')
  if (set && set.undoneBy !== null)
    throw new TableError('unreadable', { en: 'What was imported was taken back meanwhile.', 'zh-CN': '导入期间，已导入的内容被撤销。' })
}

const words = (en: string, zh: string): Words => ({ en, 'zh-CN': zh })

/** Cells as values; what persons and items are called is looked up for all rows at once. */
async function readRows(tx: Db, task: Task, places: readonly Place[], rows: readonly Row[], refuse: (row: Row, ...reasons: Reason[]) => void): Promise<Read[]> {
  const whole = rows.filter((row) => {
    if (row.problem) refuse(row, { column: null, message: row.problem })
    return !row.problem
  })
  const lookUp = await findLinks(tx, task.actor, places, whole)
  const convert = rowConverter(places.map((place) => (place && 'field' in place ? { ...place, options: { ...place.options, lookUp } } : place)))
  return whole.flatMap((row) => {
    const { draft, refused } = convert(row.cells)
    if (refused.length === 0) return [{ row, draft }]
    refuse(row, ...refused.map(({ column, words: message }) => ({ column: task.columns[column] ?? null, message })))
    return []
  })
}

/** Rows of one key come after each other: what the first has made the second changes. */
function roundsOf({ key }: Task, { fields }: Collection, read: readonly Read[]): Read[][] {
  if (key === null) return [[...read]]
  const field = fields.find((one) => one.key === key)
  const rounds: Read[][] = [[]]
  const seen = new Set<string>()
  for (const one of read) {
    const value = keyOf(key, field, one.draft)
    if (value !== null && seen.has(value)) {
      rounds.push([])
      seen.clear()
    }
    if (value !== null) seen.add(value)
    rounds.at(-1)?.push(one)
  }
  return rounds
}

type Lines = { create: Row[]; update: Row[] }

/** Which rows are there by the key, and which are new. */
async function sortOut(
  tx: Db,
  { key }: Task,
  collection: Collection,
  read: readonly Read[],
  refuse: (row: Row, ...reasons: Reason[]) => void,
): Promise<{ given: Rows; lines: Lines }> {
  const create: NonNullable<Rows['create']> = []
  const update: NonNullable<Rows['update']> = []
  const lines: Lines = { create: [], update: [] }
  const field = collection.fields.find((one) => one.key === key)
  const keys = read.map(({ draft }) => (key === null ? null : keyOf(key, field, draft)))
  const wanted = key === null || key === 'id' ? [] : keys.flatMap((one) => one ?? [])
  const known = wanted.length === 0 || key === null ? new Map<string, string[]>() : await idsByKey(tx, collection, key, [...new Set(wanted)])
  for (const [at, { row, draft }] of read.entries()) {
    const { id: _, ...item } = draft
    const value = keys[at]
    const [id, second] = value === null || value === undefined ? [] : key === 'id' ? [value] : (known.get(value) ?? [])
    if (second !== undefined) refuse(row, { column: null, message: words(`Several items have the key “${value}”.`, `有多条记录的键为“${value}”。`) })
    else if (key !== null && key !== 'id' && value === null)
      refuse(row, { column: null, message: words('The row has no value of the key.', '该行没有作为键的值。') })
    else if (id !== undefined) {
      update.push({ id, ...item })
      lines.update.push(row)
    } else if (item.name === undefined) refuse(row, { column: null, message: words('A new item needs a name.', '新记录需要名称。') })
    else {
      create.push({ ...item, name: item.name })
      lines.create.push(row)
    }
  }
  return { given: { create, update }, lines }
}

/** What tells a row from others, as text; null where it has nothing of the kind. */
function keyOf(key: string, field: Field | undefined, { id, name, values }: Draft): string | null {
  if (key === 'id') return id ?? null
  if (key === 'name') return name ?? null
  const value = values[key]
  return value === undefined || value === null || !field ? null : String(normalizeValue(field, value))
}

function rowOf(lines: Lines, { operation, index }: RowPlan): Row {
  const row = lines[operation === 'create' ? 'create' : 'update'][index]
  if (!row) throw new Error('A row of an import was lost.')
  return row
}

function reasonsOf({ code, details = [] }: RowPlan, columns: readonly string[], places: readonly Place[]): Reason[] {
  const reasons = details.map(({ path, message }: AppError['details'][number]) => {
    const [, key] = path.split('.')
    const at = places.findIndex((place) => place && 'field' in place && place.field.key === key)
    return { column: columns[at] ?? null, message: typeof message === 'string' ? words(message, message) : message }
  })
  const { en, 'zh-CN': zh } = errorCatalog[code ?? 'INTERNAL']
  return reasons.length > 0 ? reasons : [{ column: null, message: words(en, zh) }]
}
