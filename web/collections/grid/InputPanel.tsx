import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { cx } from '../../ui/classes.ts'
import { place } from '../../ui/place.ts'
import { uiTexts } from '../../ui/texts.ts'
import type { Column } from '../columns.ts'
import { typeIcons } from '../icons.tsx'
import { collectionTexts } from '../texts.ts'
import { type Draft, isList, isLong, isMultiple } from '../values/draft.ts'
import { OptionRow } from '../values/OptionRow.tsx'
import type { Option } from '../values/useOptions.ts'

type Props = {
  id: string
  anchor: RefObject<HTMLElement | null>
  column: Column
  draft: Draft
  error: string | undefined
  options: readonly Option[]
  /** What was typed is still being looked for. */
  pending: boolean
  at: number
  onPoint: (at: number) => void
  onPick: (id: string) => void
  onDay: (text: string) => void
}

/** Below a cell that is written in: what can be picked, what is wrong, which keys do what. Above all else, so that no edge of the grid cuts it off. */
export function InputPanel({ id, anchor, column, draft, error, options, pending, at, onPoint, onPick, onDay }: Props) {
  const t = useTexts(collectionTexts)
  const u = useTexts(uiTexts)
  const panel = useRef<HTMLDivElement>(null)
  const put = () => {
    const element = panel.current
    const cell = anchor.current
    if (!element || !cell) return
    if (!element.matches(':popover-open')) element.showPopover()
    place(element, cell)
  }
  const latest = useRef(put)
  latest.current = put
  useLayoutEffect(() => put())
  useEffect(() => {
    const again = () => latest.current()
    addEventListener('scroll', again, { capture: true, passive: true })
    return () => removeEventListener('scroll', again, { capture: true })
  }, [])
  useLayoutEffect(() => {
    panel.current?.querySelector(`#${CSS.escape(`${id}-${at}`)}`)?.scrollIntoView({ block: 'nearest' })
  }, [id, at])

  const list = isList(column)
  const dated = column.type === 'date' || column.type === 'date_time'
  const hint = list && isMultiple(column) ? t.editing.list : isLong(column) ? t.editing.long : t.editing.line
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- a press here leaves the focus where it is written
    <div
      ref={panel}
      popover="manual"
      onMouseDown={(event) => {
        event.stopPropagation()
        event.preventDefault()
      }}
      className="max-w-[min(22rem,calc(100vw-1rem))] min-w-52 rounded-lg border border-line bg-surface text-ink shadow-float"
    >
      {list && (
        <div id={`${id}-list`} role="listbox" aria-label={column.name} aria-multiselectable={isMultiple(column)} className="max-h-64 overflow-y-auto p-1">
          {options.map((option, place) => (
            <OptionRow
              key={option.id}
              id={`${id}-${place}`}
              option={option}
              plain={column.type === 'person' || column.type === 'relation'}
              active={place === at}
              picked={draft.picks.includes(option.id)}
              onPoint={() => onPoint(place)}
              onPick={() => onPick(option.id)}
            />
          ))}
        </div>
      )}
      {list && options.length === 0 && <p className="px-3 pb-2 text-ink-3">{pending ? u.loading : t.nothingFound}</p>}
      {dated && <DayButton timed={column.type === 'date_time'} text={draft.text} onDay={onDay} />}
      <p id={id} aria-live="polite" className={cx('px-2.5 py-1.5 text-xs', list && 'border-t border-line', error ? 'text-danger' : 'text-ink-3')}>
        {error ?? hint}
      </p>
    </div>
  )
}

/** The browser's own calendar, for whoever would rather point. */
function DayButton({ timed, text, onDay }: { timed: boolean; text: string; onDay: (text: string) => void }) {
  const t = useTexts(collectionTexts)
  const input = useRef<HTMLInputElement>(null)
  const [day = '', time = '09:00'] = text.split(' ')
  const Icon = typeIcons.date
  return (
    <div className="relative p-1.5 pb-0">
      <input
        ref={input}
        type="date"
        tabIndex={-1}
        aria-hidden="true"
        value={/^\d{4}-\d\d-\d\d$/.test(day) ? day : ''}
        onChange={(event) => onDay(timed && event.target.value ? `${event.target.value} ${time}` : event.target.value)}
        className="pointer-events-none absolute inset-x-1.5 bottom-0 h-7 opacity-0"
      />
      <Button size="small" tone="quiet" icon={<Icon />} tabIndex={-1} onClick={() => input.current?.showPicker()}>
        {t.openDate}
      </Button>
    </div>
  )
}
