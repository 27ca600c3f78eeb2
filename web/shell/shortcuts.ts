import { useEffect, useRef } from 'react'
import { useGo } from '../link.tsx'

/** How long `G` waits for the letter of a place. */
const SEQUENCE_MS = 1_200

const writing = (target: EventTarget | null) => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** `?` shows the shortcuts; `G` and a letter goes to a page. Not while something is being written or a dialog is open. */
export function useShortcuts(onHelp: () => void, places: Partial<Record<string, string>>) {
  const go = useGo()
  const latest = useRef({ go, onHelp, places })
  latest.current = { go, onHelp, places }
  useEffect(() => {
    let since = 0
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || writing(event.target) || document.querySelector('dialog:modal')) return
      const place = latest.current.places[event.key.toLowerCase()]
      if (event.key === '?') latest.current.onHelp()
      else if (place && Date.now() - since < SEQUENCE_MS) {
        // Captured, so that the letter is not a shortcut of the page as well.
        event.stopPropagation()
        event.preventDefault()
        latest.current.go(place)
      }
      since = event.key.toLowerCase() === 'g' ? Date.now() : 0
    }
    document.addEventListener('keydown', onKey, { capture: true })
    return () => document.removeEventListener('keydown', onKey, { capture: true })
  }, [])
}
