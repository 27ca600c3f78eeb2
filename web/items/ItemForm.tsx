import { type ReactNode, useRef, useState } from 'react'
import { CreateItem } from '#shared/items.ts'
import { ApiError, errorMessage } from '../api.ts'
import { useLanguage } from '../i18n/language.ts'
import { useTexts } from '../i18n/texts.ts'
import { fieldErrors } from '../i18n/validation.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Field, TextArea, TextInput } from '../ui/Field.tsx'
import { keptForm, useKeepForm } from './keepForm.ts'
import { itemTexts } from './texts.ts'

export type ItemFormProps = {
  title: string
  submit: string
  /** Null for a new one. */
  id: string | null
  start: { name: string; description: string }
  onSubmit: (item: CreateItem) => Promise<unknown>
  onClose: () => void
  extra?: ReactNode
}

/** Name and description, checked by the very rules of the server before it is asked. */
export function ItemForm({ title, submit, id, start, onSubmit, onClose, extra }: ItemFormProps) {
  const t = useTexts(itemTexts)
  const language = useLanguage()
  const form = useRef<HTMLFormElement>(null)
  const [values, setValues] = useState(() => {
    const kept = keptForm()
    return kept?.id === id ? { name: kept.name ?? start.name, description: kept.description ?? start.description } : start
  })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [busy, setBusy] = useState(false)
  const changed = {
    ...(values.name === start.name ? {} : { name: values.name }),
    ...(values.description === start.description ? {} : { description: values.description }),
  }
  const dirty = Object.keys(changed).length > 0
  useKeepForm(id, dirty ? changed : null)

  const change = (field: 'name' | 'description') => (event: { target: { value: string } }) => {
    setValues({ ...values, [field]: event.target.value })
    setErrors({ ...errors, [field]: '' })
  }

  const fail = (next: Record<string, string>) => {
    setErrors(next)
    const first = ['name', 'description'].find((field) => next[field])
    if (first) form.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus()
  }

  const send = async () => {
    if (busy) return
    const parsed = CreateItem.safeParse({ name: values.name.trim(), description: values.description.trim() === '' ? null : values.description })
    if (!parsed.success) return fail(fieldErrors(parsed.error, language))
    setBusy(true)
    try {
      await onSubmit(parsed.data)
      onClose()
    } catch (error) {
      const details = error instanceof ApiError ? Object.fromEntries(error.details.map((detail) => [detail.path, detail.message])) : {}
      fail(details.name || details.description ? details : { form: errorMessage(error) })
    } finally {
      setBusy(false)
    }
  }

  return (
    <Dialog
      title={title}
      onClose={onClose}
      keep={dirty}
      footer={
        <>
          {extra && <span className="mr-auto">{extra}</span>}
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button tone="primary" busy={busy} onClick={() => void send()}>
            {submit}
          </Button>
        </>
      }
    >
      <form
        ref={form}
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send()
        }}
      >
        <Field label={t.fields.name} error={errors.name || undefined}>
          {(control) => (
            <TextInput
              {...control}
              name="name"
              data-autofocus
              autoComplete="off"
              placeholder={t.namePlaceholder}
              value={values.name}
              onChange={change('name')}
            />
          )}
        </Field>
        <Field label={t.fields.description} optional error={errors.description || undefined}>
          {(control) => (
            <TextArea
              {...control}
              name="description"
              rows={5}
              className="field-sizing-content max-h-80 min-h-28 resize-y"
              placeholder={t.descriptionPlaceholder}
              value={values.description}
              onChange={change('description')}
            />
          )}
        </Field>
        <p role="alert" className="text-sm text-danger empty:hidden">
          {errors.form}
        </p>
      </form>
    </Dialog>
  )
}
