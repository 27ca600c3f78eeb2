import { useState } from 'react'
import { ApiError, errorMessage } from '../../api.ts'
import { useTexts } from '../../i18n/texts.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { XIcon } from '../../ui/icons.tsx'
import { chatTexts } from '../texts.ts'
import { Failure } from './Failure.tsx'

/** In which conversation, so that it does not follow the reader to another. */
export type Refusal = { error: unknown; sessionId: string | null }

/** Above the question box: the question did not get through, and is in the box again. */
export function Refused({ refusal: { error }, onDismiss, onChooseModel }: { refusal: Refusal; onDismiss: () => void; onChooseModel: () => void }) {
  const t = useTexts(chatTexts)
  const [at] = useState(() => new Date().toISOString())
  const known = error instanceof ApiError ? error : null
  return (
    <div role="alert" className="relative mb-2">
      <Failure
        error={{ code: known?.code ?? '', message: `${errorMessage(error)} ${t.failure.notSent}`, retryable: true, retry_after: known?.retryAfter ?? null }}
        at={at}
        onAskAgain={null}
        onChooseModel={onChooseModel}
      />
      <IconButton icon={XIcon} size="small" label={t.failure.dismiss} onClick={onDismiss} className="absolute top-2 right-2" />
    </div>
  )
}
