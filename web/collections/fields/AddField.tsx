import { useQueryClient } from '@tanstack/react-query'
import { useId, useRef, useState } from 'react'
import type { Collection } from '#shared/collections.ts'
import { CreateField } from '#shared/fields.ts'
import { ApiError, errorMessage, newKey } from '../../api.ts'
import { useLanguage } from '../../i18n/language.ts'
import { useTexts } from '../../i18n/texts.ts'
import { fieldErrors } from '../../i18n/validation.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { toast } from '../../ui/Toast.tsx'
import { addField, showCollection } from '../queries.ts'
import { collectionTexts } from '../texts.ts'
import { FieldEditor } from './FieldEditor.tsx'
import { fieldOf, newField } from './fieldForm.ts'

/** A new column: what it is called, what it holds, and what that may be. */
export function AddField({ collection, onClose }: { collection: Collection; onClose: () => void }) {
  const t = useTexts(collectionTexts)
  const language = useLanguage()
  const queries = useQueryClient()
  const id = useId()
  const form = useRef<HTMLFormElement>(null)
  const [key] = useState(newKey)
  const [draft, setDraft] = useState(newField)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [busy, setBusy] = useState(false)

  const fail = (wrong: Record<string, string>) => {
    setErrors(wrong)
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus())
  }
  const send = async () => {
    if (busy) return
    const parsed = CreateField.safeParse(fieldOf(draft))
    if (!parsed.success) return fail(fieldErrors(parsed.error, language))
    setBusy(true)
    try {
      showCollection(queries, await addField(collection, parsed.data, key))
      toast({ text: t.fieldAdded(parsed.data.name) })
      onClose()
    } catch (error) {
      const details = error instanceof ApiError ? Object.fromEntries(error.details.map(({ path, message }) => [path.split('.')[0] ?? '', message])) : {}
      fail(Object.keys(details).length > 0 ? details : { form: errorMessage(error) })
    } finally {
      setBusy(false)
    }
  }

  return (
    <Dialog
      title={t.addField}
      keep={draft.name !== ''}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button tone="primary" submit busy={busy} form={id}>
            {t.addField}
          </Button>
        </>
      }
    >
      <form
        ref={form}
        id={id}
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        <FieldEditor
          draft={draft}
          errors={errors}
          onChange={(changes) => {
            setDraft({ ...draft, ...changes })
            setErrors({})
          }}
        />
        <p role="alert" className="text-sm text-danger empty:hidden">
          {errors.form ?? errors['']}
        </p>
      </form>
    </Dialog>
  )
}
