import { useTexts } from '../i18n/texts.ts'
import { Link } from '../link.tsx'
import type { Section } from './sections.ts'
import { shellTexts } from './texts.ts'

/** At the side on wide screens, at the foot, within a thumb's reach, on narrow ones. */
export function Navigation({ place, sections }: { place: 'side' | 'foot'; sections: Section[] }) {
  const t = useTexts(shellTexts)
  return (
    <nav aria-label={t.navigation} className={place === 'side' ? 'grid gap-0.5' : 'flex px-1'}>
      {sections
        .filter(({ sideOnly = false }) => place === 'side' || !sideOnly)
        .map(({ name, href, icon: Icon, exact = false }) => (
          <Link
            key={name}
            href={href}
            exact={exact}
            className={
              place === 'side'
                ? 'flex h-8 items-center gap-2.5 rounded-md px-2.5 font-medium text-ink-2 transition-colors hover:bg-hover hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent'
                : 'flex h-14 flex-auto flex-col items-center justify-center gap-1 text-xs font-medium text-ink-2 aria-[current=page]:text-accent'
            }
          >
            <Icon size={place === 'side' ? 16 : 20} />
            {t[name]}
          </Link>
        ))}
    </nav>
  )
}
