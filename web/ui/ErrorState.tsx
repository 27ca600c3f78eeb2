import { useTexts } from '../i18n/texts.ts'
import { Button } from './Button.tsx'
import { RestoreIcon, WarningIcon } from './icons.tsx'
import { uiTexts } from './texts.ts'

export type ErrorStateProps = { title?: string; text: string; requestId?: string | null; onRetry?: () => void; busy?: boolean; page?: boolean }

/** Says what did not work, and offers to try again. */
export function ErrorState({ title, text, requestId, onRetry, busy = false, page = false }: ErrorStateProps) {
  const Title = page ? 'h1' : 'p'
  const t = useTexts(uiTexts)
  return (
    <div role="alert" className="mx-auto flex max-w-md flex-col items-center gap-2 px-6 py-12 text-center">
      <span className="mb-1 grid size-11 place-items-center rounded-xl bg-danger-soft text-danger">
        <WarningIcon size={20} />
      </span>
      <Title className="text-lg font-semibold">{title ?? t.failed}</Title>
      <p className="text-ink-2">{text}</p>
      {requestId && <p className="font-mono text-xs text-ink-3">{t.requestId(requestId)}</p>}
      {onRetry && (
        <Button className="mt-3" busy={busy} icon={<RestoreIcon />} onClick={onRetry}>
          {t.retry}
        </Button>
      )}
    </div>
  )
}
