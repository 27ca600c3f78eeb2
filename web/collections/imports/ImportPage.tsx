import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useSearch } from 'wouter'
import type { Collection } from '#shared/collections.ts'
import type { Import } from '#shared/imports.ts'
import { Id } from '#shared/text.ts'
import { ApiError } from '../../api.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Link, useGo } from '../../link.tsx'
import { paths } from '../../paths.ts'
import { useCan } from '../../session.ts'
import { useTitle } from '../../title.ts'
import { Button, buttonClass } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { TableIcon } from '../../ui/icons.tsx'
import { QueryFailed } from '../../ui/QueryFailed.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { importInto } from '../paths.ts'
import { ChooseFile } from './ChooseFile.tsx'
import { PastImports } from './PastImports.tsx'
import { importQuery, refreshImports, showImport } from './queries.ts'
import { Result } from './Result.tsx'
import { Running } from './Running.tsx'
import { Setup } from './Setup.tsx'
import { importTexts } from './texts.ts'
import { useProgress } from './useProgress.ts'

/** A file on its way into a collection; which one is in the address, so that a reload goes on where it was. */
export function ImportPage({ collection }: { collection: Collection }) {
  const t = useTexts(importTexts)
  const { slug, name } = collection
  const queries = useQueryClient()
  const id = Id.safeParse(new URLSearchParams(useSearch()).get('id')).data
  const go = useGo()
  useTitle(t.title(name))
  const denied = useCan('items:write') ? undefined : t.denied
  const query = useQuery({ ...importQuery(id ?? ''), enabled: id !== undefined && denied === undefined })
  const one = id === undefined ? undefined : query.data
  useProgress(one)

  const open = (made: Import) => {
    showImport(queries, made)
    void refreshImports(queries, slug)
    go(importInto(slug, made.id))
  }
  const isMissing = query.error instanceof ApiError && query.error.status === 404

  return (
    // Another one is begun at its top.
    <div key={id} className="h-full overflow-y-auto">
      <div className="mx-auto grid w-full max-w-4xl grid-cols-[minmax(0,1fr)] gap-6 px-4 pt-4 pb-16 md:px-6 md:pt-5">
        <header className="grid gap-2">
          <Link href={paths.collection(slug)} exact className="w-fit py-1 text-sm text-ink-2 underline underline-offset-4 pointer-coarse:py-3">
            {t.back(name)}
          </Link>
          <div className="flex flex-wrap items-center justify-between gap-3">
            <h1 className="min-w-0 text-xl font-semibold wrap-anywhere">{t.title(name)}</h1>
            {id !== undefined && <Button onClick={() => go(importInto(slug))}>{t.another}</Button>}
          </div>
        </header>
        {denied ? (
          <p>{denied}</p>
        ) : id === undefined ? (
          <>
            <ChooseFile slug={slug} onUploaded={open} />
            <PastImports slug={slug} />
          </>
        ) : one ? (
          <Stage key={one.id} one={one} collection={collection} />
        ) : isMissing ? (
          <EmptyState
            icon={TableIcon}
            title={t.gone.title}
            text={t.gone.text}
            action={
              <Link href={importInto(slug)} className={buttonClass()}>
                {t.another}
              </Link>
            }
          />
        ) : query.isError ? (
          <QueryFailed query={query} />
        ) : (
          <Skeleton className="h-64 w-full" />
        )}
      </div>
    </div>
  )
}

function Stage({ one, collection }: { one: Import; collection: Collection }) {
  if (one.state === 'running' || one.state === 'undoing') return <Running one={one} />
  if (one.state === 'waiting' || one.dry_run) return <Setup one={one} collection={collection} />
  return <Result one={one} />
}
