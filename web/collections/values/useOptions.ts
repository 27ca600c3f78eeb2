import { type QueryClient, useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Choice } from '#shared/fields.ts'
import { useTexts } from '../../i18n/texts.ts'
import { useCan, useMe } from '../../session.ts'
import type { Column } from '../columns.ts'
import { findRows, foundQuery, nameQuery, peopleQuery } from '../queries.ts'
import { collectionTexts } from '../texts.ts'

export type Option = { id: string; label: string; color?: Choice['color'] }

function useAccounts(wanted: boolean): { people: ReadonlyMap<string, string>; pending: boolean } {
  const me = useMe()?.user
  const told = useMe()?.permissions.includes('users:manage') ?? false
  const { data, isLoading } = useQuery({ ...peopleQuery, enabled: wanted && told })
  return { people: useMemo(() => new Map([...(me ? [me] : []), ...(data ?? [])].map(({ id, name }) => [id, name])), [me, data]), pending: isLoading }
}

/** What accounts are called, as far as one is told: who manages accounts all, others themselves. */
export const usePeople = () => useAccounts(true).people

/**
 * What can be picked for a field, narrowed down to what holds these words; `pending` while it still answers the words before.
 * @param picked stands before the rest, wherever it is found
 */
export function useOptions(column: Column, words: string, picked: readonly string[]): { options: Option[]; pending: boolean } {
  const t = useTexts(collectionTexts)
  const query = words.trim()
  const mayRead = useCan('items:read')
  const related = column.type === 'relation' && mayRead ? (column.collection ?? null) : null
  const accounts = useAccounts(column.type === 'person')
  const found = useQuery({ ...foundQuery(related ?? '', query), enabled: related !== null })
  const names = useQueries({ queries: related === null ? [] : picked.map((id) => nameQuery(related, id)) })

  const narrowed = (all: Option[]) => all.filter(({ label }) => label.toLowerCase().includes(query.toLowerCase()))
  if (column.type === 'person') {
    const { people, pending } = accounts
    const unknown = picked.filter((id) => !people.has(id)).map((id) => ({ id, label: t.somebody }))
    return { options: narrowed([...unknown, ...[...people].map(([id, label]) => ({ id, label }))]), pending }
  }
  if (related === null) return { options: narrowed((column.choices ?? []).map(({ label, color }) => ({ id: label, label, color }))), pending: false }
  const chosen = narrowed(picked.map((id, at) => ({ id, label: names[at]?.data ?? '…' })))
  const rest = (found.data ?? []).map(({ id, name }) => ({ id, label: name })).filter(({ id }) => !picked.includes(id))
  return { options: [...chosen, ...rest], pending: found.isPending || found.isPlaceholderData }
}

/** What these words name, looked up apart from what is shown: as there, what is picked already stands first. Undefined where there is none. */
export async function findOption(queries: QueryClient, column: Column, words: string, picked: readonly string[]): Promise<string | undefined> {
  const query = words.trim()
  const all =
    column.type === 'relation' && column.collection
      ? await findRows(column.collection, query)
      : column.type === 'person'
        ? await queries.fetchQuery(peopleQuery)
        : []
  const named = column.type === 'person' ? all.filter(({ name }) => name.toLowerCase().includes(query.toLowerCase())) : all
  return (named.find(({ id }) => picked.includes(id)) ?? named[0])?.id
}
