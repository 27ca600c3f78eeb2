import type { ReactNode } from 'react'
import { useFormats } from '../i18n/format.ts'
import { useTexts } from '../i18n/texts.ts'
import type { Change } from './changesOf.ts'
import { splitChange } from './splitChange.ts'
import { auditTexts } from './texts.ts'

/** A field before and after, one above the other. Of two texts, what differs is marked. */
export function FieldChange({ label, change: { before, after } }: { label: string; change: Change }) {
  const t = useTexts(auditTexts)
  const parts = typeof before === 'string' && typeof after === 'string' && !isMoment(after) ? splitChange(before, after) : null
  const marked = (middle: string, className: string): ReactNode =>
    parts && (
      <>
        {parts.start}
        {middle && <span className={className}>{middle}</span>}
        {parts.end}
      </>
    )
  return (
    <div className="grid gap-1">
      {label && <dt className="text-sm font-medium text-ink-2">{label}</dt>}
      <dd className="overflow-hidden rounded-lg border border-line bg-surface">
        {before !== undefined && (
          <Line sign="−" name={t.before} long={isLong(before)} className="text-danger">
            <del className="no-underline">
              {parts?.before || parts?.after ? marked(parts.before, 'rounded-xs bg-danger-soft text-danger-2') : <Value value={before} />}
            </del>
          </Line>
        )}
        {after !== undefined && (
          <Line sign="+" name={t.after} long={isLong(after)} className="text-accent">
            <ins className="no-underline">
              {parts?.before || parts?.after ? marked(parts.after, 'rounded-xs bg-accent-soft text-accent-2') : <Value value={after} />}
            </ins>
          </Line>
        )}
      </dd>
    </div>
  )
}

/** More than this many characters may have more lines than are shown at once; then keys must reach them. */
const LONG = 400

const isLong = (value: unknown) => (JSON.stringify(value)?.length ?? 0) > LONG || (typeof value === 'string' && value.split('\n').length > 8)

type LineProps = { sign: string; name: string; className: string; long: boolean; children: ReactNode }

const Line = ({ sign, name, className, long, children }: LineProps) => (
  <div className="flex gap-2.5 px-3 py-1.5 not-first:border-t not-first:border-line">
    <span aria-hidden="true" className={`shrink-0 font-mono ${className}`}>
      {sign}
    </span>
    <span className="sr-only">{name}</span>
    {long ? (
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so keys must reach it
      <div tabIndex={0} role="group" aria-label={name} className="max-h-60 min-w-0 flex-1 overflow-y-auto whitespace-pre-wrap">
        {children}
      </div>
    ) : (
      <div className="min-w-0 flex-1 whitespace-pre-wrap">{children}</div>
    )}
  </div>
)

const isMoment = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/.test(value) && !Number.isNaN(Date.parse(value))

/** What a field holds, as people read it. */
export function Value({ value }: { value: unknown }) {
  const t = useTexts(auditTexts)
  const formats = useFormats()
  if (value === null || value === undefined || value === '') return <span className="text-ink-3">{t.emptyValue}</span>
  if (value === true) return t.yes
  if (value === false) return t.no
  if (typeof value === 'number') return formats.number(value)
  if (isMoment(value)) return <time dateTime={value}>{formats.full(value)}</time>
  if (typeof value === 'string') return value
  if (Array.isArray(value) && value.every((each) => typeof each === 'string'))
    return value.length === 0 ? <span className="text-ink-3">{t.emptyValue}</span> : value.join(', ')
  return <code className="font-mono text-xs">{JSON.stringify(value, null, 2)}</code>
}
