import { isDeepStrictEqual } from 'node:util'
import { and, asc, eq, gt, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Collection } from '#shared/collections.ts'
import { Field, type FieldPreview, fieldSettings, PREVIEW_SAMPLE, refuseForeign, type UpdateField } from '#shared/fields.ts'
import { Values } from '#shared/items.ts'
import type { Actor } from '#shared/permissions.ts'
import { settleFormulas } from '../../collections/formulas/settle.ts'
import { changing, findCollection, requireField } from '../../collections/queries.ts'
import type { Db } from '../../db/engine.ts'
import { appError } from '../../errors.ts'
import { describeInEach } from '../../http/describe-issue.ts'
import { computeStored } from '../formulas/compute.ts'
import { items } from '../tables.ts'
import { lockRows, rewriteRows } from '../write-rows.ts'
import { settingsFor, typeConverter } from './change-type.ts'

/** Rows that are rewritten at once. */
const BATCH = 500

/**
 * What a field is called and may hold from now on. Items whose value is none of it any more are changed with it, in the same transaction.
 * @throws COLLECTION_NOT_FOUND, FIELD_NOT_FOUND, VALIDATION_FAILED; PRECONDITION_FAILED; FIELD_LOSES_VALUES with the preview, unless as many may get lost
 */
export async function changeField(db: Db, actor: Actor, slug: string, key: string, change: UpdateField, expected: number[] | null): Promise<Collection> {
  return await changing(db, actor, slug, expected, async (before, tx) => {
    const field = requireField(before.fields, key)
    const next = await changedField(tx, before, field, change)
    const fields = fieldsWith(before, field, next)
    const preview = await convertValues(tx, before, conversionOf(before.fields, fields, field, next, change), key, true)
    if (preview.lost !== (change.lose ?? 0)) throw appError('FIELD_LOSES_VALUES', { current: preview })
    return { ...before, fields: before.fields.map((one) => (one === field ? next : one)) }
  })
}

/** What changing it would do to the items that hold a value. @throws COLLECTION_NOT_FOUND, FIELD_NOT_FOUND, VALIDATION_FAILED */
export async function previewField(db: Db, actor: Actor, slug: string, key: string, change: UpdateField): Promise<FieldPreview> {
  const collection = await findCollection(db, actor, slug)
  const field = requireField(collection.fields, key)
  const next = await changedField(db, collection, field, change)
  return await convertValues(db, collection, conversionOf(collection.fields, fieldsWith(collection, field, next), field, next, change), key, false)
}

/** All fields once one of them is another, each formula with what it gives then. @throws VALIDATION_FAILED, FIELD_IN_USE, FORMULAS_FULL */
const fieldsWith = ({ fields }: Collection, field: Field, next: Field): Field[] =>
  settleFormulas(
    fields.map((one) => (one === field ? next : one)),
    (one) => (one === next ? 'formula' : undefined),
  )

const Own = z
  .custom<Field>()
  .superRefine((field, context) => refuseForeign(field, (path, message) => context.addIssue({ code: 'custom', path: [path], message })))

/** The field as it will be. @throws VALIDATION_FAILED */
async function changedField(db: Db, collection: Collection, field: Field, change: UpdateField): Promise<Field> {
  const { name = field.name, description = field.description, type = field.type } = change
  const required = change.required ?? (type === 'formula' ? false : field.required)
  const given = Object.fromEntries(fieldSettings.flatMap((setting) => (setting in change ? [[setting, Reflect.get(change, setting)]] : [])))
  // How a formula's numbers are shown is said with it.
  const anew = field.type === 'formula' && change.formula !== undefined
  const kept = type === field.type && !anew ? field : { id: field.id, key: field.key, ...(await settingsFor(db, collection, field, type, change)) }
  const next = { ...kept, name, type, description, required, ...given }
  const details = describeInEach(Own, next)
  if (details.length > 0) throw appError('VALIDATION_FAILED', { details })
  return Field.parse({ ...next, ...(change.choices ? { choices: change.choices.map(({ label, color = 'gray' }) => ({ label, color })) } : {}) })
}

/** What a value becomes, undefined for none, and whether that is less than it was. */
type Convert = (value: unknown) => { after: unknown; lost: boolean }
/** `from`: the value is computed by a formula of these fields; `to`: it will be, and is not stored any more. */
type Conversion = { where: SQL | undefined; convert: Convert; from?: readonly Field[]; to?: readonly Field[] }

/** Which values change with their field, and to what. null where all of them stay. */
function conversionOf(was: readonly Field[], will: readonly Field[], field: Field, next: Field, change: UpdateField): Conversion | null {
  const { key, type, choices = [] } = field
  const value = sql`${items.values} -> ${key}::text`
  if (next.type === 'formula')
    return type === 'formula' ? null : { where: sql`${items.values} ? ${key}::text`, convert: (held) => ({ after: held, lost: false }), to: will }
  if (type === 'formula') return { where: undefined, convert: typeConverter(field, next), from: was }
  if (next.type !== type) return { where: sql`${items.values} ? ${key}::text`, convert: typeConverter(field, next) }
  if (change.choices && (type === 'select' || type === 'multi_select')) {
    const now = new Map<unknown, string>(change.choices.map(({ label, was = label }) => [was, label]))
    const gone = choices.map(({ label }) => label).filter((label) => now.get(label) !== label)
    if (gone.length === 0) return null
    const labels = sql`${sql.param(gone)}::text[]`
    if (type === 'select') return { where: sql`${items.values} ->> ${key}::text = any(${labels})`, convert: counted((label) => now.get(label)) }
    const convert = (held: unknown) => nonEmpty([...new Set((Array.isArray(held) ? held : []).flatMap((label) => now.get(label) ?? []))])
    return { where: sql`${value} ?| ${labels}`, convert: counted(convert) }
  }
  if (change.multiple === false && (type === 'person' || type === 'relation'))
    return { where: sql`jsonb_array_length(${value}) > 1`, convert: counted((held) => (Array.isArray(held) ? held.slice(0, 1) : held)) }
  return null
}

const nonEmpty = (list: unknown[]) => (list.length > 0 ? list : undefined)
const counted =
  (convert: (value: unknown) => unknown): Convert =>
  (before) => {
    const after = convert(before)
    return { after, lost: sizeOf(after) < sizeOf(before) }
  }
const sizeOf = (value: unknown) => (value === undefined ? 0 : Array.isArray(value) ? value.length : 1)

/** Those in the trash too: they may come back. */
async function convertValues(tx: Db, { id: collection }: Collection, conversion: Conversion | null, key: string, write: boolean): Promise<FieldPreview> {
  const preview: FieldPreview = { values: 0, changed: 0, lost: 0, sample: [] }
  if (!conversion) return preview
  for (let after = ''; ; ) {
    const rows = await tx
      .select({ id: items.id, name: items.name, values: items.values })
      .from(items)
      .where(and(eq(items.collectionId, collection), conversion.where, after === '' ? undefined : gt(items.id, after)))
      .orderBy(asc(items.id))
      .limit(BATCH)
    const held = write
      ? await lockRows(
          tx,
          rows.map(({ id }) => id),
        )
      : undefined
    const computed = await computeStored(
      tx,
      conversion.from ?? conversion.to ?? [],
      rows.map(({ id }) => id),
    )
    const rewritten = rows.flatMap((row) => {
      const { [key]: stored, ...others } = Values.parse(held?.get(row.id)?.values ?? row.values)
      const result = computed.get(row.id)?.[key]
      const before = conversion.from ? result : stored
      if (before === undefined) return []
      const { after, lost } = conversion.to ? { after: result, lost: !isDeepStrictEqual(before, result) } : conversion.convert(before)
      const kept = conversion.to ? undefined : after
      preview.values += 1
      if (lost) preview.lost += 1
      if (!isDeepStrictEqual(before, after)) {
        preview.changed += 1
        if (preview.sample.length < PREVIEW_SAMPLE) preview.sample.push({ item_id: row.id, name: row.name, before, after: after ?? null })
      }
      const item = held?.get(row.id)
      return !item || isDeepStrictEqual(stored, kept) ? [] : [{ ...item, values: kept === undefined ? others : { ...others, [key]: kept } }]
    })
    await rewriteRows(tx, rewritten)
    after = rows.at(-1)?.id ?? ''
    if (rows.length < BATCH) return preview
  }
}
