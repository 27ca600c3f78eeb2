import type { Range } from '@tanstack/react-virtual'
import { useEffect, useState } from 'react'
import { flushSync } from 'react-dom'
import type { Row } from './buildRows.ts'

/** More is no print but an export, of which there is one. */
const PRINTED_MAX = 400

/** Whether the page is being printed: then more of it is there than what is in the window. */
export function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false)
  useEffect(() => {
    // At once: the browser takes the page as it stands when these have returned.
    const before = () => flushSync(() => setPrinting(true))
    const after = () => setPrinting(false)
    addEventListener('beforeprint', before)
    addEventListener('afterprint', after)
    return () => {
      removeEventListener('beforeprint', before)
      removeEventListener('afterprint', after)
    }
  }, [])
  return printing
}

/** All rows around those in the window that are known without a gap between. */
export function rowsToPrint(rows: readonly Row[], { startIndex, endIndex }: Range): number[] {
  let first = startIndex
  let last = endIndex
  while (last + 1 < rows.length && rows[last + 1]?.type !== 'gap' && last - first < PRINTED_MAX) last += 1
  while (first > 0 && rows[first - 1]?.type !== 'gap' && last - first < PRINTED_MAX) first -= 1
  return Array.from({ length: last - first + 1 }, (_, at) => first + at)
}
