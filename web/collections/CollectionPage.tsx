import { type QueryClient, useQuery } from '@tanstack/react-query'
import { ApiError } from '../api.ts'
import { useTexts } from '../i18n/texts.ts'
import { Link } from '../link.tsx'
import { paths } from '../paths.ts'
import { collectionQuery } from '../records/collections.ts'
import { buttonClass } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { TableIcon } from '../ui/icons.tsx'
import { later } from '../ui/later.ts'
import { QueryFailed } from '../ui/QueryFailed.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { uiTexts } from '../ui/texts.ts'
import { CollectionView } from './CollectionView.tsx'
import { IMPORT, TRASH } from './paths.ts'
import { pageQuery } from './rows.ts'
import { readGridSearch, viewAt } from './search.ts'
import { collectionTexts } from './texts.ts'
import { viewsQuery } from './views/queries.ts'

/** Asks for what the page will show while it is still on its way. */
export function prepare(queries: QueryClient, slug: string, search: URLSearchParams) {
  void queries.prefetchQuery(collectionQuery(slug))
  const views = queries.getQueryData(viewsQuery(slug).queryKey)
  void queries.prefetchQuery(viewsQuery(slug))
  // Which rows a view shows is known once the views are; few collections open with one.
  if (views || !search.has('view')) void queries.prefetchQuery(pageQuery(slug, readGridSearch(search, viewAt(search, views ?? [])), 0))
}

const importPage = later(() => import('./imports/ImportPage.tsx'))
const trashPage = later(() => import('./trash/TrashPage.tsx'))

/** One collection, by its address. */
export function CollectionPage({ slug, part }: { slug: string; part?: string | undefined }) {
  const t = useTexts(collectionTexts)
  const u = useTexts(uiTexts)
  const query = useQuery(collectionQuery(slug))
  const views = useQuery({ ...viewsQuery(slug), enabled: part === undefined })
  const imports = importPage.useLoaded(part === IMPORT)
  const trash = trashPage.useLoaded(part === TRASH)
  const isPart = part === undefined || part === IMPORT || part === TRASH
  if (query.data && part === IMPORT) return imports ? <imports.ImportPage key={slug} collection={query.data} /> : <p className="sr-only">{u.loading}</p>
  if (query.data && part === TRASH) return trash ? <trash.TrashPage key={slug} collection={query.data} /> : <p className="sr-only">{u.loading}</p>
  // Without them the rows are there all the same.
  if (query.data && isPart && !views.isPending) return <CollectionView key={slug} collection={query.data} all={views.data ?? []} />
  if (!isPart || (query.error instanceof ApiError && (query.error.status === 404 || query.error.code === 'VALIDATION_FAILED' || query.error.status === 400))) {
    return (
      <div className="grid h-full place-items-center">
        <EmptyState
          page
          icon={TableIcon}
          title={t.notFound.title}
          text={t.notFound.text}
          action={
            <Link href={paths.collections()} exact className={buttonClass()}>
              {t.notFound.all}
            </Link>
          }
        />
      </div>
    )
  }
  if (query.isError) return <QueryFailed query={query} />
  return (
    <div className="grid gap-3 px-4 pt-4 md:px-6 md:pt-5">
      <Skeleton className="h-8 w-48" />
      <Skeleton className="h-8 w-full max-w-sm" />
      <Skeleton className="h-64 w-full" />
    </div>
  )
}
