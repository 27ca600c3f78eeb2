import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { TrashIcon, XIcon } from '../../ui/icons.tsx'
import { collectionTexts } from '../texts.ts'
import type { Range } from './useCursor.ts'

type Props = { range: Range; denied: string | undefined; onRemove: () => void; onClose: () => void }

/** How much is selected, and what a pointer can do with it. Over the rows, so that none of them moves. */
export function SelectionBar({ range: { rows, columns }, denied, onRemove, onClose }: Props) {
  const t = useTexts(collectionTexts)
  const formats = useFormats()
  const [height, width] = [rows[1] - rows[0] + 1, columns[1] - columns[0] + 1]
  return (
    <div className="absolute right-5 bottom-5 z-40 flex items-center gap-2 rounded-lg border border-line bg-surface py-1.5 pr-1.5 pl-3.5 shadow-float">
      <span role="status" className="text-sm text-ink-2 tabular-nums">
        {t.selected(formats.number(height * width))}
      </span>
      <Button size="small" tone="danger" icon={<TrashIcon />} denied={denied} onClick={onRemove}>
        {height === 1 ? t.deleteRow : t.deleteRows(formats.number(height))}
      </Button>
      <IconButton icon={XIcon} size="small" label={t.unselect} onClick={onClose} />
    </div>
  )
}
