import { errorMessage } from '../api.ts'
import { textsNow, useTexts } from '../i18n/texts.ts'
import { useGo } from '../link.tsx'
import { paths } from '../paths.ts'
import { useRoleName } from '../permissions/roleName.ts'
import { signOut } from '../session/leave.ts'
import { useMe } from '../session.ts'
import { GearIcon, SignOutIcon } from '../ui/icons.tsx'
import { Menu } from '../ui/Menu.tsx'
import { useMedia, WIDE } from '../ui/media.ts'
import { Skeleton } from '../ui/Skeleton.tsx'
import { toast } from '../ui/Toast.tsx'
import { useSections } from './sections.ts'
import { shellTexts } from './texts.ts'

const leave = () => signOut().catch((error: unknown) => void toast({ text: textsNow(shellTexts).signOutFailed(errorMessage(error)), tone: 'failed' }))

/** The first character, which in some writings is two units long. */
const initial = (name: string) => String.fromCodePoint(name.trim().codePointAt(0) ?? 0x2026).toUpperCase()

/** Who is signed in, and what belongs to that. */
export function UserMenu() {
  const t = useTexts(shellTexts)
  const roleName = useRoleName()
  const go = useGo()
  const wide = useMedia(WIDE)
  const sections = useSections()
  // What the navigation at the foot has no room for.
  const elsewhere = wide ? [] : sections.filter(({ sideOnly }) => sideOnly)
  const user = useMe()?.user
  if (!user) return <Skeleton className="size-8 rounded-full max-md:pointer-coarse:m-1.5 md:h-11 md:w-full md:rounded-md" />
  return (
    <Menu
      label={t.account}
      heading={
        <div className="mb-1 border-b border-line px-2.5 pt-1.5 pb-2.5">
          <p className="truncate font-semibold">{user.name}</p>
          <p className="truncate text-sm text-ink-2">{user.email}</p>
          <p className="text-sm text-ink-3">{roleName(user.role, user.role_name)}</p>
        </div>
      }
      items={[
        ...elsewhere.map(({ name, href, icon }) => ({ label: t[name], icon, onSelect: () => go(href) })),
        { label: t.settings, icon: GearIcon, onSelect: () => go(paths.settings()) },
        { label: t.signOut, icon: SignOutIcon, onSelect: () => void leave() },
      ]}
      trigger={(props) => (
        <button
          type="button"
          className="flex min-w-0 items-center gap-2.5 rounded-md text-left transition-colors hover:bg-hover max-md:rounded-full pointer-coarse:min-h-11 pointer-coarse:min-w-11 pointer-coarse:justify-center md:w-full md:px-2 md:py-1 md:pointer-coarse:justify-start"
          {...props}
        >
          <span aria-hidden="true" className="grid size-8 shrink-0 place-items-center rounded-full bg-accent-soft text-sm font-semibold text-accent">
            {initial(user.name)}
          </span>
          <span className="sr-only">{t.account}: </span>
          <span className="grid min-w-0 flex-1 max-md:sr-only">
            <span className="truncate leading-tight font-medium">{user.name}</span>
            <span className="truncate text-xs text-ink-3">{roleName(user.role, user.role_name)}</span>
          </span>
        </button>
      )}
    />
  )
}
