import { type ReactNode, useId } from 'react'
import { ConfirmPassword as Schema } from '#shared/auth.ts'
import { useTexts } from '../i18n/texts.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { PasswordField } from '../ui/PasswordField.tsx'
import { SubmitButton } from '../ui/SubmitButton.tsx'
import { uiTexts } from '../ui/texts.ts'
import { useForm } from '../ui/useForm.ts'
import { settingsTexts } from './texts.ts'

export type ConfirmPasswordProps = {
  title: string
  text: ReactNode
  confirm: string
  danger?: boolean
  onConfirm: (password: string) => Promise<unknown>
  onClose: () => void
}

/** Asks for the password before something that whoever finds an open screen must not do. */
export function ConfirmPassword({ title, text, confirm, danger = false, onConfirm, onClose }: ConfirmPasswordProps) {
  const t = useTexts(settingsTexts)
  const ui = useTexts(uiTexts)
  const id = useId()
  const form = useForm({ schema: Schema, start: { password: '' }, places: { PASSWORD_WRONG: 'password' }, send: ({ password }) => onConfirm(password) })
  return (
    <Dialog
      title={title}
      width="narrow"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{ui.cancel}</Button>
          <SubmitButton of={form} form={id} tone={danger ? 'danger' : 'primary'}>
            {confirm}
          </SubmitButton>
        </>
      }
    >
      <form {...form.form} id={id} className="grid gap-4">
        <p className="text-ink-2">{text}</p>
        <PasswordField
          label={t.password.current}
          autoComplete="current-password"
          data-autofocus
          error={form.errors.password || undefined}
          {...form.field('password')}
        />
        <p role="alert" className="text-sm text-danger empty:hidden">
          {form.errors.form}
        </p>
      </form>
    </Dialog>
  )
}
