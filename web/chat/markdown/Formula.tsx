import { lazy, Suspense } from 'react'
import type { Formula as Props } from './math.ts'

const Typeset = lazy(() => import('./Typeset.tsx').then(({ Typeset }) => ({ default: Typeset })))

/** A formula; its source until what sets it is there, and while it is being written. */
export function Formula({ tex, display, open }: Props) {
  const source = <Source tex={tex} display={display} />
  if (open) return source
  return (
    <Suspense fallback={source}>
      <Typeset tex={tex} display={display} />
    </Suspense>
  )
}

const Source = ({ tex, display }: { tex: string; display: boolean }) => <code className={display ? 'chat-formula-source' : undefined}>{tex}</code>
