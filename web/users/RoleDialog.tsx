import { useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import type { Permission } from '#shared/permissions.ts'
import { CreateRole, type Role } from '#shared/users.ts'
import { newKey } from '../api.ts'
import { useFormats } from '../i18n/format.ts'
import { textsNow, useTexts } from '../i18n/texts.ts'
import { PermissionPicker } from '../permissions/PermissionPicker.tsx'
import { useMe } from '../session.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Field, TextInput } from '../ui/Field.tsx'
import { SubmitButton } from '../ui/SubmitButton.tsx'
import { toast } from '../ui/Toast.tsx'
import { uiTexts } from '../ui/texts.ts'
import { useForm } from '../ui/useForm.ts'
import { createRole, refreshRoles, updateRole } from './queries.ts'
import { usersTexts } from './texts.ts'

const nothing: Permission[] = []

/** As the API calls it: `Support team` → `support-team`. Names in other letters leave nothing; then it is typed. */
const slugOf = (name: string) =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[-0-9]+|-+$/g, '')
    .slice(0, 40)

/** A new role, or one to change; what the API calls it stays. */
export function RoleDialog({ role, onClose }: { role?: Role; onClose: () => void }) {
  const t = useTexts(usersTexts)
  const ui = useTexts(uiTexts)
  const formats = useFormats()
  const queries = useQueryClient()
  const me = useMe()
  const id = useId()
  const [key] = useState(newKey)
  const [ownSlug, setOwnSlug] = useState(role !== undefined)
  const form = useForm({
    schema: CreateRole,
    start: { name: role?.name ?? '', slug: role?.slug ?? '', permissions: role?.permissions ?? nothing },
    read: ({ name, slug, permissions }) => ({ name: name.trim(), slug, permissions }),
    places: { ROLE_TAKEN: 'slug' },
    send: async ({ name, slug, permissions }) => {
      await (role ? updateRole(slug, { name, permissions }) : createRole({ name, slug, permissions }, key))
      await refreshRoles(queries)
      toast({ text: textsNow(usersTexts).roleSaved(name) })
      onClose()
    },
  })
  const less = role !== undefined && role.users > 0 && role.permissions.some((each) => !form.values.permissions.includes(each))
  return (
    <Dialog
      title={role ? t.editRole : t.createRole}
      keep={form.dirty}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{ui.cancel}</Button>
          <SubmitButton of={form} form={id}>
            {role ? t.save : t.create}
          </SubmitButton>
        </>
      }
    >
      <form {...form.form} id={id} className="grid gap-4">
        <Field label={t.roleName} error={form.errors.name || undefined}>
          {(control) => (
            <TextInput
              {...control}
              {...form.field('name')}
              data-autofocus
              autoComplete="off"
              placeholder={t.roleNamePlaceholder}
              onChange={({ target: { value } }) => {
                form.set('name', value)
                if (!ownSlug) form.set('slug', slugOf(value))
              }}
            />
          )}
        </Field>
        <Field
          label={t.slug}
          hint={role ? t.slugStays : t.slugHint}
          error={form.errors.slug ? slugError(form.errors.slug, form.values.slug, t.slugHint) : undefined}
        >
          {(control) => (
            <TextInput
              {...control}
              {...form.field('slug')}
              disabled={role !== undefined}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              maxLength={40}
              className="font-mono"
              onChange={({ target: { value } }) => {
                setOwnSlug(true)
                form.set('slug', value)
              }}
            />
          )}
        </Field>
        <PermissionPicker
          label={t.permissions}
          name="permissions"
          {...(me ? { held: me.permissions } : {})}
          chosen={form.values.permissions}
          onChange={(chosen) => form.set('permissions', chosen)}
        />
        {less && <p className="rounded-lg bg-warn-soft px-3 py-2 text-sm text-warn">{t.lessText(formats.number(role.users))}</p>}
        <p role="alert" className="text-sm text-danger empty:hidden">
          {form.errors.form}
        </p>
      </form>
    </Dialog>
  )
}

/** That a name is taken the server says; of the form of one, the rule says more than “not valid”. */
const slugError = (error: string, slug: string, rule: string) => (CreateRole.shape.slug.safeParse(slug).success ? error : rule)
