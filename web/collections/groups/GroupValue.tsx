import type { Group, Period } from '#shared/aggregates.ts'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { periodText } from '../../records/periods.ts'
import type { Column } from '../columns.ts'
import { filterTexts } from '../filter/texts.ts'
import { CellValue } from '../values/CellValue.tsx'
import { groupTexts } from './texts.ts'
import { isPeriodic } from './useGroupedRows.ts'

/** What the rows of a group have in common. */
export function GroupValue({ column, by, value }: { column: Column; by: Period; value: Group['value'] }) {
  const t = useTexts(groupTexts)
  const words = useTexts(filterTexts)
  const formats = useFormats()
  if (value === null) return <span className="text-ink-3">{t.none}</span>
  if (column.type === 'checkbox') return value === true ? words.checked : words.unchecked
  if (!isPeriodic(column))
    return <CellValue column={{ ...column, type: column.type === 'url' || column.type === 'email' ? 'text' : column.type }} value={value} />
  return periodText(String(value), by, formats)
}
