import { useQuery } from '@tanstack/react-query'
import { useTexts } from '../i18n/texts.ts'
import { Link } from '../link.tsx'
import { paths } from '../paths.ts'
import { collectionsQuery } from '../records/collections.ts'
import { collectionTexts } from './texts.ts'

/** The collections at the side of every page, where there is room. */
export function CollectionLinks() {
  const t = useTexts(collectionTexts)
  const { data = [] } = useQuery(collectionsQuery())
  if (data.length === 0) return null
  return (
    <nav aria-label={t.title} className="grid max-h-[40dvh] content-start gap-0.5 overflow-y-auto border-t border-line pt-3">
      {data.map(({ id, slug, name }) => (
        <Link
          key={id}
          href={paths.collection(slug)}
          className="flex h-8 shrink-0 items-center rounded-md px-2.5 text-ink-2 -outline-offset-2 hover:bg-hover hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent"
        >
          <span className="truncate">{name}</span>
        </Link>
      ))}
    </nav>
  )
}
