import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef } from 'react'
import { useTexts } from '../i18n/texts.ts'
import { Card, type CardProps } from './Card.tsx'
import { CARD_HEIGHT } from './columns.ts'
import type { ListProps } from './ListProps.ts'
import { More } from './More.tsx'
import { itemTexts } from './texts.ts'

/** Cards beyond the window that are drawn already. */
const OVERSCAN = 4

/** The items as a list, for narrow screens. A card opens the details, where everything can be done. */
export function Cards(props: ListProps) {
  const { items, total, search, selection, denied, onOpen, onRestore, onReach } = props
  const t = useTexts(itemTexts)
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => CARD_HEIGHT,
    getItemKey: (index) => items[index]?.id ?? index,
    overscan: OVERSCAN,
  })
  const rows = virtual.getVirtualItems()
  const last = rows.at(-1)?.index ?? 0
  useEffect(() => onReach(last), [last, onReach])

  const latest = useRef({ selection, onOpen, onRestore })
  latest.current = { selection, onOpen, onRestore }
  const actions = useMemo<CardProps['actions']>(
    () => ({
      select: (item, range) => latest.current.selection.toggle(item, range),
      open: (item) => latest.current.onOpen(item),
      restore: (item) => latest.current.onRestore([item]),
    }),
    [],
  )

  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
      <ul aria-label={t.table} className="relative" style={{ height: virtual.getTotalSize() }}>
        {rows.map(({ index, start, key }) => {
          const item = items[index]
          if (!item) return null
          return (
            <Card
              key={key}
              item={item}
              index={index}
              count={total ?? -1}
              top={start}
              q={search.q}
              selected={selection.ids.has(item.id)}
              trash={search.trash}
              denied={denied}
              actions={actions}
            />
          )
        })}
      </ul>
      <More {...props} />
    </div>
  )
}
