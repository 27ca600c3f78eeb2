import type { ProviderState } from '#shared/models.ts'
import { useTexts } from '../../i18n/texts.ts'
import { modelSettingsTexts } from './texts.ts'

/** What is wrong, what to do, and the service's own words for who needs them. */
export function Problem({ problem }: { problem: NonNullable<ProviderState['problem']> }) {
  const t = useTexts(modelSettingsTexts).connection
  const advice: Record<string, string> = t.advice
  return (
    <div className="grid gap-1 text-sm">
      <p className="text-danger">{problem.message}</p>
      <p>{(Object.hasOwn(advice, problem.code) && advice[problem.code]) || t.advice.other}</p>
      {problem.detail && (
        <details>
          <summary className="w-fit cursor-pointer text-ink-3 hover:text-ink">{t.detail}</summary>
          <p className="mt-1 rounded bg-sunken px-2 py-1.5 font-mono text-xs break-words">{problem.detail}</p>
        </details>
      )}
    </div>
  )
}
