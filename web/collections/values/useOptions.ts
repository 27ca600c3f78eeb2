import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Choice } from '#shared/fields.ts'
import { useTexts } from '../../i18n/texts.ts'
import { useCan, useMe } from '../../session.ts'
import type { Column } from '../columns.ts'
import { foundQuery, nameQuery, peopleQuery } from '../queries.ts'
import { collectionTexts } from '../texts.ts'

export type Option = { id: string; label: string; color?: Choice['color'] }

/** What accounts are called, as far as one is told: who manages accounts all, others themselves. */
export function usePeople(wanted = true): ReadonlyMap<string, string> {
  const me = useMe()?.user
  const told = useMe()?.permissions.includes('users:manage') ?? false
  const { data } = useQuery({ ...peopleQuery, enabled: wanted && told })
  return useMemo(() => new Map([...(me ? [me] : []), ...(data ?? [])].map(({ id, name }) => [id, name])), [me, data])
}

/**
 * What can be picked for a field, narrowed down to what holds these words; `pending` while it still answers the words before.
 * @param picked stands before the rest, wherever it is found
 */
export function useOptions(column: Column, words: string, picked: readonly string[]): { options: Option[]; pending: boolean } {
  const t = useTexts(collectionTexts)
  const query = words.trim()
  const mayRead = useCan('items:read')
  const related = column.type === 'relation' && mayRead ? (column.collection ?? null) : null
  const people = usePeople(column.type === 'person')
  const found = useQuery({ ...foundQuery(related ?? '', query), enabled: related !== null })
  const names = useQueries({ queries: related === null ? [] : picked.map((id) => nameQuery(related, id)) })

  const narrowed = (all: Option[]) => all.filter(({ label }) => label.toLowerCase().includes(query.toLowerCase()))
  if (column.type === 'person') {
    const unknown = picked.filter((id) => !people.has(id)).map((id) => ({ id, label: t.somebody }))
    return { options: narrowed([...unknown, ...[...people].map(([id, label]) => ({ id, label }))]), pending: false }
  }
  if (related === null) return { options: narrowed((column.choices ?? []).map(({ label, color }) => ({ id: label, label, color }))), pending: false }
  const chosen = narrowed(picked.map((id, at) => ({ id, label: names[at]?.data ?? '…' })))
  const rest = (found.data ?? []).map(({ id, name }) => ({ id, label: name })).filter(({ id }) => !picked.includes(id))
  return { options: [...chosen, ...rest], pending: found.isPending || found.isPlaceholderData }
}
