import type { CollectionItem } from '#shared/items.ts'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { keptUntil } from '../../records/keptUntil.ts'
import { recordTexts } from '../../records/texts.ts'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { RestoreIcon, TrashIcon } from '../../ui/icons.tsx'
import { Time } from '../../ui/Time.tsx'
import { trashTexts } from './texts.ts'

type Props = {
  row: CollectionItem
  /** For how many days it is kept; null for ever, undefined while that is not known. */
  retention: number | null | undefined
  selected: boolean
  denied: string | undefined
  deniedPurge: string | undefined
  onSelect: (on: boolean) => void
  onRestore: () => void
  onPurge: () => void
}

/** A row in the trash: what it is called, since when it is there and until when. */
export function TrashedRow({ row, retention, selected, denied, deniedPurge, onSelect, onRestore, onPurge }: Props) {
  const t = useTexts(trashTexts)
  const r = useTexts(recordTexts)
  const formats = useFormats()
  const until = keptUntil(row, retention)
  const kept = until ? r.keptUntil(formats.ago(until)) : retention === null ? r.keptForEver : null
  return (
    <li className="flex items-center gap-3 py-2 pr-2 pl-4">
      <Checkbox className="pointer-coarse:size-5" label={t.select(row.name)} checked={selected} onChange={(event) => onSelect(event.target.checked)} />
      <div className="grid min-w-0 flex-1 gap-0.5">
        <span className="truncate font-medium">{row.name}</span>
        <span className="flex flex-wrap gap-x-3 text-sm text-ink-3">
          {row.deleted_at && (
            <span>
              {t.deleted} <Time at={row.deleted_at} />
            </span>
          )}
          {kept && <span>{kept}</span>}
        </span>
      </div>
      <IconButton icon={RestoreIcon} label={t.restoreOf(row.name)} denied={denied} onClick={onRestore} />
      <IconButton icon={TrashIcon} tone="danger" label={t.purgeOf(row.name)} denied={deniedPurge} onClick={onPurge} />
    </li>
  )
}
