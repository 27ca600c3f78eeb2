import type { FastifyRequest } from 'fastify'
import { record, requestDetails } from '../audit/record.ts'
import type { Db } from '../db/engine.ts'
import { AppError, say } from '../errors.ts'

/** Runs a change; where it is refused, that is written down: the guard, which does so otherwise, has let the request pass. */
export async function reportRefusals<T>(
  db: Db,
  request: FastifyRequest,
  targetType: 'user' | 'role' | 'invitation' | 'budget',
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof AppError && error.code === 'FORBIDDEN') {
      const detail = { method: request.method, path: request.url, reasons: error.details.map(({ message }) => say(message, 'en')) }
      await record(db, { ...requestDetails(request), action: 'auth.denied', targetType, detail })
    }
    throw error
  }
}
