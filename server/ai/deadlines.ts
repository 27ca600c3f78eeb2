import { ModelFailure } from './failure.ts'
import type { ModelLimits } from './limits.ts'

/** The clocks of one call. Whichever runs out first, or the caller's own signal, closes the socket. */
export type Deadlines = {
  signal: AbortSignal
  /** Bytes came, whatever they mean. */
  alive: () => void
  /** A part of the answer came. */
  token: () => void
  /** Why a clock closed the call, if one did. */
  expired: () => ModelFailure | undefined
  /** Ends the clocks, and the call where it is still open. */
  end: () => void
  /** Ends the clocks and leaves the call alone. */
  release: () => void
}

export function startDeadlines(limits: ModelLimits, caller: AbortSignal): Deadlines {
  const controller = new AbortController()
  let failure: ModelFailure | undefined
  const expire = (what: string, milliseconds: number) => () => {
    failure = new ModelFailure('MODEL_TIMEOUT', `No ${what} within ${milliseconds / 1000} s.`)
    controller.abort()
  }
  let silence = setTimeout(expire('first byte', limits.firstByte), limits.firstByte)
  let wait: NodeJS.Timeout | undefined
  let answering = false
  const release = () => {
    clearTimeout(silence)
    clearTimeout(wait)
  }
  return {
    signal: AbortSignal.any([caller, controller.signal]),
    alive() {
      if (wait) {
        silence.refresh()
        return
      }
      clearTimeout(silence)
      silence = setTimeout(expire('sign of life', limits.idle), limits.idle)
      wait = setTimeout(expire('first token', limits.firstToken), limits.firstToken)
    },
    token() {
      if (answering) {
        wait?.refresh()
        return
      }
      answering = true
      clearTimeout(wait)
      wait = setTimeout(expire('further token', limits.tokenStall), limits.tokenStall)
    },
    expired: () => failure,
    end() {
      release()
      controller.abort()
    },
    release,
  }
}
