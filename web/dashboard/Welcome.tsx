import { useTexts } from '../i18n/texts.ts'
import { Link } from '../link.tsx'
import { FIRST_COLLECTION, paths } from '../paths.ts'
import { ChatIcon, ListIcon } from '../ui/icons.tsx'
import { ArrowRightIcon } from './icons.tsx'
import { dashboardTexts } from './texts.ts'

/** The first visit: what this is and the two ways in. */
export function Welcome() {
  const t = useTexts(dashboardTexts).start
  const ways = [
    { icon: ListIcon, title: t.items, text: t.itemsText, href: paths.collection(FIRST_COLLECTION) },
    { icon: ChatIcon, title: t.chat, text: t.chatText, href: paths.chat() },
  ]
  return (
    <section className="grid gap-5 rounded-xl border border-line bg-surface p-5 md:p-6">
      <div className="grid gap-1">
        <h2 className="text-lg font-semibold">{t.title}</h2>
        <p className="text-ink-2">{t.text}</p>
      </div>
      <div className="grid gap-3 md:grid-cols-2">
        {ways.map(({ icon: Icon, title, text, href }) => (
          <Link
            key={href}
            href={href}
            className="group flex items-start gap-3 rounded-lg border border-line-2 p-4 transition-colors hover:border-accent hover:bg-accent-soft"
          >
            <span className="grid size-9 shrink-0 place-items-center rounded-lg bg-accent-soft text-accent group-hover:bg-surface">
              <Icon size={18} />
            </span>
            <span className="grid min-w-0 flex-1 gap-0.5">
              <span className="flex items-center justify-between gap-2 font-semibold">
                {title}
                <ArrowRightIcon className="text-ink-3 group-hover:text-accent" />
              </span>
              <span className="text-sm text-ink-2">{text}</span>
            </span>
          </Link>
        ))}
      </div>
    </section>
  )
}
