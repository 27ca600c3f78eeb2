import { useMemo, useState } from 'react'
import { z } from 'zod'
import { type Collection, ITEMS } from '#shared/collections.ts'
import { viewSummaries } from '#shared/views.ts'
import { useTexts } from '../i18n/texts.ts'
import { type Column, columnsOf, WIDTH_MAX, WIDTH_MIN, widthOf } from './columns.ts'
import { type Summary, summariesOf, usualSummary } from './figures/summaries.ts'
import { collectionTexts } from './texts.ts'

/** Of this browser alone, until there are views. */
const Kept = z.object({
  widths: z.record(z.string(), z.number()),
  hidden: z.array(z.string()),
  summaries: z.record(z.string(), z.enum(viewSummaries)).prefault({}),
})
type Kept = z.infer<typeof Kept>

const keyOf = (slug: string) => `deskmate.columns.${slug}`

function recall(slug: string): Kept {
  const start = { widths: {}, summaries: {}, hidden: slug === ITEMS ? ['created_at'] : ['description', 'created_at'] }
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

export type Columns = ReturnType<typeof useColumns>

/** The columns of a collection as this browser shows them: which ones, and how wide. */
export function useColumns(collection: Collection) {
  const t = useTexts(collectionTexts)
  const { slug } = collection
  const [kept, setKept] = useState(() => recall(slug))
  const all = useMemo(() => columnsOf(collection, t), [collection, t])
  const shown = useMemo(() => all.filter(({ builtIn, key }) => builtIn === 'name' || !kept.hidden.includes(key)), [all, kept.hidden])

  /** In pixels, of those shown. */
  const widths = useMemo(() => shown.map((column) => kept.widths[column.key] ?? widthOf(column)), [shown, kept.widths])

  const change = (next: Partial<Kept>) => {
    const changed = { ...kept, ...next }
    setKept(changed)
    keep(slug, changed)
  }
  return {
    all,
    shown,
    widths,
    summaryOf: (column: Column): Summary => {
      const summary = kept.summaries[column.key] ?? usualSummary(column)
      return summariesOf(column).includes(summary) ? summary : 'none'
    },
    setSummary: ({ key }: Column, summary: Summary) => change({ summaries: { ...kept.summaries, [key]: summary } }),
    isHidden: ({ key }: Column) => kept.hidden.includes(key),
    setWidth: ({ key }: Column, width: number) => change({ widths: { ...kept.widths, [key]: Math.round(Math.max(WIDTH_MIN, Math.min(WIDTH_MAX, width))) } }),
    toggle: ({ key }: Column) => change({ hidden: kept.hidden.includes(key) ? kept.hidden.filter((hidden) => hidden !== key) : [...kept.hidden, key] }),
  }
}
