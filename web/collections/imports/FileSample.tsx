import type { Import } from '#shared/imports.ts'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { textOf } from './ColumnTarget.tsx'
import { importTexts } from './texts.ts'

/** The first rows of a file as they stand in it. */
export function FileSample({ one: { columns, sample } }: { one: Import }) {
  const t = useTexts(importTexts)
  const formats = useFormats()
  const caption = t.preview(formats.number(sample.length))
  // Rows have no identity beyond their place.
  const rows = sample.map((cells, at) => ({ at, cells }))
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be within reach of the keys
    <div role="region" aria-label={caption} tabIndex={0} className="overflow-x-auto rounded-xl border border-line bg-surface">
      <table className="w-max min-w-full border-collapse text-sm">
        <caption className="px-3 py-2 text-left text-ink-3">{caption}</caption>
        <thead>
          <tr className="border-y border-line text-left">
            {columns.map((name) => (
              <th key={name} scope="col" className="max-w-60 truncate px-3 py-1.5 font-medium whitespace-nowrap">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ at, cells }) => (
            <tr key={at} className="border-b border-line last:border-0">
              {columns.map((name, column) => (
                <td key={name} className="max-w-60 truncate px-3 py-1.5 whitespace-nowrap">
                  {textOf(cells[column])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
