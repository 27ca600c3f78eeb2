import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { cx } from '../../ui/classes.ts'
import type { Column } from '../columns.ts'
import { CellValue } from '../values/CellValue.tsx'
import { written } from '../values/draft.ts'
import type { SampleCell, SampleRow } from './planPaste.ts'
import { pasteTexts } from './texts.ts'

const isEmpty = (value: unknown) => value === null || value === undefined || value === ''
const shown = (column: Column, value: unknown) => (column.type === 'long_text' ? written(value) : <CellValue column={column} value={value} />)

function Cell({ cell: { column, before, after, text, refused }, isNew }: { cell: SampleCell; isNew: boolean }) {
  const t = useTexts(pasteTexts)
  if (refused !== null)
    return (
      <span className="grid text-danger">
        <s className="max-w-52 truncate">{text}</s>
        <span className="max-w-52 text-xs whitespace-normal">{refused}</span>
      </span>
    )
  const changed = JSON.stringify(before ?? null) !== JSON.stringify(after ?? null)
  return (
    <span className={cx('grid gap-0.5', !changed && 'text-ink-3')}>
      <span className={cx('flex max-w-52 gap-1 truncate', changed && 'font-medium')}>
        {isEmpty(after) ? <span className="font-normal text-ink-3">{changed ? t.empty : ''}</span> : shown(column, after)}
      </span>
      {changed && !isNew && !isEmpty(before) && (
        <s className="flex max-w-52 gap-1 truncate text-xs text-ink-3 [&_.chip]:line-through">
          <span className="sr-only">{t.before}</span>
          {shown(column, before)}
        </s>
      )}
    </span>
  )
}

/** The first rows of a paste, as they were and as they will be. */
export function PasteSample({ rows, total }: { rows: readonly SampleRow[]; total: number }) {
  const t = useTexts(pasteTexts)
  const formats = useFormats()
  const [first] = rows
  if (!first || first.cells.length === 0) return null
  const caption = t.firstRows(formats.number(rows.length), formats.number(total))
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be within reach of the keys
    <div role="region" aria-label={caption} tabIndex={0} className="max-h-80 overflow-auto rounded-lg border border-line outline-offset-2">
      <table className="w-max min-w-full border-collapse text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead className="sticky top-0 bg-surface">
          <tr className="border-b border-line text-left text-ink-3">
            <th scope="col" className="px-2.5 py-1.5 font-medium">
              {t.row}
            </th>
            {first.cells.map(({ column }) => (
              <th key={column.key} scope="col" className="px-2.5 py-1.5 font-medium whitespace-nowrap">
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ row, name, cells }) => (
            <tr key={row} className="border-b border-line align-top last:border-0">
              <th scope="row" className="max-w-40 truncate px-2.5 py-1.5 text-left font-normal text-ink-3">
                {name ?? <span className="text-accent">{t.isNew}</span>}
              </th>
              {cells.map((cell) => (
                <td key={cell.column.key} className="px-2.5 py-1.5 whitespace-nowrap">
                  <Cell cell={cell} isNew={name === null} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
