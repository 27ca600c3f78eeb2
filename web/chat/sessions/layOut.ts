import type { Group } from './groupByDay.ts'

/** In rem: all lines of a kind have one height, so that nothing needs to be measured. */
export const ROW = { fine: 2, coarse: 2.75 }
export const HEAD = 1.5
export const GAP = 0.75

/** @param first the place of its first row among all, counted from 0 @param top where that row begins, in rem */
export type Section = Group & { first: number; top: number }
export type LaidOut = {
  sections: Section[]
  /** Of all rows, in their order. */
  ids: string[]
  /** Where each row begins, in rem. */
  tops: ReadonlyMap<string, number>
  row: number
}

/** Where everything stands in the list, whether it is drawn or not. @param row how high each is, in rem */
export function layOut(groups: readonly Group[], row: number): LaidOut {
  const sections: Section[] = []
  const tops = new Map<string, number>()
  let end = 0
  for (const group of groups) {
    const section = { ...group, first: tops.size, top: end + HEAD }
    for (const [at, { id }] of group.sessions.entries()) tops.set(id, section.top + at * row)
    sections.push(section)
    end = section.top + group.sessions.length * row + GAP
  }
  return { sections, ids: [...tops.keys()], tops, row }
}

/** Which rows of a section stand between two places. @param kept rows that stand there as well wherever they are, as places among all */
export function rowsBetween({ sessions, first, top }: Section, row: number, { from, to }: { from: number; to: number }, kept: readonly number[]): number[] {
  const begin = Math.max(0, Math.floor((from - top) / row))
  const end = Math.min(sessions.length, Math.ceil((to - top) / row))
  const near = Array.from({ length: Math.max(0, end - begin) }, (_, at) => begin + at)
  const others = kept.map((place) => place - first).filter((at) => at >= 0 && at < sessions.length)
  return [...new Set([...near, ...others])].toSorted((a, b) => a - b)
}
