import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import type { Condition, Filter, Operator } from '#shared/filter.ts'
import { operatorsOf } from '#shared/filter-operators.ts'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { type ControlProps, Field, TextArea } from '../../ui/Field.tsx'
import { Select } from '../../ui/Select.tsx'
import type { Column } from '../columns.ts'
import { facetsQuery } from '../figures/queries.ts'
import { collectionTexts } from '../texts.ts'
import { type Draft, isList } from '../values/draft.ts'
import { ValueControl } from '../values/ValueControl.tsx'
import { filterColumns, firstOperator, kindOf, valueColumn } from './columns.ts'
import { draftFor, isLines, readValue } from './readValue.ts'
import { filterTexts } from './texts.ts'
import type { Joint } from './tree.ts'
import type { Editing } from './useFilterEdits.ts'

type Props = {
  columns: readonly Column[]
  editing: Editing
  /** The rows among which values are counted. */
  among: { slug: string; q: string; filter: string }
  onClose: () => void
  onRemove: () => void
  onDone: (written: Filter, then: Joint | null) => void
}

/** One condition: which field, what is asked of it, and the value, written as the field's own values are. */
export function ConditionDialog({ columns, editing: { start, how }, among, onClose, onRemove, onDone }: Props) {
  const t = useTexts(filterTexts)
  const own = useTexts(collectionTexts)
  const id = useId()
  const all = filterColumns(columns, t)
  const [key, setKey] = useState(start.field ?? all[0]?.key ?? 'name')
  const column = all.find((one) => one.key === key)
  const [op, setOp] = useState<Operator>(start.op ?? (column ? firstOperator(column) : '='))
  const [draft, setDraft] = useState<Draft>(() => (column ? draftFor(column, op, start.value) : { text: '', picks: [] }))
  const [negation, setNegation] = useState(start.negated === true)
  const [error, setError] = useState<string>()
  const counts = useCounts(among, column, op)
  if (!column) return null

  const toField = (next: string) => {
    const to = all.find((one) => one.key === next)
    if (!to) return
    setKey(next)
    setOp(firstOperator(to))
    setDraft(draftFor(to, firstOperator(to), undefined))
    setError(undefined)
  }
  const toOperator = (next: Operator) => {
    setOp(next)
    setError(undefined)
    // What can be one of several only is kept, what cannot is not.
    const picks = isList(valueColumn(column, next)) ? draft.picks.slice(0, isList(valueColumn(column, op)) ? undefined : 0) : []
    setDraft({ text: isLines(column, next) ? draft.text : (draft.text.split('\n')[0] ?? ''), picks })
  }
  const finish = (then: Joint | null) => {
    const was = start.field === key && start.op === op ? start.value : undefined
    const read = readValue(column, op, draft, was)
    if ('error' in read) return setError(read.error)
    const condition: Condition = read.value === undefined ? { field: key, op } : { field: key, op, value: read.value }
    onDone(negation ? { not: condition } : condition, then)
  }
  const kind = kindOf(column)
  return (
    <Dialog
      title={how === 'replace' ? t.edit : t.add}
      width="narrow"
      onClose={onClose}
      footer={
        <>
          {how === 'replace' && (
            <Button tone="quiet" className="mr-auto" onClick={onRemove}>
              {t.removeShort}
            </Button>
          )}
          <Button onClick={onClose}>{own.cancel}</Button>
          <Button tone="primary" submit form={id}>
            {t.apply}
          </Button>
        </>
      }
    >
      <form
        id={id}
        noValidate
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          finish(null)
        }}
        onKeyDown={(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && finish(null)}
      >
        <Field label={t.field}>
          {(control) => (
            <Select
              {...control}
              data-autofocus={start.field ? undefined : true}
              value={key}
              onChange={toField}
              options={all.map((one) => ({ value: one.key, label: one.name }))}
            />
          )}
        </Field>
        <Field label={t.operator}>
          {(control) => (
            <Select
              {...control}
              data-autofocus={start.field && op === 'empty' ? true : undefined}
              value={op}
              onChange={(next) => toOperator(operatorsOf[kind].find((one) => one === next) ?? '=')}
              options={operatorsOf[kind].map((one) => ({ value: one, label: t.opsOf[kind]?.[one] ?? t.ops[one] }))}
            />
          )}
        </Field>
        {op !== 'empty' && (
          <Field label={t.value} hint={isLines(column, op) ? t.lines : undefined} error={error}>
            {(control) => (
              <Value
                key={`${key} ${op}`}
                control={control}
                column={column}
                op={op}
                draft={draft}
                counts={counts}
                first={start.field !== undefined}
                onChange={(next) => {
                  setDraft(next)
                  setError(undefined)
                }}
              />
            )}
          </Field>
        )}
        <span className="flex items-center gap-2 pointer-coarse:min-h-11">
          <Checkbox id={`${id}-not`} label={t.negate} checked={negation} onChange={(event) => setNegation(event.target.checked)} />
          <label htmlFor={`${id}-not`} className="cursor-pointer text-sm">
            {t.negate}
          </label>
        </span>
        <div className="-ml-2.5 flex flex-wrap gap-1">
          <Button size="small" tone="quiet" onClick={() => finish('and')}>
            {t.alsoAnd}
          </Button>
          <Button size="small" tone="quiet" onClick={() => finish('or')}>
            {t.alsoOr}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

type ValueProps = {
  control: ControlProps
  column: Column
  op: Operator
  draft: Draft
  counts: ReadonlyMap<string, string>
  first: boolean
  onChange: (draft: Draft) => void
}

function Value({ control, column, op, draft, counts, first, onChange }: ValueProps) {
  const t = useTexts(filterTexts)
  const focus = first ? { 'data-autofocus': true } : {}
  if (kindOf(column) === 'boolean')
    return (
      <Select
        {...control}
        {...focus}
        value={draft.text}
        onChange={(text) => onChange({ text, picks: [] })}
        options={[
          { value: 'true', label: t.checked },
          { value: 'false', label: t.unchecked },
        ]}
      />
    )
  if (isLines(column, op))
    return <TextArea {...control} {...focus} rows={4} value={draft.text} onChange={(event) => onChange({ ...draft, text: event.target.value })} />
  const known = kindOf(column) === 'text' ? [...counts].slice(0, SUGGESTED) : []
  return (
    <>
      <ValueControl control={control} column={valueColumn(column, op)} draft={draft} first={first} counts={counts} onChange={onChange} />
      {known.length > 0 && (
        <div className="flex flex-wrap gap-1">
          {known.map(([value, count]) => (
            <Button key={value} size="small" className="max-w-full" onClick={() => onChange({ text: value, picks: [] })}>
              <span className="truncate">{value}</span> <span className="font-normal text-ink-3 tabular-nums">{count}</span>
            </Button>
          ))}
        </div>
      )}
    </>
  )
}

/** How often each value is there, where one is picked or a text is written; the filter does not wait for it. */
function useCounts({ slug, q, filter }: Props['among'], column: Column | undefined, op: Operator): ReadonlyMap<string, string> {
  const { number } = useFormats()
  const kind = column && kindOf(column)
  const wanted = op !== 'empty' && (kind === 'one' || kind === 'many' || (kind === 'text' && column?.builtIn === null))
  const { data } = useQuery({ ...facetsQuery(slug, { q, filter, fields: [column?.key ?? 'name'] }), enabled: wanted })
  const facet = data?.fields[column?.key ?? '']
  // Of long texts only the beginning is told, which is no value.
  const values = facet?.values.filter(({ value }) => kind !== 'text' || String(value).length < TEXT_TOLD) ?? []
  return new Map(values.map(({ value, count }) => [String(value), `${data?.exact ? '' : '≥ '}${number(count)}`]))
}

/** As many characters as a facet tells. */
const TEXT_TOLD = 200
const SUGGESTED = 6
