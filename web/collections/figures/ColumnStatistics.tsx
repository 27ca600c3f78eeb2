import { useQuery } from '@tanstack/react-query'
import type { Facet } from '#shared/aggregates.ts'
import type { Filter } from '#shared/filter.ts'
import { errorMessage } from '../../api.ts'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import type { Column } from '../columns.ts'
import { conditionOf } from '../filter/columns.ts'
import { filterTexts } from '../filter/texts.ts'
import type { RowSearch } from '../search.ts'
import { CellValue } from '../values/CellValue.tsx'
import { aggregateQuery, facetsQuery } from './queries.ts'
import { type Summary, summariesOf, summaryText, valueText } from './summaries.ts'
import { figureTexts } from './texts.ts'

type Props = { slug: string; column: Column; shown: RowSearch; onNarrow: (by: Filter) => void; onClose: () => void }

/** What a column holds, of the rows that are found: how full it is, what is in it most often, and how numbers are spread. */
export function ColumnStatistics({ slug, column, shown, onNarrow, onClose }: Props) {
  const t = useTexts(figureTexts)
  const formats = useFormats()
  const wanted = { q: shown.q, filter: shown.filter, fields: [column.key] }
  const figures = useQuery(aggregateQuery(slug, wanted))
  const facets = useQuery(facetsQuery(slug, wanted))
  const failed = figures.error ?? facets.error
  const of = figures.data?.fields[column.key]
  const facet = facets.data?.fields[column.key]
  const told = summariesOf(column).filter((one): one is Exclude<Summary, 'none'> => one !== 'none')
  return (
    <Dialog title={t.statisticsOf(column.name)} onClose={onClose}>
      {failed ? (
        <ErrorState text={errorMessage(failed)} requestId={null} busy={false} onRetry={() => void Promise.all([figures.refetch(), facets.refetch()])} />
      ) : !of || !facet || !figures.data ? (
        <Skeleton className="h-64 w-full" />
      ) : (
        <div className="grid gap-5">
          <p className="text-ink-2">
            {figures.data.exact
              ? t.rows(formats.number(figures.data.count))
              : `≥ ${t.rows(formats.number(figures.data.count))} · ${t.newest(formats.number(figures.data.examined))}`}
          </p>
          <dl className="grid grid-cols-2 gap-x-4 gap-y-2 sm:grid-cols-4">
            {told.map((one) => (
              <div key={one} className="grid content-start gap-0.5">
                <dt className="text-sm text-ink-2">{t.names[one]}</dt>
                <dd className="truncate font-semibold tabular-nums">{summaryText(column, one, of, formats)}</dd>
              </div>
            ))}
          </dl>
          {facet.histogram && <Histogram column={column} parts={facet.histogram} />}
          <Values column={column} facet={facet} onNarrow={onNarrow} />
        </div>
      )}
    </Dialog>
  )
}

function Values({ column, facet, onNarrow }: { column: Column; facet: Facet; onNarrow: (by: Filter) => void }) {
  const t = useTexts(figureTexts)
  const words = useTexts(filterTexts)
  const formats = useFormats()
  const most = Math.max(1, ...facet.values.map(({ count }) => count))
  return (
    <section className="grid gap-2">
      <h3 className="font-semibold">{t.values}</h3>
      {facet.values.length === 0 && <p className="text-ink-2">{t.noValues}</p>}
      <ul className="grid gap-0.5">
        {facet.values.map(({ value, count }) => {
          const condition = conditionOf(column, column.type === 'multi_select' || column.type === 'person' || column.type === 'relation' ? [value] : value)
          return (
            <li key={String(value)}>
              <button
                type="button"
                data-tip={words.byThis}
                onClick={() => condition && onNarrow(condition)}
                className="relative flex min-h-8 w-full items-center gap-3 rounded-md px-2 text-left hover:bg-hover pointer-coarse:min-h-11"
              >
                <span className="flex min-w-0 flex-1 items-center">
                  {column.type === 'checkbox' ? (
                    value === true ? (
                      words.checked
                    ) : (
                      words.unchecked
                    )
                  ) : (
                    <CellValue column={{ ...column, type: plainType(column.type) }} value={value} />
                  )}
                </span>
                <span aria-hidden="true" className="h-2 w-24 shrink-0 rounded-full bg-sunken">
                  <span className="block h-full rounded-full bg-accent" style={{ width: `${Math.max(2, (count / most) * 100)}%` }} />
                </span>
                <span className="w-16 shrink-0 text-right text-sm text-ink-2 tabular-nums">{formats.number(count)}</span>
              </button>
            </li>
          )
        })}
      </ul>
      {facet.more && <p className="text-sm text-ink-3">{t.more}</p>}
    </section>
  )
}

/** A link within a button leads nowhere. */
const plainType = (type: Column['type']): Column['type'] => (type === 'url' || type === 'email' ? 'text' : type)

/** The drawing's own units. */
const HEIGHT = 80
const STEP = 20

function Histogram({ column, parts }: { column: Column; parts: NonNullable<Facet['histogram']> }) {
  const t = useTexts(figureTexts)
  const formats = useFormats()
  const most = Math.max(1, ...parts.map(({ count }) => count))
  const text = (value: string | number) => valueText(column, value, formats)
  return (
    <section className="grid gap-2">
      <h3 className="font-semibold">{t.spread}</h3>
      <svg viewBox={`0 0 ${parts.length * STEP} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true" className="block h-20 w-full">
        {parts.map(({ from, count }, at) => (
          <rect
            key={String(from)}
            x={at * STEP + 1}
            width={STEP - 2}
            y={HEIGHT - 1 - (count / most) * (HEIGHT - 2)}
            height={Math.max(count > 0 ? 1 : 0, (count / most) * (HEIGHT - 2))}
            rx="1.5"
            className="fill-accent"
          />
        ))}
        <line x1="0" x2={parts.length * STEP} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} className="stroke-line-2" vectorEffect="non-scaling-stroke" />
      </svg>
      <div aria-hidden="true" className="flex justify-between text-xs text-ink-3 tabular-nums">
        <span>{text(parts[0]?.from ?? '')}</span>
        <span>{text(parts.at(-1)?.to ?? '')}</span>
      </div>
      <table className="sr-only">
        <caption>{t.spread}</caption>
        <thead>
          <tr>
            <th scope="col">{t.from}</th>
            <th scope="col">{t.to}</th>
            <th scope="col">{t.count}</th>
          </tr>
        </thead>
        <tbody>
          {parts.map(({ from, to, count }) => (
            <tr key={String(from)}>
              <td>{text(from)}</td>
              <td>{text(to)}</td>
              <td>{formats.number(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
