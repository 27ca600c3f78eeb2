import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ChatMessage } from '#shared/chat.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { cx } from '../../ui/classes.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { CheckIcon } from '../../ui/icons.tsx'
import { toast } from '../../ui/Toast.tsx'
import { CopyButton } from '../CopyButton.tsx'
import { StopIcon } from '../icons.tsx'
import { Head, isWhole, Waiting } from '../messages/Answer.tsx'
import { howItEnded, UsageLine } from '../messages/AnswerEnd.tsx'
import { AnswerText } from '../messages/AnswerText.tsx'
import { Failure } from '../messages/Failure.tsx'
import { useModelName } from '../messages/ModelName.tsx'
import { Reasoning } from '../messages/Reasoning.tsx'
import { Sources } from '../messages/Sources.tsx'
import { stopGeneration } from '../queries.ts'
import { answerOf } from '../stream/messagesOf.ts'
import { chatTexts } from '../texts.ts'
import { treeTexts } from '../tree/texts.ts'
import { comparisonQuery } from './comparisonQueries.ts'

/** One of the answers that are compared. */
export function Column({
  message,
  shown,
  busy,
  disabled,
  onKeep,
}: {
  message: ChatMessage
  shown: boolean
  busy: boolean
  disabled: boolean
  onKeep: () => void
}) {
  const t = useTexts(chatTexts)
  const tree = useTexts(treeTexts)
  const [stopping, setStopping] = useState(false)
  const { data: live } = useQuery({ ...comparisonQuery(message.session_id), select: (answers) => answers[message.generation_id ?? ''] })
  const read = live && message.status === 'running' && live.text.length >= message.content.length ? answerOf(live, message.created_at) : null
  const now = read ?? message
  const running = now.status === 'running'
  const name = useModelName(now.model)
  const ending = running ? null : howItEnded(now, t.answer)
  const stop = () => {
    if (!now.generation_id) return
    setStopping(true)
    stopGeneration(now.generation_id).catch(() => {
      setStopping(false)
      toast({ text: t.failure.stopFailed, tone: 'failed' })
    })
  }
  return (
    <article
      id={`answer-${message.id}`}
      aria-label={name}
      aria-busy={running}
      className={cx('flex min-w-0 flex-col rounded-xl border border-line bg-surface px-4 pt-3 pb-2.5', !shown && 'max-sm:hidden')}
    >
      <Head model={now.model} asked={now.asked_model} running={running} />
      {now.reasoning && <Reasoning text={now.reasoning} running={running && !now.content} took={now.reasoning_ms} />}
      <div className="min-w-0 flex-1">
        <AnswerText text={now.content} end={running ? 'growing' : isWhole(now) ? 'whole' : 'cut'} />
        {running && !now.content && !now.reasoning && <Waiting />}
        {!running && now.sources.length > 0 && <Sources sources={now.sources} />}
        {ending && <p className="mt-2 text-sm text-ink-3">{ending}</p>}
        {now.error && <Failure error={now.error} at={now.created_at} onAskAgain={null} onChooseModel={null} />}
      </div>
      <footer className="mt-2.5 flex min-h-8 flex-wrap items-center gap-1.5 text-xs text-ink-3">
        <Button size="small" icon={<CheckIcon />} busy={busy} disabled={disabled && !busy} data-tip={tree.keepHint} onClick={onKeep}>
          {tree.keep}
        </Button>
        {running ? (
          <IconButton icon={StopIcon} size="small" label={tree.stopOne(name)} disabled={stopping} onClick={stop} />
        ) : (
          now.content && <CopyButton text={now.content} label={t.answer.copy} />
        )}
        {!running && now.usage && <UsageLine usage={now.usage} />}
      </footer>
    </article>
  )
}
