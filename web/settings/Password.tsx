import { useQueryClient } from '@tanstack/react-query'
import { ChangePassword } from '#shared/auth.ts'
import type { Me } from '#shared/me.ts'
import { PASSWORD_MIN } from '#shared/users.ts'
import { textsNow, useTexts } from '../i18n/texts.ts'
import { PasswordField } from '../ui/PasswordField.tsx'
import { SubmitButton } from '../ui/SubmitButton.tsx'
import { toast } from '../ui/Toast.tsx'
import { useForm } from '../ui/useForm.ts'
import { Part, PartBody } from './Part.tsx'
import { changePassword, refreshApiKeys, refreshSignIns } from './queries.ts'
import { settingsTexts } from './texts.ts'

const empty = { current_password: '', new_password: '' }

export function Password({ me }: { me: Me }) {
  const t = useTexts(settingsTexts).password
  const queries = useQueryClient()
  const form = useForm({
    schema: ChangePassword,
    start: empty,
    places: { PASSWORD_WRONG: 'current_password', PASSWORD_COMMON: 'new_password' },
    send: async ({ current_password, new_password }) => {
      await changePassword(current_password, new_password)
      form.reset()
      void refreshSignIns(queries)
      void refreshApiKeys(queries)
      toast({ text: textsNow(settingsTexts).password.changed })
    },
  })
  if (!me.has_password) return <Part title={t.title} text={t.none} />
  return (
    <Part title={t.title} text={t.text}>
      <PartBody>
        <form {...form.form} className="grid max-w-md gap-4">
          {/* For password managers, which ask whose password it is. */}
          <input type="text" name="username" autoComplete="username" value={me.user.email ?? ''} readOnly hidden />
          <PasswordField
            label={t.current}
            autoComplete="current-password"
            error={form.errors.current_password || undefined}
            {...form.field('current_password')}
          />
          <PasswordField
            label={t.wanted}
            autoComplete="new-password"
            min={PASSWORD_MIN}
            error={form.errors.new_password || undefined}
            {...form.field('new_password')}
          />
          <p role="alert" className="text-sm text-danger empty:hidden">
            {form.errors.form}
          </p>
          <SubmitButton of={form} className="w-fit">
            {t.change}
          </SubmitButton>
        </form>
      </PartBody>
    </Part>
  )
}
