import { useQueryClient } from '@tanstack/react-query'
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type Ref,
  type SubmitEvent,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { ATTACHED_MAX_BYTES, type Attachment, takesKind } from '#shared/attachments.ts'
import { MESSAGE_MAX } from '#shared/chat.ts'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { usePromptMenu } from '../../prompts/usePromptMenu.tsx'
import { cx } from '../../ui/classes.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { isComposing } from '../../ui/isComposing.ts'
import { LateEstimate } from '../cost/LateCost.tsx'
import type { Asking } from '../cost/useEstimate.ts'
import { DropHint } from '../files/DropHint.tsx'
import { addFiles, readyOf, takeFiles, useDraftFiles } from '../files/draftFiles.ts'
import { filesOf } from '../files/filesOf.ts'
import { Tray } from '../files/Tray.tsx'
import { fileTexts } from '../files/texts.ts'
import { useFileDrop } from '../files/useFileDrop.ts'
import { SendIcon, StopIcon } from '../icons.tsx'
import { chatTexts } from '../texts.ts'
import { treeTexts } from '../tree/texts.ts'
import { grow } from './grow.ts'
import { keepDraft, readDraft } from './keepDraft.ts'
import { ModelPicker, type ModelPickerProps } from './ModelPicker.tsx'
import { type ChatTools, Tools } from './Tools.tsx'

/** The count appears when this much is left; before, nobody needs it. */
const COUNT_FROM = 2_000

export type ComposerHandle = { focus: () => void; fill: (text: string) => void }

type Props = {
  ref: Ref<ComposerHandle>
  sessionId: string | null
  running: boolean
  stopping: boolean
  /** What the model takes; null where it is not known. */
  modalities: string[] | null
  /** There is something to be asked, in words or files. */
  onWriting: () => void
  onSend: (text: string, attachments: Attachment[]) => void
  onStop: () => void
  /** The arrow upwards in an empty box. */
  onEditLast: () => void
  /** While an answer is written; null where nothing can wait for it yet. */
  onQueue: ((text: string, attachments: Attachment[]) => void) | null
  /** What the question goes with; null where no model is set. */
  asking: Asking | null
} & ChatTools &
  ModelPickerProps

export function Composer({
  ref,
  sessionId,
  running,
  stopping,
  modalities,
  onWriting,
  onSend,
  onStop,
  onEditLast,
  onQueue,
  asking,
  settings,
  compare,
  ...picker
}: Props) {
  const t = useTexts(chatTexts)
  const tree = useTexts(treeTexts)
  const { number } = useFormats()
  const area = useRef<HTMLTextAreaElement>(null)
  const hintId = useId()
  const [text, setText] = useState(() => readDraft(sessionId))
  const left = MESSAGE_MAX - text.length
  const tf = useTexts(fileTexts)
  const client = useQueryClient()
  const files = useDraftFiles(sessionId)
  const attachments = readyOf(files)
  const arriving = files.some(({ state }) => state === 'preparing' || state === 'uploading')
  const tooMuch = attachments.reduce((sum, { size }) => sum + size, 0) > ATTACHED_MAX_BYTES
  const untaken = attachments.some(({ kind }) => !takesKind(modalities, kind))
  const waitless = onQueue === null
  const asks = text.trim() !== '' || attachments.length > 0
  const ready = asks && left >= 0 && !(running && waitless) && !arriving && !tooMuch && !untaken
  const estimated = !running && asks && left >= 0 ? asking : null
  const denied = modalities?.length === 0 ? tf.noModel : undefined
  const add = (added: File[]) => addFiles(client, sessionId, added)
  const dropping = useFileDrop(denied ? null : add)

  const write = (next: string) => {
    setText(next)
    keepDraft(sessionId, next)
  }
  const fill = (next: string) => {
    write(next)
    area.current?.focus()
  }
  useImperativeHandle(ref, () => ({ focus: () => area.current?.focus(), fill }))
  const menu = usePromptMenu(text, fill)
  useEffect(() => {
    // Not where a keyboard would cover half of the screen.
    if (matchMedia('(pointer: fine)').matches) area.current?.focus()
  }, [])
  useLayoutEffect(() => grow(area.current))
  const begun = text !== '' || files.length > 0
  useEffect(() => {
    if (begun) onWriting()
  }, [begun, onWriting])

  const submit = (event?: SubmitEvent) => {
    event?.preventDefault()
    if (!ready) return
    if (running) onQueue?.(text, takeFiles(sessionId))
    else onSend(text, takeFiles(sessionId))
    write('')
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event) || menu.onKey(event)) return
    if (event.key === 'ArrowUp' && text === '' && !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey) onEditLast()
    if (event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    submit()
  }

  const onPaste = (event: ClipboardEvent) => {
    const pasted = denied ? [] : filesOf(event.clipboardData)
    if (pasted.length === 0) return
    event.preventDefault()
    add(pasted)
  }

  return (
    <>
      <form onSubmit={submit} className="relative rounded-xl border border-line-2 bg-surface shadow-[0_1px_2px_rgb(0_0_0/0.04)] focus-within:border-accent">
        {dropping && <DropHint />}
        {menu.list}
        <Tray sessionId={sessionId} files={files} modalities={modalities} problem={tooMuch ? tf.tooMuch : null} onRemoved={() => area.current?.focus()} />
        <textarea
          ref={area}
          rows={1}
          value={text}
          onChange={(event) => write(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          aria-label={t.composer.label}
          aria-describedby={hintId}
          aria-invalid={left < 0}
          {...menu.aria}
          placeholder={t.composer.placeholder}
          className="block max-h-[min(40dvh,16rem)] w-full resize-none bg-transparent px-3.5 pt-3 pb-1 pointer-coarse:pb-2 text-[0.9375rem] leading-6 outline-none placeholder:text-ink-3 pointer-coarse:text-base"
        />
        <div className="flex items-center gap-2 pt-1 pr-2 pb-2 pl-2">
          <Tools settings={settings} compare={compare} denied={denied} onFiles={add} onPrompts={text === '' ? () => fill('/') : null}>
            <ModelPicker {...picker} />
          </Tools>
          <p id={hintId} className={cx('min-w-0 flex-1 truncate text-right text-xs', left < 0 ? 'text-danger' : 'text-ink-3')}>
            {left < 0 ? (
              t.composer.tooLong(number(-left))
            ) : left < COUNT_FROM ? (
              t.composer.left(number(left))
            ) : (
              <span className={estimated ? 'sr-only' : 'max-sm:sr-only'}>
                {arriving ? tf.waiting : !running ? t.composer.hint : waitless ? t.composer.busy : tree.queueHint}
              </span>
            )}
          </p>
          {estimated && <LateEstimate asking={estimated} text={text} files={attachments} />}
          {running && onQueue && asks && <IconButton icon={SendIcon} label={tree.queue} data-tip={tree.queueHint} disabled={!ready} onClick={() => submit()} />}
          {running ? (
            <IconButton icon={StopIcon} tone="plain" label={stopping ? t.composer.stopping : t.composer.stop} disabled={stopping} onClick={onStop} />
          ) : (
            <IconButton icon={SendIcon} tone="primary" label={t.composer.send} disabled={!ready} onClick={() => submit()} />
          )}
        </div>
      </form>
      {menu.form}
    </>
  )
}
