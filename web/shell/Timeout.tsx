import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { errorMessage } from '../api.ts'
import { useTexts } from '../i18n/texts.ts'
import { leave, signOut, timeOut } from '../session/leave.ts'
import { renew } from '../session/renew.ts'
import { recallTime } from '../session/storage.ts'
import { type Judgement, judge, type Timing } from '../session/timeout.ts'
import { meQuery } from '../session.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { shellTexts } from './texts.ts'

/** Whoever is writing or clicking calls the server this often at least; of short timeouts a quarter. */
const USE_TOLD_EVERY_MS = 4 * 60_000
const activity = ['pointerdown', 'keydown', 'wheel'] as const
/** When another tab may have used the sign-in, and when timers may have slept. */
const wakings = ['focus', 'pageshow', 'storage'] as const

/** Watches over the end of a sign-in: warns of it, and leaves when it has come. */
export function Timeout({ session }: { session: Timing }) {
  const client = useQueryClient()
  const [warning, setWarning] = useState<Judgement | null>(null)
  const [dismissed, setDismissed] = useState(false)

  useEffect(() => {
    let timer = 0
    let warned = false
    let told = 0
    const look = () => {
      clearTimeout(timer)
      const now = Date.now()
      const judgement = judge(now, recallTime('used') || now, session)
      warned = judgement.state === 'warn'
      setWarning(warned ? judgement : null)
      if (judgement.state === 'over' && judgement.by === 'idle') return timeOut()
      // Of its age only the server's clock can tell; asked after the end, it sends to the sign-in page.
      if (judgement.state === 'over') void client.invalidateQueries({ queryKey: meQuery.queryKey })
      timer = window.setTimeout(look, judgement.wait)
    }
    const onActivity = () => {
      const often = Math.min(USE_TOLD_EVERY_MS, (session.idle_seconds * 1000) / 4)
      const now = Date.now()
      // While the question is open, the answer is to be given to it.
      if (warned || now - Math.max(told, recallTime('used')) < often) return
      told = now
      renew(now).then(look, () => undefined)
    }
    look()
    for (const name of activity) document.addEventListener(name, onActivity, { capture: true, passive: true })
    for (const name of wakings) addEventListener(name, look)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearTimeout(timer)
      for (const name of activity) document.removeEventListener(name, onActivity, { capture: true })
      for (const name of wakings) removeEventListener(name, look)
      document.removeEventListener('visibilitychange', look)
    }
  }, [session, client])

  if (!warning || (warning.by === 'age' && dismissed)) return null
  return <Warning warning={warning} onStay={() => setWarning(null)} onLater={() => setDismissed(true)} />
}

function Warning({ warning, onStay, onLater }: { warning: Judgement; onStay: () => void; onLater: () => void }) {
  const { timeout: t, signOut: signOutLabel } = useTexts(shellTexts)
  const seconds = useSecondsUntil(warning.at)
  const [error, setError] = useState('')
  const [busy, setBusy] = useState(false)
  const last = warning.by === 'age'

  const attempt = async (run: () => Promise<void>) => {
    setBusy(true)
    setError('')
    await run().catch((thrown: unknown) => setError(errorMessage(thrown)))
    setBusy(false)
  }
  const stay = () => (last ? onLater() : void attempt(() => renew(Date.now()).then(onStay)))
  return (
    <Dialog
      title={t.title}
      width="narrow"
      keep
      onClose={stay}
      footer={
        last ? (
          <>
            <Button onClick={onLater}>{t.later}</Button>
            <Button tone="primary" data-autofocus onClick={() => leave('expired')}>
              {t.again}
            </Button>
          </>
        ) : (
          <>
            <Button onClick={() => void attempt(signOut)}>{signOutLabel}</Button>
            <Button tone="primary" data-autofocus busy={busy} onClick={stay}>
              {t.stay}
            </Button>
          </>
        )
      }
    >
      <p className="text-ink-2">{last ? t.lastText : t.text}</p>
      <p role="timer" className="mt-3 text-lg font-semibold tabular-nums">
        {t.left(seconds)}
      </p>
      <p role="alert" className="mt-2 text-sm text-danger empty:hidden">
        {error}
      </p>
    </Dialog>
  )
}

function useSecondsUntil(at: number): number {
  const left = () => Math.max(0, Math.ceil((at - Date.now()) / 1000))
  const [seconds, setSeconds] = useState(left)
  useEffect(() => {
    const timer = setInterval(() => setSeconds(left()), 250)
    return () => clearInterval(timer)
  })
  return seconds
}
