import { LIVE_KEPT_HOURS } from '#shared/live.ts'

/**
 * A place in the feed: what a statement saw. Transactions end in another order than they begin in, so that no number of a row can be one: a row
 * that is written before others may be seen after them. Seen is what ended before `next` was given out, but for those that were running.
 */
export type Position = {
  /** When, in seconds since 1970, by the clock of the database. */
  at: number
  next: bigint
  running: bigint[]
}

/** More than a header should carry; then the place is where the oldest of them began, and some is told twice. */
const RUNNING_MAX = 64

export function writePosition({ at, next, running }: Position): string {
  if (running.length > RUNNING_MAX) return `${at}.${running.reduce((least, one) => (one < least ? one : least), next)}`
  return `${at}.${next}${running.length > 0 ? `.${running.join(',')}` : ''}`
}

/** @param text as writePosition has written it (shared/live.ts has its form) */
export function readPosition(text: string): Position {
  const [at = '', next = '', running] = text.split('.')
  return { at: Number(at), next: BigInt(next), running: running ? running.split(',').map(BigInt) : [] }
}

/** Whether what this transaction wrote was not seen yet. */
export const isAfter = (xact: bigint, { next, running }: Position) => xact >= next || running.includes(xact)

/** Whether what was changed since is not known any more: too long ago, or of another database than this one is now (a backup was restored). */
export const isLost = (position: Position, now: Position) => position.next > now.next || now.at - position.at > LIVE_KEPT_HOURS * 3600
