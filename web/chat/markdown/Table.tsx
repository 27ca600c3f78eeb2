import { type ReactNode, useRef } from 'react'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { download } from '../../ui/download.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { DownloadIcon } from '../../ui/icons.tsx'
import { CopyButton } from '../CopyButton.tsx'
import { chatTexts } from '../texts.ts'
import { ROWS_MAX } from './bounds.ts'
import { toCsv, toTsv } from './writeTable.ts'

/** A table that scrolls by itself, and can be taken into a spreadsheet. `rows`: all of one of which only the beginning is drawn. */
export function Table({ children, rows }: { children: ReactNode; rows?: string[][] }) {
  const t = useTexts(chatTexts)
  const { number } = useFormats()
  const table = useRef<HTMLTableElement>(null)
  const cells = () => rows ?? Array.from(table.current?.rows ?? [], (row) => Array.from(row.cells, (cell) => cell.innerText.trim()))
  return (
    <figure className="group/table my-3 overflow-hidden rounded-lg border border-line" aria-label={t.markdown.table}>
      {/* Above, where rows that come do not push it down. */}
      <figcaption className="flex h-8 items-center justify-end gap-0.5 border-b border-line px-1 text-xs text-ink-3 pointer-coarse:h-11">
        <CopyButton text={() => toTsv(cells())} label={t.markdown.copyTable} />
        <IconButton size="small" icon={DownloadIcon} label={t.markdown.saveTable} onClick={() => download(`${t.markdown.table}.csv`, toCsv(cells()))} />
      </figcaption>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <div className="overflow-x-auto" tabIndex={0} role="group" aria-label={t.markdown.table}>
        <table ref={table}>{children}</table>
      </div>
      {rows && <p className="border-t border-line px-3 py-1.5 text-xs text-ink-3">{t.markdown.moreRows(number(rows.length - 1 - ROWS_MAX))}</p>}
    </figure>
  )
}
