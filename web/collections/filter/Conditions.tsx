import { type KeyboardEvent, type ReactNode, useRef } from 'react'
import type { Condition, Filter } from '#shared/filter.ts'
import { printFilter } from '#shared/parse-filter.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { cx } from '../../ui/classes.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { MoreIcon, PlusIcon, XIcon } from '../../ui/icons.tsx'
import { Menu, type MenuItem } from '../../ui/Menu.tsx'
import type { Column } from '../columns.ts'
import { CellValue } from '../values/CellValue.tsx'
import { columnAsked, filterColumns, kindOf, valueColumn } from './columns.ts'
import { filterTexts } from './texts.ts'
import { dissolveAt, isCondition, type Joint, joined, jointOf, negated, type Path, partAt, partsOf } from './tree.ts'
import type { FilterEdits } from './useFilterEdits.ts'

type Props = { columns: readonly Column[]; edits: FilterEdits; onText: () => void }

/** A filter as conditions: each a chip, groups in a frame, what joins them between them. */
export function Conditions({ columns, edits, onText }: Props) {
  const t = useTexts(filterTexts)
  const add = useRef<HTMLButtonElement>(null)
  const all = filterColumns(columns, t)
  const { tree } = edits
  const shared = { all, edits, onText, onRemoved: () => add.current?.focus() }
  const joint = tree && jointOf(tree)
  return (
    <fieldset className="m-0 flex min-w-0 flex-wrap items-center gap-1.5 border-0 p-0">
      <legend className="sr-only">{t.panel}</legend>
      {tree && (joint ? <Parts {...shared} joint={joint} group={tree} path={[]} /> : <Part {...shared} part={tree} path={[]} />)}
      <Button ref={add} size="small" tone="quiet" icon={<PlusIcon />} onClick={() => edits.add()}>
        {t.add}
      </Button>
      <Button size="small" tone="quiet" onClick={onText}>
        {t.asText}
      </Button>
    </fieldset>
  )
}

type Shared = { all: readonly Column[]; edits: FilterEdits; onText: () => void; onRemoved: () => void }

function Parts({ joint, group, path, ...shared }: Shared & { joint: Joint; group: Filter; path: Path }) {
  const t = useTexts(filterTexts)
  const other = joint === 'and' ? 'or' : 'and'
  return partsOf(group).map((part, at) => (
    // oxlint-disable-next-line react/no-array-index-key -- a condition is known by its place alone
    <span key={at} className="contents">
      {at > 0 && (
        <button
          type="button"
          data-tip={t.switchTo(t[other])}
          onClick={() => shared.edits.replace(path, joined(other, partsOf(group)))}
          className="rounded px-1 text-sm text-ink-3 hover:bg-hover hover:text-ink pointer-coarse:min-h-11 pointer-coarse:min-w-11"
        >
          {t[joint]}
        </button>
      )}
      <Part {...shared} part={part} path={[...path, at]} />
    </span>
  ))
}

function Part({ part, path, ...shared }: Shared & { part: Filter; path: Path }) {
  if (isCondition(part)) return <ConditionChip {...shared} condition={part} part={part} path={path} negation={false} />
  if ('not' in part && isCondition(part.not)) return <ConditionChip {...shared} condition={part.not} part={part} path={path} negation />
  return <Group {...shared} part={part} path={path} />
}

function Group({ part, path, ...shared }: Shared & { part: Filter; path: Path }) {
  const t = useTexts(filterTexts)
  const { edits } = shared
  const negation = 'not' in part
  const inner = negation ? part.not : part
  const innerPath = negation ? [...path, 0] : path
  const joint = jointOf(inner)
  const around = path.length > 0 && edits.tree ? partAt(edits.tree, path.slice(0, -1)) : undefined
  const items: MenuItem[] = [
    ...(joint ? [{ label: t.addToGroup, icon: PlusIcon, onSelect: () => edits.begin({ start: {}, path: innerPath, how: joint }) }] : []),
    { label: t.negateGroup, checked: negation, onSelect: () => edits.replace(path, negated(part)) },
    ...(joint && !negation && around && jointOf(around)
      ? [{ label: t.dissolve, onSelect: () => edits.tree && edits.apply(dissolveAt(edits.tree, path)) }]
      : []),
    {
      label: t.removeGroup,
      icon: XIcon,
      onSelect: () => {
        edits.remove(path)
        shared.onRemoved()
      },
    },
  ]
  return (
    <fieldset className="m-0 flex min-w-0 flex-wrap items-center gap-1.5 rounded-lg border border-dashed border-line-2 p-1">
      <legend className="sr-only">{t.group}</legend>
      {negation && <span className="pl-1 text-sm font-medium text-danger">{t.not}</span>}
      {joint ? <Parts {...shared} joint={joint} group={inner} path={innerPath} /> : <Part {...shared} part={inner} path={innerPath} />}
      <Menu label={t.groupMenu} items={items} trigger={(props) => <IconButton icon={MoreIcon} size="small" label={t.groupMenu} {...props} />} />
    </fieldset>
  )
}

type ChipProps = Shared & { condition: Condition; part: Filter; path: Path; negation: boolean }

function ConditionChip({ all, edits, condition, path, negation, onText, onRemoved }: ChipProps) {
  const t = useTexts(filterTexts)
  const column = columnAsked(all, condition)
  const name = column?.name ?? condition.field
  const remove = () => {
    edits.remove(path)
    onRemoved()
  }
  return (
    <span className="inline-flex max-w-full min-w-0 items-center rounded-md border border-line-2 bg-surface">
      <button
        type="button"
        data-tip={column ? t.edit : t.asText}
        onClick={() => (column ? edits.begin({ start: { ...condition, negated: negation }, path, how: 'replace' }) : onText())}
        onKeyDown={(event: KeyboardEvent) => {
          if (event.key !== 'Delete' && event.key !== 'Backspace') return
          event.preventDefault()
          remove()
        }}
        className="flex h-7 min-w-0 items-center gap-1.5 rounded-l-md pl-2 text-sm hover:bg-hover pointer-coarse:h-11"
      >
        {negation && condition.op !== 'empty' && <span className="font-medium text-danger">{t.not}</span>}
        {column ? <Words column={column} condition={condition} negation={negation} /> : <code className="truncate text-xs">{printFilter(condition)}</code>}
      </button>
      <IconButton icon={XIcon} size="small" label={t.remove(name)} onClick={remove} />
    </span>
  )
}

/** A condition in words: its field, what is asked, and the value as the grid shows it. */
function Words({ column, condition: { op, value }, negation }: { column: Column; condition: Condition; negation: boolean }) {
  const t = useTexts(filterTexts)
  const kind = kindOf(column)
  const asked = op === 'empty' && negation ? t.notEmpty : (t.opsOf[kind]?.[op] ?? t.ops[op])
  const values = value === undefined ? [] : [value].flat()
  const shown = valueColumn(column, op)
  const one = (each: (typeof values)[number]): ReactNode => {
    if (kind === 'boolean') return each === true ? t.checked : t.unchecked
    // A day in the place of a moment is a day.
    const type = shown.type === 'date_time' && /^\d{4}-\d\d-\d\d$/.test(String(each)) ? 'date' : shown.type
    return <CellValue column={{ ...shown, type: type === 'url' || type === 'email' ? 'text' : type }} value={each} />
  }
  return (
    <>
      <span className="min-w-0 truncate font-medium">{column.name}</span>
      <span className="shrink-0 text-ink-3">{asked}</span>
      <span className={cx('flex min-w-0 items-center gap-1 overflow-hidden', values.length === 0 && 'hidden')}>
        {values.slice(0, SHOWN).map((each, at) => (
          <span key={String(each)} className="flex min-w-0 items-center">
            {one(each)}
            {at < Math.min(values.length, SHOWN) - 1 && ','}
          </span>
        ))}
        {values.length > SHOWN && <span className="text-ink-3">+{values.length - SHOWN}</span>}
      </span>
    </>
  )
}

/** More values than this are a number. */
const SHOWN = 3
