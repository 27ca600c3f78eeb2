import { later } from '../../ui/later.ts'
import type { Formula as Props } from './math.ts'

const typeset = later(() => import('./Typeset.tsx'))

/** A formula; its source until what sets it is there, and while it is being written. */
export function Formula({ tex, display, open }: Props) {
  // What sets it is fetched while it is being written.
  const set = typeset.useIfPossible()
  return set && !open ? <set.Typeset tex={tex} display={display} /> : <Source tex={tex} display={display} />
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
