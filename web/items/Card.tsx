import { memo } from 'react'
import type { Item } from '#shared/items.ts'
import { useFormats } from '../i18n/format.ts'
import { useTexts } from '../i18n/texts.ts'
import { keptUntil } from '../records/keptUntil.ts'
import { Checkbox } from '../ui/Checkbox.tsx'
import { cx } from '../ui/classes.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { RestoreIcon, TrashIcon } from '../ui/icons.tsx'
import { Time } from '../ui/Time.tsx'
import { Marked } from './Marked.tsx'
import type { RowActions } from './Row.tsx'
import { itemTexts } from './texts.ts'

export type CardProps = {
  item: Item
  index: number
  count: number
  top: number
  q: string
  selected: boolean
  trash: boolean
  retention: number | null | undefined
  denied: string | undefined
  deniedPurge: string | undefined
  actions: Pick<RowActions, 'select' | 'open' | 'restore' | 'purge'>
}

/** An item where there is no room for a table. */
export const Card = memo(function Card({ item, index, count, top, q, selected, trash, retention, denied, deniedPurge, actions }: CardProps) {
  const t = useTexts(itemTexts)
  const formats = useFormats()
  const until = keptUntil(item, retention)
  const kept = until ? t.keptUntil(formats.ago(until)) : trash && retention === null ? t.keptForEver : null
  return (
    <li
      aria-posinset={index + 1}
      aria-setsize={count}
      style={{ transform: `translateY(${top}px)` }}
      className={cx('absolute inset-x-0 top-0 flex h-17 items-stretch border-b border-line', selected && 'bg-accent-soft')}
    >
      <span className="grid w-13 shrink-0 place-items-center">
        <Checkbox className="pointer-coarse:size-5" label={t.selectRow(item.name)} checked={selected} onChange={() => actions.select(item, false)} />
      </span>
      <button
        type="button"
        disabled={trash}
        onClick={() => actions.open(item)}
        className="grid min-w-0 flex-1 grid-cols-1 content-center gap-0.5 pr-4 text-left disabled:cursor-default"
      >
        <span className="flex items-baseline gap-3">
          <span className="min-w-0 flex-1 truncate font-medium">
            <Marked text={item.name} q={q} />
          </span>
          {item.deleted_at && <span className="sr-only">{t.fields.deleted_at} </span>}
          <Time at={item.deleted_at ?? item.updated_at} className="shrink-0 text-xs text-ink-3 tabular-nums" />
        </span>
        <span className={cx('truncate text-sm', item.description ? 'text-ink-2' : 'text-ink-3')}>
          {kept && <span className="text-ink-3">{kept} · </span>}
          {item.description ? <Marked text={item.description.slice(0, 200)} q={q} /> : t.noDescription}
        </span>
      </button>
      {trash && (
        <span className="mr-1 flex self-center">
          <IconButton icon={RestoreIcon} label={t.restore} denied={denied} onClick={() => actions.restore(item)} />
          <IconButton icon={TrashIcon} label={t.purge} tone="danger" denied={deniedPurge} onClick={() => actions.purge(item)} />
        </span>
      )}
    </li>
  )
})
