import { useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import { useTexts } from '../i18n/texts.ts'
import { useGo } from '../link.tsx'
import { paths } from '../paths.ts'
import { followOtherTabs } from '../session/leave.ts'
import { recall } from '../session/storage.ts'
import { QueryFailed } from '../ui/QueryFailed.tsx'
import { Card } from './Card.tsx'
import { CodeStep } from './CodeStep.tsx'
import { CookiesRefused } from './CookiesRefused.tsx'
import { nextPath } from './nextPath.ts'
import { PasswordStep } from './PasswordStep.tsx'
import { signInOptionsQuery } from './queries.ts'
import { authTexts } from './texts.ts'
import { useEntry } from './useEntry.ts'

/** What was typed before the code was asked for; sent again with it. */
export type Credentials = { email: string; password: string }

/** Signing in, in one step or two, and then back to where somebody wanted to go. */
export function LoginPage() {
  const t = useTexts(authTexts)
  const go = useGo()
  const options = useQuery(signInOptionsQuery)
  const { enter, tryToEnter, refused, retry } = useEntry()
  const [credentials, setCredentials] = useState<Credentials | null>(null)
  const search = new URLSearchParams(location.search)
  const next = nextPath(search.get('next'))
  const named = search.get('reason') ?? ''
  const reason = t.login.reasons[named]

  const enterHere = useEffectEvent(() => void tryToEnter(next).catch(() => undefined))
  useEffect(() => {
    // Signed in already, as somebody is who comes here by a bookmark.
    if (recall('signed-in')) enterHere()
    return followOtherTabs(() => enterHere())
  }, [])

  const needsSetup = options.data?.needs_setup === true
  const goToSetup = useEffectEvent(() => go(paths.setup(), { replace: true }))
  useEffect(() => {
    if (needsSetup) goToSetup()
  }, [needsSetup])

  if (refused) return <CookiesRefused onRetry={retry} />
  if (options.error && !options.data)
    return (
      <Card title={t.login.title}>
        <QueryFailed query={options} />
      </Card>
    )
  if (credentials) return <CodeStep credentials={credentials} onDone={() => enter(next)} onBack={() => setCredentials(null)} />
  return (
    <PasswordStep
      options={options.data}
      next={next}
      reason={reason ? { text: reason, bad: named.startsWith('company') } : null}
      onDone={() => enter(next)}
      onCodeWanted={setCredentials}
    />
  )
}
