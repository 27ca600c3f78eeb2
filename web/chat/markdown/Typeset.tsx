import katex from 'katex'
import { useLayoutEffect, useRef } from 'react'
import './typeset.css'

/** Macros that make macros grow without end; nobody writes by hand what takes more steps. */
const EXPANSIONS_MAX = 300
/** In em: a rule or a space as wide as that fills any screen. */
const SIZE_MAX = 40

/** Built as elements, since the page's policy allows no styles in markup. What TeX does not take is shown as it was written. */
export function Typeset({ tex, display }: { tex: string; display: boolean }) {
  const place = useRef<HTMLSpanElement>(null)
  useLayoutEffect(() => {
    if (!place.current) return
    try {
      katex.render(tex, place.current, {
        displayMode: display,
        trust: false,
        strict: 'ignore',
        throwOnError: true,
        maxExpand: EXPANSIONS_MAX,
        maxSize: SIZE_MAX,
      })
    } catch {
      const source = document.createElement('code')
      source.textContent = tex
      place.current.replaceChildren(source)
    }
  }, [tex, display])
  return <span ref={place} className={display ? 'chat-formula' : undefined} />
}
