import { type ReactNode, useState } from 'react'
import { ApiError, errorMessage } from '../api.ts'
import { useTexts } from '../i18n/texts.ts'
import { Button } from './Button.tsx'
import { Dialog } from './Dialog.tsx'
import { uiTexts } from './texts.ts'
import { useWait } from './useWait.ts'

export type ConfirmDialogProps = {
  /** A question. */
  title: string
  /** What follows from it. */
  children: ReactNode
  /** The answer that does it. */
  confirm: string
  tone?: 'danger' | 'primary'
  /** What it does; `'stay'` where something else takes the dialog's place. */
  onConfirm: () => Promise<unknown>
  onClose: () => void
}

/** Asks before something that cannot be undone. It stays open where that fails, and says why. */
export function ConfirmDialog({ title, children, confirm, tone = 'danger', onConfirm, onClose }: ConfirmDialogProps) {
  const t = useTexts(uiTexts)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState('')
  const wait = useWait()
  const run = async () => {
    setBusy(true)
    setError('')
    try {
      if ((await wait.attempt(onConfirm)) !== 'stay') onClose()
    } catch (thrown) {
      setError(thrown instanceof ApiError && thrown.code === 'RATE_LIMITED' ? '' : errorMessage(thrown))
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={title}
      width="narrow"
      onClose={onClose}
      footer={
        <>
          <Button data-autofocus onClick={onClose}>
            {t.cancel}
          </Button>
          <Button tone={tone} busy={busy} disabled={wait.left > 0} onClick={() => void run()}>
            {wait.left > 0 ? t.wait(wait.left) : confirm}
          </Button>
        </>
      }
    >
      <div className="grid gap-2 text-ink-2">{children}</div>
      <p role="alert" className="mt-3 text-sm text-danger empty:hidden">
        {wait.left > 0 ? t.tryAgainIn(wait.asked) : error}
      </p>
    </Dialog>
  )
}
