import { useSyncExternalStore } from 'react'

/**
 * Whether the server answers. `navigator.onLine` would not do: it is false on a laptop without a network whose server runs on the
 * same machine, and true where the network is there and the server is not. So the calls themselves tell.
 */
let reachable = true
const listeners = new Set<() => void>()

export function reportReachable(next: boolean) {
  if (next === reachable) return
  reachable = next
  for (const listener of listeners) listener()
}

export const onReachableChange = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export const isReachable = () => reachable
export const useReachable = () => useSyncExternalStore(onReachableChange, isReachable)
