import { useTexts } from '../i18n/texts.ts'
import { Link } from '../link.tsx'
import { paths } from '../paths.ts'
import { buttonClass } from '../ui/Button.tsx'
import { Card } from './Card.tsx'
import { authTexts } from './texts.ts'

/** Safari alone takes no secure cookies from http://localhost; Chromium has its name in its own. */
const isSafari = () => /Safari\//.test(navigator.userAgent) && !/Chrom|Android/.test(navigator.userAgent)

/** Signed in, and then not: says what stands in the way, as nothing else on the page could tell. */
export function CookiesRefused({ onRetry }: { onRetry: () => void }) {
  const t = useTexts(authTexts).cookies
  const local = `http://localhost${location.port && `:${location.port}`}`
  const why = !isSecureContext ? t.http(local) : location.protocol === 'http:' && isSafari() ? t.safari : t.blocked
  return (
    <Card title={t.title}>
      <p role="alert">{why}</p>
      <Link href={paths.login()} className={buttonClass('primary')} onClick={onRetry}>
        {t.retry}
      </Link>
    </Card>
  )
}
