import { useTexts } from '../i18n/texts.ts'
import { Checkbox } from '../ui/Checkbox.tsx'
import { cx } from '../ui/classes.ts'
import { ArrowDownIcon } from '../ui/icons.tsx'
import { columnClass, columnsOf, gridOf, isSortable } from './columns.ts'
import { ArrowUpIcon } from './icons.tsx'
import { nextSort, sortedBy } from './search.ts'
import { itemTexts } from './texts.ts'

export type HeaderProps = { trash: boolean; sort: string; onSort: (sort: string) => void; all: boolean; some: boolean; onSelectAll: () => void }

export function Header({ trash, sort, onSort, all, some, onSelectAll }: HeaderProps) {
  const t = useTexts(itemTexts)
  return (
    <div role="row" tabIndex={-1} aria-rowindex={1} className={cx(gridOf(trash), 'h-9 border-b border-line-2 bg-paper text-sm text-ink-2 outline-none')}>
      {columnsOf(trash).map((column, at) => {
        const base = cx('flex min-w-0 items-center', columnClass(column))
        if (column === 'select') {
          return (
            <div key={column} role="columnheader" tabIndex={-1} aria-colindex={at + 1} className={base}>
              <Checkbox label={t.selectAll} checked={all} some={some && !all} onChange={onSelectAll} />
            </div>
          )
        }
        if (column === 'details')
          return (
            <div key={column} role="columnheader" tabIndex={-1} aria-colindex={at + 1} className={base}>
              <span className="sr-only">{t.details}</span>
            </div>
          )
        const label = t.fields[column]
        if (!isSortable(column)) {
          return (
            <div key={column} role="columnheader" tabIndex={-1} aria-colindex={at + 1} className={cx(base, 'font-medium')}>
              {label}
            </div>
          )
        }
        const direction = sortedBy(sort, column)
        return (
          <div key={column} role="columnheader" tabIndex={-1} aria-colindex={at + 1} aria-sort={direction} className={base}>
            <button
              type="button"
              data-tip={t.sortBy(label)}
              onClick={() => onSort(nextSort(sort, column))}
              className="group -mx-2.5 flex h-full min-w-0 flex-1 items-center gap-1 rounded-sm px-2.5 text-left font-medium hover:text-ink"
            >
              <span className="truncate">{label}</span>
              {direction === 'ascending' && <ArrowUpIcon size={13} className="shrink-0 text-accent" />}
              {direction === 'descending' && <ArrowDownIcon size={13} className="shrink-0 text-accent" />}
              {direction === 'none' && <ArrowDownIcon size={13} className="shrink-0 opacity-0 group-hover:opacity-50" />}
            </button>
          </div>
        )
      })}
    </div>
  )
}
