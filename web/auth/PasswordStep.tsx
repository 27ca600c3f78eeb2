import { Login, type SignInOptions } from '#shared/auth.ts'
import { ApiError } from '../api.ts'
import { useTexts } from '../i18n/texts.ts'
import { Link } from '../link.tsx'
import { apiPaths, paths } from '../paths.ts'
import { buttonClass } from '../ui/Button.tsx'
import { cx } from '../ui/classes.ts'
import { Field, TextInput } from '../ui/Field.tsx'
import { PasswordField } from '../ui/PasswordField.tsx'
import { SubmitButton } from '../ui/SubmitButton.tsx'
import { useForm } from '../ui/useForm.ts'
import { Card, FormError } from './Card.tsx'
import type { Credentials } from './LoginPage.tsx'
import { logIn } from './queries.ts'
import { authTexts } from './texts.ts'
import { useFirstFocus } from './useFirstFocus.ts'

type Props = {
  /** Undefined until the server has said. */
  options: SignInOptions | undefined
  next: string
  /** Why somebody finds himself here. */
  reason: { text: string; bad: boolean } | null
  onDone: () => Promise<void>
  onCodeWanted: (credentials: Credentials) => void
}

export function PasswordStep({ options, next, reason, onDone, onCodeWanted }: Props) {
  const t = useTexts(authTexts)
  const focus = useFirstFocus<HTMLInputElement>()
  const form = useForm({
    schema: Login,
    start: { email: '', password: '' },
    read: ({ email, password }) => ({ email: email.trim(), password }),
    places: { CREDENTIALS_WRONG: 'password' },
    send: async (credentials) => {
      try {
        await logIn(credentials)
      } catch (error) {
        if (error instanceof ApiError && error.code === 'SECOND_FACTOR_REQUIRED') return onCodeWanted(credentials)
        throw error
      }
      await onDone()
    },
  })
  return (
    <Card title={t.login.title} text={reason ? undefined : t.login.text}>
      {reason && (
        <p role="status" className={cx('rounded-md px-3 py-2 text-sm', reason.bad ? 'bg-warn-soft' : 'bg-accent-soft')}>
          {reason.text}
        </p>
      )}
      <form {...form.form} className="grid gap-4">
        <Field label={t.email} error={form.errors.email || undefined}>
          {(control) => (
            <TextInput
              {...control}
              {...form.field('email')}
              ref={focus}
              type="email"
              inputMode="email"
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              required
            />
          )}
        </Field>
        <PasswordField label={t.password} {...form.field('password')} error={form.errors.password || undefined} autoComplete="current-password" required />
        <FormError>{form.errors.form}</FormError>
        <SubmitButton of={form} className="w-full">
          {t.login.submit}
        </SubmitButton>
      </form>
      {options?.oidc && (
        <>
          <p
            aria-hidden="true"
            className="flex items-center gap-3 text-sm text-ink-3 before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line"
          >
            {t.login.or}
          </p>
          <a href={apiPaths.oidcStart(next)} className={buttonClass('plain', 'normal', 'w-full')}>
            {t.login.company(options.oidc.name)}
          </a>
        </>
      )}
      <div className="grid gap-1 border-t border-line pt-4 text-sm text-ink-3">
        <p>
          {options?.registration ? (
            <>
              {t.login.noAccount}{' '}
              <Link href={paths.register()} className="font-medium text-accent underline-offset-4 hover:underline">
                {t.login.register}
              </Link>
            </>
          ) : options?.oidc?.sign_up ? (
            t.login.byCompany(options.oidc.name)
          ) : (
            t.login.invited
          )}
        </p>
        <p>{t.login.forgotten}</p>
      </div>
    </Card>
  )
}
