import type { QueryClient } from '@tanstack/react-query'
import type { CollectionItem } from '#shared/items.ts'
import { meQuery } from '../../session.ts'
import { type Column, valueOf } from '../columns.ts'
import { nameQuery, peopleQuery } from '../queries.ts'
import { strings } from '../values/draft.ts'

/** What the accounts and the other rows in these cells are called, as far as it was shown. */
export function knownNames(queries: QueryClient, columns: readonly Column[], items: readonly CollectionItem[]): ReadonlyMap<string, string> {
  const me = queries.getQueryData(meQuery.queryKey)?.user
  const names = new Map([...(me ? [me] : []), ...(queries.getQueryData(peopleQuery.queryKey) ?? [])].map(({ id, name }) => [id, name]))
  for (const column of columns) {
    if (column.type !== 'relation') continue
    for (const id of items.flatMap((item) => strings(valueOf(item, column)))) {
      const name = queries.getQueryData(nameQuery(column.collection ?? '', id).queryKey)
      if (name !== undefined) names.set(id, name)
    }
  }
  return names
}
