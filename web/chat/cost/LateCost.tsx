import type { ComponentProps } from 'react'
import { later } from '../../ui/later.ts'
import type { QuestionEstimate } from './QuestionEstimate.tsx'
import type { SessionCost } from './SessionCost.tsx'

const question = later(() => import('./QuestionEstimate.tsx'))
const session = later(() => import('./SessionCost.tsx'))

/** While something is being written: what it would cost. */
export function LateEstimate(props: ComponentProps<typeof QuestionEstimate>) {
  const drawn = question.useIfPossible()
  return drawn ? <drawn.QuestionEstimate {...props} /> : null
}

/** Of a conversation that has begun: what it has cost. */
export function LateCost(props: ComponentProps<typeof SessionCost>) {
  const drawn = session.useIfPossible()
  return drawn ? <drawn.SessionCost {...props} /> : null
}
