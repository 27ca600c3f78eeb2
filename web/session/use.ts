import { recallTime, remember } from './storage.ts'

/** Writing to storage at each call would be work for nothing: what is counted are minutes. */
const NOTED_EVERY_MS = 1_000

/** The server counts a sign-in's idle time from its last call, whichever tab it came from. */
export function noteUse(): void {
  const now = Date.now()
  const noted = recallTime('used')
  // A time that lies ahead is of a clock that was put back since.
  if (now - noted > NOTED_EVERY_MS || noted > now) remember('used', String(now))
}
