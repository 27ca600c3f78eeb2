import { PAGE } from '../rows.ts'
import type { Rows } from '../useRowPages.ts'

/** Where a row stands that stood at `near`, as far as that is known; others come and go by the handful. */
export function findRow(rows: Rows, id: string, near: number): number | undefined {
  for (let off = 0; off <= PAGE; off++) for (const index of off === 0 ? [near] : [near + off, near - off]) if (rows.at(index)?.id === id) return index
  return undefined
}

/** All rows where they were, as they are now; but the one that is written in is what it was when that began. */
export const inPlace = (before: Rows, now: Rows, written: number): Rows => ({
  ...before,
  at(index) {
    const was = before.at(index)
    const is = now.at(index)
    return index !== written && is?.id === was?.id ? is : was
  },
})
