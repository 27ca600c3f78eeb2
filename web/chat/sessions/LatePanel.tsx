import { useReachable } from '../../connection.ts'
import { sessionPanel } from '../drawing.ts'
import { ListSkeleton } from './ListSkeleton.tsx'
import type { PanelProps } from './SessionPanel.tsx'

/** Fetched where it is seen: beside a conversation that leaves room for it, else behind a button. Without a server it is awaited. */
export function LatePanel(props: PanelProps) {
  const drawn = sessionPanel.useLoaded(useReachable())
  return drawn ? <drawn.SessionPanel {...props} /> : <ListSkeleton />
}
