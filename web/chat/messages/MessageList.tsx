import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { type FocusEvent, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import type { ChatMessage } from '#shared/chat.ts'
import { useTexts } from '../../i18n/texts.ts'
import { cx } from '../../ui/classes.ts'
import { later } from '../../ui/later.ts'
import { useMarkRead } from '../sessions/useMarkRead.ts'
import { chatTexts } from '../texts.ts'
import { useBranchActions } from '../tree/actions.ts'
import { Answer, type AnswerActions, Awaited } from './Answer.tsx'
import type { Row } from './buildRows.ts'
import { ElsewhereState } from './ElsewhereState.tsx'
import { estimateHeights } from './estimate.ts'
import { Gap } from './Gap.tsx'
import { NewestButton } from './NewestButton.tsx'
import { Question } from './Question.tsx'
import { type List, useFollow } from './useFollow.ts'
import type { Elsewhere } from './useHistory.ts'
import { useJumps } from './useJumps.ts'
import { rowsToPrint, usePrinting } from './usePrinting.ts'
import { useUnread } from './useUnread.ts'

const comparison = later(() => import('../compare/Comparison.tsx'))

/** Messages are asked for before the reader has come to where they are missing. */
const AHEAD = 12
/** Who drags the scroll bar through a long conversation passes by most of it. */
const ASK_EVERY_MS = 100

type Props = {
  sessionId: string | null
  rows: readonly Row[]
  elsewhere: Elsewhere
  asking: boolean
  target: { id: string; at: number } | undefined
} & AnswerActions

/** The messages, of which only those near the window are in the page; each has its place, known or not, so that the scroll bar tells the truth. */
export function MessageList({ sessionId, rows, elsewhere, asking, target, ...actions }: Props) {
  const t = useTexts(chatTexts)
  const scroller = useRef<HTMLElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const [estimate] = useState(estimateHeights)
  const printing = usePrinting()
  useMarkRead(sessionId)
  const list = useVirtualizer<HTMLElement, HTMLElement>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (at) => estimate(rows, at),
    overscan: 4,
    rangeExtractor: (range) => (printing ? rowsToPrint(rows, range) : defaultRangeExtractor(range)),
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: 4,
    paddingStart: 16,
    paddingEnd: 24,
  })
  const { away, toEnd, leave } = useFollow(scroller, content, list, !target)
  const { unread, writing } = useUnread(rows, away)
  const marked = useJumps({ rows, list, scroller, target, leave, toEnd })
  useStill(rows, list)
  useWanted(rows, elsewhere, list.range)
  const keepFocus = useKeptFocus(scroller)
  useEdited(rows, list, leave)

  // Opened at the newest message, and there again with each question of one's own.
  const open = useEffectEvent(() => target ?? toEnd())
  useLayoutEffect(() => void open(), [])
  const follow = useEffectEvent(() => toEnd())
  useEffect(() => {
    if (asking) follow()
  }, [asking])

  const items = list.getVirtualItems()
  return (
    <div className="relative min-h-0 flex-1">
      <ElsewhereState {...elsewhere} />
      <section
        ref={scroller}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={t.history.label}
        className="chat-list h-full overflow-y-auto overscroll-contain [overflow-anchor:none] -outline-offset-2"
        {...keepFocus}
      >
        <div className="chat-column">
          <div
            ref={content}
            role="feed"
            aria-label={t.history.label}
            aria-busy={elsewhere.loading}
            className="relative w-full"
            style={{ height: list.getTotalSize() }}
          >
            <div className="absolute inset-x-0 top-0" style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
              {items.map(({ index, size }) => {
                const row = rows[index]
                return (
                  row && (
                    <div key={row.key} data-index={index} ref={list.measureElement} className={cx('flow-root', index === marked && 'chat-marked')}>
                      {row.type === 'gap' ? <Gap height={size} /> : <RowOf row={row} place={index + 1} of={rows.length} {...actions} />}
                    </div>
                  )
                )
              })}
            </div>
          </div>
        </div>
      </section>
      {away && <NewestButton unread={unread} writing={writing} onClick={() => toEnd(true)} />}
    </div>
  )
}

/** Which message of how many, for those who cannot see the scroll bar. */
export type Place = { place: number; of: number }

function RowOf({ row, place, of, ...actions }: { row: Exclude<Row, { type: 'gap' }> } & Place & AnswerActions) {
  if (row.type === 'question')
    return <Question content={row.content} attachments={row.attachments} message={row.message} sending={row.sending} place={place} of={of} />
  if (row.type === 'waiting') return <Awaited />
  if (row.type === 'compared') return <Compared messages={row.messages} />
  return <Answer message={row.message} last={row.last} place={place} of={of} {...actions} />
}

function Compared({ messages }: { messages: ChatMessage[] }) {
  const drawn = comparison.useLoaded()
  return drawn ? <drawn.Comparison messages={messages} /> : <Awaited />
}

/**
 * What becomes known above the line being read changes its height, and the list scrolls by as much. A row that is known grows at its end,
 * below the line, unless all of it is above.
 */
function useStill(rows: readonly Row[], list: List) {
  const measured = useRef(new Set<number>())
  const instance = useRef(list)
  useLayoutEffect(() => {
    instance.current.shouldAdjustScrollPositionOnItemSizeChange = ({ index, start, end }) => {
      const offset = instance.current.scrollOffset ?? 0
      const known = measured.current.has(index)
      if (rows[index]?.type !== 'gap') measured.current.add(index)
      return known ? end <= offset : start < offset
    }
  }, [rows])
}

function useWanted(rows: readonly Row[], { want }: Elsewhere, range: { startIndex: number; endIndex: number } | null) {
  const asked = useRef(0)
  const first = (range?.startIndex ?? rows.length) - AHEAD
  const last = (range?.endIndex ?? 0) + AHEAD
  useEffect(() => {
    if (!rows.slice(Math.max(0, first), last + 1).some((row) => row.type === 'gap')) return
    const timer = setTimeout(
      () => {
        asked.current = performance.now()
        want(first, last)
      },
      Math.max(0, asked.current + ASK_EVERY_MS - performance.now()),
    )
    return () => clearTimeout(timer)
  }, [rows, want, first, last])
}

/** What is being edited is in sight, and stays there: it may be above the end, or not in the page at all. */
function useEdited(rows: readonly Row[], list: List, leave: () => void) {
  const id = useBranchActions().editing?.id
  const show = useEffectEvent((edited: string) => {
    leave()
    const at = rows.findIndex((row) => row.type === 'question' && row.message?.id === edited)
    if (at >= 0) list.scrollToIndex(at, { align: 'auto' })
  })
  useLayoutEffect(() => {
    if (id) show(id)
  }, [id])
}

/** A focused row that is scrolled out of the page takes the focus with it; the list then has it, so that the keys go on working. */
function useKeptFocus(scroller: { current: HTMLElement | null }) {
  const inside = useRef(false)
  useLayoutEffect(() => {
    if (inside.current && document.activeElement === document.body) scroller.current?.focus({ preventScroll: true })
  })
  return {
    onFocus: () => {
      inside.current = true
    },
    onBlur: ({ relatedTarget, target }: FocusEvent) => {
      // A blur by removal comes while the element is still there, and leads nowhere; so does a click on nothing, which is meant.
      if (relatedTarget || target.isConnected) inside.current = relatedTarget instanceof Node && (scroller.current?.contains(relatedTarget) ?? false)
    },
  }
}
