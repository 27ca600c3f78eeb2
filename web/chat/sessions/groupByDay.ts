import type { ChatSession } from '#shared/chat.ts'

export type DayGroup = 'today' | 'yesterday' | 'week' | 'older'
export type ListGroup = DayGroup | 'pinned'
export type Group = { group: ListGroup; sessions: ChatSession[] }

/**
 * The conversations in the sections of the list: pinned ones, then by the day of their last change, in the reader's time zone; sections
 * without any are left out.
 * @param byDeletion by the day on which they were deleted
 */
export function groupSessions(sessions: ChatSession[], now: Date, byDeletion = false): Group[] {
  const midnight = (daysAgo: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo).getTime()
  const starts: [DayGroup, number][] = [
    ['today', midnight(0)],
    ['yesterday', midnight(1)],
    ['week', midnight(6)],
    ['older', -Infinity],
  ]
  const groups = Map.groupBy(sessions, (session): ListGroup => {
    if (session.pinned && !byDeletion) return 'pinned'
    const at = Date.parse((byDeletion && session.deleted_at) || session.updated_at)
    return starts.find(([, start]) => at >= start)?.[0] ?? 'older'
  })
  return (['pinned', ...starts.map(([group]) => group)] as const).flatMap((group) => {
    const found = groups.get(group)
    return found ? [{ group, sessions: found }] : []
  })
}
