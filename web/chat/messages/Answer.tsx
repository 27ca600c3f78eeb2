import { useQuery } from '@tanstack/react-query'
import { memo } from 'react'
import type { ChatMessage } from '#shared/chat.ts'
import { useTexts } from '../../i18n/texts.ts'
import { cx } from '../../ui/classes.ts'
import { SparkIcon } from '../icons.tsx'
import { liveQuery } from '../queries.ts'
import { answerOf } from '../stream/messagesOf.ts'
import { chatTexts } from '../texts.ts'
import { AnswerEnd } from './AnswerEnd.tsx'
import { AnswerText } from './AnswerText.tsx'
import type { Place } from './MessageList.tsx'
import { ModelName } from './ModelName.tsx'
import { Reasoning } from './Reasoning.tsx'
import { Sources } from './Sources.tsx'

export type AnswerActions = {
  onChooseModel: () => void
}

type Props = { message: ChatMessage; last: boolean } & Place & AnswerActions

/** An answer, from the history or, while this page reads it, from the stream. Only the row that grows is drawn again with each frame. */
export const Answer = memo(function Answer({ message, last, place, of, ...actions }: Props) {
  const t = useTexts(chatTexts)
  const { data: live } = useQuery({ ...liveQuery(message.session_id), select: (answer) => (answer?.ids?.message === message.id ? answer : null) })
  // What was stored of a running answer stands until the stream, read from its beginning, has caught up with it.
  const read = live && live.text.length >= message.content.trimEnd().length ? answerOf(live, message.created_at) : null
  const shown = read ? { ...read, parent_id: message.parent_id, siblings: message.siblings } : message
  const running = shown.status === 'running'
  return (
    <article aria-label={t.assistant} aria-busy={running} aria-posinset={place} aria-setsize={of} tabIndex={-1} className="group pt-2 pb-2 outline-none">
      <Head model={shown.model} asked={shown.asked_model} running={running} />
      {shown.reasoning && <Reasoning text={shown.reasoning} running={running && !shown.content} took={shown.reasoning_ms} />}
      <AnswerText text={shown.content} end={running ? 'growing' : isWhole(shown) ? 'whole' : 'cut'} />
      {running && !shown.content && !shown.reasoning && <Waiting />}
      {/* Below a growing text they would move with every line. */}
      {!running && shown.sources.length > 0 && <Sources sources={shown.sources} />}
      {!running && <AnswerEnd message={shown} last={last} {...actions} />}
    </article>
  )
})

/** Of one that the model did not end itself the last words may be half a mark. */
export const isWhole = ({ finish_reason: reason }: ChatMessage) => reason === null || reason === 'stop' || reason === 'tool_calls'

/** The place of an answer whose question is on its way, as high as the answer will be when it begins. */
export const Awaited = () => (
  <div className="pt-2 pb-2">
    <Head model={null} running />
    <Waiting />
  </div>
)

export const Head = ({ model, asked = null, running }: { model: string | null; asked?: string | null; running: boolean }) => (
  <header className="mb-1 flex h-5 items-center gap-1.5 text-xs text-ink-3">
    <SparkIcon size={14} className={cx('shrink-0 text-accent', running && 'chat-pulse')} />
    <ModelName id={model} asked={asked} />
  </header>
)

export function Waiting() {
  const t = useTexts(chatTexts)
  return (
    <p className="flex h-7 items-center gap-2 text-ink-3">
      <span className="chat-dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {t.answer.waiting}
    </p>
  )
}
