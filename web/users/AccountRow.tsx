import type { User } from '#shared/users.ts'
import { useTexts } from '../i18n/texts.ts'
import { Badge } from '../ui/Badge.tsx'
import { cx } from '../ui/classes.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { EditIcon, KeyIcon, LockIcon, MoreIcon, RestoreIcon, ShieldIcon, SignOutIcon, TrashIcon } from '../ui/icons.tsx'
import { Menu } from '../ui/Menu.tsx'
import { Select, type SelectOption } from '../ui/Select.tsx'
import { Time } from '../ui/Time.tsx'
import type { Asked } from './AccountDialog.tsx'
import { usersTexts } from './texts.ts'

export type AccountProps = {
  user: User
  /** One's own, as nobody takes away their own rights by mistake; or that of somebody who may do more. Such an account is not to be changed here. */
  refused: 'own' | 'beyond' | null
  roles: SelectOption[]
  roleName: (slug: string) => string
  onRole: (role: string) => void
  onEnable: () => void
  onAsk: (what: Asked['what']) => void
}

export function AccountRow(props: AccountProps) {
  const { user } = props
  const t = useTexts(usersTexts)
  return (
    <tr className={cx('hover:bg-hover/50', user.status !== 'active' && 'text-ink-2')}>
      <td className="py-2.5 pl-5">
        <Who {...props} />
      </td>
      <td className="px-2.5">
        <Role {...props} />
      </td>
      <td className="px-2.5">
        <Status user={user} />
      </td>
      <td className="px-2.5 text-sm text-ink-2 max-lg:hidden">{user.last_sign_in_at ? <Time at={user.last_sign_in_at} /> : t.never}</td>
      <td className="pr-4 text-right">
        <Actions {...props} />
      </td>
    </tr>
  )
}

/** Where there is no room for a table. */
export function AccountCard(props: AccountProps) {
  const { user } = props
  const t = useTexts(usersTexts)
  return (
    <li className="grid grid-cols-1 gap-2.5 px-4 py-3">
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <Who {...props} />
          {user.status !== 'deleted' && (
            <p className="text-sm text-ink-3">
              {t.lastSignIn} {user.last_sign_in_at ? <Time at={user.last_sign_in_at} /> : t.never}
            </p>
          )}
        </div>
        <Actions {...props} />
      </div>
      <div className="flex items-center gap-3">
        <Role {...props} />
        <Status user={user} />
      </div>
    </li>
  )
}

function Who({ user, refused }: AccountProps) {
  const t = useTexts(usersTexts)
  return (
    <div className="grid min-w-0 grid-cols-1">
      <p className="flex items-center gap-2 font-medium">
        <span className="truncate">{user.name}</span>
        {refused === 'own' && <Badge tone="accent">{t.you}</Badge>}
        {user.second_factor && (
          <span role="img" aria-label={t.secondFactor} data-tip={t.secondFactor} className="text-accent">
            <ShieldIcon size={14} />
          </span>
        )}
      </p>
      <p className="truncate text-sm text-ink-3">{user.email ?? t.noEmail}</p>
    </div>
  )
}

function Role({ user, refused, roles, roleName, onRole }: AccountProps) {
  const t = useTexts(usersTexts)
  if (user.status === 'deleted') return <span className="text-sm text-ink-3">{roleName(user.role)}</span>
  const reason = refused && { own: t.ownRole, beyond: t.mayMoreText }[refused]
  const here = { value: user.role, label: roleName(user.role) }
  // A role that is not among them is still shown as what it is.
  const options = reason ? [here] : roles.some(({ value }) => value === user.role) ? roles : [here, ...roles]
  return (
    <span data-tip={reason ?? undefined} className="inline-flex w-full max-w-40">
      <Select
        aria-label={reason ? `${t.roleOf(user.name)}. ${reason}` : t.roleOf(user.name)}
        disabled={reason !== null}
        value={user.role}
        onChange={onRole}
        options={options}
        className={cx('w-full', reason && 'opacity-60')}
      />
    </span>
  )
}

const tones = { active: 'accent', disabled: 'warn', deleted: 'plain' } as const

function Status({ user }: { user: User }) {
  const t = useTexts(usersTexts)
  return <Badge tone={tones[user.status]}>{t.statuses[user.status]}</Badge>
}

function Actions({ user, refused, onAsk, onEnable }: AccountProps) {
  const t = useTexts(usersTexts)
  if (user.status === 'deleted') return null
  const not = refused ? { disabled: true, hint: { own: t.you, beyond: t.mayMore }[refused] } : {}
  const disabled = { disabled: true, hint: t.accountDisabled }
  return (
    <Menu
      label={t.actionsOf(user.name)}
      align="end"
      items={[
        { label: t.rename, icon: EditIcon, onSelect: () => onAsk('rename'), ...(refused === 'beyond' ? not : {}) },
        { label: t.resetLink, icon: KeyIcon, onSelect: () => onAsk('reset'), ...(user.status === 'active' ? not : disabled) },
        { label: t.endSignIns, icon: SignOutIcon, onSelect: () => onAsk('sign-ins'), ...not },
        {
          label: t.disableSecondFactor,
          icon: ShieldIcon,
          onSelect: () => onAsk('second-factor'),
          ...(user.second_factor ? not : { disabled: true, hint: t.notOn }),
        },
        user.status === 'active'
          ? { label: t.disable, icon: LockIcon, onSelect: () => onAsk('disable'), ...not }
          : { label: t.enable, icon: RestoreIcon, onSelect: onEnable, ...not },
        { label: t.delete, icon: TrashIcon, danger: true, onSelect: () => onAsk('delete'), ...not },
      ]}
      trigger={(props) => <IconButton icon={MoreIcon} label={t.actionsOf(user.name)} {...props} />}
    />
  )
}
