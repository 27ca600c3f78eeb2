import { useState } from 'react'
import type { CollectionItem } from '#shared/items.ts'
import { useLanguage } from '../i18n/language.ts'
import { useTexts } from '../i18n/texts.ts'
import { Choice } from '../records/Choice.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Field, TextArea, TextInput } from '../ui/Field.tsx'
import { type Changes, type Column, valueOf } from './columns.ts'
import { type Conflict, same } from './saveRow.ts'
import { collectionTexts } from './texts.ts'
import { CellValue } from './values/CellValue.tsx'
import { isLong, readDraft, written } from './values/draft.ts'

type Props = { conflict: Conflict; onClose: () => void; onSave: (base: CollectionItem, changes: Changes) => unknown }

/** Of two texts a third can be made, which has of both. */
const isText = ({ type }: Column) => type === 'text' || type === 'long_text'

/** Theirs and yours, for each field that both changed: take one, or write the result by hand. It is saved over the version that is shown here. */
export function ConflictDialog({ conflict, onClose, onSave }: Props) {
  const t = useTexts(collectionTexts)
  const language = useLanguage()
  const { changes, theirs, fields } = conflict
  const yours = (column: Column) => changes[column.key] ?? null
  const [results, setResults] = useState<Changes>(() => Object.fromEntries(fields.map((column) => [column.key, yours(column)])))
  const [errors, setErrors] = useState<Record<string, string>>({})
  const take = (column: Column, value: unknown) => {
    setResults({ ...results, [column.key]: value })
    setErrors({ ...errors, [column.key]: '' })
  }
  const save = () => {
    const chosen = fields.filter((column) => !same(results[column.key], valueOf(theirs, column)))
    const read = chosen.map((column) => {
      const result = results[column.key]
      return { column, read: isText(column) ? readDraft(column, { text: written(result), picks: [] }, language) : { value: result } }
    })
    const wrong = Object.fromEntries(read.flatMap(({ column, read: of }) => ('error' in of ? [[column.key, of.error]] : [])))
    if (Object.keys(wrong).length > 0) return setErrors(wrong)
    const kept = read.flatMap(({ column, read: of }) => ('value' in of && !same(of.value, valueOf(theirs, column)) ? [[column.key, of.value]] : []))
    if (kept.length > 0) onSave(theirs, Object.fromEntries(kept))
    onClose()
  }
  const shown = (column: Column, value: unknown) =>
    value === null || value === undefined ? (
      <span className="text-ink-3">{t.conflict.empty}</span>
    ) : (
      <span className="flex flex-wrap gap-1">{column.type === 'long_text' ? written(value) : <CellValue column={column} value={value} />}</span>
    )
  const side = (column: Column, value: unknown) => ({
    value: shown(column, value),
    chosen: same(results[column.key], value),
    onTake: () => take(column, value),
  })
  return (
    <Dialog
      title={t.conflict.title}
      width="wide"
      keep
      onClose={onClose}
      footer={
        <>
          <Button tone="quiet" onClick={onClose}>
            {t.conflict.discard}
          </Button>
          <Button tone="primary" data-autofocus onClick={save}>
            {t.conflict.save}
          </Button>
        </>
      }
    >
      <p className="mb-5 text-ink-2">{fields.some(isText) ? t.conflict.text : t.conflict.choose}</p>
      <div className="grid gap-6">
        {fields.map((column) => {
          const Control = isLong(column) ? TextArea : TextInput
          return (
            <section key={column.key} className="grid gap-2.5">
              <h3 className="font-semibold">{column.name}</h3>
              <div className="grid gap-2.5 sm:grid-cols-2">
                <Choice label={t.conflict.theirs} at={theirs.updated_at} {...side(column, valueOf(theirs, column))} />
                <Choice label={t.conflict.yours} {...side(column, yours(column))} />
              </div>
              {isText(column) && (
                <Field label={t.conflict.result} error={errors[column.key] || undefined}>
                  {(control) => (
                    <Control
                      {...control}
                      value={written(results[column.key])}
                      onChange={(event: { target: { value: string } }) => take(column, event.target.value)}
                    />
                  )}
                </Field>
              )}
            </section>
          )
        })}
      </div>
    </Dialog>
  )
}
