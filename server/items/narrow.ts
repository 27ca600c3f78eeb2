import type { Field } from '#shared/fields.ts'
import type { Filter } from '#shared/filter.ts'
import type { ListCollectionItemsQuery } from '#shared/items.ts'
import type { Db } from '../db/engine.ts'
import type { Narrowed } from './page.ts'
import { readFilter } from './read-filter.ts'
import { hasWords } from './search.ts'
import { whereFilter } from './where-filter.ts'

/**
 * What a list is narrowed down to by its words and its filter; null for all of it.
 * @throws INVALID_PARAMETER for a filter that cannot be read; VALIDATION_FAILED for one that asks what there is not
 */
export async function narrow(
  db: Db,
  fields: readonly Field[],
  query: Pick<ListCollectionItemsQuery, 'q' | 'filter'>,
): Promise<{ q: string; narrowed: Narrowed | null; filter: Filter | undefined }> {
  const q = query.q?.trim() ?? ''
  const words = q !== ''
  const filter = query.filter === undefined ? undefined : readFilter(query.filter)
  const where = filter && whereFilter(filter, fields)
  return { q, filter, narrowed: words || where ? { words, literal: words && !(await hasWords(db, q)), filter: where } : null }
}
