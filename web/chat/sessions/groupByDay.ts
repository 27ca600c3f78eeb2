import type { ChatSession } from '#shared/chat.ts'

export type DayGroup = 'today' | 'yesterday' | 'week' | 'older'

/** The conversations by the day of their last change, in the reader's time zone; groups without any are left out. */
export function groupByDay(sessions: ChatSession[], now: Date): { group: DayGroup; sessions: ChatSession[] }[] {
  const midnight = (daysAgo: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo).getTime()
  const starts: [DayGroup, number][] = [
    ['today', midnight(0)],
    ['yesterday', midnight(1)],
    ['week', midnight(6)],
    ['older', -Infinity],
  ]
  const groups = new Map<DayGroup, ChatSession[]>()
  for (const session of sessions) {
    const at = Date.parse(session.updated_at)
    const group = starts.find(([, start]) => at >= start)?.[0] ?? 'older'
    groups.set(group, [...(groups.get(group) ?? []), session])
  }
  return starts.flatMap(([group]) => {
    const found = groups.get(group)
    return found ? [{ group, sessions: found }] : []
  })
}
