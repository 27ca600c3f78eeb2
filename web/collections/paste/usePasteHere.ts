import { useEffect, useRef } from 'react'
import { type Block, readClipboard } from './readTable.ts'

/** Takes what is pasted while nothing else on the page would: where there are no rows yet, there is no cell to paste into. */
export function usePasteHere(wanted: boolean, onPaste: (block: Block) => void) {
  const latest = useRef(onPaste)
  latest.current = onPaste
  useEffect(() => {
    if (!wanted) return
    const take = (event: ClipboardEvent) => {
      const { target, clipboardData } = event
      const isWriting = target instanceof Element && target.matches('input, textarea, select, [contenteditable]')
      if (event.defaultPrevented || isWriting || !clipboardData || document.querySelector('dialog:modal')) return
      event.preventDefault()
      latest.current(readClipboard(clipboardData))
    }
    document.addEventListener('paste', take)
    return () => document.removeEventListener('paste', take)
  }, [wanted])
}
