import { type KeyboardEvent, useLayoutEffect, useRef } from 'react'
import type { ChatMessage } from '#shared/chat.ts'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { ChevronRightIcon, type IconProps } from '../../ui/icons.tsx'
import { useBranchActions } from './actions.ts'
import { treeTexts } from './texts.ts'

const ChevronLeftIcon = (props: IconProps) => <ChevronRightIcon {...props} className="rotate-180" />

/** The message that somebody walks to takes the place of this one, and the focus with it. */
let walkingTo: { id: string; forward: boolean } | null = null

/** `‹ 2/3 ›`: between a message and those beside it. */
export function BranchWalker({ message: { id, siblings } }: { message: ChatMessage }) {
  const t = useTexts(treeTexts)
  const { number } = useFormats()
  const { busy, onWalk } = useBranchActions()
  const group = useRef<HTMLFieldSetElement>(null)
  useLayoutEffect(() => {
    if (walkingTo?.id !== id) return
    const buttons = [...(group.current?.querySelectorAll<HTMLButtonElement>('button:not(:disabled)') ?? [])]
    const button = walkingTo.forward ? buttons.at(-1) : buttons[0]
    walkingTo = null
    button?.focus({ preventScroll: true })
  }, [id])

  if (siblings.count < 2) return null
  const walk = (to: string | null, forward: boolean) => {
    if (!to || busy) return
    walkingTo = { id: to, forward }
    onWalk(to)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
    event.preventDefault()
    const forward = event.key === 'ArrowRight'
    walk(forward ? siblings.next_id : siblings.previous_id, forward)
  }
  return (
    <fieldset
      ref={group}
      aria-label={t.versions(number(siblings.index), number(siblings.count))}
      onKeyDown={onKeyDown}
      className="flex shrink-0 items-center text-xs text-ink-3 tabular-nums"
    >
      <IconButton
        icon={ChevronLeftIcon}
        label={t.previous}
        size="small"
        disabled={busy || !siblings.previous_id}
        onClick={() => walk(siblings.previous_id, false)}
      />
      <span aria-hidden="true">
        {number(siblings.index)}/{number(siblings.count)}
      </span>
      <IconButton icon={ChevronRightIcon} label={t.next} size="small" disabled={busy || !siblings.next_id} onClick={() => walk(siblings.next_id, true)} />
    </fieldset>
  )
}
