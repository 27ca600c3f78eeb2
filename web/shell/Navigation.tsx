import { useTexts } from '../i18n/texts.ts'
import { Link } from '../link.tsx'
import { paths } from '../paths.ts'
import { ChatIcon, HomeIcon, ListIcon } from '../ui/icons.tsx'
import { shellTexts } from './texts.ts'

export const sections = [
  { name: 'dashboard', href: paths.dashboard(), icon: HomeIcon, exact: true },
  { name: 'items', href: paths.items(), icon: ListIcon, exact: false },
  { name: 'chat', href: paths.chat(), icon: ChatIcon, exact: false },
] as const

/** At the side on wide screens, at the foot, within a thumb's reach, on narrow ones. */
export function Navigation({ place }: { place: 'side' | 'foot' }) {
  const t = useTexts(shellTexts)
  return (
    <nav aria-label={t.navigation} className={place === 'side' ? 'grid gap-0.5' : 'grid grid-cols-3'}>
      {sections.map(({ name, href, icon: Icon, exact }) => (
        <Link
          key={name}
          href={href}
          exact={exact}
          className={
            place === 'side'
              ? 'flex h-8 items-center gap-2.5 rounded-md px-2.5 font-medium text-ink-2 transition-colors hover:bg-hover hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent'
              : 'flex h-14 flex-col items-center justify-center gap-1 text-xs font-medium text-ink-2 aria-[current=page]:text-accent'
          }
        >
          <Icon size={place === 'side' ? 16 : 20} />
          {t[name]}
        </Link>
      ))}
    </nav>
  )
}
