import { startTransition, useEffect, useState } from 'react'
import { onReachableChange } from '../connection.ts'

export type Later<T> = {
  /** Fetches it, once. Rejects where it cannot be had; the next call tries again. */
  load: () => Promise<T>
  /**
   * What was fetched, whoever asked for it, or undefined while it is on its way. What cannot be had is thrown, for the nearest boundary.
   * @param wanted whether it is needed yet; where it is not, nothing is asked for and nothing thrown
   */
  useLoaded: (wanted?: boolean) => T | undefined
  /** The same for what the page can do without: what cannot be had stays away, until the server is back. */
  useIfPossible: () => T | undefined
}

/** Vite asks for a style sheet only once, so that the code would come without it. */
const isStyle = (error: unknown) => error instanceof Error && error.message.startsWith('Unable to preload CSS')

/**
 * Code that is fetched when it is first needed. Unlike React's `lazy`, what is there is drawn at once: a `Suspense` that has shown its
 * fallback keeps it for 300 ms (FALLBACK_THROTTLE_MS of React), also where the code came after three.
 */
export function later<T>(fetch: () => Promise<T>): Later<T> {
  let loaded: T | undefined
  let loading: Promise<T> | undefined
  const waiting = new Set<() => void>()

  const load = () =>
    (loading ??= fetch().then(
      (module) => {
        loaded = module
        for (const draw of waiting) draw()
        return module
      },
      (error: unknown) => {
        if (!isStyle(error)) loading = undefined
        throw error
      },
    ))

  function useLoaded(wanted = true) {
    const [failure, setFailure] = useState<{ error: unknown } | null>(null)
    const [, setThere] = useState(loaded !== undefined)
    const missing = loaded === undefined
    useEffect(() => {
      if (!missing) return
      const draw = () => startTransition(() => setThere(true))
      // It may have come since this was drawn.
      if (loaded !== undefined) return draw()
      waiting.add(draw)
      return () => void waiting.delete(draw)
    }, [missing])
    useEffect(() => {
      if (!missing || !wanted) return
      let gone = false
      load().catch((error: unknown) => {
        if (!gone) startTransition(() => setFailure({ error }))
      })
      return () => {
        gone = true
        setFailure(null)
      }
    }, [missing, wanted])
    if (missing && wanted && failure) throw failure.error
    return loaded
  }

  function useIfPossible() {
    useEffect(() => {
      const attempt = () => void load().catch(() => undefined)
      attempt()
      return onReachableChange(attempt)
    }, [])
    return useLoaded(false)
  }

  return { load, useLoaded, useIfPossible }
}
