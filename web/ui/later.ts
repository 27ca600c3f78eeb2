import { startTransition, useEffect, useState } from 'react'

export type Later<T> = {
  /** Fetches it, once. Rejects where it cannot be had; the next call tries again. */
  load: () => Promise<T>
  /**
   * What was fetched, or undefined while it is on its way. What cannot be had is thrown, for the nearest boundary.
   * @param wanted whether it is needed yet
   */
  useLoaded: (wanted?: boolean) => T | undefined
}

/**
 * Code that is fetched when it is first needed. Unlike React's `lazy`, what is there is drawn at once: a `Suspense` that has shown its
 * fallback keeps it for 300 ms (FALLBACK_THROTTLE_MS of React), also where the code came after three.
 */
export function later<T>(fetch: () => Promise<T>): Later<T> {
  let loaded: T | undefined
  let loading: Promise<T> | undefined

  const load = () =>
    (loading ??= fetch().then(
      (module) => (loaded = module),
      (error: unknown) => {
        loading = undefined
        throw error
      },
    ))

  return {
    load,
    useLoaded(wanted = true) {
      const [state, setState] = useState<{ error?: unknown }>()
      const missing = wanted && loaded === undefined
      useEffect(() => {
        if (!missing) return
        let gone = false
        const settle = (now: { error?: unknown }) => {
          if (!gone) startTransition(() => setState(now))
        }
        load().then(
          () => settle({}),
          (error: unknown) => settle({ error }),
        )
        return () => {
          gone = true
        }
      }, [missing])
      if (missing && state && 'error' in state) throw state.error
      return loaded
    },
  }
}
