import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Role } from '#shared/users.ts'
import { ApiError } from '../api.ts'
import { useFormats } from '../i18n/format.ts'
import { textsNow, useTexts } from '../i18n/texts.ts'
import { PermissionBadges } from '../permissions/PermissionBadges.tsx'
import { useRoleName } from '../permissions/roleName.ts'
import { useMe } from '../session.ts'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import { ListToBe } from '../ui/ListToBe.tsx'
import { QueryFailed } from '../ui/QueryFailed.tsx'
import { toast } from '../ui/Toast.tsx'
import { deleteRole, refreshRoles, rolesQuery } from './queries.ts'
import { RoleDialog } from './RoleDialog.tsx'
import { usersTexts } from './texts.ts'

export function Roles() {
  const t = useTexts(usersTexts)
  const formats = useFormats()
  const query = useQuery(rolesQuery)
  const roleName = useRoleName(query.data)
  const queries = useQueryClient()
  const me = useMe()
  const [edited, setEdited] = useState<Role | null>(null)
  const [deleted, setDeleted] = useState<Role | null>(null)

  const remove = async (role: Role) => {
    try {
      await deleteRole(role.slug)
    } catch (error) {
      // In use by nobody yet, but by whoever will come.
      if (!(error instanceof ApiError && error.code === 'ROLE_IN_USE' && error.details.length > 0)) throw error
      throw new ApiError(error.status, { code: error.code, message: textsNow(usersTexts).defaultRole, cause: error })
    } finally {
      await refreshRoles(queries)
    }
    toast({ text: textsNow(usersTexts).roleDeleted(role.name) })
  }

  if (query.isPending) return <ListToBe framed />
  if (query.isError && !query.data) return <QueryFailed query={query} />
  return (
    <>
      <p className="max-w-2xl text-ink-2">{t.rolesText}</p>
      <ul aria-label={t.views.roles} className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface">
        {query.data?.map((role) => {
          const name = roleName(role.slug)
          const beyond = role.permissions.some((each) => me && !me.permissions.includes(each)) ? t.beyondRole : undefined
          const kept = beyond ?? (role.users > 0 ? t.inUse(formats.number(role.users)) : undefined)
          return (
            <li key={role.slug} className="flex flex-wrap items-start gap-x-4 gap-y-2.5 px-4 py-3.5 md:px-5">
              <div className="grid min-w-0 flex-1 basis-56 gap-1.5">
                <p className="flex flex-wrap items-baseline gap-x-2.5 gap-y-1">
                  <span className="font-medium">{name}</span>
                  <code className="font-mono text-xs text-ink-3">{role.slug}</code>
                  <span className="text-sm text-ink-3">{t.accountsOf(formats.number(role.users))}</span>
                </p>
                <PermissionBadges label={t.permissions} permissions={role.permissions} />
              </div>
              {role.built_in ? (
                <Badge data-tip={t.builtInText}>{t.builtIn}</Badge>
              ) : (
                <div className="flex gap-2">
                  <Button
                    size="small"
                    aria-label={t.editRoleNamed(name)}
                    aria-disabled={beyond !== undefined}
                    data-tip={beyond}
                    onClick={() => !beyond && setEdited(role)}
                  >
                    {t.edit}
                  </Button>
                  <Button
                    size="small"
                    tone="danger"
                    aria-label={t.deleteRoleNamed(name)}
                    aria-disabled={kept !== undefined}
                    data-tip={kept}
                    onClick={() => !kept && setDeleted(role)}
                  >
                    {t.remove}
                  </Button>
                </div>
              )}
            </li>
          )
        })}
      </ul>
      {edited && <RoleDialog role={edited} onClose={() => setEdited(null)} />}
      {deleted && (
        <ConfirmDialog title={t.deletingRole.title} confirm={t.remove} onClose={() => setDeleted(null)} onConfirm={() => remove(deleted)}>
          <p className="font-medium text-ink">{deleted.name}</p>
          <p>{t.deletingRole.text}</p>
        </ConfirmDialog>
      )}
    </>
  )
}
