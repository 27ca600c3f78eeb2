import type { WebhookAttempt } from '#shared/webhooks.ts'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { CheckIcon, XIcon } from '../../ui/icons.tsx'
import { Time } from '../../ui/Time.tsx'
import { Quoted } from './Quoted.tsx'
import { webhookTexts } from './texts.ts'

/** What came of one try. @param test it is said that it was one */
export function Outcome({ attempt: { at, status, duration_ms, error, answer }, test = false }: { attempt: WebhookAttempt; test?: boolean }) {
  const t = useTexts(webhookTexts)
  const { number } = useFormats()
  const reason = error && (status === null ? t.errors[error] : t.withStatus(t.errors[error], status))
  return (
    <div className="flex gap-2.5">
      <span className="mt-0.5 shrink-0">{error ? <XIcon className="text-danger" /> : <CheckIcon className="text-accent" />}</span>
      <div className="grid min-w-0 flex-1 gap-1">
        <p className="flex flex-wrap items-baseline justify-between gap-x-3 text-sm">
          <span className={error ? 'text-danger' : 'text-ink'}>
            {test ? (reason ? t.testFailed(reason) : t.tested(status ?? 0, number(duration_ms))) : (reason ?? String(status))}
          </span>
          {!test && (
            <span className="text-ink-3 tabular-nums">
              {t.took(number(duration_ms))} · <Time at={at} />
            </span>
          )}
        </p>
        {answer !== '' && (
          <Quoted label={t.answer} className="max-h-32">
            {answer}
          </Quoted>
        )}
      </div>
    </div>
  )
}
