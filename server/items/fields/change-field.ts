import { isDeepStrictEqual } from 'node:util'
import { and, asc, eq, gt, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Collection } from '#shared/collections.ts'
import { Field, type FieldPreview, fieldSettings, PREVIEW_SAMPLE, refuseForeign, type UpdateField } from '#shared/fields.ts'
import { Values } from '#shared/items.ts'
import type { Actor } from '#shared/permissions.ts'
import { changing, findCollection, requireField } from '../../collections/queries.ts'
import type { Db } from '../../db/engine.ts'
import { appError } from '../../errors.ts'
import { describeInEach } from '../../http/describe-issue.ts'
import { items } from '../tables.ts'
import { lockRows, rewriteRows } from '../write-rows.ts'

/** Rows that are rewritten at once. */
const BATCH = 500

/**
 * What a field is called and may hold from now on. Items whose value is none of it any more are changed with it, in the same transaction.
 * @throws COLLECTION_NOT_FOUND, FIELD_NOT_FOUND, VALIDATION_FAILED; PRECONDITION_FAILED; FIELD_LOSES_VALUES with the preview, unless as many may get lost
 */
export async function changeField(db: Db, actor: Actor, slug: string, key: string, change: UpdateField, expected: number[] | null): Promise<Collection> {
  return await changing(db, actor, slug, expected, async (before, tx) => {
    const field = requireField(before.fields, key)
    const preview = await convertValues(tx, before, field, change, true)
    if (preview.lost !== (change.lose ?? 0)) throw appError('FIELD_LOSES_VALUES', { current: preview })
    return { ...before, fields: before.fields.map((one) => (one === field ? changed(field, change) : one)) }
  })
}

/** What changing it would do to the items that hold a value. @throws COLLECTION_NOT_FOUND, FIELD_NOT_FOUND, VALIDATION_FAILED */
export async function previewField(db: Db, actor: Actor, slug: string, key: string, change: UpdateField): Promise<FieldPreview> {
  const collection = await findCollection(db, actor, slug)
  const field = requireField(collection.fields, key)
  changed(field, change)
  return await convertValues(db, collection, field, change, false)
}

const Own = z
  .custom<Field>()
  .superRefine((field, context) => refuseForeign(field, (path, message) => context.addIssue({ code: 'custom', path: [path], message })))

function changed(field: Field, { name = field.name, description = field.description, required = field.required, ...change }: UpdateField): Field {
  const given = Object.fromEntries(fieldSettings.flatMap((setting) => (setting in change ? [[setting, Reflect.get(change, setting)]] : [])))
  const next = { ...field, name, description, required, ...given }
  const details = describeInEach(Own, next)
  if (details.length > 0) throw appError('VALIDATION_FAILED', { details })
  return Field.parse({ ...next, ...(change.choices ? { choices: change.choices.map(({ label, color = 'gray' }) => ({ label, color })) } : {}) })
}

type Conversion = { where: SQL; convert: (value: unknown) => unknown }

/** Which values change with the settings of their field, and to what; undefined to none. null where all of them stay. */
function conversionOf({ key, type, choices = [] }: Field, change: UpdateField): Conversion | null {
  const value = sql`${items.values} -> ${key}::text`
  if (change.choices && (type === 'select' || type === 'multi_select')) {
    const now = new Map<unknown, string>(change.choices.map(({ label, was = label }) => [was, label]))
    const gone = choices.map(({ label }) => label).filter((label) => now.get(label) !== label)
    if (gone.length === 0) return null
    const labels = sql`${sql.param(gone)}::text[]`
    if (type === 'select') return { where: sql`${items.values} ->> ${key}::text = any(${labels})`, convert: (label) => now.get(label) }
    const convert = (held: unknown) => nonEmpty([...new Set((Array.isArray(held) ? held : []).flatMap((label) => now.get(label) ?? []))])
    return { where: sql`${value} ?| ${labels}`, convert }
  }
  if (change.multiple === false && (type === 'person' || type === 'relation'))
    return { where: sql`jsonb_array_length(${value}) > 1`, convert: (held) => (Array.isArray(held) ? held.slice(0, 1) : held) }
  return null
}

const nonEmpty = (list: unknown[]) => (list.length > 0 ? list : undefined)
const sizeOf = (value: unknown) => (value === undefined ? 0 : Array.isArray(value) ? value.length : 1)

/** Those in the trash too: they may come back. */
async function convertValues(tx: Db, { id: collection }: Collection, field: Field, change: UpdateField, write: boolean): Promise<FieldPreview> {
  const preview: FieldPreview = { values: 0, changed: 0, lost: 0, sample: [] }
  const conversion = conversionOf(field, change)
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
    const rewritten = rows.flatMap((row) => {
      const { [field.key]: before, ...others } = Values.parse(held?.get(row.id)?.values ?? row.values)
      const converted = conversion.convert(before)
      preview.values += 1
      if (sizeOf(converted) < sizeOf(before)) preview.lost += 1
      if (isDeepStrictEqual(before, converted)) return []
      preview.changed += 1
      if (preview.sample.length < PREVIEW_SAMPLE) preview.sample.push({ item_id: row.id, name: row.name, before, after: converted ?? null })
      const item = held?.get(row.id)
      return item ? [{ ...item, values: converted === undefined ? others : { ...others, [field.key]: converted } }] : []
    })
    await rewriteRows(tx, rewritten)
    after = rows.at(-1)?.id ?? ''
    if (rows.length < BATCH) return preview
  }
}
