import { lazy, Suspense, useEffect } from 'react'
import type { Formula as Props } from './math.ts'

const load = async () => ({ default: (await import('./Typeset.tsx')).Typeset })
const Typeset = lazy(load)

/** A formula; its source until what sets it is there, and while it is being written. */
export function Formula({ tex, display, open }: Props) {
  // What sets it comes while it is being written.
  useEffect(() => void load(), [])
  const source = <Source tex={tex} display={display} />
  if (open) return source
  return (
    <Suspense fallback={source}>
      <Typeset tex={tex} display={display} />
    </Suspense>
  )
}

/** In the room that the formula will have, so that what stands below does not move when it is set. */
function Source({ tex, display }: { tex: string; display: boolean }) {
  if (!display) return <code>{tex}</code>
  return (
    <span className="chat-formula">
      <code className="chat-formula-source">{tex}</code>
    </span>
  )
}
