import { useEffect, useMemo, useRef } from 'react'
import { useTexts } from '../i18n/texts.ts'
import { useRows } from '../ui/useRows.ts'
import { Card, type CardProps } from './Card.tsx'
import { CARD_HEIGHT } from './columns.ts'
import type { ListProps } from './ListProps.ts'
import { More } from './More.tsx'
import { itemTexts } from './texts.ts'

const OVERSCAN = 4

/** The items as a list, for narrow screens. A card opens the details, where everything can be done. */
export function Cards(props: ListProps) {
  const { items, total, search, selection, denied, onOpen, onRestore, onPurge, onReach } = props
  const t = useTexts(itemTexts)
  const scroller = useRef<HTMLDivElement>(null)
  const { rows, total: height } = useRows({ count: items.length, height: CARD_HEIGHT, overscan: OVERSCAN, scroller })
  const last = rows.at(-1)?.index ?? 0
  useEffect(() => onReach(last), [last, onReach])

  const latest = useRef({ selection, onOpen, onRestore, onPurge })
  latest.current = { selection, onOpen, onRestore, onPurge }
  const actions = useMemo<CardProps['actions']>(
    () => ({
      select: (item, range) => latest.current.selection.toggle(item, range),
      open: (item) => latest.current.onOpen(item),
      restore: (item) => latest.current.onRestore([item]),
      purge: (item) => latest.current.onPurge([item]),
    }),
    [],
  )

  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
      <ul aria-label={t.table} className="relative" style={{ height }}>
        {rows.map(({ index, top }) => {
          const item = items[index]
          if (!item) return null
          return (
            <Card
              key={item.id}
              item={item}
              index={index}
              count={total ?? -1}
              top={top}
              q={search.q}
              selected={selection.ids.has(item.id)}
              trash={search.trash}
              retention={props.retention}
              denied={denied}
              deniedPurge={props.deniedPurge}
              actions={actions}
            />
          )
        })}
      </ul>
      <More {...props} />
    </div>
  )
}
