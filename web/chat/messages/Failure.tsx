import { useEffect, useState } from 'react'
import type { ChatFailure } from '#shared/chat.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Link } from '../../link.tsx'
import { paths } from '../../paths.ts'
import { useCan } from '../../session.ts'
import { Button, buttonClass } from '../../ui/Button.tsx'
import { RestoreIcon, WarningIcon } from '../../ui/icons.tsx'
import { ExternalIcon } from '../icons.tsx'
import { chatTexts } from '../texts.ts'

/** Where another model may do what this one did not. */
const otherModelHelps = new Set([
  'MODEL_INPUT_TOO_LONG',
  'MODEL_NOT_ALLOWED',
  'MODEL_ATTACHMENT_UNSUPPORTED',
  'MODEL_REFUSED',
  'MODEL_UNAVAILABLE',
  'MODEL_TIMEOUT',
  'MODEL_ANSWER_INVALID',
  'MODEL_REQUEST_INVALID',
  'MODEL_RATE_LIMITED',
])
/** What only whoever looks after the provider's account can put right. */
const ofTheAccount = new Set(['MODEL_CREDITS_EXHAUSTED', 'MODEL_AUTHENTICATION_FAILED'])
/** Longer waits are told in minutes. */
const SECONDS_SHOWN = 120
const creditsPage = 'https://openrouter.ai/settings/credits'

type Props = {
  error: ChatFailure
  /** When the answer began: a wait that the provider asked for counts from there. */
  at: string
  onAskAgain: (() => void) | null
  onChooseModel: (() => void) | null
}

/** What went wrong, in words, and the one or two things that can help. */
export function Failure({ error, at, onAskAgain, onChooseModel }: Props) {
  const t = useTexts(chatTexts)
  const mayManage = useCan('system:manage')
  const wait = useSecondsUntil(error.retry_after === null ? null : Date.parse(at) + error.retry_after * 1000, error.retry_after ?? 0)
  const waiting = wait < SECONDS_SHOWN ? t.failure.wait(wait) : t.failure.waitMinutes(Math.ceil(wait / 60))
  const told = [
    error.message,
    ofTheAccount.has(error.code) && !mayManage && t.failure.tellAdministrator,
    error.code === 'MODEL_AUTHENTICATION_FAILED' && mayManage && t.failure.checkKey,
    !onAskAgain && wait > 0 && waiting,
  ]
  return (
    <div className="mt-2 rounded-lg border border-line bg-danger-soft px-3 py-2.5">
      <p className="flex gap-2 text-danger">
        <WarningIcon className="mt-[3px] shrink-0" />
        <span>{told.filter(Boolean).join(t.answer.andThen)}</span>
      </p>
      <div className="mt-2 ml-6 flex flex-wrap gap-2 empty:hidden">
        {error.code === 'MODEL_CREDITS_EXHAUSTED' && mayManage && (
          <a className={buttonClass('plain', 'small')} href={creditsPage} target="_blank" rel="noopener noreferrer">
            <ExternalIcon />
            {t.failure.addCredits}
          </a>
        )}
        {onAskAgain && (
          <Button size="small" icon={<RestoreIcon />} disabled={wait > 0} onClick={onAskAgain}>
            {wait > 0 ? waiting : t.answer.again}
          </Button>
        )}
        {error.code === 'MODEL_INPUT_TOO_LONG' && (
          <Link className={buttonClass('plain', 'small')} href={paths.chat()} exact>
            {t.failure.newChat}
          </Link>
        )}
        {onChooseModel && otherModelHelps.has(error.code) && (
          <Button size="small" onClick={onChooseModel}>
            {t.failure.otherModel}
          </Button>
        )}
      </div>
    </div>
  )
}

/** Counts down; never more than `most`, whatever the two clocks say. */
function useSecondsUntil(moment: number | null, most: number): number {
  const left = () => (moment === null ? 0 : Math.min(most, Math.max(0, Math.ceil((moment - Date.now()) / 1000))))
  const [seconds, setSeconds] = useState(left)
  const counting = seconds > 0
  useEffect(() => {
    if (!counting) return
    const timer = setInterval(() => setSeconds(left()), 1_000)
    return () => clearInterval(timer)
  })
  return Math.ceil(seconds)
}
