import { inArray, sql } from 'drizzle-orm'
import type { Field } from '#shared/fields.ts'
import type { Values } from '#shared/items.ts'
import { users } from '../auth/tables.ts'
import type { Db } from '../db/engine.ts'
import type { AppError } from '../errors.ts'
import { items } from './tables.ts'

const idsOf = (field: Field, values: Values): string[] => {
  const ids = values[field.key]
  return (field.type === 'person' || field.type === 'relation') && Array.isArray(ids) ? ids.map(String) : []
}

/**
 * What values lead to has to be there: persons of the workspace, items of the collection that the field names.
 * @returns of each row what is not
 */
export async function missingLinks(tx: Db, fields: readonly Field[], rows: readonly Values[]): Promise<AppError['details'][]> {
  const missing: AppError['details'][] = rows.map(() => [])
  for (const field of fields) {
    const wanted = [...new Set(rows.flatMap((values) => idsOf(field, values)))]
    if (wanted.length === 0) continue
    const found = field.type === 'person' ? await findPersons(tx, wanted) : await findTargets(tx, field.collection ?? '', wanted)
    for (const [at, values] of rows.entries())
      for (const [place, id] of idsOf(field, values).entries())
        if (!found.has(id)) missing[at]?.push({ path: `values.${field.key}.${place}`, message: { en: 'This does not exist.', 'zh-CN': '该记录不存在。' } })
  }
  return missing
}

async function findPersons(tx: Db, ids: string[]): Promise<Set<string>> {
  const rows = await tx.select({ id: users.id }).from(users).where(inArray(users.id, ids))
  return new Set(rows.map(({ id }) => id))
}

async function findTargets(tx: Db, slug: string, ids: string[]): Promise<Set<string>> {
  const rows = await tx
    .select({ id: items.id })
    .from(items)
    .where(sql`${inArray(items.id, ids)} and ${items.deletedAt} is null and ${items.collectionId} = (select id from collections where slug = ${slug})`)
  return new Set(rows.map(({ id }) => id))
}
