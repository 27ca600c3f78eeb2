import { type KeyboardEvent, useId, useState } from 'react'
import { COMMENT_MAX } from '#shared/comments.ts'
import { errorMessage } from '../../api.ts'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { TextArea } from '../../ui/Field.tsx'
import { isComposing } from '../../ui/isComposing.ts'
import { toast } from '../../ui/Toast.tsx'
import { keepDraft, readDraft } from './drafts.ts'
import { commentTexts } from './texts.ts'

/** So near to the end one is told how much room is left. */
const NEAR = 200

type Props = {
  /** The item or the comment that is written of. */
  of: string
  start: string
  label: string
  action: string
  denied: string | undefined
  onSend: (body: string) => Promise<unknown>
  /** Where what is written takes the place of what is there. */
  onCancel?: () => void
}

/** What is about to be said. Ctrl+Enter sends it; what is not sent yet is kept. */
export function CommentForm({ of, start, label, action, denied, onSend, onCancel }: Props) {
  const t = useTexts(commentTexts)
  const formats = useFormats()
  const id = useId()
  const [text, setText] = useState(() => readDraft(of) ?? start)
  const [busy, setBusy] = useState(false)
  // As the database counts: what looks like one character is one.
  const length = Array.from(text).length
  const over = length - COMMENT_MAX
  const write = (next: string) => {
    setText(next)
    keepDraft(of, next === start ? null : next)
  }
  const send = async () => {
    if (busy || denied || text.trim() === '' || over > 0) return
    setBusy(true)
    try {
      await onSend(text)
      keepDraft(of, null)
      setText('')
    } catch (error) {
      toast({ tone: 'failed', text: t.notSent(errorMessage(error)) })
    } finally {
      setBusy(false)
    }
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      void send()
    } else if (event.key === 'Escape' && onCancel) {
      event.preventDefault()
      event.stopPropagation()
      keepDraft(of, null)
      onCancel()
    }
  }
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <TextArea
        aria-label={label}
        placeholder={onCancel ? undefined : t.placeholder}
        rows={2}
        value={text}
        readOnly={denied !== undefined}
        aria-invalid={over > 0 ? true : undefined}
        aria-describedby={over > -NEAR ? id : undefined}
        className="field-sizing-content max-h-60 w-full resize-none"
        data-autofocus={onCancel ? true : undefined}
        ref={(element) => {
          if (onCancel && element && document.activeElement !== element && !element.dataset.begun) {
            element.dataset.begun = 'true'
            element.focus()
            element.setSelectionRange(element.value.length, element.value.length)
          }
        }}
        onChange={(event) => write(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="flex items-center justify-end gap-2">
        <span id={id} role="status" className={over > 0 ? 'mr-auto text-sm text-danger' : 'mr-auto text-sm text-ink-3'}>
          {over > 0 ? t.tooLong(formats.number(over)) : over > -NEAR ? t.left(formats.number(COMMENT_MAX - length)) : ''}
        </span>
        {onCancel && (
          <Button
            size="small"
            tone="quiet"
            onClick={() => {
              keepDraft(of, null)
              onCancel()
            }}
          >
            {t.cancel}
          </Button>
        )}
        <Button size="small" tone="primary" submit busy={busy} denied={denied ?? (over > 0 ? t.tooLong(formats.number(over)) : undefined)}>
          {action}
        </Button>
      </div>
    </form>
  )
}
