import { useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { CreateCollection as Body } from '#shared/collections.ts'
import { type FieldType, fieldTypes } from '#shared/fields.ts'
import { newKey } from '../api.ts'
import { useTexts } from '../i18n/texts.ts'
import { useGo } from '../link.tsx'
import { paths } from '../paths.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Field, TextInput } from '../ui/Field.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { PlusIcon, XIcon } from '../ui/icons.tsx'
import { Select } from '../ui/Select.tsx'
import { SubmitButton } from '../ui/SubmitButton.tsx'
import { toast } from '../ui/Toast.tsx'
import { useForm } from '../ui/useForm.ts'
import { createCollection, showCollection } from './queries.ts'
import { collectionTexts } from './texts.ts'

/** Types that need no more than a name; the others are added to the collection that is there. */
const simple = fieldTypes.filter((type) => type !== 'relation' && type !== 'select' && type !== 'multi_select' && type !== 'formula')
type First = { key: number; name: string; type: FieldType }

/** A name, and the fields that come to mind at once. */
export function CreateCollection({ onClose }: { onClose: () => void }) {
  const t = useTexts(collectionTexts)
  const queries = useQueryClient()
  const go = useGo()
  const id = useId()
  const [once] = useState(newKey)
  const form = useForm({
    schema: Body,
    start: { name: '', fields: [{ key: 1, name: '', type: 'text' }] as First[] },
    read: ({ name, fields }) => ({
      name: name.trim(),
      fields: fields.filter((field) => field.name.trim() !== '').map((field) => ({ name: field.name.trim(), type: field.type })),
    }),
    send: async (body) => {
      const collection = showCollection(queries, await createCollection(body, once))
      toast({ text: t.created(collection.name) })
      onClose()
      go(paths.collection(collection.slug))
    },
  })
  const { fields } = form.values
  const change = (key: number, changes: Partial<First>) =>
    form.set(
      'fields',
      fields.map((field) => (field.key === key ? { ...field, ...changes } : field)),
    )
  return (
    <Dialog
      title={t.create}
      keep={form.dirty}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.cancel}</Button>
          <SubmitButton of={form} form={id}>
            {t.createShort}
          </SubmitButton>
        </>
      }
    >
      <form {...form.form} id={id} className="grid gap-4">
        <Field label={t.name} error={form.errors.name || undefined}>
          {(control) => <TextInput {...control} {...form.field('name')} placeholder={t.namePlaceholder} autoComplete="off" data-autofocus />}
        </Field>
        <fieldset className="grid gap-1.5">
          <legend className="mb-1 text-sm font-medium text-ink-2">{t.firstFields}</legend>
          {fields.map(({ key, name, type }) => (
            <div key={key} className="flex items-center gap-1.5">
              <TextInput
                value={name}
                aria-label={t.fieldName}
                placeholder={t.fieldName}
                autoComplete="off"
                className="min-w-0 flex-1"
                onChange={(event) => change(key, { name: event.target.value })}
              />
              <Select
                aria-label={t.fieldType}
                value={type}
                className="w-32 shrink-0 sm:w-40"
                onChange={(value) => change(key, { type: simple.find((one) => one === value) ?? 'text' })}
                options={simple.map((value) => ({ value, label: t.types[value] }))}
              />
              <IconButton
                icon={XIcon}
                label={t.removeField(name)}
                onClick={() =>
                  form.set(
                    'fields',
                    fields.filter((field) => field.key !== key),
                  )
                }
              />
            </div>
          ))}
          <Button
            size="small"
            className="w-fit"
            icon={<PlusIcon />}
            onClick={() => form.set('fields', [...fields, { key: Math.max(0, ...fields.map((field) => field.key)) + 1, name: '', type: 'text' }])}
          >
            {t.addField}
          </Button>
          <p role="alert" className="text-sm text-danger empty:hidden">
            {form.errors.fields}
          </p>
        </fieldset>
        <p role="alert" className="text-sm text-danger empty:hidden">
          {form.errors.form}
        </p>
      </form>
    </Dialog>
  )
}
