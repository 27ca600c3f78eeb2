import { useQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import type { Item, ItemChange } from '#shared/items.ts'
import { errorMessage } from '../api.ts'
import { useTexts } from '../i18n/texts.ts'
import { Button } from '../ui/Button.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { Time } from '../ui/Time.tsx'
import { uiTexts } from '../ui/texts.ts'
import { historyQuery } from './queries.ts'
import { itemTexts } from './texts.ts'

/** Every version of an item, newest first, each with what it changed. */
export function History({ item }: { item: Item }) {
  const t = useTexts(itemTexts)
  const ui = useTexts(uiTexts)
  const { data, error, refetch } = useQuery(historyQuery(item.id, item.version))
  return (
    <section className="grid gap-3">
      <h3 className="font-semibold">{t.history.title}</h3>
      {!data && !error && <Skeleton className="h-20 w-full" />}
      {error && (
        <p role="alert" className="flex items-center gap-3 text-sm text-ink-2">
          {errorMessage(error)}
          <Button size="small" onClick={() => void refetch()}>
            {ui.retry}
          </Button>
        </p>
      )}
      <ol className="grid gap-4">
        {data?.map((change) => (
          <Change key={change.version} change={change} />
        ))}
      </ol>
    </section>
  )
}

function Change({ change }: { change: z.infer<typeof ItemChange> }) {
  const t = useTexts(itemTexts)
  const { before, after } = change
  const changed = before ? (['name', 'description'] as const).filter((field) => before[field] !== after[field]) : []
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
        changed.map((field) => (
          <div key={field} className="grid gap-0.5 text-ink-2">
            <span className="text-xs text-ink-3">{t.fields[field]}</span>
            <del className="line-clamp-3 whitespace-pre-wrap text-ink-3">{before[field] || t.conflict.empty}</del>
            <ins className="line-clamp-3 whitespace-pre-wrap no-underline">{after[field] || t.conflict.empty}</ins>
          </div>
        ))}
    </li>
  )
}
