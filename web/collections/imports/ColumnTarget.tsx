import type { Collection } from '#shared/collections.ts'
import { FieldType, fieldTypes } from '#shared/fields.ts'
import type { ImportColumn } from '#shared/imports.ts'
import { useTexts } from '../../i18n/texts.ts'
import { TextInput } from '../../ui/Field.tsx'
import { Select } from '../../ui/Select.tsx'
import { collectionTexts } from '../texts.ts'
import { targetOf, withTarget, withType } from './mapping.ts'
import { importTexts } from './texts.ts'

/** Enough to know a column by. */
const SHOWN = 3
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : value === null || value === undefined ? '' : JSON.stringify(value))

type Props = {
  name: string
  values: readonly unknown[]
  notes: readonly string[]
  column: ImportColumn
  /** What it was taken for at first. */
  suggested: ImportColumn | undefined
  collection: Collection
  mayManage: boolean
  onChange: (column: ImportColumn) => void
}

/** Where a column of the file goes. */
export function ColumnTarget({ name, values, notes, column, suggested, collection, mayManage, onChange }: Props) {
  const t = useTexts(importTexts)
  const c = useTexts(collectionTexts)
  const examples = values.map(textOf).filter((text) => text !== '')
  const field = column.to === 'field' ? collection.fields.find(({ key }) => key === column.key) : column.field
  const options = [
    { value: 'nothing', label: t.targets.nothing },
    { value: 'name', label: t.targets.name },
    { value: 'description', label: t.targets.description },
    ...collection.fields
      .filter(({ type }) => type !== 'formula')
      .map(({ key, name: label, type }) => ({ value: `.${key}`, label: `${label} (${c.types[type]})` })),
    { value: 'new', label: mayManage ? t.targets.new : `${t.targets.new} (${t.noManage})`, disabled: !mayManage },
    { value: 'id', label: t.targets.id },
  ]
  return (
    <li className="grid gap-x-4 gap-y-2 px-4 py-3 sm:grid-cols-[minmax(0,1fr)_minmax(0,1.2fr)]">
      <div className="min-w-0">
        <p className="truncate font-medium">{name}</p>
        <p className="truncate text-sm text-ink-3">{examples.slice(0, SHOWN).join(' · ')}</p>
      </div>
      <div className="grid gap-2">
        <Select
          aria-label={t.target(name)}
          value={targetOf(column)}
          options={options}
          onChange={(target) => onChange(withTarget(column, target, name, suggested))}
        />
        {column.to === 'new' && column.field && (
          <div className="grid grid-cols-2 gap-2">
            <TextInput
              aria-label={t.newName(name)}
              value={column.field.name}
              maxLength={100}
              onChange={(event) => onChange({ ...column, field: { type: 'text', ...column.field, name: event.target.value } })}
            />
            <Select
              aria-label={t.newType(name)}
              value={column.field.type}
              options={fieldTypes
                .filter((type) => type !== 'relation' && type !== 'attachment' && type !== 'formula')
                .map((type) => ({ value: type, label: c.types[type] }))}
              onChange={(type) =>
                onChange(
                  type === suggested?.field?.type
                    ? { ...column, field: { ...suggested.field, name: column.field?.name ?? name } }
                    : withType(column, FieldType.parse(type)),
                )
              }
            />
          </div>
        )}
        {(field?.type === 'date' || field?.type === 'date_time') && column.day_order && (
          <Select
            aria-label={t.dayOrder(name)}
            value={column.day_order}
            options={(['month_first', 'day_first'] as const).map((order) => ({ value: order, label: t.dayOrders[order] }))}
            onChange={(order) => onChange({ ...column, day_order: order === 'day_first' ? 'day_first' : 'month_first' })}
          />
        )}
        {notes.map((note) => (
          <p key={note} className="text-sm text-ink-3">
            {note}
          </p>
        ))}
      </div>
    </li>
  )
}
