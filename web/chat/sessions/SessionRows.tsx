import { type CSSProperties, type ReactNode, useMemo, useRef } from 'react'
import type { ChatSession } from '#shared/chat.ts'
import { useTexts } from '../../i18n/texts.ts'
import { useMedia } from '../../ui/media.ts'
import { chatTexts } from '../texts.ts'
import type { Group } from './groupByDay.ts'
import { GAP, HEAD, layOut, ROW, rowsBetween } from './layOut.ts'
import { listTexts } from './texts.ts'
import { useInView } from './useInView.ts'
import { useRowFocus } from './useRowFocus.ts'

/** Where a row stands, for the eye and for who is told which of how many it is; -1 where that is not known yet. */
export type RowPlace = { style: CSSProperties; place: number; of: number }

type Props = {
  /** Of the list, by which its place is found again. */
  name: string
  groups: Group[]
  /** Whether all of them are here. */
  complete: boolean
  draw: (session: ChatSession, place: RowPlace) => ReactNode
  /** Below them. @param byTab whether somebody goes through them by Tab */
  end: (byTab: boolean) => ReactNode
}

/** The conversations in their sections, of which only the rows near the window are in the page. */
export function SessionRows({ name, groups, complete, draw, end }: Props) {
  const t = useTexts(chatTexts).sessions
  const l = useTexts(listTexts)
  const scroller = useRef<HTMLElement>(null)
  const row = useMedia('(pointer: coarse)') ? ROW.coarse : ROW.fine
  const { sections, ids, tops } = useMemo(() => layOut(groups, row), [groups, row])
  const view = useInView(scroller, tops, name)
  const { kept, byTab, on } = useRowFocus(scroller, ids)
  return (
    <nav ref={scroller} aria-label={t.label} className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-2.5 pb-4 [overflow-anchor:none]" {...on}>
      {sections.map((section) => {
        const { group, sessions, first } = section
        const label = group === 'pinned' ? l.pinned : t[group]
        const whole = complete || first + sessions.length < ids.length
        return (
          <section key={group} style={{ marginBottom: `${GAP}rem` }}>
            <h3 className="px-2 pt-1 text-xs font-medium text-ink-3" style={{ height: `${HEAD}rem` }}>
              {label}
            </h3>
            <ul aria-label={label} className="relative" style={{ height: `${sessions.length * row}rem` }}>
              {rowsBetween(section, row, view, kept).map((at) => {
                const session = sessions[at]
                return session && draw(session, { style: { top: `${at * row}rem` }, place: at + 1, of: whole ? sessions.length : -1 })
              })}
            </ul>
          </section>
        )
      })}
      {end(byTab)}
    </nav>
  )
}
