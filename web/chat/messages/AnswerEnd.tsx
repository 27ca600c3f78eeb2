import type { ChatMessage, Usage } from '#shared/chat.ts'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { cx } from '../../ui/classes.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { RestoreIcon } from '../../ui/icons.tsx'
import { Time } from '../../ui/Time.tsx'
import { CopyButton } from '../CopyButton.tsx'
import { chatTexts } from '../texts.ts'
import { shortDollars } from '../writeFigures.ts'
import type { AnswerActions } from './Answer.tsx'
import { Failure } from './Failure.tsx'

type Props = { message: ChatMessage; question: string; last: boolean } & AnswerActions

/** How an answer ended, and what can be done with it. */
export function AnswerEnd({ message, question, last, onAskAgain, onChooseModel }: Props) {
  const t = useTexts(chatTexts)
  const again = onAskAgain && question ? () => onAskAgain(question) : null
  return (
    <>
      <Ending message={message} onAskAgain={last ? again : null} />
      {message.error && <Failure error={message.error} at={message.created_at} onAskAgain={last ? again : null} onChooseModel={last ? onChooseModel : null} />}
      <footer
        className={cx(
          'mt-1.5 -ml-1 flex h-7 items-center gap-0.5 text-xs text-ink-3 transition-opacity',
          !last && 'pointer-fine:opacity-0 pointer-fine:group-focus-within:opacity-100 pointer-fine:group-hover:opacity-100',
        )}
      >
        {message.content && <CopyButton text={message.content} label={t.answer.copy} />}
        {again && last && !message.error && message.status !== 'interrupted' && (
          <IconButton icon={RestoreIcon} label={t.answer.again} data-tip={t.answer.againHint} size="small" onClick={again} />
        )}
        <span className="ml-1.5 flex items-center gap-2 first:ml-1">
          <Time at={message.created_at} />
          {message.usage && <UsageLine usage={message.usage} />}
        </span>
      </footer>
    </>
  )
}

function Ending({ message, onAskAgain }: { message: ChatMessage; onAskAgain: (() => void) | null }) {
  const t = useTexts(chatTexts)
  const text = howItEnded(message, t.answer)
  if (!text) return null
  const cut = message.status === 'interrupted'
  return (
    <div className={cx('mt-2 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-sm', cut ? 'text-warn' : 'text-ink-3')}>
      {text}
      {cut && onAskAgain && (
        <Button size="small" icon={<RestoreIcon />} onClick={onAskAgain}>
          {t.answer.again}
        </Button>
      )}
    </div>
  )
}

/** What is worth saying of an ending; nothing of a good one. */
function howItEnded({ status, finish_reason, content }: ChatMessage, texts: (typeof chatTexts)['en']['answer']): string | null {
  if (status === 'stopped') return texts.stopped
  if (status === 'interrupted') return texts.interrupted
  if (finish_reason === 'length') return texts.length
  if (finish_reason === 'content_filter') return texts.filtered
  return status === 'complete' && !content ? texts.empty : null
}

function UsageLine({ usage }: { usage: Usage }) {
  const t = useTexts(chatTexts)
  const { number } = useFormats()
  if (usage.total_tokens === 0) return null
  return (
    <span data-tip={t.answer.usage(number(usage.prompt_tokens), number(usage.completion_tokens))}>
      {t.answer.tokens(number(usage.total_tokens))}
      {usage.cost !== null && <> · {t.answer.cost(shortDollars(usage.cost))}</>}
    </span>
  )
}
