import { AcceptInvitation } from '#shared/auth.ts'
import { useTexts } from '../i18n/texts.ts'
import { paths } from '../paths.ts'
import { AccountForm } from './AccountForm.tsx'
import { Card } from './Card.tsx'
import { CookiesRefused } from './CookiesRefused.tsx'
import { DeadEnd, LinkGate } from './LinkGate.tsx'
import { acceptInvitation } from './queries.ts'
import { authTexts } from './texts.ts'
import { useEntry } from './useEntry.ts'
import { useLinkToken } from './useLinkToken.ts'

export function InvitePage() {
  const t = useTexts(authTexts).invite
  const token = useLinkToken()
  const { enter, refused, retry } = useEntry()
  const invalid = <DeadEnd title={t.invalidTitle} text={t.invalidText} />
  if (refused) return <CookiesRefused onRetry={retry} />
  if (token === null) return invalid
  return (
    <LinkGate key={token} purpose="invitation" token={token} invalid={invalid}>
      {({ email }) => (
        <Card title={t.title} text={t.text}>
          <AccountForm
            email={email ?? ''}
            schema={AcceptInvitation}
            read={({ name, password }) => ({ token, name, password })}
            submit={t.submit}
            send={async (account) => {
              await acceptInvitation(account)
              await enter(paths.dashboard())
            }}
          />
        </Card>
      )}
    </LinkGate>
  )
}
