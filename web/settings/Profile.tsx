import { useQueryClient } from '@tanstack/react-query'
import { useId } from 'react'
import { z } from 'zod'
import type { Me } from '#shared/me.ts'
import { PersonName } from '#shared/users.ts'
import { useFormats } from '../i18n/format.ts'
import { textsNow, useTexts } from '../i18n/texts.ts'
import { PermissionBadges } from '../permissions/PermissionBadges.tsx'
import { useRoleName } from '../permissions/roleName.ts'
import { updateMe } from '../session.ts'
import { Field, TextInput } from '../ui/Field.tsx'
import { SubmitButton } from '../ui/SubmitButton.tsx'
import { toast } from '../ui/Toast.tsx'
import { useForm } from '../ui/useForm.ts'
import { Part, PartBody } from './Part.tsx'
import { settingsTexts } from './texts.ts'

const schema = z.strictObject({ name: PersonName })

export function Profile({ me }: { me: Me }) {
  const t = useTexts(settingsTexts).profile
  const formats = useFormats()
  const roleName = useRoleName()
  const queries = useQueryClient()
  const emailId = useId()
  const { user } = me
  const form = useForm({
    schema,
    start: { name: user.name },
    read: ({ name }) => ({ name: name.trim() }),
    send: async (change) => {
      const saved = await updateMe(queries, change)
      form.reset({ name: saved.name })
      toast({ text: textsNow(settingsTexts).profile.saved })
    },
  })
  return (
    <>
      <Part title={t.title}>
        <PartBody>
          <form {...form.form} className="grid max-w-md gap-4">
            <Field label={t.name} hint={t.nameHint} error={form.errors.name || undefined}>
              {(control) => <TextInput {...control} {...form.field('name')} autoComplete="name" />}
            </Field>
            <div className="grid gap-1">
              <p id={emailId} className="text-sm font-medium text-ink-2">
                {t.email}
              </p>
              <p aria-labelledby={emailId}>{user.email}</p>
              <p className="text-sm text-ink-3">{t.emailHint}</p>
            </div>
            <p role="alert" className="text-sm text-danger empty:hidden">
              {form.errors.form}
            </p>
            <SubmitButton of={form} className="w-fit" disabled={!form.dirty}>
              {t.save}
            </SubmitButton>
          </form>
        </PartBody>
      </Part>
      <Part title={t.role} text={t.roleText(roleName(user.role, user.role_name))}>
        <PartBody>
          <div className="grid gap-4">
            <PermissionBadges label={t.permissions} permissions={me.permissions} />
            <p className="text-sm text-ink-3">
              {t.since(formats.date(user.created_at))}
              {user.last_sign_in_at && ` · ${t.lastSignIn(formats.full(user.last_sign_in_at))}`}
            </p>
          </div>
        </PartBody>
      </Part>
    </>
  )
}
