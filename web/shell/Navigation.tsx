import { useQuery } from '@tanstack/react-query'
import { useTexts } from '../i18n/texts.ts'
import { Link } from '../link.tsx'
import { meQuery } from '../session.ts'
import type { Section } from './sections.ts'
import { shellTexts } from './texts.ts'

/** At the side on wide screens, at the foot, within a thumb's reach, on narrow ones. */
export function Navigation({ place, sections }: { place: 'side' | 'foot'; sections: Section[] }) {
  const t = useTexts(shellTexts)
  // At the foot they share the width, so that one more would move those that are there.
  const { isPending } = useQuery(meQuery)
  const shown = place === 'side' ? sections : isPending ? [] : sections.filter(({ sideOnly = false }) => !sideOnly)
  return (
    <nav aria-label={t.navigation} className={place === 'side' ? 'grid gap-0.5' : 'flex min-h-14 px-1'}>
      {shown.map(({ name, href, icon: Icon, links = false }) => (
        <Link
          key={name}
          href={href}
          exact={links && place === 'side'}
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
