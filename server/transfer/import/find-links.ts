import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Field } from '#shared/fields.ts'
import type { Actor } from '#shared/permissions.ts'
import { users } from '../../auth/tables.ts'
import { collections } from '../../collections/tables.ts'
import type { Db } from '../../db/engine.ts'
import { nameSortKey } from '../../items/field-columns.ts'
import { items } from '../../items/tables.ts'
import { type Place, rowConverter } from '../map/convert-row.ts'
import type { Row } from '../read/table.ts'

type LookUp = (field: Field, text: string) => string | undefined

/**
 * Persons by their address or name, items of other collections by their name: those of all rows at once. What several are called is nobody's.
 * Who does not manage accounts is told of nobody else's.
 */
export async function findLinks(
  tx: Db,
  { userId, permissions }: Pick<Actor, 'userId' | 'permissions'>,
  places: readonly Place[],
  rows: readonly Row[],
): Promise<LookUp> {
  const named = new Map<string, Set<string>>()
  const linked = places.map((place) => (place && 'field' in place && (place.field.type === 'person' || place.field.type === 'relation') ? place : null))
  if (linked.every((place) => place === null)) return () => undefined
  const collect: LookUp = (field, text) => {
    named.set(field.id, (named.get(field.id) ?? new Set()).add(text))
    return undefined
  }
  const convert = rowConverter(linked.map((place) => place && { ...place, options: { ...place.options, lookUp: collect } }))
  for (const { cells } of rows) convert(cells)

  const found = new Map<string, Map<string, string>>()
  for (const place of linked) {
    const wanted = place && named.get(place.field.id)
    if (!place || !wanted) continue
    const rowsFound =
      place.field.type === 'person'
        ? await findPersons(tx, [...wanted], permissions.has('users:manage') ? null : userId)
        : await findItems(tx, place.field.collection ?? '', [...wanted])
    const ids = new Map<string, string>()
    const twice = new Set<string>()
    for (const { text, id } of rowsFound) {
      if (ids.has(text) && ids.get(text) !== id) twice.add(text)
      ids.set(text, id)
    }
    for (const text of twice) ids.delete(text)
    found.set(place.field.id, ids)
  }
  return (field, text) => found.get(field.id)?.get(text.toLowerCase())
}

const lower = (texts: readonly string[]) => sql`select lower(value) from jsonb_array_elements_text(${JSON.stringify(texts)}::jsonb)`

async function findPersons(tx: Db, texts: readonly string[], only: string | null): Promise<{ text: string; id: string }[]> {
  const rows = await tx
    .select({ id: users.id, name: sql<string>`lower(${users.name})`, email: sql<string | null>`lower(${users.email})` })
    .from(users)
    .where(and(only === null ? undefined : eq(users.id, only), sql`(lower(${users.name}) in (${lower(texts)}) or lower(${users.email}) in (${lower(texts)}))`))
  return rows.flatMap(({ id, name, email }) => [{ text: name, id }, ...(email === null ? [] : [{ text: email, id }])])
}

async function findItems(tx: Db, slug: string, texts: readonly string[]): Promise<{ text: string; id: string }[]> {
  return await tx
    .select({ id: items.id, text: sql<string>`lower(${items.name})` })
    .from(items)
    .where(
      and(
        inArray(items.collectionId, tx.select({ id: collections.id }).from(collections).where(eq(collections.slug, slug))),
        isNull(items.deletedAt),
        sql`${nameSortKey.key} in (select ${nameSortKey.of(sql`value`)} from jsonb_array_elements_text(${JSON.stringify(texts)}::jsonb))`,
      ),
    )
}
