import { useFormats } from '../../i18n/format.ts'
import { useMoney } from '../../i18n/money.ts'
import { useTexts } from '../../i18n/texts.ts'
import { costTexts } from './texts.ts'
import { useSessionUsage } from './useSessionUsage.ts'

/** What the conversation has cost. Nothing where it cost nothing, as with models of one's own. */
export function SessionCost({ sessionId, running }: { sessionId: string | null; running: boolean }) {
  const t = useTexts(costTexts)
  const { number } = useFormats()
  const money = useMoney()
  const usage = useSessionUsage(sessionId, running)
  if (!usage || Number(usage.cost) === 0) return null
  const cost = money(usage.cost)
  const tokens = [
    t.tokens(number(usage.prompt_tokens), number(usage.completion_tokens)),
    ...(usage.cached_tokens > 0 ? [t.cached(number(usage.cached_tokens))] : []),
    ...(usage.pending > 0 ? [t.pending(number(usage.pending))] : []),
  ]
  return (
    <button
      type="button"
      data-tells=""
      data-tip={tokens.join(t.comma)}
      aria-label={t.conversation(cost)}
      className="h-7 shrink-0 rounded-md px-1.5 text-sm text-ink-3 tabular-nums hover:bg-hover hover:text-ink pointer-coarse:h-11"
    >
      {cost}
    </button>
  )
}
