import { type ExportFormat, exportFormats, SHEET_ROWS_MAX } from '#shared/transfer.ts'
import { useTexts } from '../i18n/texts.ts'
import { useGo } from '../link.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { CopyIcon, DownloadIcon, MoreIcon, TrashIcon } from '../ui/icons.tsx'
import { Menu } from '../ui/Menu.tsx'
import { UploadIcon } from './icons.tsx'
import { importTexts } from './imports/texts.ts'
import { pasteTexts } from './paste/texts.ts'
import { gridPaths, importInto, trashOf } from './paths.ts'
import { saveAs } from './saveAs.ts'
import { collectionTexts } from './texts.ts'
import type { Columns } from './useColumns.ts'
import type { Rows } from './useRowPages.ts'

type Props = { slug: string; columns: Columns; rows: Rows; denied: string | undefined; onPaste: () => void }

/** What is done with a collection less often. */
export function MoreMenu({ slug, columns, rows, denied, onPaste }: Props) {
  const t = useTexts(collectionTexts)
  const p = useTexts(pasteTexts)
  const i = useTexts(importTexts)
  const go = useGo()
  const { q, filter, sort } = rows.shown
  // What is seen, in the order in which it is seen.
  const save = (format: ExportFormat) => {
    const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions()
    const query = { format, sort, fields: columns.shown.map(({ key }) => key).join(','), zone, ...(q && { q }), ...(filter && { filter }) }
    void saveAs(`${gridPaths.export(slug)}?${new URLSearchParams(query)}`)
  }
  const isTooLong = (format: ExportFormat) => format === 'xlsx' && (rows.total?.count ?? 0) >= SHEET_ROWS_MAX
  return (
    <Menu
      label={t.more}
      align="end"
      items={[
        { label: p.open, icon: CopyIcon, disabled: denied !== undefined, hint: denied, onSelect: onPaste },
        { label: i.open, icon: UploadIcon, disabled: denied !== undefined, hint: denied, onSelect: () => go(importInto(slug)) },
        ...exportFormats.map((format) => ({
          label: i.export[format],
          icon: DownloadIcon,
          disabled: isTooLong(format),
          hint: isTooLong(format) ? i.exportTooMany : undefined,
          onSelect: () => save(format),
        })),
        { label: t.trash, icon: TrashIcon, onSelect: () => go(trashOf(slug)) },
      ]}
      trigger={(props) => <IconButton icon={MoreIcon} tone="plain" label={t.more} {...props} />}
    />
  )
}
