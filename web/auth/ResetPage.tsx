import { ResetPassword } from '#shared/auth.ts'
import { PASSWORD_MIN } from '#shared/users.ts'
import { useTexts } from '../i18n/texts.ts'
import { useGo } from '../link.tsx'
import { paths } from '../paths.ts'
import { Field, TextInput } from '../ui/Field.tsx'
import { PasswordField } from '../ui/PasswordField.tsx'
import { SubmitButton } from '../ui/SubmitButton.tsx'
import { useForm } from '../ui/useForm.ts'
import { Card, FormError } from './Card.tsx'
import { DeadEnd, LinkGate } from './LinkGate.tsx'
import { resetPassword } from './queries.ts'
import { authTexts } from './texts.ts'
import { useFirstFocus } from './useFirstFocus.ts'
import { useLinkToken } from './useLinkToken.ts'

export function ResetPage() {
  const t = useTexts(authTexts).reset
  const token = useLinkToken()
  const invalid = <DeadEnd title={t.invalidTitle} text={t.invalidText} />
  if (token === null) return invalid
  return (
    <LinkGate key={token} purpose="reset" token={token} invalid={invalid}>
      {({ email }) => <NewPassword token={token} email={email ?? ''} />}
    </LinkGate>
  )
}

function NewPassword({ token, email }: { token: string; email: string }) {
  const t = useTexts(authTexts)
  const go = useGo()
  const focus = useFirstFocus<HTMLInputElement>()
  const form = useForm({
    schema: ResetPassword,
    start: { password: '' },
    read: ({ password }) => ({ token, password }),
    places: { PASSWORD_COMMON: 'password' },
    send: async (wanted) => {
      await resetPassword(wanted)
      // Not signed in by a link alone: where there is a second factor, it is asked for.
      go(paths.login({ reason: 'password-changed' }), { replace: true })
    },
  })
  return (
    <Card title={t.reset.title} text={t.reset.text}>
      <form {...form.form} className="grid gap-4">
        <Field label={t.email}>{(control) => <TextInput {...control} type="email" name="email" autoComplete="username" readOnly value={email} />}</Field>
        <PasswordField
          label={t.newPassword}
          {...form.field('password')}
          ref={focus}
          error={form.errors.password || undefined}
          autoComplete="new-password"
          min={PASSWORD_MIN}
        />
        <FormError>{form.errors.form}</FormError>
        <SubmitButton of={form} className="w-full">
          {t.reset.submit}
        </SubmitButton>
      </form>
    </Card>
  )
}
