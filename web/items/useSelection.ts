import { useMemo, useRef, useState } from 'react'
import type { Item } from '#shared/items.ts'

export type Selection = {
  ids: ReadonlySet<string>
  items: Item[]
  /** With `range`, all from the one touched last to this one. */
  toggle: (item: Item, range: boolean) => void
  toggleAll: () => void
  clear: () => void
}

/** The rows marked for what is done to several at once. Another list, by its key, has none marked; what has left the list counts no more. */
export function useSelection(items: Item[], listKey: string): Selection {
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set())
  const last = useRef<string | null>(null)
  const [key, setKey] = useState(listKey)
  if (key !== listKey) {
    setKey(listKey)
    setMarked(new Set())
  }
  const chosen = useMemo(() => (marked.size === 0 ? [] : items.filter((item) => marked.has(item.id))), [items, marked])
  const ids = useMemo(() => new Set(chosen.map((item) => item.id)), [chosen])

  const toggle = (item: Item, range: boolean) => {
    const next = new Set(ids)
    const from = range ? items.findIndex((row) => row.id === last.current) : -1
    const to = items.indexOf(item)
    if (from >= 0 && to >= 0) for (const row of items.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(row.id)
    else if (!next.delete(item.id)) next.add(item.id)
    last.current = item.id
    setMarked(next)
  }

  return {
    ids,
    items: chosen,
    toggle,
    toggleAll: () => setMarked(ids.size === items.length ? new Set() : new Set(items.map((item) => item.id))),
    clear: () => setMarked(new Set()),
  }
}
