import type { z } from 'zod'
import { PASSWORD_MIN } from '#shared/users.ts'
import { useTexts } from '../i18n/texts.ts'
import { Button } from '../ui/Button.tsx'
import { Field, TextInput } from '../ui/Field.tsx'
import { PasswordField } from '../ui/PasswordField.tsx'
import { useForm } from '../ui/useForm.ts'
import { FormError } from './Card.tsx'
import { authTexts } from './texts.ts'
import { useFirstFocus } from './useFirstFocus.ts'
import { useWait } from './useWait.ts'

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
  const wait = useWait()
  const focus = useFirstFocus<HTMLInputElement>()
  const form = useForm({
    schema,
    start: { email: email ?? '', name: '', password: '' },
    read: (filled) => read({ ...filled, email: filled.email.trim(), name: filled.name.trim() }),
    places: { EMAIL_TAKEN: 'email', PASSWORD_COMMON: 'password' },
    send: (sent) => wait.attempt(() => send(sent)),
  })
  return (
    <form {...form.form} className="grid gap-4" {...wait.guard(form.form.onSubmit)}>
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
      <FormError>{wait.left > 0 ? t.tryAgainIn(wait.asked) : form.errors.form}</FormError>
      <Button submit tone="primary" busy={form.busy} disabled={wait.left > 0} className="w-full">
        {wait.left > 0 ? t.wait(wait.left) : submit}
      </Button>
    </form>
  )
}
