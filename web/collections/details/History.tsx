import { useQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import type { CollectionItem, ItemChange } from '#shared/items.ts'
import { useTexts } from '../../i18n/texts.ts'
import { QueryFailed } from '../../ui/QueryFailed.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Time } from '../../ui/Time.tsx'
import type { Column } from '../columns.ts'
import { historyQuery } from '../queries.ts'
import { collectionTexts } from '../texts.ts'
import { CellValue } from '../values/CellValue.tsx'
import { written } from '../values/draft.ts'

type Change = z.infer<typeof ItemChange>

/** Every version of a row, newest first, each with what it changed. */
export function History({ slug, item, columns }: { slug: string; item: CollectionItem; columns: readonly Column[] }) {
  const t = useTexts(collectionTexts)
  const query = useQuery(historyQuery(slug, item.id, item.version))
  return (
    <section className="grid gap-3 border-t border-line pt-4">
      <h3 className="font-semibold">{t.history.title}</h3>
      {query.isPending && <Skeleton className="h-20 w-full" />}
      {query.error && <QueryFailed query={query} />}
      <ol className="grid gap-4">
        {query.data?.map((change) => (
          <Version key={change.version} change={change} columns={columns} />
        ))}
      </ol>
    </section>
  )
}

const stateOf = (state: Change['after'], { builtIn, key }: Column): unknown =>
  builtIn === 'name' ? state.name : builtIn === 'description' ? state.description : (state.values?.[key] ?? null)

function Version({ change, columns }: { change: Change; columns: readonly Column[] }) {
  const t = useTexts(collectionTexts)
  const { before, after } = change
  const differs = (column: Column) => before !== null && JSON.stringify(stateOf(before, column)) !== JSON.stringify(stateOf(after, column))
  return (
    <li className="relative grid gap-2 border-l-2 border-line pl-3.5 text-sm">
      <span className="absolute top-1.5 -left-[5px] size-2 rounded-full bg-line-2" />
      <p className="flex items-baseline justify-between gap-3">
        <span className="font-medium">{t.history[change.operation]}</span>
        <span className="text-xs text-ink-3">
          <Time at={change.at} /> · {t.history.version(change.version)}
        </span>
      </p>
      {before &&
        columns.filter(differs).map((column) => (
          <div key={column.key} className="grid gap-0.5 text-ink-2">
            <span className="text-xs text-ink-3">{column.name}</span>
            <del className="flex min-w-0 flex-wrap gap-1 text-ink-3">
              <Value column={column} value={stateOf(before, column)} />
            </del>
            <ins className="flex min-w-0 flex-wrap gap-1 no-underline">
              <Value column={column} value={stateOf(after, column)} />
            </ins>
          </div>
        ))}
    </li>
  )
}

function Value({ column, value }: { column: Column; value: unknown }) {
  const t = useTexts(collectionTexts)
  if (value === null || value === undefined) return t.conflict.empty
  if (column.type === 'long_text') return <span className="line-clamp-3 whitespace-pre-wrap">{written(value)}</span>
  return <CellValue column={column} value={value} />
}
