import type { FastifyBaseLogger } from 'fastify'
import type { Db } from '../../db/engine.ts'
import { purgeOld } from './purge.ts'

/** Nobody is promised the hour. */
const PURGE_MS = 60 * 60_000

/**
 * Has items that were deleted long ago go for good, at the start and now and then.
 * @param days 0 where they are kept until somebody deletes them for good
 * @returns what ends it
 */
export function startPurging(db: Db, days: number, logger: Pick<FastifyBaseLogger, 'info' | 'warn'>): { close: () => Promise<void> } {
  if (days === 0) return { close: async () => undefined }
  const closing = new AbortController()
  const purge = async () => {
    try {
      const purged = await purgeOld(db, days, closing.signal)
      if (purged > 0) logger.info({ purged }, 'Items that were in the trash long enough went for good.')
    } catch (error) {
      logger.warn({ err: error }, 'The trash was not looked after; it is tried again.')
    }
  }
  let running = purge()
  const timer = setInterval(() => {
    running = running.then(purge)
  }, PURGE_MS).unref()
  return {
    async close() {
      clearInterval(timer)
      closing.abort()
      await running
    },
  }
}
