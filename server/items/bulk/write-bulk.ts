import { isDeepStrictEqual } from 'node:util'
import { BULK_SAMPLE, type BulkResult, type BulkRow, type BulkWrite } from '#shared/bulk.ts'
import type { Collection } from '#shared/collections.ts'
import type { ErrorCode, Language } from '#shared/errors.ts'
import type { Values } from '#shared/items.ts'
import type { Actor } from '#shared/permissions.ts'
import { type Acting, actAs } from '../../audit/acting.ts'
import type { Db } from '../../db/engine.ts'
import { newId } from '../../db/id.ts'
import { AppError, appError, say } from '../../errors.ts'
import { missingLinks } from '../check-links.ts'
import { checkValues } from '../check-values.ts'
import { noteUses, resolveFiles } from '../files/hold-files.ts'
import { computeUnstored } from '../formulas/compute.ts'
import { insertRows, lockRows, rewriteRows, type WholeItem } from '../write-rows.ts'
import { withFields } from '../write-values.ts'

type Details = AppError['details']
/** What is to become of one row, before it is written: what it is and would be, or why it cannot be. */
export type Plan = Pick<BulkRow, 'operation' | 'index'> & { before: WholeItem | null; after: WholeItem | null; code?: ErrorCode; details?: Details }
export type Rows = Pick<BulkWrite, 'create' | 'update' | 'delete' | 'restore'>
export type How = { atomic: boolean; dry: boolean; language: Language }

/** All rows, or with `atomic: false` those that can be written; undone as one. @throws COLLECTION_NOT_FOUND; BULK_FAILED with the result */
export async function writeBulk(db: Db, actor: Actor & { changeSet: string }, slug: string, rows: Rows, how: How): Promise<BulkResult> {
  return await withFields(db, actor, slug, (tx, collection) => writeRows(tx, actor, collection, rows, how))
}

/** In a transaction in which the fields stay as they are. @throws BULK_FAILED with the result */
export async function writeRows(tx: Db, actor: Acting & { changeSet: string }, collection: Collection, rows: Rows, how: How): Promise<BulkResult> {
  const plans = await plan(tx, actor, collection, rows)
  const failed = plans.filter(({ code }) => code !== undefined)
  if (how.atomic && failed.length > 0 && !how.dry) throw appError('BULK_FAILED', { current: toResult(plans, null, how) })
  const written = how.dry ? 0 : await carryOut(tx, actor, plans)
  const sample = how.dry ? await sampleOf(tx, collection, plans) : []
  return { ...toResult(plans, written > 0 ? actor.changeSet : null, how), sample }
}

/** Writes what of it can be written, and is a change. @returns how many rows that were */
export async function carryOut(tx: Db, actor: Acting & { changeSet: string }, plans: readonly Plan[]): Promise<number> {
  const written = plans.filter(isChange)
  if (written.length === 0) return 0
  await actAs(tx, actor)
  await insertRows(
    tx,
    written.flatMap(({ before, after }) => (before === null && after ? [after] : [])),
  )
  await noteUses(
    tx,
    written.flatMap(({ after }) => after ?? []),
  )
  await rewriteRows(
    tx,
    written.flatMap(({ before, after }) => (before && after ? [after] : [])),
  )
  return written.length
}

export const isChange = ({ before, after, code }: Plan) => code === undefined && !isDeepStrictEqual(before, after)

/** What is to become of each row, in the order create, update, delete, restore; the rows stay as they are until the transaction ends. */
export async function plan(
  tx: Db,
  actor: Acting,
  collection: Collection,
  { create: toCreate = [], update: toUpdate = [], delete: gone = [], restore = [] }: Rows,
): Promise<Plan[]> {
  const { fields } = collection
  const was = await lockRows(
    tx,
    [...toUpdate, ...gone, ...restore].map(({ id }) => id),
  )
  const given = [...toCreate.map(({ values }) => ({ itemId: null, values })), ...toUpdate.map(({ id: itemId, values }) => ({ itemId, values }))]
  const files = await resolveFiles(tx, actor, fields, given)
  const create = toCreate.map((row, at) => ({ ...row, values: files[at]?.values }))
  const update = toUpdate.map((row, at) => ({ ...row, values: files[toCreate.length + at]?.values }))
  const links = await missingLinks(
    tx,
    fields,
    [...create, ...update].map(({ values = {} }) => values),
  )
  const missing = links.map((details, at) => [...(files[at]?.details ?? []), ...details])
  const now = new Date().toISOString()
  const seen = new Set<string>()
  /** A row that is there, in this collection, where it was expected, and meant once. */
  function find(id: string, version: number | undefined, trashed: boolean): { before: WholeItem | null; code?: ErrorCode } {
    const before = was.get(id)
    if (!before || before.collection_id !== collection.id || (before.deleted_at !== null) !== trashed) return { before: null, code: 'ITEM_NOT_FOUND' }
    if (seen.has(id)) return { before, code: 'BULK_TWICE' }
    seen.add(id)
    return version === undefined || version === before.version ? { before } : { before, code: 'PRECONDITION_FAILED' }
  }
  const checked = (before: Values, values: Values | undefined, at: number) =>
    tryCheck(() => (values ? checkValues(fields, before, values) : before), missing[at])
  return [
    ...create.map(({ name, description = null, values = {} }, index): Plan => {
      const { value, ...refused } = checked({}, values, index)
      const item = { id: newId(), collection_id: collection.id, name, description, values: value ?? {}, deleted_at: null, version: 1, created_at: now }
      return { operation: 'create', index, before: null, after: value ? { ...item, created_by: actor.userId ?? '' } : null, ...refused }
    }),
    ...update.map(({ id, version, name, description, values }, index): Plan => {
      const found = find(id, version, false)
      if (!found.before || found.code) return { operation: 'update', index, ...found, after: null }
      const { before } = found
      const { value, ...refused } = checked(before.values, values, create.length + index)
      const after = { ...before, name: name ?? before.name, description: description === undefined ? before.description : description }
      return { operation: 'update', index, before, after: value ? { ...after, values: value } : null, ...refused }
    }),
    ...gone.map(({ id, version }, index) => moved('delete', index, find(id, version, false), now)),
    ...restore.map(({ id, version }, index) => moved('restore', index, find(id, version, true), null)),
  ]
}

function moved(
  operation: 'delete' | 'restore',
  index: number,
  { before, code }: { before: WholeItem | null; code?: ErrorCode },
  deleted_at: string | null,
): Plan {
  return { operation, index, before, after: before && !code ? { ...before, deleted_at } : null, ...(code ? { code } : {}) }
}

function tryCheck(check: () => Values, missing: Details = []): { value?: Values; code?: ErrorCode; details?: Details } {
  try {
    const value = check()
    return missing.length > 0 ? { code: 'VALIDATION_FAILED', details: missing } : { value }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { code: error.code, details: [...error.details, ...missing] }
  }
}

function toResult(plans: readonly Plan[], changeSet: string | null, { dry, language }: How): BulkResult {
  const counts = { created: 0, updated: 0, deleted: 0, restored: 0, unchanged: 0, failed: 0 }
  const counted = { create: 'created', update: 'updated', delete: 'deleted', restore: 'restored' } as const
  const rows = plans.map((one): BulkRow => {
    const status = one.code ? 'failed' : isChange(one) ? 'written' : 'unchanged'
    counts[status === 'written' ? counted[one.operation] : status] += 1
    const { operation, index, before, after, code = null, details = [] } = one
    const version = before ? before.version + (status === 'written' ? 1 : 0) : (after?.version ?? null)
    return {
      operation,
      index,
      status,
      // A row that is not written has no id yet.
      id: before?.id ?? (dry ? null : (after?.id ?? null)),
      version: before || !dry ? version : null,
      code,
      details: details.map(({ path, message }) => ({ path, message: say(message, language) })),
    }
  })
  return {
    change_set_id: changeSet,
    ...counts,
    rows,
    sample: [],
  }
}

/** The first rows before and after, with what formulas give for either. */
async function sampleOf(tx: Db, { fields }: Collection, plans: readonly Plan[]): Promise<BulkResult['sample']> {
  const sample = plans.filter(isChange).slice(0, BULK_SAMPLE)
  const was = await computeUnstored(
    tx,
    fields,
    sample.flatMap(({ before }) => before ?? []),
  )
  const will = await computeUnstored(
    tx,
    fields,
    sample.flatMap(({ after }) => after ?? []),
  )
  const shown = (item: WholeItem | null, computed: Map<string, Values>) =>
    item && { name: item.name, description: item.description, values: { ...item.values, ...computed.get(item.id) } }
  return sample.map(({ operation, before, after }) => ({
    id: before?.id ?? null,
    before: shown(before, was),
    after: operation === 'delete' ? null : shown(after, will),
  }))
}
