import { createContext, type ReactNode, useContext } from 'react'
import { useTexts } from '../../i18n/texts.ts'
import { chatTexts } from '../texts.ts'

const Scope = createContext('')
/** Of one answer; others have a footnote 1 too. */
export const FootnoteScope = Scope.Provider

/** Not links: an address would leave the conversation. */
function go(id: string) {
  const element = document.getElementById(id)
  element?.scrollIntoView({ block: 'nearest' })
  element?.focus({ preventScroll: true })
}

export function FootnoteMark({ number }: { number: number }) {
  const t = useTexts(chatTexts)
  const scope = useContext(Scope)
  return (
    <sup>
      <button
        type="button"
        id={`${scope}-mark-${number}`}
        className="chat-note"
        aria-label={t.markdown.footnote(number)}
        onClick={() => go(`${scope}-note-${number}`)}
      >
        {number}
      </button>
    </sup>
  )
}

export function Notes({ notes }: { notes: ReactNode[] }) {
  const t = useTexts(chatTexts)
  const scope = useContext(Scope)
  return (
    <section aria-label={t.markdown.footnotes} className="chat-notes">
      <ol>
        {notes.map((note, at) => (
          <li key={at} id={`${scope}-note-${at + 1}`} tabIndex={-1}>
            {note}
            <button type="button" className="chat-note" aria-label={t.markdown.footnoteBack(at + 1)} onClick={() => go(`${scope}-mark-${at + 1}`)}>
              ↩
            </button>
          </li>
        ))}
      </ol>
    </section>
  )
}
