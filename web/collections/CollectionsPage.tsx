import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useFormats } from '../i18n/format.ts'
import { useTexts } from '../i18n/texts.ts'
import { Link } from '../link.tsx'
import { paths } from '../paths.ts'
import { collectionsQuery } from '../records/collections.ts'
import { useCan } from '../session.ts'
import { useTitle } from '../title.ts'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PlusIcon, TableIcon } from '../ui/icons.tsx'
import { ListToBe } from '../ui/ListToBe.tsx'
import { QueryFailed } from '../ui/QueryFailed.tsx'
import { CreateCollection } from './CreateCollection.tsx'
import { collectionTexts } from './texts.ts'

/** All collections of the workspace. */
export function CollectionsPage() {
  const t = useTexts(collectionTexts)
  const formats = useFormats()
  useTitle(t.title)
  const query = useQuery(collectionsQuery())
  const [creating, setCreating] = useState(false)
  const denied = useCan('collections:manage') ? undefined : t.noManage
  const create = (
    <Button tone="primary" icon={<PlusIcon />} denied={denied} onClick={() => setCreating(true)}>
      {t.create}
    </Button>
  )
  return (
    <div className="mx-auto grid max-w-3xl gap-4 px-4 py-4 md:px-6 md:py-5">
      <div className="flex min-h-8 items-center justify-between gap-3">
        <h1 className="text-xl font-semibold">{t.title}</h1>
        {query.data && query.data.length > 0 && create}
      </div>
      {query.isPending ? (
        <ListToBe framed />
      ) : query.isError ? (
        <QueryFailed query={query} />
      ) : query.data.length === 0 ? (
        <EmptyState icon={TableIcon} title={t.empty.title} text={t.empty.text} action={create} />
      ) : (
        <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface">
          {query.data.map(({ id, slug, name, description, fields }) => (
            <li key={id}>
              <Link href={paths.collection(slug)} className="flex min-h-14 items-center gap-3 px-4 py-2.5 -outline-offset-2 hover:bg-hover md:px-5">
                <TableIcon className="shrink-0 text-ink-3" />
                <span className="grid min-w-0 flex-1">
                  <span className="truncate font-medium">{name}</span>
                  {description && <span className="truncate text-sm text-ink-2">{description}</span>}
                </span>
                <span className="shrink-0 text-sm text-ink-3">{t.fieldCount(formats.number(fields.length))}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      {creating && <CreateCollection onClose={() => setCreating(false)} />}
    </div>
  )
}
