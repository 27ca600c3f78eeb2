import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Import } from '#shared/imports.ts'
import { errorMessage } from '../../api.ts'
import { textsNow, useTexts } from '../../i18n/texts.ts'
import { Link } from '../../link.tsx'
import { Badge, type BadgeTone } from '../../ui/Badge.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { TrashIcon } from '../../ui/icons.tsx'
import { QueryFailed } from '../../ui/QueryFailed.tsx'
import { Time } from '../../ui/Time.tsx'
import { toast } from '../../ui/Toast.tsx'
import { importInto } from '../paths.ts'
import { Counts } from './Counts.tsx'
import { forgetImport, importsQuery, refreshImports } from './queries.ts'
import { importTexts } from './texts.ts'

const tones: Partial<Record<Import['state'], BadgeTone>> = { running: 'accent', undoing: 'accent', failed: 'danger', cancelled: 'warn' }
const isBusy = ({ state }: Import) => state === 'running' || state === 'undoing'

/** The files of this person in a collection, newest first. */
export function PastImports({ slug }: { slug: string }) {
  const t = useTexts(importTexts)
  const queries = useQueryClient()
  const query = useQuery(importsQuery(slug))
  const [going, setGoing] = useState<string | null>(null)
  const forget = async ({ id }: Import) => {
    setGoing(id)
    try {
      await forgetImport(id)
    } catch (error) {
      toast({ tone: 'failed', text: textsNow(importTexts).notForgotten(errorMessage(error)) })
    } finally {
      setGoing(null)
      void refreshImports(queries, slug)
    }
  }
  const state = (one: Import) => (one.dry_run && !isBusy(one) ? t.states.tried : t.states[one.state])
  return (
    <section className="grid gap-2">
      <h2 className="font-semibold">{t.past}</h2>
      {query.isError && <QueryFailed query={query} />}
      {query.data?.length === 0 && <p className="text-ink-3">{t.none}</p>}
      {query.data && query.data.length > 0 && (
        <>
          <ul className="divide-y divide-line rounded-xl border border-line bg-surface">
            {query.data.map((one) => (
              <li key={one.id} className="flex items-center gap-3 py-2 pr-2 pl-4">
                <div className="grid min-w-0 flex-1 gap-1">
                  <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
                    <Link href={importInto(slug, one.id)} className="min-w-0 truncate py-1 font-medium underline-offset-4 hover:underline pointer-coarse:py-3">
                      {one.file_name}
                    </Link>
                    <Badge tone={(!one.dry_run && tones[one.state]) || 'plain'}>{state(one)}</Badge>
                    <Time at={one.created_at} className="text-sm text-ink-3" />
                  </span>
                  {one.started_at && <Counts one={one} />}
                </div>
                <IconButton
                  icon={TrashIcon}
                  tone="danger"
                  label={t.forget(one.file_name)}
                  disabled={isBusy(one) || going === one.id}
                  onClick={() => void forget(one)}
                />
              </li>
            ))}
          </ul>
          <p className="text-sm text-ink-3">{t.kept}</p>
        </>
      )}
    </section>
  )
}
