import type { ReactNode } from 'react'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { CheckIcon } from '../../ui/icons.tsx'
import type { Column } from '../columns.ts'
import { typeIcons } from '../icons.tsx'
import { collectionTexts } from '../texts.ts'
import { Chip } from './Chip.tsx'
import { filesOf, strings, written } from './draft.ts'
import { PersonName, RelatedName } from './Names.tsx'

type Props = { column: Column; value: unknown }

const FileIcon = typeIcons.attachment

/** A value as it is read: numbers and times as the language writes them, choices in their colours, addresses as links. */
export function CellValue({ column, value }: Props): ReactNode {
  const formats = useFormats()
  const t = useTexts(collectionTexts)
  if (column.type === 'checkbox') return value === true ? <CheckIcon className="text-accent" /> : null
  if (value === null || value === undefined) return null
  if (typeof value === 'number')
    return column.type === 'currency'
      ? formats.money(value, column.currency ?? 'CNY')
      : formats.decimal(column.computed && column.decimals !== undefined ? Number(value.toFixed(column.decimals)) : value, column.decimals ?? 0)
  const text = written(value)
  switch (column.type) {
    case 'date':
      return formats.calendar(text)
    case 'date_time':
      return formats.moment(text)
    case 'select':
    case 'multi_select':
      return strings(value).map((label) => (
        <Chip key={label} color={column.choices?.find((choice) => choice.label === label)?.color}>
          {label}
        </Chip>
      ))
    case 'person':
      return strings(value).map((id) => (
        <Chip key={id}>
          <PersonName id={id} />
        </Chip>
      ))
    case 'relation':
      return strings(value).map((id) => (
        <Chip key={id} color="teal">
          <RelatedName slug={column.collection ?? ''} id={id} />
        </Chip>
      ))
    case 'attachment':
      return filesOf(value).map(({ id, name }) => (
        <Chip key={id}>
          <span className="flex min-w-0 items-center gap-1">
            <FileIcon size={12} className="shrink-0" />
            <span className="truncate">{name}</span>
          </span>
        </Chip>
      ))
    case 'url':
      return (
        <a
          href={text}
          target="_blank"
          rel="noreferrer"
          tabIndex={-1}
          data-tip={t.follow}
          className="truncate text-accent underline decoration-current/40 underline-offset-2 hover:decoration-current"
        >
          {text.replace(/^https?:\/\//i, '').replace(/\/$/, '')}
        </a>
      )
    case 'email':
      return (
        <a href={`mailto:${text}`} tabIndex={-1} className="truncate text-accent underline decoration-current/40 underline-offset-2 hover:decoration-current">
          {text}
        </a>
      )
    case 'text':
    case 'long_text':
    case 'number':
    case 'currency':
      return <span className="truncate">{text}</span>
  }
}
