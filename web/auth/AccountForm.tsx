import type { z } from 'zod'
import { PASSWORD_MIN } from '#shared/users.ts'
import { useTexts } from '../i18n/texts.ts'
import { Field, TextInput } from '../ui/Field.tsx'
import { PasswordField } from '../ui/PasswordField.tsx'
import { SubmitButton } from '../ui/SubmitButton.tsx'
import { useForm } from '../ui/useForm.ts'
import { FormError } from './Card.tsx'
import { authTexts } from './texts.ts'
import { useFirstFocus } from './useFirstFocus.ts'

type Filled = { email: string; name: string; password: string }
type Props<Sent> = {
  /** The address that the account is for, where that is not to be chosen: shown, and there for the browser's password manager. */
  email?: string
  schema: z.ZodType<Sent>
  read: (filled: Filled) => unknown
  submit: string
  send: (sent: Sent) => Promise<unknown>
}

/** Who somebody is going to be here. */
export function AccountForm<Sent>({ email, schema, read, submit, send }: Props<Sent>) {
  const t = useTexts(authTexts)
  const focus = useFirstFocus<HTMLInputElement>()
  const form = useForm({
    schema,
    start: { email: email ?? '', name: '', password: '' },
    read: (filled) => read({ ...filled, email: filled.email.trim(), name: filled.name.trim() }),
    places: { EMAIL_TAKEN: 'email', PASSWORD_COMMON: 'password' },
    send,
  })
  return (
    <form {...form.form} className="grid gap-4">
      <Field label={t.email} error={form.errors.email || undefined}>
        {(control) => (
          <TextInput
            {...control}
            {...form.field('email')}
            ref={email === undefined ? focus : null}
            type="email"
            inputMode="email"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            readOnly={email !== undefined}
          />
        )}
      </Field>
      <Field label={t.name} hint={t.nameHint} error={form.errors.name || undefined}>
        {(control) => <TextInput {...control} {...form.field('name')} ref={email === undefined ? null : focus} autoComplete="name" />}
      </Field>
      <PasswordField label={t.password} {...form.field('password')} error={form.errors.password || undefined} autoComplete="new-password" min={PASSWORD_MIN} />
      <FormError>{form.errors.form}</FormError>
      <SubmitButton of={form} className="w-full">
        {submit}
      </SubmitButton>
    </form>
  )
}
