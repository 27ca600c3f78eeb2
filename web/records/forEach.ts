import { ApiError } from '../api.ts'

/** Browsers keep six connections to a server; two stay free for reading. */
const AT_ONCE = 4

const keepOpen = (event: BeforeUnloadEvent) => event.preventDefault()

/** Runs a call for each record, a few at once. Gives back those that it failed for, and why. One that is gone already is no failure. */
export async function forEach<T>(items: readonly T[], run: (item: T) => Promise<unknown>) {
  const waiting = [...items]
  const failed: { item: T; error: unknown }[] = []
  const work = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      try {
        await run(item)
      } catch (error) {
        if (!(error instanceof ApiError && error.code === 'ITEM_NOT_FOUND')) failed.push({ item, error })
      }
    }
  }
  // Whoever reloads or closes the page now would leave some of them undone without a word: the browser asks first.
  addEventListener('beforeunload', keepOpen)
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work))
  } finally {
    removeEventListener('beforeunload', keepOpen)
  }
  return failed
}
