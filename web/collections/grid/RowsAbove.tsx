import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { liveTexts } from '../live/texts.ts'

/** Rows of others that have come where nobody looks. Over the rows, so that none of them moves. */
export function RowsAbove({ count, top, onClick }: { count: number; top: number; onClick: () => void }) {
  const t = useTexts(liveTexts)
  const formats = useFormats()
  return (
    <div role="status" className="pointer-events-none absolute inset-x-0 z-40 flex justify-center" style={{ top: top + 8 }}>
      <Button size="small" className="pointer-events-auto shadow-float" onClick={onClick}>
        ↑ {t.above(formats.number(count))}
      </Button>
    </div>
  )
}
