import { keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query'
import { type Collection, CollectionEnvelope, type CreateCollection, type UpdateCollection } from '#shared/collections.ts'
import type { CreateField, UpdateField } from '#shared/fields.ts'
import { FormulaPreviewEnvelope } from '#shared/formulas.ts'
import { CollectionItemEnvelope, CollectionItemPageEnvelope, ItemHistoryEnvelope } from '#shared/items.ts'
import { UsersEnvelope } from '#shared/users.ts'
import { call, idempotencyKey } from '../api.ts'
import { apiPaths } from '../paths.ts'
import { allCollectionsKey, collectionQuery } from '../records/collections.ts'

/** Names of others change rarely. */
const NAMES_STALE_MS = 5 * 60_000

/** Shows a collection as it is now wherever it is shown. */
export function showCollection(queries: QueryClient, collection: Collection): Collection {
  queries.setQueryData(collectionQuery(collection.slug).queryKey, collection)
  void queries.invalidateQueries({ queryKey: allCollectionsKey })
  return collection
}

const ifMatch = ({ version }: Collection) => ({ 'If-Match': `"${version}"` })

export const createCollection = (body: CreateCollection, key: string) =>
  call(CollectionEnvelope, { method: 'POST', path: apiPaths.collections(), body, headers: idempotencyKey(key) })
export const updateCollection = (of: Collection, body: UpdateCollection) =>
  call(CollectionEnvelope, { method: 'PUT', path: apiPaths.collection(of.slug), body, headers: ifMatch(of) })
export const addField = (of: Collection, body: CreateField, key: string) =>
  call(CollectionEnvelope, { method: 'POST', path: apiPaths.fields(of.slug), body, headers: idempotencyKey(key) })
export const updateField = (of: Collection, key: string, body: UpdateField) =>
  call(CollectionEnvelope, { method: 'PUT', path: apiPaths.field(of.slug, key), body, headers: ifMatch(of) })

export const deleteField = (of: Collection, key: string) =>
  call(CollectionEnvelope, { method: 'DELETE', path: apiPaths.field(of.slug, key), headers: ifMatch(of) })
export const restoreField = (of: Collection, key: string) =>
  call(CollectionEnvelope, { method: 'POST', path: `${apiPaths.field(of.slug, key)}/restore`, headers: ifMatch(of) })

/** What a formula would give. The fields that it names are those of this version. */
export const formulaQuery = ({ slug, version }: Collection, formula: string, key: string | undefined) =>
  queryOptions({
    queryKey: ['collections', 'formula', slug, version, key ?? '', formula],
    queryFn: ({ signal }) =>
      call(FormulaPreviewEnvelope, { method: 'POST', path: apiPaths.formula(slug), body: { formula, ...(key === undefined ? {} : { key }) }, signal }),
  })

export const rowKey = (slug: string, id: string) => ['collections', 'row', slug, id]
export const rowQuery = (slug: string, id: string) =>
  queryOptions({
    queryKey: rowKey(slug, id),
    queryFn: ({ signal }) => call(CollectionItemEnvelope, { path: apiPaths.row(slug, id), signal }),
  })

/** `version` is part of the key: a new version is a longer history. */
export const historyQuery = (slug: string, id: string, version: number) =>
  queryOptions({
    queryKey: ['collections', 'history', slug, id, version],
    queryFn: async ({ signal }) => (await call(ItemHistoryEnvelope, { path: apiPaths.rowHistory(slug, id), signal })).changes,
    placeholderData: keepPreviousData,
  })

/** What a row that a relation leads to is called. */
export const nameQuery = (slug: string, id: string) =>
  queryOptions({
    queryKey: ['collections', 'name', slug, id],
    queryFn: async ({ signal }) => (await call(CollectionItemEnvelope, { path: apiPaths.row(slug, id), signal })).name,
    staleTime: NAMES_STALE_MS,
  })

/** Enough to choose from; more words find the rest. */
const FOUND = 20

export const findRows = async (slug: string, q: string, signal?: AbortSignal) =>
  (
    await call(CollectionItemPageEnvelope, {
      path: apiPaths.rows(slug),
      query: { limit: FOUND, sort: 'name', q: q || undefined },
      headers: { Prefer: 'count=none' },
      signal,
    })
  ).items

export const foundQuery = (slug: string, q: string) =>
  queryOptions({
    queryKey: ['collections', 'found', slug, q],
    queryFn: async ({ signal }) => await findRows(slug, q, signal),
    placeholderData: keepPreviousData,
  })

/** Who has an account; only who manages accounts is told. */
export const peopleQuery = queryOptions({
  queryKey: ['collections', 'people'],
  // Not broken off where nobody waits any more: what was typed may still be looked up in it.
  queryFn: async () => (await call(UsersEnvelope, { path: apiPaths.users() })).users,
  staleTime: NAMES_STALE_MS,
})
