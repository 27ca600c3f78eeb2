/** How often a hidden tab takes what arrived: it gets no animation frames, and nobody looks. */
const HIDDEN_MS = 250

/** Text that moves thirty times a second is as smooth to read as at sixty or a hundred and twenty, for half or a quarter of the work. */
const LEAST_MS = 32

/** Collects values and hands them over with an animation frame, so that a fast model costs one rendering a frame and not one a token. */
export function perFrame<T>(apply: (values: T[]) => void) {
  let waiting: T[] = []
  let frame = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let last = 0

  const unschedule = () => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
    frame = 0
    timer = undefined
  }
  const flush = () => {
    unschedule()
    if (waiting.length === 0) return
    last = performance.now()
    const values = waiting
    waiting = []
    apply(values)
  }
  const onFrame = () => {
    if (performance.now() - last >= LEAST_MS) flush()
    else frame = requestAnimationFrame(onFrame)
  }
  return {
    push(value: T) {
      waiting.push(value)
      if (timer !== undefined) return
      frame = requestAnimationFrame(onFrame)
      // A tab that is hidden, or gets hidden before the frame comes, would wait for it until it is shown.
      timer = setTimeout(flush, HIDDEN_MS)
    },
    flush,
    /** Drops what was not handed over. */
    drop() {
      waiting = []
      unschedule()
    },
  }
}
