import type { Db } from '../../db/engine.ts'
import { purgeOld } from './delete-session.ts'

/** Nobody is promised the hour. */
const PURGE_MS = 60 * 60_000

/** Has conversations that were deleted long ago go for good, at the start and now and then. @returns what ends it */
export function startPurge(db: Db, days: number, onError: (error: unknown) => void): () => void {
  const purge = () => void purgeOld(db, days).catch(onError)
  purge()
  const timer = setInterval(purge, PURGE_MS).unref()
  return () => clearInterval(timer)
}
