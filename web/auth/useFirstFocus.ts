import { useEffect, useRef } from 'react'

/** The field that a page is there for has the focus when it comes; not where a keyboard would then cover half of the screen. */
export function useFirstFocus<T extends HTMLElement>() {
  const ref = useRef<T>(null)
  useEffect(() => {
    if (matchMedia('(pointer: fine)').matches) ref.current?.focus()
  }, [])
  return ref
}
