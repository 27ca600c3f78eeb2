import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { Filter } from '#shared/filter.ts'
import type { CollectionItem } from '#shared/items.ts'
import { errorMessage } from '../../api.ts'
import { useFormats } from '../../i18n/format.ts'
import { useLanguage } from '../../i18n/language.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { cx } from '../../ui/classes.ts'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { ChevronRightIcon } from '../../ui/icons.tsx'
import { Select } from '../../ui/Select.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { type Changes, type Column, valueOf } from '../columns.ts'
import { FilterTooLong } from '../filter/FilterTooLong.tsx'
import { narrowed } from '../filter/tree.ts'
import { countedQuery, rowsKey } from '../rows.ts'
import type { RowSearch } from '../search.ts'
import { written } from '../values/draft.ts'
import { dayOf, daysOf, movedTo, shifted, spanAround, startOfDay } from './calendarDays.ts'
import { layoutTexts } from './texts.ts'

type Props = {
  slug: string
  /** Of days or moments: each row stands on its own. */
  by: Column
  shown: RowSearch
  denied: string | undefined
  onOpen: (item: CollectionItem) => void
  onSave: (item: CollectionItem, changes: Changes) => Promise<unknown>
  /** All rows as a grid, where those of a span cannot be asked for. */
  onPlain: () => void
}

const WEEK = 7
/** Days that look taken while nothing is known of them. */
const PLACEHOLDERS_EVERY = 3

/** The rows on the days of a month or a week; moved by dragging, or with Alt and an arrow. */
export function Calendar({ slug, by, shown, denied, onOpen, onSave, onPlain }: Props) {
  const t = useTexts(layoutTexts)
  const formats = useFormats()
  const language = useLanguage()
  const queries = useQueryClient()
  const [today] = useState(() => dayOf(new Date().toISOString(), 'date_time'))
  const [day, setDay] = useState(today)
  const [span, setSpan] = useState<'month' | 'week'>('month')
  const [dragged, setDragged] = useState<CollectionItem | null>(null)
  const [said, setSaid] = useState('')
  const moved = useRef<string | null>(null)
  const { from, to } = spanAround(day, span)
  const edge = (at: string) => (by.type === 'date' ? at : startOfDay(at))
  const within: Filter = {
    and: [
      { field: by.key, op: '>=', value: edge(from) },
      { field: by.key, op: '<', value: edge(to) },
    ],
  }
  const filter = narrowed(shown.filter, within)
  const query = useQuery({ ...countedQuery(slug, { q: shown.q, filter: filter ?? '', sort: by.key }), enabled: filter !== undefined })
  const { data: newest } = query
  // As on a board.
  const held = useRef(newest)
  if (dragged === null) held.current = newest
  const data = held.current
  const days = daysOf(from, to)
  const on = (at: string) => (data?.items ?? []).filter((item) => dayOf(written(valueOf(item, by)), by.type) === at)
  const rest = data ? data.total - data.items.length : 0

  const move = async (item: CollectionItem, at: string) => {
    setDragged(null)
    const value = written(valueOf(item, by))
    if (denied || dayOf(value, by.type) === at) return
    setSaid(t.moved(item.name, formats.calendar(at)))
    await onSave(item, { [by.key]: by.type === 'date' ? at : movedTo(value, at) })
    await queries.invalidateQueries({ queryKey: rowsKey(slug) })
  }
  const go = (by: 1 | -1) => setDay(span === 'week' ? shifted(day, WEEK * by) : spanAround(day, 'month', by).first)
  const head = new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' })
  if (filter === undefined) return <FilterTooLong onPlain={onPlain} />
  if (query.isError && !data) return <ErrorState text={errorMessage(query.error)} busy={query.isFetching} onRetry={() => void query.refetch()} />
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2 px-4 py-3 md:px-6">
      <div className="flex flex-wrap items-center gap-2">
        <IconButton icon={ChevronRightIcon} tone="plain" label={t.previous} className="rotate-180" onClick={() => go(-1)} />
        <IconButton icon={ChevronRightIcon} tone="plain" label={t.next} onClick={() => go(1)} />
        <Button size="small" onClick={() => setDay(today)}>
          {t.today}
        </Button>
        <p aria-live="polite" className="font-semibold">
          {span === 'month' ? formats.month(`${day}T12:00:00Z`) : `${formats.calendar(from)} – ${formats.calendar(shifted(to, -1))}`}
        </p>
        <Select
          aria-label={t.span}
          className="ml-auto w-24"
          value={span}
          onChange={(value) => setSpan(value === 'week' ? 'week' : 'month')}
          options={[
            { value: 'month', label: t.month },
            { value: 'week', label: t.week },
          ]}
        />
      </div>
      <div className="min-h-0 flex-1 overflow-auto">
        <ol aria-busy={data === undefined} className="grid min-w-[44rem] grid-cols-7 gap-px overflow-hidden rounded-lg border border-line bg-line">
          {days.map((at, place) => (
            <li
              key={at}
              aria-label={formats.calendar(at)}
              onDragOver={(event) => dragged && event.preventDefault()}
              onDrop={(event) => {
                event.preventDefault()
                if (dragged) void move(dragged, at)
              }}
              className={cx('grid min-h-24 content-start gap-1 bg-surface p-1', span === 'week' && 'min-h-80')}
            >
              <span className={cx('flex justify-between px-1 text-xs tabular-nums', at === today ? 'font-semibold text-accent' : 'text-ink-3')}>
                <span>{place < WEEK ? head.format(new Date(`${at}T00:00:00Z`)) : ''}</span>
                <span>{Number(at.slice(8))}</span>
              </span>
              {data === undefined && place % PLACEHOLDERS_EVERY === 0 && <Skeleton className="h-6 w-full" />}
              {on(at).map((item) => (
                <button
                  key={item.id}
                  ref={(element) => {
                    // The focus goes with what was moved.
                    if (element && moved.current === item.id && document.activeElement !== element) element.focus()
                  }}
                  type="button"
                  draggable={!denied}
                  onDragStart={() => setDragged(item)}
                  onDragEnd={() => setDragged(null)}
                  onClick={() => onOpen(item)}
                  onFocus={() => {
                    if (moved.current !== item.id) moved.current = null
                  }}
                  onKeyDown={(event) => {
                    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -WEEK, ArrowDown: WEEK }[event.key]
                    if (!event.altKey || by === undefined) return
                    event.preventDefault()
                    moved.current = item.id
                    void move(item, shifted(at, by))
                  }}
                  className="truncate rounded bg-accent-soft px-1.5 py-0.5 text-left text-sm hover:bg-hover pointer-coarse:min-h-11"
                >
                  {item.name}
                </button>
              ))}
            </li>
          ))}
        </ol>
      </div>
      {rest > 0 && <p className="text-sm text-ink-3">{t.more(formats.number(data?.items.length ?? 0), formats.number(rest))}</p>}
      <p role="status" className="sr-only">
        {said}
      </p>
    </div>
  )
}
