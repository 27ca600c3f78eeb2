import { useQuery } from '@tanstack/react-query'
import { Setup } from '#shared/auth.ts'
import { useTexts } from '../i18n/texts.ts'
import { paths } from '../paths.ts'
import { AccountForm } from './AccountForm.tsx'
import { Card } from './Card.tsx'
import { CookiesRefused } from './CookiesRefused.tsx'
import { DeadEnd, LinkGate } from './LinkGate.tsx'
import { setUp, signInOptionsQuery } from './queries.ts'
import { authTexts } from './texts.ts'
import { useEntry } from './useEntry.ts'
import { useLinkToken } from './useLinkToken.ts'

/** The first administrator, by the link that the server prints at its start; without it, where to find it. */
export function SetupPage() {
  const t = useTexts(authTexts).setup
  const token = useLinkToken()
  const needed = useQuery(signInOptionsQuery).data?.needs_setup
  const { enter, refused, retry } = useEntry()
  if (refused) return <CookiesRefused onRetry={retry} />
  if (needed === false) return <DeadEnd title={t.doneTitle} text={t.doneText} />
  if (token === null) return <Missing title={t.title} text={t.missingText} />
  return (
    <LinkGate purpose="setup" token={token} invalid={<Missing title={t.invalidTitle} text={t.invalidText} />}>
      {() => (
        <Card title={t.title} text={t.text}>
          <AccountForm
            schema={Setup}
            read={(filled) => ({ token, ...filled })}
            submit={t.submit}
            send={async (account) => {
              await setUp(account)
              await enter(paths.dashboard())
            }}
          />
        </Card>
      )}
    </LinkGate>
  )
}

function Missing({ title, text }: { title: string; text: string }) {
  const t = useTexts(authTexts).setup
  return (
    <Card title={title} text={text}>
      <div className="grid gap-1.5">
        <p className="text-sm text-ink-3">{t.where}</p>
        <code className="rounded-md bg-sunken px-3 py-2 font-mono text-sm">{`${location.origin}/setup#…`}</code>
      </div>
      <div className="grid gap-1.5 border-t border-line pt-4 text-sm">
        <h2 className="font-semibold">{t.lost}</h2>
        <p className="text-ink-2">{t.lostText}</p>
        <code className="rounded-md bg-sunken px-3 py-2 font-mono">docker compose logs app</code>
      </div>
    </Card>
  )
}
