import { useQuery, useQueryClient } from '@tanstack/react-query'
import { CollectionItemEnvelope, type Item } from '#shared/items.ts'
import { EmptiedTrashEnvelope } from '#shared/trash.ts'
import { call } from '../api.ts'
import { formatsOf, useFormats } from '../i18n/format.ts'
import { currentLanguage } from '../i18n/language.ts'
import { textsNow, useTexts } from '../i18n/texts.ts'
import { apiPaths } from '../paths.ts'
import { forEach } from '../records/forEach.ts'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import { toast } from '../ui/Toast.tsx'
import { refreshLists } from './cache.ts'
import { ITEMS, trashQuery } from './queries.ts'
import { itemTexts } from './texts.ts'

/** A long trash is emptied in several requests; where others delete meanwhile, that is told. @returns how many went */
async function emptyTrash(count: number): Promise<number> {
  let [all, left] = [0, count]
  while (left > 0) {
    const { purged, remaining } = await call(EmptiedTrashEnvelope, { method: 'DELETE', path: apiPaths.trash(ITEMS), query: { expected_count: left } })
    all += purged
    if (purged === 0) break
    left = remaining
  }
  return all
}

async function purgeEach(items: readonly Item[]): Promise<number> {
  const failed = await forEach(items, (item) => call(CollectionItemEnvelope, { method: 'DELETE', path: apiPaths.trashed(ITEMS, item.id) }))
  if (failed[0]) throw failed[0].error
  return items.length
}

type Props = { which: Item[] | 'all'; onClose: () => void; onPurged: () => void }

/** Asks before items go that nothing brings back: those that are given, or all that are in the trash. */
export function PurgeDialog({ which, onClose, onPurged }: Props) {
  const t = useTexts(itemTexts)
  const formats = useFormats()
  const queries = useQueryClient()
  const { data: trash } = useQuery(trashQuery)
  const all = which === 'all'
  const count = all ? (trash?.count ?? 0) : which.length
  const [one] = all ? [] : which
  const number = formats.number(count)
  return (
    <ConfirmDialog
      title={all ? t.emptyAsk(number) : one && count === 1 ? t.purgeOneAsk(one.name) : t.purgeAsk(number)}
      confirm={t.purge}
      onClose={onClose}
      onConfirm={async () => {
        try {
          const gone = await (all ? emptyTrash(count) : purgeEach(which))
          const said = textsNow(itemTexts)
          toast({ text: one && gone === 1 ? said.purged(one.name) : said.purgedMany(formatsOf(currentLanguage()).number(gone)) })
          onPurged()
        } finally {
          refreshLists(queries)
          await queries.invalidateQueries({ queryKey: trashQuery.queryKey })
          void queries.invalidateQueries({ queryKey: ['dashboard'] })
        }
      }}
    >
      <p>{t.purgeText}</p>
    </ConfirmDialog>
  )
}
