/** How often a hidden tab takes what arrived: it gets no animation frames, and nobody looks. */
const HIDDEN_MS = 250

/** Collects values and hands them over once per animation frame, so that a fast model costs one rendering a frame and not one a token. */
export function perFrame<T>(apply: (values: T[]) => void) {
  let waiting: T[] = []
  let cancel: (() => void) | null = null

  const flush = () => {
    cancel?.()
    cancel = null
    if (waiting.length === 0) return
    const values = waiting
    waiting = []
    apply(values)
  }
  const schedule = () => {
    if (document.hidden) {
      const timer = setTimeout(flush, HIDDEN_MS)
      return () => clearTimeout(timer)
    }
    const frame = requestAnimationFrame(flush)
    // A tab that gets hidden before the frame comes would wait for it until it is shown again.
    const timer = setTimeout(flush, HIDDEN_MS)
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
    }
  }
  return {
    push(value: T) {
      waiting.push(value)
      cancel ??= schedule()
    },
    flush,
    /** Drops what was not handed over. */
    drop() {
      waiting = []
      cancel?.()
      cancel = null
    },
  }
}
