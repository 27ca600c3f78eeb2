import { useQuery } from '@tanstack/react-query'
import { Register } from '#shared/auth.ts'
import { useTexts } from '../i18n/texts.ts'
import { Link } from '../link.tsx'
import { paths } from '../paths.ts'
import { AccountForm } from './AccountForm.tsx'
import { Card } from './Card.tsx'
import { CookiesRefused } from './CookiesRefused.tsx'
import { DeadEnd } from './LinkGate.tsx'
import { register, signInOptionsQuery } from './queries.ts'
import { authTexts } from './texts.ts'
import { useEntry } from './useEntry.ts'

export function RegisterPage() {
  const t = useTexts(authTexts)
  const options = useQuery(signInOptionsQuery).data
  const { enter, refused, retry } = useEntry()
  if (refused) return <CookiesRefused onRetry={retry} />
  if (options?.registration === false) {
    const text = options.oidc?.sign_up ? t.register.byCompanyText(options.oidc.name) : t.register.closedText
    return <DeadEnd title={t.register.closedTitle} text={text} />
  }
  return (
    <Card title={t.register.title} text={t.register.text}>
      <AccountForm
        schema={Register}
        read={(filled) => filled}
        submit={t.register.submit}
        send={async (account) => {
          await register(account)
          await enter(paths.dashboard())
        }}
      />
      <p className="border-t border-line pt-4 text-sm text-ink-3">
        {t.register.haveAccount}{' '}
        <Link href={paths.login()} className="font-medium text-accent underline-offset-4 hover:underline">
          {t.login.title}
        </Link>
      </p>
    </Card>
  )
}
