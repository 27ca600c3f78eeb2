import type { CollectionItem } from '#shared/items.ts'
import { CollectionItemEnvelope } from '#shared/items.ts'
import { EmptiedTrashEnvelope } from '#shared/trash.ts'
import { call } from '../api.ts'
import { formatsOf, useFormats } from '../i18n/format.ts'
import { currentLanguage } from '../i18n/language.ts'
import { textsNow, useTexts } from '../i18n/texts.ts'
import { apiPaths } from '../paths.ts'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import { toast } from '../ui/Toast.tsx'
import { forEach } from './forEach.ts'
import { recordTexts } from './texts.ts'

type Named = Pick<CollectionItem, 'id' | 'name'>

/** A long trash is emptied in several requests; where others delete meanwhile, that is told. @returns how many went */
async function emptyTrash(slug: string, count: number): Promise<number> {
  let [all, left] = [0, count]
  while (left > 0) {
    const { purged, remaining } = await call(EmptiedTrashEnvelope, { method: 'DELETE', path: apiPaths.trash(slug), query: { expected_count: left } })
    all += purged
    if (purged === 0) break
    left = remaining
  }
  return all
}

async function purgeEach(slug: string, items: readonly Named[]): Promise<number> {
  const failed = await forEach(items, (item) => call(CollectionItemEnvelope, { method: 'DELETE', path: apiPaths.trashed(slug, item.id) }))
  if (failed[0]) throw failed[0].error
  return items.length
}

type Props = {
  slug: string
  which: readonly Named[] | 'all'
  /** How many the trash has, as was last heard. */
  inTrash: number
  onClose: () => void
  onPurged: () => void
  /** Reads anew what may have changed, also where it failed on the way. */
  refresh: () => Promise<unknown>
}

/** Asks before records go that nothing brings back: those that are given, or all that are in the trash. */
export function PurgeDialog({ slug, which, inTrash, onClose, onPurged, refresh }: Props) {
  const t = useTexts(recordTexts)
  const formats = useFormats()
  const all = which === 'all'
  const count = all ? inTrash : which.length
  const [one] = all ? [] : which
  const number = formats.number(count)
  return (
    <ConfirmDialog
      title={all ? t.emptyAsk(number) : one && count === 1 ? t.purgeOneAsk(one.name) : t.purgeAsk(number)}
      confirm={t.purge}
      onClose={onClose}
      onConfirm={async () => {
        try {
          const gone = await (all ? emptyTrash(slug, count) : purgeEach(slug, which))
          const said = textsNow(recordTexts)
          toast({ text: one && gone === 1 ? said.purged(one.name) : said.purgedMany(formatsOf(currentLanguage()).number(gone)) })
          onPurged()
        } finally {
          await refresh()
        }
      }}
    >
      <p>{t.purgeText}</p>
    </ConfirmDialog>
  )
}
