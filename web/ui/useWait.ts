import { useEffect, useState } from 'react'
import { ApiError } from '../api.ts'

/** Where the server does not say how long. */
const DEFAULT_SECONDS = 30

/** After too many attempts: how long until the next one is worth making. */
export function useWait() {
  const [until, setUntil] = useState(0)
  const [asked, setAsked] = useState(0)
  const [left, setLeft] = useState(0)
  useEffect(() => {
    if (until === 0) return
    const tick = () => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000)))
    tick()
    const timer = setInterval(tick, 1_000)
    return () => clearInterval(timer)
  }, [until])
  return {
    /** Seconds: as they were, and as they are. */
    asked,
    left,
    /** Makes an attempt, and takes note where the server wants a pause. */
    attempt: async <T>(run: () => Promise<T>): Promise<T> => {
      try {
        return await run()
      } catch (error) {
        if (error instanceof ApiError && error.code === 'RATE_LIMITED') {
          const seconds = Math.ceil(error.retryAfter ?? DEFAULT_SECONDS)
          setAsked(seconds)
          setLeft(seconds)
          setUntil(Date.now() + seconds * 1000)
        }
        throw error
      }
    },
  }
}
