import { useState } from 'react'
import { useTexts } from '../i18n/texts.ts'
import { Choice } from '../records/Choice.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Field, TextArea, TextInput } from '../ui/Field.tsx'
import type { EditableField } from './columns.ts'
import type { Conflict, Edit } from './save.ts'
import { itemTexts } from './texts.ts'

const fields = ['name', 'description'] as const

/** Theirs and yours, field by field: take one, or write the result by hand. It is saved over the version that is shown here. */
export function ConflictDialog({ conflict, onClose, onSave }: { conflict: Conflict; onClose: () => void; onSave: (edit: Edit) => void }) {
  const t = useTexts(itemTexts)
  const { base, changes, theirs } = conflict
  const yours = { name: changes.name ?? base.name, description: (changes.description === undefined ? base.description : changes.description) ?? '' }
  const now = { name: theirs.name, description: theirs.description ?? '' }
  const [result, setResult] = useState({
    name: changes.name === undefined ? now.name : yours.name,
    description: changes.description === undefined ? now.description : yours.description,
  })
  const take = (field: EditableField, value: string) => setResult({ ...result, [field]: value })

  const save = () => {
    const description = result.description.trim() === '' ? null : result.description
    const name = result.name.trim()
    const merged = { ...(name === theirs.name ? {} : { name }), ...(description === theirs.description ? {} : { description }) }
    if (Object.keys(merged).length > 0) onSave({ base: theirs, changes: merged })
    onClose()
  }

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
          <Button tone="primary" disabled={result.name.trim() === ''} onClick={save}>
            {t.conflict.save}
          </Button>
        </>
      }
    >
      <p className="mb-5 text-ink-2">{t.conflict.text}</p>
      <div className="grid gap-6">
        {fields.map((field) => {
          const Control = field === 'name' ? TextInput : TextArea
          const same = now[field] === yours[field]
          return (
            <section key={field} className="grid gap-2.5">
              <h3 className="flex items-baseline gap-2 font-semibold">
                {t.fields[field]}
                {same && <span className="text-sm font-normal text-ink-3">{t.conflict.same}</span>}
              </h3>
              {!same && (
                <div className="grid gap-2.5 sm:grid-cols-2">
                  <Choice
                    label={t.conflict.theirs}
                    at={theirs.updated_at}
                    value={now[field]}
                    chosen={result[field] === now[field]}
                    onTake={() => take(field, now[field])}
                  />
                  <Choice label={t.conflict.yours} value={yours[field]} chosen={result[field] === yours[field]} onTake={() => take(field, yours[field])} />
                </div>
              )}
              {!same && (
                <Field label={t.conflict.result}>
                  {(control) => (
                    <Control {...control} value={result[field]} onChange={(event: { target: { value: string } }) => take(field, event.target.value)} />
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
