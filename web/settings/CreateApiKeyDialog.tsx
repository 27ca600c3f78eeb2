import { useId } from 'react'
import { type ApiKey, CreateApiKey } from '#shared/auth.ts'
import type { Permission } from '#shared/permissions.ts'
import { useTexts } from '../i18n/texts.ts'
import { PermissionPicker } from '../permissions/PermissionPicker.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Field, TextInput } from '../ui/Field.tsx'
import { Select } from '../ui/Select.tsx'
import { SubmitButton } from '../ui/SubmitButton.tsx'
import { uiTexts } from '../ui/texts.ts'
import { useForm } from '../ui/useForm.ts'
import { createApiKey } from './queries.ts'
import { settingsTexts } from './texts.ts'

const expiries = ['session', '7', '30', '90', '365', 'none'] as const
type Expiry = (typeof expiries)[number]

export type CreateApiKeyDialogProps = {
  /** What the person may do, and so the most that a key may. */
  held: readonly Permission[]
  onCreated: (made: { key: ApiKey; secret: string }) => void
  onClose: () => void
}

const start: { name: string; scopes: Permission[]; expiry: Expiry } = { name: '', scopes: [], expiry: '90' }

export function CreateApiKeyDialog({ held, onCreated, onClose }: CreateApiKeyDialogProps) {
  const t = useTexts(settingsTexts).apiKeys
  const ui = useTexts(uiTexts)
  const id = useId()
  const form = useForm({
    schema: CreateApiKey,
    start,
    read: ({ name, scopes, expiry }) => ({
      name: name.trim(),
      scopes,
      expires_in_days: expiry === 'session' || expiry === 'none' ? null : Number(expiry),
      ...(expiry === 'session' ? { until_sign_out: true } : {}),
    }),
    send: async (key) => onCreated(await createApiKey(key)),
  })
  return (
    <Dialog
      title={t.create}
      keep={form.dirty}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{ui.cancel}</Button>
          <SubmitButton of={form} form={id}>
            {t.createDo}
          </SubmitButton>
        </>
      }
    >
      <form {...form.form} id={id} className="grid gap-4">
        <Field label={t.name} error={form.errors.name || undefined}>
          {(control) => <TextInput {...control} {...form.field('name')} data-autofocus autoComplete="off" placeholder={t.namePlaceholder} />}
        </Field>
        <Field label={t.expiryLabel} hint={form.values.expiry === 'none' ? t.noneHint : form.values.expiry === 'session' ? t.sessionHint : undefined}>
          {(control) => (
            <Select
              {...control}
              name="expiry"
              value={form.values.expiry}
              onChange={(value) => form.set('expiry', expiries.find((each) => each === value) ?? start.expiry)}
              options={expiries.map((value) => ({ value, label: t.expiry[value] }))}
            />
          )}
        </Field>
        <PermissionPicker
          label={t.scopes}
          name="scopes"
          held={held}
          chosen={form.values.scopes}
          error={form.errors.scopes ? t.noScope : undefined}
          onChange={(scopes) => form.set('scopes', scopes)}
        />
        <p role="alert" className="text-sm text-danger empty:hidden">
          {form.errors.form}
        </p>
      </form>
    </Dialog>
  )
}
