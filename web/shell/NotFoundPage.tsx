import { useTexts } from '../i18n/texts.ts'
import { Link } from '../link.tsx'
import { paths } from '../paths.ts'
import { useTitle } from '../title.ts'
import { buttonClass } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { SearchIcon } from '../ui/icons.tsx'
import { shellTexts } from './texts.ts'

export function NotFoundPage() {
  const t = useTexts(shellTexts).notFound
  useTitle(t.title)
  return (
    <div className="grid h-full place-items-center">
      <EmptyState
        page
        icon={SearchIcon}
        title={t.title}
        text={t.text}
        action={
          <Link href={paths.dashboard()} className={buttonClass('primary')}>
            {t.home}
          </Link>
        }
      />
    </div>
  )
}
