import { useMemo, useState } from 'react'
import { z } from 'zod'
import { AGGREGATE_FIELDS_MAX } from '#shared/aggregates.ts'
import { type Collection, ITEMS } from '#shared/collections.ts'
import { PINNED_MAX, type View, type ViewColumn, viewSummaries } from '#shared/views.ts'
import { useTexts } from '../i18n/texts.ts'
import { type Column, columnsOf, WIDTH_MAX, WIDTH_MIN, widthOf } from './columns.ts'
import { type Summary, summariesOf, usualSummary } from './figures/summaries.ts'
import { collectionTexts } from './texts.ts'

/** Of a view, or of this browser alone where there is none. */
const Kept = z.object({
  widths: z.record(z.string(), z.number()),
  hidden: z.array(z.string()),
  summaries: z.record(z.string(), z.enum(viewSummaries)).prefault({}),
  /** Keys from the left; those that are not named stand behind, as they are in the collection. */
  order: z.array(z.string()).prefault([]),
  /** How many of the first ones, beside the names and with those that are hidden, stay at the left. */
  pinned: z.int().min(0).max(PINNED_MAX).prefault(0),
})
type Kept = z.infer<typeof Kept>

const keyOf = (slug: string) => `deskmate.columns.${slug}`

function recall(slug: string): Kept {
  const start = { widths: {}, summaries: {}, order: [], pinned: 0, hidden: slug === ITEMS ? ['created_at'] : ['description', 'created_at'] }
  try {
    return Kept.safeParse(JSON.parse(localStorage.getItem(keyOf(slug)) ?? 'null')).data ?? start
  } catch {
    return start
  }
}

function keep(slug: string, kept: Kept) {
  try {
    localStorage.setItem(keyOf(slug), JSON.stringify(kept))
  } catch {
    // Storage may be full or refused; then it holds until the page is left.
  }
}

const keptIn = ({ columns, pinned }: Pick<View, 'columns' | 'pinned'>): Kept => ({
  widths: Object.fromEntries(columns.flatMap(({ key, width }) => (width === undefined ? [] : [[key, width] as const]))),
  hidden: columns.flatMap(({ key, hidden }) => (hidden ? [key] : [])),
  summaries: Object.fromEntries(columns.flatMap(({ key, summary }) => (summary === undefined ? [] : [[key, summary] as const]))),
  order: columns.map(({ key }) => key),
  pinned,
})

/** The names are the rows' own heads. */
function inOrder(columns: readonly Column[], { order }: Kept): Column[] {
  const place = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length)
  return columns.toSorted((one, other) => Number(other.builtIn === 'name') - Number(one.builtIn === 'name') || place(one.key) - place(other.key))
}

/** As a view keeps them. */
const settingsOf = (columns: readonly Column[], kept: Kept): ViewColumn[] =>
  inOrder(columns, kept).map(({ key }) => ({
    key,
    ...(kept.widths[key] === undefined ? {} : { width: kept.widths[key] }),
    ...(kept.hidden.includes(key) ? { hidden: true } : {}),
    ...(kept.summaries[key] === undefined ? {} : { summary: kept.summaries[key] }),
  }))
const differs = (columns: readonly Column[], one: Kept, other: Kept) =>
  one.pinned !== other.pinned || JSON.stringify(settingsOf(columns, one)) !== JSON.stringify(settingsOf(columns, other))

export type Columns = ReturnType<typeof useColumns>

/** The columns of a collection as a view shows them, or this browser: which ones, in which order, how wide. What is changed of a view is the view's once it is saved. */
export function useColumns(collection: Collection, view: View | null) {
  const t = useTexts(collectionTexts)
  const { slug } = collection
  const start = useMemo(() => (view ? keptIn(view) : null), [view])
  const of = view ? `${view.id} ${view.version}` : ''
  const begin = () => ({ of, id: view?.id, start, kept: start ?? recall(slug) })
  const [state, setState] = useState(begin)
  const columns = useMemo(() => columnsOf(collection, t), [collection, t])
  // What was changed here stays where somebody else, or we ourselves, save the view meanwhile.
  const stays = state.start !== null && start !== null && state.id === view?.id && differs(columns, state.kept, state.start)
  const now = state.of === of ? state : stays ? { ...begin(), kept: state.kept } : begin()
  if (state !== now) setState(now)
  const { kept } = now

  const all = useMemo(() => inOrder(columns, kept), [columns, kept])
  const shown = useMemo(() => all.filter(({ builtIn, key }) => builtIn === 'name' || !kept.hidden.includes(key)), [all, kept.hidden])

  /** In pixels, of those shown. */
  const widths = useMemo(() => shown.map((column) => kept.widths[column.key] ?? widthOf(column)), [shown, kept.widths])

  const change = (next: Partial<Kept>) => {
    const changed = { ...kept, ...next }
    setState({ ...now, kept: changed })
    if (!view) keep(slug, changed)
  }
  // What is gone is not there to stay at the left; the next one is not meant.
  const gone = kept.order
    .filter((key) => key !== 'name')
    .slice(0, kept.pinned)
    .filter((key) => !all.some((column) => column.key === key))
  const pinned = Math.max(0, kept.pinned - gone.length)
  const isPinned = ({ key }: Column) => all.findIndex((column) => column.key === key) <= pinned
  const summaryOf = (column: Column): Summary => {
    const summary = kept.summaries[column.key] ?? usualSummary(column)
    return summariesOf(column).includes(summary) ? summary : 'none'
  }
  return {
    all,
    shown,
    widths,
    summaryOf,
    /** Keys of those that have a figure at the foot; more than these nobody is told at once. */
    summed: all
      .filter((column) => summaryOf(column) !== 'none')
      .slice(0, AGGREGATE_FIELDS_MAX)
      .map(({ key }) => key),
    setSummary: ({ key }: Column, summary: Summary) => change({ summaries: { ...kept.summaries, [key]: summary } }),
    isHidden: ({ key }: Column) => kept.hidden.includes(key),
    setWidth: ({ key }: Column, width: number) => change({ widths: { ...kept.widths, [key]: Math.round(Math.max(WIDTH_MIN, Math.min(WIDTH_MAX, width))) } }),
    toggle: ({ key }: Column) => change({ hidden: kept.hidden.includes(key) ? kept.hidden.filter((hidden) => hidden !== key) : [...kept.hidden, key] }),
    /** Within a view; undefined where there is none, and the order is the collection's. */
    move: view
      ? ({ key }: Column, by: 1 | -1) => {
          const order = all.map((column) => column.key)
          const from = order.indexOf(key)
          order.splice(from, 1)
          order.splice(from + by, 0, key)
          change({ order })
        }
      : undefined,
    /** How many of the first ones beside the names, with those that are hidden, stay at the left. */
    pinned,
    isPinned,
    /** Puts a column behind those that stay at the left, or lets it go before all others. */
    pin: (column: Column) => {
      const rest = all.slice(1).filter(({ key }) => key !== column.key)
      const left = isPinned(column) ? pinned - 1 : Math.min(pinned, rest.length) + 1
      const at = isPinned(column) ? left : left - 1
      const order = [...rest.slice(0, at), column, ...rest.slice(at)].map(({ key }) => key)
      // Without a view the others stay in the order of the collection, which may change.
      change({ pinned: left, order: view ? order : order.slice(0, left) })
    },
    mayPin: pinned < PINNED_MAX,
    settings: () => settingsOf(columns, kept),
    changed: start !== null && differs(columns, kept, start),
    discard: () => start && setState({ ...now, kept: start }),
  }
}
