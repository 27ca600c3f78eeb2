import { useQueries, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { CollectionItem } from '#shared/items.ts'
import { errorMessage } from '../../api.ts'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { cx } from '../../ui/classes.ts'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { MoreIcon } from '../../ui/icons.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { type Changes, type Column, valueOf } from '../columns.ts'
import { FilterTooLong } from '../filter/FilterTooLong.tsx'
import { narrowed } from '../filter/tree.ts'
import { countedQuery, rowsKey } from '../rows.ts'
import type { RowSearch } from '../search.ts'
import type { Columns } from '../useColumns.ts'
import { CellValue } from '../values/CellValue.tsx'
import { Chip } from '../values/Chip.tsx'
import { layoutTexts } from './texts.ts'

type Props = {
  slug: string
  /** Of single choices: each is a column of the board. */
  by: Column
  columns: Columns
  shown: RowSearch
  denied: string | undefined
  onOpen: (item: CollectionItem) => void
  onSave: (item: CollectionItem, changes: Changes) => Promise<unknown>
  /** All rows as a grid, where they cannot be told apart by the choices. */
  onPlain: () => void
}

/** So many values on a card, beside its name. */
const VALUES = 4

/** The rows as cards, in a column for each choice; moved by dragging, or by each card's menu. */
export function Board({ slug, by, columns, shown, denied, onOpen, onSave, onPlain }: Props) {
  const t = useTexts(layoutTexts)
  const formats = useFormats()
  const queries = useQueryClient()
  const [dragged, setDragged] = useState<CollectionItem | null>(null)
  const [said, setSaid] = useState('')
  const labels: (string | null)[] = [...(by.choices ?? []).map(({ label }) => label), null]
  const filters = labels.map((label) => narrowed(shown.filter, label === null ? { field: by.key, op: 'empty' } : { field: by.key, op: '=', value: label }))
  const pages = useQueries({ queries: filters.map((filter) => ({ ...countedQuery(slug, { ...shown, filter: filter ?? '' }), enabled: filter !== undefined })) })
  // While a card is dragged, what comes meanwhile takes no other's place under the pointer: the browser would let go of it.
  const held = useRef(pages)
  if (dragged === null) held.current = pages
  // What was just moved is where it is to be, though its page is still another's.
  const items = held.current.flatMap(({ data }) => data?.items ?? [])
  const seen = new Map(items.map((item) => [item.id, item]))
  const cardsOf = (label: string | null) => [...seen.values()].filter((item) => (valueOf(item, by) ?? null) === label)
  const told = columns.shown.filter(({ builtIn, key }) => builtIn === null && key !== by.key)

  const move = async (item: CollectionItem, to: string | null) => {
    setDragged(null)
    if (denied || (valueOf(item, by) ?? null) === to) return
    setSaid(t.moved(item.name, to ?? t.none))
    await onSave(item, { [by.key]: to })
    await queries.invalidateQueries({ queryKey: rowsKey(slug) })
  }

  if (filters.includes(undefined)) return <FilterTooLong onPlain={onPlain} />
  const broken = pages.find(({ isError, data }) => isError && !data)
  if (broken)
    return (
      <ErrorState
        text={errorMessage(broken.error)}
        busy={pages.some(({ isFetching }) => isFetching)}
        onRetry={() => {
          for (const page of pages) if (page.isError) void page.refetch()
        }}
      />
    )
  return (
    <div className="flex min-h-0 flex-1 gap-3 overflow-x-auto px-4 py-3 md:px-6">
      {labels.map((label, at) => {
        const cards = cardsOf(label)
        const page = held.current[at]?.data
        const rest = page ? page.total - page.items.length : 0
        if (label === null && cards.length === 0) return null
        return (
          <section
            key={label ?? ''}
            aria-label={label ?? t.none}
            onDragOver={(event) => dragged && event.preventDefault()}
            onDrop={(event) => {
              event.preventDefault()
              if (dragged) void move(dragged, label)
            }}
            className="flex w-64 shrink-0 flex-col gap-2 rounded-lg bg-sunken p-2"
          >
            <h2 className="flex items-center justify-between gap-2 px-1 text-sm font-medium">
              {label === null ? t.none : <Chip color={by.choices?.[at]?.color}>{label}</Chip>}
              <span className="text-ink-3 tabular-nums">{page && formats.number(cards.length + rest)}</span>
            </h2>
            <ul aria-busy={!page} className="grid min-h-0 content-start gap-2 overflow-y-auto">
              {!page && cards.length === 0 && (
                <li>
                  <Skeleton className="h-24 w-full" />
                </li>
              )}
              {cards.map((item) => (
                <li
                  key={item.id}
                  draggable={!denied}
                  onDragStart={() => setDragged(item)}
                  onDragEnd={() => setDragged(null)}
                  className={cx('grid gap-1.5 rounded-md border border-line bg-surface p-2', dragged?.id === item.id && 'opacity-50', !denied && 'cursor-grab')}
                >
                  <span className="flex items-start justify-between gap-1">
                    <button
                      type="button"
                      onClick={() => onOpen(item)}
                      className="min-w-0 flex-1 truncate text-left font-medium hover:text-accent pointer-coarse:min-h-11"
                    >
                      {item.name}
                    </button>
                    {!denied && (
                      <Menu
                        label={t.move(item.name)}
                        align="end"
                        items={labels.flatMap((to) => (to === label ? [] : [{ label: t.moveTo(to ?? t.none), onSelect: () => void move(item, to) }]))}
                        trigger={(props) => <IconButton icon={MoreIcon} size="small" label={t.move(item.name)} {...props} />}
                      />
                    )}
                  </span>
                  {told
                    .filter((column) => valueOf(item, column) !== null)
                    .slice(0, VALUES)
                    .map((column) => (
                      <span key={column.key} data-tip={column.name} className="flex min-w-0 items-center gap-1 overflow-hidden text-sm text-ink-2">
                        <CellValue column={column} value={valueOf(item, column)} />
                      </span>
                    ))}
                </li>
              ))}
            </ul>
            {rest > 0 && <p className="px-1 text-sm text-ink-3">{t.more(formats.number(page?.items.length ?? 0), formats.number(rest))}</p>}
          </section>
        )
      })}
      <p role="status" className="sr-only">
        {said}
      </p>
    </div>
  )
}
