import type { ChatMessage, Usage } from '#shared/chat.ts'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
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
      <Ending message={message} />
      {message.error && <Failure error={message.error} at={message.created_at} onAskAgain={last ? again : null} onChooseModel={last ? onChooseModel : null} />}
      <footer
        className={cx(
          'mt-1.5 -ml-1 flex h-7 items-center gap-0.5 text-xs text-ink-3 transition-opacity',
          !last && 'pointer-fine:opacity-0 pointer-fine:group-focus-within:opacity-100 pointer-fine:group-hover:opacity-100',
        )}
      >
        {message.content && <CopyButton text={message.content} label={t.answer.copy} />}
        {again && last && !message.error && <IconButton icon={RestoreIcon} label={t.answer.again} data-tip={t.answer.againHint} size="small" onClick={again} />}
        <span className="ml-1.5 flex items-center gap-2">
          <Time at={message.created_at} />
          {message.usage && <UsageLine usage={message.usage} />}
        </span>
      </footer>
    </>
  )
}

function Ending({ message }: { message: ChatMessage }) {
  const t = useTexts(chatTexts)
  const { status, finish_reason, content } = message
  const text =
    status === 'stopped'
      ? t.answer.stopped
      : status === 'interrupted'
        ? t.answer.interrupted
        : finish_reason === 'length'
          ? t.answer.length
          : finish_reason === 'content_filter'
            ? t.answer.filtered
            : status === 'complete' && !content
              ? t.answer.empty
              : null
  if (!text) return null
  return <p className={cx('mt-2 text-sm', status === 'interrupted' ? 'text-warn' : 'text-ink-3')}>{text}</p>
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
