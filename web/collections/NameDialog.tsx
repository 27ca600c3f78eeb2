import { useId } from 'react'
import { z } from 'zod'
import { useTexts } from '../i18n/texts.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Field, TextInput } from '../ui/Field.tsx'
import { SubmitButton } from '../ui/SubmitButton.tsx'
import { useForm } from '../ui/useForm.ts'
import { collectionTexts } from './texts.ts'

type Props = { title: string; name: string; schema: z.ZodType<string | undefined>; save: (name: string) => Promise<unknown>; onClose: () => void }

/** Another name for a collection or a field. */
export function NameDialog({ title, name, schema, save, onClose }: Props) {
  const t = useTexts(collectionTexts)
  const id = useId()
  const form = useForm({
    schema: z.object({ name: schema }),
    start: { name },
    read: (values) => ({ name: values.name.trim() }),
    send: async ({ name: given = '' }) => {
      if (given !== name) await save(given)
      onClose()
    },
  })
  return (
    <Dialog
      title={title}
      width="narrow"
      keep={form.dirty}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.cancel}</Button>
          <SubmitButton of={form} form={id}>
            {t.save}
          </SubmitButton>
        </>
      }
    >
      <form {...form.form} id={id} className="grid gap-4">
        <Field label={t.name} error={form.errors.name || undefined}>
          {(control) => <TextInput {...control} {...form.field('name')} autoComplete="off" data-autofocus />}
        </Field>
        <p role="alert" className="text-sm text-danger empty:hidden">
          {form.errors.form}
        </p>
      </form>
    </Dialog>
  )
}
