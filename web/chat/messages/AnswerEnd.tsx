import type { ChatMessage, Usage } from '#shared/chat.ts'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { cx } from '../../ui/classes.ts'
import { ArrowDownIcon } from '../../ui/icons.tsx'
import { Time } from '../../ui/Time.tsx'
import { CopyButton } from '../CopyButton.tsx'
import { chatTexts } from '../texts.ts'
import { useBranchActions } from '../tree/actions.ts'
import { BranchWalker } from '../tree/BranchWalker.tsx'
import { Regenerate } from '../tree/Regenerate.tsx'
import { treeTexts } from '../tree/texts.ts'
import { shortDollars } from '../writeFigures.ts'
import type { AnswerActions } from './Answer.tsx'
import { Failure } from './Failure.tsx'

type Props = { message: ChatMessage; last: boolean } & AnswerActions

/** How an answer ended, and what can be done with it. */
export function AnswerEnd({ message, last, onChooseModel }: Props) {
  const t = useTexts(chatTexts)
  const { busy, onRegenerate } = useBranchActions()
  const again = busy || !last ? null : () => onRegenerate(message)
  return (
    <>
      <NotSent message={message} />
      {message.error && <Failure error={message.error} at={message.created_at} onAskAgain={again} onChooseModel={last ? onChooseModel : null} />}
      <Ending message={message} last={last} />
      <footer
        className={cx(
          'mt-1.5 -ml-1 flex min-h-7 flex-wrap pointer-coarse:-ml-3.5 items-center gap-0.5 text-xs text-ink-3 transition-opacity',
          !last && message.siblings.count < 2 && 'pointer-fine:opacity-0 pointer-fine:group-focus-within:opacity-100 pointer-fine:group-hover:opacity-100',
        )}
      >
        {message.content && <CopyButton text={message.content} label={t.answer.copy} />}
        <Regenerate message={message} />
        <BranchWalker message={message} />
        <span className="ml-1.5 flex items-center gap-2 whitespace-nowrap first:ml-1 pointer-coarse:ml-3.5">
          <Time at={message.created_at} />
          {message.usage && <UsageLine usage={message.usage} />}
        </span>
      </footer>
    </>
  )
}

function Ending({ message, last }: { message: ChatMessage; last: boolean }) {
  const t = useTexts(chatTexts)
  const tree = useTexts(treeTexts)
  const { busy, onContinue } = useBranchActions()
  const text = howItEnded(message, t.answer)
  const unfinished = last && isUnfinished(message)
  if (!text && !unfinished) return null
  return (
    <div className={cx('mt-2 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-sm', message.status === 'interrupted' ? 'text-warn' : 'text-ink-3')}>
      {text && <span>{text}</span>}
      {unfinished && (
        <Button size="small" icon={<ArrowDownIcon />} disabled={busy} onClick={() => onContinue(message)}>
          {tree.continue}
        </Button>
      )}
    </div>
  )
}

/** What the model can go on with. */
const isUnfinished = ({ status, finish_reason, content }: ChatMessage) =>
  content.trim() !== '' && (status === 'stopped' || status === 'interrupted' || status === 'failed' || finish_reason === 'length')

/** What is worth saying of an ending; nothing of a good one. */
export function howItEnded({ status, finish_reason, content }: ChatMessage, texts: (typeof chatTexts)['en']['answer']): string | null {
  if (status === 'stopped') return texts.stopped
  if (status === 'interrupted') return texts.interrupted
  if (finish_reason === 'length') return texts.length
  if (finish_reason === 'content_filter') return texts.filtered
  return status === 'complete' && !content ? texts.empty : null
}

/** What the model did not get to read: nobody should wonder why it has forgotten. */
function NotSent({ message: { left_out, shortened, files_left_out } }: { message: ChatMessage }) {
  const t = useTexts(chatTexts)
  const { number } = useFormats()
  const told = [
    left_out > 0 && t.answer.leftOut(number(left_out)),
    shortened > 0 && t.answer.shortened(number(shortened)),
    files_left_out > 0 && t.answer.filesLeftOut(number(files_left_out)),
  ].filter(Boolean)
  if (told.length === 0) return null
  return <p className="mt-2 text-sm text-ink-3">{told.join(t.answer.andThen)}</p>
}

export function UsageLine({ usage }: { usage: Usage }) {
  const t = useTexts(chatTexts)
  const { number } = useFormats()
  if (usage.total_tokens === 0) return null
  return (
    <span data-tip={t.answer.usage(number(usage.prompt_tokens), number(usage.completion_tokens))}>
      {t.answer.tokens(number(usage.total_tokens))}
      {usage.cached_tokens > 0 && <> · {t.answer.cached(number(usage.cached_tokens))}</>}
      {usage.cost !== null && <> · {t.answer.cost(shortDollars(usage.cost))}</>}
    </span>
  )
}
