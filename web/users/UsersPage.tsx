import { type ReactNode, useState } from 'react'
import { useTexts } from '../i18n/texts.ts'
import { Forbidden } from '../permissions/Forbidden.tsx'
import { useCan } from '../session.ts'
import { useTitle } from '../title.ts'
import { Button } from '../ui/Button.tsx'
import { PlusIcon } from '../ui/icons.tsx'
import { Views } from '../ui/Views.tsx'
import { Accounts } from './Accounts.tsx'
import { Invitations } from './Invitations.tsx'
import { InviteDialog } from './InviteDialog.tsx'
import { MailIcon } from './icons.tsx'
import { RoleDialog } from './RoleDialog.tsx'
import { Roles } from './Roles.tsx'
import { useUserSearch, type View, viewHref, views } from './search.ts'
import { usersTexts } from './texts.ts'

/** Who has an account, who is invited, and what roles there are. */
export function UsersPage() {
  const t = useTexts(usersTexts)
  const { change, ...search } = useUserSearch()
  const may = useCan('users:manage')
  const [open, setOpen] = useState<'invite' | 'role' | null>(null)
  useTitle(`${t.views[search.view]} · ${t.title}`)
  if (!may) return <Forbidden permission="users:manage" />

  const invite = (
    <Button tone="primary" icon={<MailIcon />} onClick={() => setOpen('invite')}>
      {t.invite}
    </Button>
  )
  const createRole = (
    <Button tone="primary" icon={<PlusIcon />} onClick={() => setOpen('role')}>
      {t.createRole}
    </Button>
  )
  const shown: Record<View, ReactNode> = {
    accounts: <Accounts search={search} change={change} />,
    invitations: <Invitations invite={invite} />,
    roles: <Roles />,
  }
  return (
    <div className="mx-auto grid max-w-6xl grid-cols-1 gap-4 px-4 py-4 md:px-6 md:py-5">
      <div className="flex min-h-8 items-center justify-between gap-3">
        <h1 className="text-xl font-semibold">{t.title}</h1>
        {search.view === 'roles' ? createRole : invite}
      </div>
      <div className="flex">
        <Views label={t.viewsLabel} views={views.map((view) => ({ label: t.views[view], href: viewHref(view), here: view === search.view }))} />
      </div>
      {shown[search.view]}
      {open === 'invite' && <InviteDialog onClose={() => setOpen(null)} />}
      {open === 'role' && <RoleDialog onClose={() => setOpen(null)} />}
    </div>
  )
}
