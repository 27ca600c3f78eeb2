import { useId, useState } from 'react'
import { z } from 'zod'
import { CreateView } from '#shared/views.ts'
import { newKey } from '../../api.ts'
import { useTexts } from '../../i18n/texts.ts'
import { useCan } from '../../session.ts'
import { Button } from '../../ui/Button.tsx'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Field, TextInput } from '../../ui/Field.tsx'
import { SubmitButton } from '../../ui/SubmitButton.tsx'
import { useForm } from '../../ui/useForm.ts'
import { viewTexts } from './texts.ts'

type Props = { save: (name: string, shared: boolean, key: string) => Promise<unknown>; onClose: () => void }

/** What is shown, kept as a view with a name. */
export function SaveView({ save, onClose }: Props) {
  const t = useTexts(viewTexts)
  const id = useId()
  const mayShare = useCan('collections:manage')
  const [shared, setShared] = useState(false)
  const [key] = useState(newKey)
  const form = useForm({
    schema: z.object({ name: CreateView.shape.name }),
    start: { name: '' },
    read: (values) => ({ name: values.name.trim() }),
    send: async ({ name }) => {
      await save(name, shared, key)
      onClose()
    },
  })
  return (
    <Dialog
      title={t.saveAs}
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
        <span className="flex items-center gap-2 pointer-coarse:min-h-11" data-tip={mayShare ? t.shareHint : t.noShare}>
          <Checkbox id={`${id}-share`} label={t.share} checked={shared} disabled={!mayShare} onChange={(event) => setShared(event.target.checked)} />
          <label htmlFor={`${id}-share`} className="cursor-pointer">
            {t.share}
          </label>
        </span>
        <p role="alert" className="text-sm text-danger empty:hidden">
          {form.errors.form}
        </p>
      </form>
    </Dialog>
  )
}
