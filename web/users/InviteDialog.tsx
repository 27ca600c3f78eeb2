import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { CreateInvitation, type OneTimeLink, type Role } from '#shared/users.ts'
import { useTexts } from '../i18n/texts.ts'
import { useRoleName } from '../permissions/roleName.ts'
import { permissionTexts } from '../permissions/texts.ts'
import { useMe } from '../session.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Field, TextInput } from '../ui/Field.tsx'
import { Select } from '../ui/Select.tsx'
import { SubmitButton } from '../ui/SubmitButton.tsx'
import { uiTexts } from '../ui/texts.ts'
import { useForm } from '../ui/useForm.ts'
import { LinkDialog } from './LinkDialog.tsx'
import { createInvitation, refreshInvitations, rolesQuery } from './queries.ts'
import { usersTexts } from './texts.ts'

/** The role that most people need; meant also by whoever sends before the roles have come. */
const USUAL_ROLE = 'editor'

export function InviteDialog({ onClose }: { onClose: () => void }) {
  const t = useTexts(usersTexts)
  const ui = useTexts(uiTexts)
  const permissions = useTexts(permissionTexts)
  const queries = useQueryClient()
  const me = useMe()
  const roles = useQuery(rolesQuery).data ?? []
  const roleName = useRoleName(roles)
  const id = useId()
  const [made, setMade] = useState<{ email: string; link: OneTimeLink } | null>(null)
  const beyond = (role: Role) => role.permissions.some((each) => me && !me.permissions.includes(each))
  const allowed = roles.filter((role) => !beyond(role))
  const usual = allowed.find(({ slug }) => slug === USUAL_ROLE) ?? allowed[0]
  const form = useForm({
    schema: CreateInvitation,
    start: { email: '', role: '' },
    read: ({ email, role }) => ({ email: email.trim(), role: role || (usual?.slug ?? USUAL_ROLE) }),
    places: { EMAIL_TAKEN: 'email' },
    send: async (invitation) => {
      const { link } = await createInvitation(invitation)
      void refreshInvitations(queries)
      setMade({ email: invitation.email, link })
    },
  })
  if (made) return <LinkDialog key="link" title={t.invited.title} text={t.invited.text(made.email)} link={made.link} onClose={onClose} />
  const role = form.values.role || usual?.slug || ''
  const may = roles.find(({ slug }) => slug === role)?.permissions
  return (
    <Dialog
      title={t.invite}
      keep={form.dirty}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{ui.cancel}</Button>
          <SubmitButton of={form} form={id}>
            {t.createLink}
          </SubmitButton>
        </>
      }
    >
      <form {...form.form} id={id} className="grid gap-4">
        <p className="text-ink-2">{t.inviteText}</p>
        <Field label={t.email} error={form.errors.email || undefined}>
          {(control) => (
            <TextInput {...control} {...form.field('email')} type="email" inputMode="email" data-autofocus autoComplete="off" placeholder="lin@example.com" />
          )}
        </Field>
        <Field
          label={t.role}
          error={form.errors.role || undefined}
          hint={may && (may.length > 0 ? t.may(may.map((each) => permissions.names[each])) : permissions.none)}
        >
          {(control) => (
            <Select
              {...control}
              name="role"
              value={role}
              onChange={(role) => form.set('role', role)}
              options={roles.map((each) => {
                const name = roleName(each.slug)
                return beyond(each) ? { value: each.slug, label: t.roleBeyond(name), disabled: true } : { value: each.slug, label: name }
              })}
            />
          )}
        </Field>
        <p role="alert" className="text-sm text-danger empty:hidden">
          {form.errors.form}
        </p>
      </form>
    </Dialog>
  )
}
