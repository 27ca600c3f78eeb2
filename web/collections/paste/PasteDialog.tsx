import { useMemo, useState } from 'react'
import { errorMessage } from '../../api.ts'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextArea } from '../../ui/Field.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import type { RowSearch } from '../search.ts'
import type { Columns } from '../useColumns.ts'
import type { Rows } from '../useRowPages.ts'
import { FailureList } from '../writing/FailureList.tsx'
import type { Failure, RowChange } from '../writing/useWriting.ts'
import { PasteSample } from './PasteSample.tsx'
import { hasHeader, type Refusal, tile } from './planPaste.ts'
import { type Block, readClipboard } from './readTable.ts'
import { pasteTexts } from './texts.ts'
import { PASTE_ROWS_MAX, usePreview } from './usePreview.ts'

/**
 * Where it begins, and over how much it goes where it is smaller; nothing yet where somebody comes to paste by hand.
 * The rows that are pasted into are those that are seen there; without them all that is pasted becomes new.
 */
export type PasteRequest = { block: Block | null; row: number; column: number; height: number; width: number; onward: Rows['onward'] | null }
type Props = {
  request: PasteRequest
  search: RowSearch
  columns: Columns
  onPaste: (changes: RowChange[], refused: Failure[]) => void
  onClose: () => void
}

const failureOf = ({ row, name, column, text, reason }: Refusal): Failure => ({ place: row, name, column: column?.name ?? null, text, reason })

/** What a paste will change, before it does. */
export function PasteDialog({ request, search, columns, onPaste, onClose }: Props) {
  const t = useTexts(pasteTexts)
  const formats = useFormats()
  const [given, setGiven] = useState(request.block)
  const right = useMemo(() => columns.shown.slice(request.column), [columns.shown, request.column])
  const [skip, setSkip] = useState(() => given !== null && hasHeader(given, right))
  const isHeader = given !== null && hasHeader(given, right)
  const block = useMemo(() => given && (skip ? given.slice(1) : tile(given, request.height, request.width)), [given, skip, request])
  const { plan, error } = usePreview(block, { columns: right, all: columns.all, from: request.row, onward: request.onward })
  const tooMany = block !== null && block.length > PASTE_ROWS_MAX
  const refused = useMemo(() => plan?.refused.map(failureOf) ?? [], [plan])
  const nothing = plan?.changes.length === 0
  const samples = plan?.overflow.map((text) => `“${text.slice(0, 20)}”`).join(', ') ?? ''
  const narrowed = search.q !== '' || search.filter !== ''

  const take = (data: Pick<DataTransfer, 'getData'>) => {
    const read = readClipboard(data)
    setGiven(read)
    setSkip(hasHeader(read, right))
  }
  const go = () => {
    if (!plan) return
    const made = plan.changes.filter(({ base }) => base === null)
    // The newest come first then: made in reverse they stand as they stood where they were copied.
    if (search.sort.startsWith('-created_at')) made.reverse()
    onPaste([...plan.changes.filter(({ base }) => base !== null), ...made], refused)
    onClose()
  }

  return (
    <Dialog
      title={t.title}
      width="wide"
      keep
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.cancel}</Button>
          {given && (
            <Button tone="primary" data-autofocus disabled={!plan || nothing} onClick={go}>
              {t.paste}
            </Button>
          )}
        </>
      }
    >
      {!given ? (
        <div className="grid gap-3">
          <p className="text-ink-2">{t.boxHint}</p>
          <TextArea
            data-autofocus
            aria-label={t.box}
            placeholder={t.box}
            rows={5}
            value=""
            onChange={(event) => take({ getData: (type) => (type === 'text/plain' ? event.target.value : '') })}
            onPaste={(event) => {
              event.preventDefault()
              take(event.clipboardData)
            }}
          />
        </div>
      ) : tooMany ? (
        <p role="alert">{t.tooMany(formats.number(PASTE_ROWS_MAX))}</p>
      ) : error ? (
        <p role="alert" className="text-danger">
          {errorMessage(error)}
        </p>
      ) : !plan ? (
        <p role="status" className="flex items-center gap-2 text-ink-2">
          <Spinner /> {t.reading}
        </p>
      ) : (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          <div role="status">
            <ul className="grid gap-1">
              {plan.cells > 0 && <li className="font-medium">{t.changes(formats.number(plan.cells), formats.number(plan.rows))}</li>}
              {plan.created > 0 && <li className="font-medium">{t.creates(formats.number(plan.created))}</li>}
              {nothing && <li className="font-medium">{t.nothing}</li>}
              {plan.refused.length > 0 && <li className="text-danger">{t.refused(formats.number(plan.refused.length))}</li>}
              {plan.same > 0 && <li className="text-ink-3">{t.same(formats.number(plan.same))}</li>}
              {plan.overflow.length > 0 && <li className="wrap-anywhere text-ink-2">{t.overflow(formats.number(plan.overflow.length), samples)}</li>}
              {plan.readOnly.length > 0 && <li className="text-ink-2">{t.readOnly(plan.readOnly.map(({ name }) => name).join(', '))}</li>}
              {plan.created > 0 && narrowed && <li className="text-ink-2">{t.narrowed}</li>}
            </ul>
          </div>
          {isHeader && (
            // oxlint-disable-next-line jsx-a11y/label-has-associated-control -- the box inside of it
            <label className="flex min-h-8 items-center gap-2 pointer-coarse:min-h-11">
              <Checkbox label={t.header} checked={skip} onChange={(event) => setSkip(event.target.checked)} />
              {t.header}
            </label>
          )}
          <PasteSample rows={plan.sample} total={block?.length ?? 0} />
          {refused.length > 0 && <FailureList failures={refused} />}
        </div>
      )}
    </Dialog>
  )
}
