import type { ServerResponse } from 'node:http'
import { appError } from '../errors.ts'

/** What an ended call still has to say is said within this time, or not at all. */
const END_MS = 2000

export type OpenCall = {
  signal: AbortSignal
  /** Nobody waits for it any more. */
  leave: () => void
  hasLeft: () => boolean
}

/** The calls that are under way: each ends with whoever waits for it, and all with the program. */
export function openCalls() {
  const open = new Map<AbortController, Promise<void>>()
  return {
    begin(answer: ServerResponse): OpenCall {
      const controller = new AbortController()
      const closed = Promise.withResolvers<void>()
      let left = false
      const leave = () => {
        left = true
        controller.abort()
      }
      open.set(controller, closed.promise)
      answer.once('close', () => {
        open.delete(controller)
        closed.resolve()
        leave()
      })
      return { signal: controller.signal, leave, hasLeft: () => left }
    },
    /** Says to everybody that waits that the server goes. */
    async end(): Promise<void> {
      const closing = [...open.values()]
      for (const controller of open.keys()) controller.abort(appError('SHUTTING_DOWN', { retryAfter: 1 }))
      let timer: NodeJS.Timeout | undefined
      const late = new Promise((resolve) => {
        timer = setTimeout(resolve, END_MS)
      })
      await Promise.race([Promise.all(closing), late])
      clearTimeout(timer)
    },
  }
}
