import { and, inArray, isNotNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type Field, valueSchema } from '#shared/fields.ts'
import type { ItemFile } from '#shared/item-files.ts'
import type { Values } from '#shared/items.ts'
import type { Acting } from '../../audit/acting.ts'
import type { Db } from '../../db/engine.ts'
import type { AppError } from '../../errors.ts'
import { toFile } from './queries.ts'
import { itemFiles, itemFileUses } from './tables.ts'

const Held = z.array(z.union([z.string().transform((id) => ({ id })), z.object({ id: z.string() })]))
type Given = { itemId: string | null; values: Values | undefined }

/** The files that a value names; none where it is no value of a field of files, which its schema says. */
function idsOf(field: Field, value: unknown): string[] {
  if (field.type !== 'attachment' || !valueSchema(field).safeParse(value).success) return []
  return Held.parse(value).map(({ id }) => id)
}

/**
 * What rows are to hold of files, as they are: each is an upload of the one who writes, or one that the row holds or has held.
 * @returns of each row its values with the files whole, and what of them cannot be
 */
export async function resolveFiles(
  tx: Db,
  { userId }: Pick<Acting, 'userId'>,
  fields: readonly Field[],
  rows: readonly Given[],
): Promise<{ values: Values | undefined; details: AppError['details'] }[]> {
  const kept = fields.filter(({ type }) => type === 'attachment')
  const wanted = [...new Set(rows.flatMap(({ values = {} }) => kept.flatMap((field) => idsOf(field, values[field.key]))))]
  if (wanted.length === 0) return rows.map(({ values }) => ({ values, details: [] }))
  // None of them is forgotten before the row holds it.
  const found = await tx
    .select()
    .from(itemFiles)
    .where(and(inArray(itemFiles.id, wanted), isNotNull(itemFiles.mediaType)))
    .orderBy(itemFiles.id)
    .for('key share')
  const files = new Map(found.map((row) => [row.id, { owner: row.ownerId, file: toFile(row) }]))
  const itemIds = rows.flatMap(({ itemId }) => itemId ?? [])
  const uses =
    itemIds.length === 0
      ? []
      : await tx
          .select()
          .from(itemFileUses)
          .where(and(inArray(itemFileUses.itemId, itemIds), inArray(itemFileUses.fileId, wanted)))
  const used = new Set(uses.map(({ itemId, fileId }) => `${itemId} ${fileId}`))
  return rows.map(({ itemId, values }) => {
    const details: AppError['details'] = []
    const whole: Values = { ...values }
    for (const field of kept) {
      const ids = idsOf(field, values?.[field.key])
      if (ids.length === 0) continue
      const held = ids.map((id): ItemFile | undefined => {
        const known = files.get(id)
        return known && (known.owner === userId || used.has(`${itemId} ${id}`)) ? known.file : undefined
      })
      for (const [at, file] of held.entries()) if (!file) details.push({ path: `values.${field.key}.${at}`, message: notYours })
      // Where one cannot be, the value is refused as it was given.
      if (held.every((file) => file !== undefined)) whole[field.key] = held
    }
    return { values: values && whole, details }
  })
}

const notYours = { en: 'There is no such file among your uploads, nor in this item.', 'zh-CN': '您的上传和该记录中都没有此文件。' }

const Files = z.array(z.object({ id: z.uuid(), name: z.string(), type: z.string(), size: z.number() }))

/** Notes which rows hold which files from now on. */
export async function noteUses(tx: Db, rows: readonly { id: string; values: Values }[]): Promise<void> {
  const uses = rows.flatMap(({ id, values }) =>
    Object.values(values).flatMap((value) =>
      (Array.isArray(value) && typeof value[0] === 'object' ? (Files.safeParse(value).data ?? []) : []).map((file) => ({ itemId: id, fileId: file.id })),
    ),
  )
  if (uses.length === 0) return
  await tx.execute(sql`insert into item_file_uses (item_id, file_id)
    select item_id, file_id from jsonb_to_recordset(${JSON.stringify(uses.map(({ itemId, fileId }) => ({ item_id: itemId, file_id: fileId })))}::jsonb) as u (item_id uuid, file_id uuid)
    on conflict do nothing`)
}

/** What was deleted for good holds nothing any more. */
export async function forgetUses(tx: Db, itemIds: readonly string[]): Promise<void> {
  if (itemIds.length > 0) await tx.delete(itemFileUses).where(inArray(itemFileUses.itemId, [...itemIds]))
}
