/** Where a browser cannot tell when it is idle, the first drawing is over by then. */
const LATER_MS = 2_000

/** Runs what may be needed soon when the page has nothing else to do. @returns what calls it off */
export function whenIdle(run: () => void): () => void {
  if (typeof requestIdleCallback === 'function') {
    const handle = requestIdleCallback(run)
    return () => cancelIdleCallback(handle)
  }
  const timer = setTimeout(run, LATER_MS)
  return () => clearTimeout(timer)
}
