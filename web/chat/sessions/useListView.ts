import { useSearch } from 'wouter'
import type { SessionView } from '#shared/chat-list.ts'

export type ListView = { view: SessionView; folder: string | null }

/** Which conversations the list shows, as the address has it. */
export function useListView(): ListView {
  const search = new URLSearchParams(useSearch())
  const view = search.get('view')
  return { view: view === 'archived' || view === 'deleted' ? view : 'active', folder: search.get('folder') }
}
