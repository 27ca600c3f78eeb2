import { useEffect, useRef } from 'react'

const writing = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.matches('input:not([type="checkbox"]), textarea, select, [contenteditable]')

/** `N` begins a new item and `/` a search, wherever the focus is. Ctrl+N is taken too where the browser leaves it to the page, as in an installed app. */
export function usePageKeys(keys: { onCreate: () => void; onSearch: () => void }) {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || document.querySelector('dialog:modal')) return
      const far = event.ctrlKey || event.metaKey
      if (!far && writing(event.target)) return
      if (event.key.toLowerCase() === 'n') latest.current.onCreate()
      else if (event.key === '/' && !far) latest.current.onSearch()
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}
