import { useSyncExternalStore } from 'react'

/** Where the shell's side bar appears; Tailwind's `md`. */
export const WIDE = '(min-width: 768px)'
/** Where a table and a panel beside it both have room. */
export const ROOMY = '(min-width: 1200px)'

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query)
      media.addEventListener('change', listener)
      return () => media.removeEventListener('change', listener)
    },
    () => matchMedia(query).matches,
  )
}
