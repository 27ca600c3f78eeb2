import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { type ChatMessage, MESSAGE_MAX } from '#shared/chat.ts'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { isComposing } from '../../ui/isComposing.ts'
import { grow } from '../composer/grow.ts'
import { chatTexts } from '../texts.ts'
import { useBranchActions } from './actions.ts'
import { treeTexts } from './texts.ts'

/** A question in its own place, to be asked otherwise. */
export function EditQuestion({ message }: { message: ChatMessage }) {
  const t = useTexts(treeTexts)
  const chat = useTexts(chatTexts)
  const { number } = useFormats()
  const { busy, editing, onEdit, onSave } = useBranchActions()
  const area = useRef<HTMLTextAreaElement>(null)
  const hintId = useId()
  const [text, setText] = useState(editing?.text ?? message.content)
  const over = text.length - MESSAGE_MAX
  const ready = (text.trim() !== '' || message.attachments.length > 0) && over <= 0 && !busy

  useEffect(() => {
    const element = area.current
    element?.focus()
    element?.setSelectionRange(element.value.length, element.value.length)
  }, [])
  useLayoutEffect(() => grow(area.current))

  const save = () => {
    if (!ready) return
    if (text === message.content) onEdit(null)
    else onSave(message, text)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return
    if (event.key === 'Enter' && !event.shiftKey) save()
    else if (event.key === 'Escape') onEdit(null)
    else return
    // Escape would also stop an answer.
    event.preventDefault()
  }
  return (
    <div className="ml-auto w-full max-w-[85%] rounded-2xl rounded-br-md border border-accent bg-surface p-2">
      <textarea
        ref={area}
        rows={1}
        value={text}
        aria-label={t.editLabel}
        aria-describedby={hintId}
        aria-invalid={over > 0}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        className="block max-h-[50dvh] w-full resize-none bg-transparent px-1.5 py-0.5 text-[0.9375rem] leading-6 outline-none pointer-coarse:text-base"
      />
      <div className="mt-1.5 flex flex-wrap items-center justify-end gap-2">
        <p id={hintId} className={`min-w-0 flex-1 px-1.5 text-xs ${over > 0 ? 'text-danger' : 'text-ink-3'}`}>
          {over > 0 ? (
            chat.composer.tooLong(number(over))
          ) : busy ? (
            chat.composer.busy
          ) : (
            <>
              <span className="pointer-coarse:hidden">{t.editKeys}</span>
              {t.editHint}
            </>
          )}
        </p>
        <Button size="small" tone="quiet" onClick={() => onEdit(null)}>
          {t.cancel}
        </Button>
        <Button size="small" tone="primary" disabled={!ready} onClick={save}>
          {t.save}
        </Button>
      </div>
    </div>
  )
}
