import type { Attachment } from '#shared/attachments.ts'
import { useFormats } from '../../i18n/format.ts'
import { useMoney } from '../../i18n/money.ts'
import { useTexts } from '../../i18n/texts.ts'
import { cx } from '../../ui/classes.ts'
import { costTexts } from './texts.ts'
import { type Asking, useEstimate } from './useEstimate.ts'

/** What the question would cost at most, before it is sent; by hover, focus or tap what that is made of. */
export function QuestionEstimate({ asking, text, files }: { asking: Asking; text: string; files: Attachment[] }) {
  const t = useTexts(costTexts)
  const { number, compact } = useFormats()
  const money = useMoney()
  const estimated = useEstimate(asking, text, files)
  if (!estimated) return null
  const { prompt_tokens, answer_tokens, prompt, most, left_out, shortened, files_left_out, remaining } = estimated
  const short = remaining !== null && most !== null && Number(remaining) < most
  const about = t.about(compact(prompt_tokens))
  const cost = most !== null && most > 0 ? t.most(money(String(most))) : null
  const parts = [
    prompt === null || prompt === 0 ? t.sends(number(prompt_tokens)) : t.sendsFor(number(prompt_tokens), money(String(prompt))),
    t.answers(number(answer_tokens)),
    ...(asking.models.length > 1 ? [t.together(asking.models.length)] : []),
    ...(left_out > 0 ? [t.leftOut(number(left_out))] : []),
    ...(shortened > 0 ? [t.shortened(number(shortened))] : []),
    ...(files_left_out > 0 ? [t.filesLeftOut(number(files_left_out))] : []),
    ...(remaining === null ? [] : [t.remaining(money(remaining))]),
  ]
  return (
    <button
      type="button"
      data-tells=""
      data-tip={parts.join(t.stop)}
      aria-label={t.estimate(cost === null ? about : `${about}${t.comma}${cost}`)}
      className={cx(
        'h-7 shrink-0 rounded-md px-1.5 text-xs tabular-nums hover:bg-hover hover:text-ink pointer-coarse:h-11',
        short ? 'text-warn' : 'text-ink-3',
      )}
    >
      <span className={cx(cost !== null && 'max-sm:hidden')}>{about}</span>
      {cost !== null && <span className="max-sm:hidden"> · </span>}
      {cost}
    </button>
  )
}
