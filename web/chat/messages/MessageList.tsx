import { useVirtualizer } from '@tanstack/react-virtual'
import { type UIEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTexts } from '../../i18n/texts.ts'
import { ArrowDownIcon } from '../../ui/icons.tsx'
import { chatTexts } from '../texts.ts'
import { Answer, type AnswerActions, Awaited } from './Answer.tsx'
import type { Row } from './buildRows.ts'
import { OlderMessages, type OlderProps } from './OlderMessages.tsx'
import { Question } from './Question.tsx'

/** This close to the end the reader is taken to follow what is written. */
const FOLLOW_PX = 64
/** Older messages are asked for before the reader has reached the oldest one shown. */
const AHEAD_PX = 900

type Props = { rows: Row[]; older: OlderProps; asking: boolean } & AnswerActions

/** The messages, of which only those near the window are in the page. It follows the end while the reader is there, and stays put otherwise. */
export function MessageList({ rows, older, asking, ...actions }: Props) {
  const t = useTexts(chatTexts)
  const scroller = useRef<HTMLElement>(null)
  const [away, setAway] = useState(false)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => rows[index]?.key ?? index,
    estimateSize: (index) => guessHeight(rows[index]),
    overscan: 4,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: FOLLOW_PX,
    paddingStart: 16,
    paddingEnd: 24,
  })

  // Opened at the newest message, and there again with each question of one's own.
  useLayoutEffect(() => virtual.scrollToEnd(), [virtual])
  useEffect(() => {
    if (asking) virtual.scrollToEnd()
  }, [asking, virtual])

  const follows = useRef(true)
  const content = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = scroller.current
    if (!element || !content.current) return
    // A question box that grows takes room from below, as does what ends an answer: who reads the end goes on reading it.
    const observer = new ResizeObserver(() => follows.current && virtual.scrollToEnd())
    observer.observe(element)
    observer.observe(content.current)
    return () => observer.disconnect()
  }, [virtual])

  const onScroll = ({ currentTarget: { scrollTop, scrollHeight, clientHeight } }: UIEvent<HTMLElement>) => {
    const below = scrollHeight - scrollTop - clientHeight
    follows.current = below <= FOLLOW_PX
    setAway(below > FOLLOW_PX * 2)
    if (scrollTop < AHEAD_PX && older.there && !older.loading && !older.failed) older.load()
  }

  return (
    <div className="relative min-h-0 flex-1">
      <section
        ref={scroller}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={t.history.label}
        onScroll={onScroll}
        className="h-full overflow-y-auto overscroll-contain [overflow-anchor:none] -outline-offset-2"
      >
        <OlderMessages {...older} />
        <div className="chat-column">
          <div ref={content} className="relative w-full" style={{ height: virtual.getTotalSize() }}>
            <div className="absolute inset-x-0 top-0" style={{ transform: `translateY(${virtual.getVirtualItems()[0]?.start ?? 0}px)` }}>
              {virtual.getVirtualItems().map(({ key, index }) => {
                const row = rows[index]
                return (
                  row && (
                    <div key={String(key)} data-index={index} ref={virtual.measureElement} className="flow-root">
                      <RowOf row={row} {...actions} />
                    </div>
                  )
                )
              })}
            </div>
          </div>
        </div>
      </section>
      {away && (
        <button
          type="button"
          aria-label={t.history.newest}
          onClick={() => virtual.scrollToEnd({ behavior: 'smooth' })}
          className="absolute bottom-3 left-1/2 flex h-8 -translate-x-1/2 items-center gap-1.5 rounded-full border border-line-2 bg-surface pr-3.5 pl-2.5 text-sm text-ink-2 shadow-float hover:bg-hover hover:text-ink pointer-coarse:h-10"
        >
          <ArrowDownIcon size={14} />
          {t.history.newestShort}
        </button>
      )}
    </div>
  )
}

function RowOf({ row, ...actions }: { row: Row } & AnswerActions) {
  if (row.type === 'question') return <Question content={row.content} sending={row.sending} />
  if (row.type === 'waiting') return <Awaited />
  return <Answer message={row.message} question={row.question} last={row.last} {...actions} />
}

const LINE_PX = 24
const LINE_CHARACTERS = 85

/** The height of a row before it has been drawn: near enough that the scroll bar does not wander. */
function guessHeight(row: Row | undefined): number {
  if (!row || row.type === 'waiting') return 76
  const text = row.type === 'question' ? row.content : row.message.content
  let lines = 0
  for (const line of text.split('\n')) lines += Math.max(line ? 1 : 0.4, Math.ceil(line.length / LINE_CHARACTERS))
  return (row.type === 'question' ? 40 : 82) + lines * LINE_PX
}
