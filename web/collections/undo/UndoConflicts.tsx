import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import type { Column } from '../columns.ts'
import { undoTexts } from './texts.ts'
import type { Question } from './useUndo.ts'

/** As many as one looks at. */
const SHOWN = 20

/** What was changed since, field by field, and whether to go on with the rest. */
export function UndoConflicts({ question, columns }: { question: Question; columns: readonly Column[] }) {
  const t = useTexts(undoTexts).conflicts
  const formats = useFormats()
  const { conflicts, count, side, answer } = question
  const shown = conflicts.slice(0, SHOWN)
  const nameOf = (field: string | null) => (field === null ? t.whole : (columns.find(({ key }) => key === field)?.name ?? field))
  return (
    <Dialog
      title={t.title}
      keep
      onClose={() => answer(false)}
      footer={
        <>
          <Button onClick={() => answer(false)}>{t.cancel}</Button>
          <Button tone="primary" data-autofocus onClick={() => answer(true)}>
            {t.rest[side]}
          </Button>
        </>
      }
    >
      <p className="mb-4 text-ink-2">{t.text(formats.number(count))}</p>
      <ul className="grid gap-px overflow-hidden rounded-lg border border-line bg-line">
        {shown.map(({ item_id: id, name, field, reason }) => (
          <li key={`${id} ${field}`} className="flex flex-wrap items-baseline justify-between gap-x-4 bg-surface px-3 py-2">
            <span className="min-w-0 wrap-anywhere">
              <span className="font-medium">{name}</span> · {nameOf(field)}
            </span>
            <span className="text-sm text-ink-3">{t[reason]}</span>
          </li>
        ))}
      </ul>
      {count > shown.length && <p className="mt-2 text-sm text-ink-3">{t.more(formats.number(count - shown.length))}</p>}
    </Dialog>
  )
}
