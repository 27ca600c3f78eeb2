import { useQuery } from '@tanstack/react-query'
import type { Tile } from '#shared/tiles.ts'
import { errorMessage } from '../../api.ts'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { collectionQuery } from '../../records/collections.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { figuresQuery } from './queries.ts'
import { Bars, DataTable, Line, type Part, Pie } from './TileCharts.tsx'
import { figureText, groupText, heightOf, isPeriodic, ordered } from './tell.ts'
import { tileTexts } from './texts.ts'

/** What a tile says, to whoever looks: a figure, or a chart with its table behind it. */
export function TileBody({ tile }: { tile: Tile }) {
  const t = useTexts(tileTexts)
  const formats = useFormats()
  const figures = useQuery(figuresQuery(tile))
  const { data: collection, error } = useQuery(collectionQuery(tile.collection))
  const failed = figures.error ?? error
  if (failed)
    return (
      <p className="text-sm text-ink-2">
        {t.failed}: {errorMessage(failed)}
      </p>
    )
  if (!figures.data || !collection) return <Skeleton className="h-24 w-full" />
  const { data } = figures
  const field = collection.fields.find(({ key }) => key === tile.field)
  const periodic = isPeriodic(tile.group, collection)
  const parts: Part[] = ordered(data.groups ?? [], periodic).map((group) => ({
    key: String(group.value),
    label: groupText(group.value, periodic, tile.by ?? 'month', formats, t),
    height: heightOf(tile, group),
    text: figureText(tile, group, field, formats),
  }))
  const name = field ? `${field.name} · ${t.figures[tile.figure]}` : t.figures[tile.figure]
  const table = (hidden: boolean) => <DataTable title={tile.title} heads={[t.groupHead, name]} parts={parts} hidden={hidden} />
  const [before, last] = parts.slice(-2)
  return (
    <div className="grid gap-2">
      {tile.kind === 'number' && <Figure text={figureText(tile, data, field, formats)} name={name} />}
      {tile.kind === 'trend' && (
        <>
          <Figure text={(last ?? before)?.text ?? '–'} name={`${name} · ${(last ?? before)?.label ?? ''}`} />
          {before && last && before.height !== 0 && (
            <p className="text-sm text-ink-2 tabular-nums">
              {t.before(`${last.height >= before.height ? '+' : '−'}${Math.abs(Math.round((last.height / before.height - 1) * 100))}%`)}
            </p>
          )}
          <Line parts={parts} low />
          {table(true)}
        </>
      )}
      {tile.kind === 'bar' && (
        <>
          <Bars parts={parts} />
          {table(true)}
        </>
      )}
      {tile.kind === 'line' && (
        <>
          <Line parts={parts} />
          {table(true)}
        </>
      )}
      {tile.kind === 'pie' && (
        <>
          <Pie parts={parts} rest="…" />
          {table(true)}
        </>
      )}
      {tile.kind === 'table' && table(false)}
      {!data.exact && <p className="text-xs text-ink-3">{t.newest(formats.number(data.examined))}</p>}
    </div>
  )
}

const Figure = ({ text, name }: { text: string; name: string }) => (
  <p className="grid">
    <span className="truncate text-2xl font-semibold tracking-tight tabular-nums">{text}</span>
    <span className="truncate text-sm text-ink-2">{name}</span>
  </p>
)
