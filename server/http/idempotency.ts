import { createHash } from 'node:crypto'
import { and, eq, lt, sql } from 'drizzle-orm'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'
import { idempotencyKeys } from './tables.ts'

/** A client that has not had its answer for a day will not ask for it again. */
const KEEP = sql`interval '24 hours'`
const Key = z.string().regex(/^[\x21-\x7e]{1,255}$/)

/** The header as every POST documents it. */
export const IdempotencyHeader = z.looseObject({
  'idempotency-key': Key.optional().describe(
    'Any unique text; a repeated request with the same key gets the first answer again instead of acting twice. Kept for 24 hours.',
  ),
})

/**
 * Runs `run` once for each Idempotency-Key of the caller, in one transaction with the key; a repetition gets the first result without
 * running. Two at the same time: the second waits for the first. Without the header it just runs, in no transaction.
 * @throws IDEMPOTENCY_KEY_REUSED when the key came with another request before.
 */
export async function idempotent<T>(
  db: Db,
  request: FastifyRequest,
  result: z.ZodType<T>,
  run: (tx: Db) => Promise<T>,
): Promise<{ value: T; repeated: boolean }> {
  const header = request.headers['idempotency-key']
  if (header === undefined) return { value: await run(db), repeated: false }
  const key = Key.safeParse(header)
  if (!key.success) throw appError('INVALID_PARAMETER', { details: [{ path: 'Idempotency-Key', message: '1–255 printable ASCII characters.' }] })
  const fingerprint = createHash('sha256')
    .update(`${request.method} ${request.url}\n${JSON.stringify(request.body ?? null)}`)
    .digest('base64url')
  const mine = and(eq(idempotencyKeys.actorId, request.actor.userId), eq(idempotencyKeys.key, key.data))
  return await db.transaction(async (tx) => {
    // The unique key makes a second request wait here until the first has committed or failed.
    await tx.delete(idempotencyKeys).where(and(mine, lt(idempotencyKeys.createdAt, sql`now() - ${KEEP}`)))
    const inserted = await tx
      .insert(idempotencyKeys)
      .values({ actorId: request.actor.userId, key: key.data, fingerprint, result: {} })
      .onConflictDoNothing()
      .returning({ key: idempotencyKeys.key })
    if (inserted.length === 0) {
      const [before] = await tx.select({ fingerprint: idempotencyKeys.fingerprint, result: idempotencyKeys.result }).from(idempotencyKeys).where(mine)
      if (before?.fingerprint !== fingerprint) throw appError('IDEMPOTENCY_KEY_REUSED')
      return { value: result.parse(before.result), repeated: true }
    }
    const value = await run(tx)
    await tx.update(idempotencyKeys).set({ result: value }).where(mine)
    return { value, repeated: false }
  })
}

/** Forgets the keys of yesterday; called now and then. */
export async function forgetKeys(db: Db): Promise<void> {
  await db.delete(idempotencyKeys).where(lt(idempotencyKeys.createdAt, sql`now() - ${KEEP}`))
}
