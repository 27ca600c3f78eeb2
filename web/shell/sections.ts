import type { Permission } from '#shared/permissions.ts'
import { paths } from '../paths.ts'
import { useMe } from '../session.ts'
import { BookIcon, ChatIcon, HomeIcon, type IconType, MoneyIcon, ShieldIcon, TableIcon, UsersIcon } from '../ui/icons.tsx'

export type Section = {
  name: 'dashboard' | 'collections' | 'chat' | 'prompts' | 'usage' | 'users' | 'audit'
  href: string
  icon: IconType
  /** After `G` it leads here. */
  letter: string
  /** Its pages have links of their own at the side. */
  links?: boolean
  /** Not at the foot of a telephone, where there is room for six; the menu of the account leads there. */
  sideOnly?: boolean
  /** Shown to whoever may do this. */
  permission?: Permission
}

const sections: Section[] = [
  { name: 'dashboard', href: paths.dashboard(), icon: HomeIcon, letter: 'd' },
  { name: 'collections', href: paths.collections(), icon: TableIcon, letter: 't', links: true, permission: 'items:read' },
  { name: 'chat', href: paths.chat(), icon: ChatIcon, letter: 'c' },
  { name: 'usage', href: paths.usage(), icon: MoneyIcon, letter: 'm', permission: 'chat:use' },
  { name: 'prompts', href: paths.prompts(), icon: BookIcon, letter: 'p', sideOnly: true, permission: 'chat:use' },
  { name: 'users', href: paths.users(), icon: UsersIcon, letter: 'u', permission: 'users:manage' },
  { name: 'audit', href: paths.audit(), icon: ShieldIcon, letter: 'a', permission: 'audit:read' },
]

/** The places of the page for who is signed in. */
export function useSections(): Section[] {
  const me = useMe()
  return sections.filter(({ permission }) => !permission || me?.permissions.includes(permission))
}
