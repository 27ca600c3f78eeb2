import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import type { FastifyBaseLogger } from 'fastify'
import { z } from 'zod'
import type { Db } from '../db/engine.ts'
import type { Secrets } from '../secrets/encrypt.ts'
import { digest, encryptKey, findHead, type Head, makeKey, openKey, seal, writeHead } from './chain.ts'
import { auditEntries, auditHead } from './tables.ts'

/** An entry that is not sealed yet can still be altered unseen; asking whether there is one costs next to nothing. */
const EVERY_MS = 3000
/** Entries of one transaction. An entry may hold two descriptions of 100 000 characters; the embedded database does nothing else meanwhile. */
const BATCH = 200
/** Behind an import of a million rows the sealer takes a fifth of the database's time, no more. */
const REST = 4
/** A program that ends does not wait longer than this; the next one seals what is left. */
const AT_THE_END_MS = 5000
/** How often the log gets the head of a chain that grows. */
const SAY_EVERY_MS = 3_600_000
/** Any number; the same in every version: one replica seals at a time. */
const LOCK = 7_204_852

const Locked = z.tuple([z.object({ mine: z.boolean() })])
const Unsealed = z.array(z.object({ id: z.coerce.number(), digest: z.string() }))
const Some = z.tuple([z.object({ some: z.boolean() })])

/**
 * Gives the oldest entries without a place in the chain their position and seal. What a long transaction commits late comes later in the chain.
 * @returns how many, and the head; null where another replica is sealing
 * @throws Error where the key of the chain cannot be read
 */
export async function sealBatch(db: Db, secrets: Secrets): Promise<{ sealed: number; head: Head } | null> {
  return await db.transaction(async (tx) => {
    const [lock] = Locked.parse((await tx.execute(sql`select pg_try_advisory_xact_lock(${LOCK}) as mine`)).rows)
    if (!lock.mine) return null
    const head = await findHead(tx)
    if (!head) throw new Error('The head of the audit chain is missing.')
    const { rows } = await tx.execute(
      sql`select id, ${digest} as digest from ${auditEntries} where position is null order by id limit ${sql.raw(String(BATCH))}`,
    )
    const entries = Unsealed.parse(rows)
    if (entries.length === 0) return { sealed: 0, head }
    const made = head.key === null ? makeKey(secrets) : undefined
    const key = made?.key ?? openKey(secrets, head.key ?? '')
    let { position, hash } = head
    const seals = entries.map((entry) => {
      position += 1
      hash = seal(key, hash, position, entry.digest)
      return { id: entry.id, position, hash }
    })
    const written = await tx.execute(sql`
      update ${auditEntries} e set position = s.position, hash = s.hash
      from jsonb_to_recordset(${JSON.stringify(seals)}::jsonb) as s(id bigint, position bigint, hash text) where e.id = s.id`)
    if (written.rowCount !== seals.length) throw new Error('An entry of the audit went while it was being sealed.')
    await tx.execute(sql`update ${auditHead} set position = ${position}, hash = ${hash}, key = coalesce(${made?.encrypted ?? null}::text, key) where slot = 0`)
    return { sealed: seals.length, head: { position, hash } }
  })
}

/** Encrypts the key of the chain with the SECRET_KEY of now, so that the one before need not be kept for it. */
async function renewKey(db: Db, secrets: Secrets): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${LOCK})`)
    const head = await findHead(tx)
    if (head?.key) await tx.execute(sql`update ${auditHead} set key = ${encryptKey(secrets, openKey(secrets, head.key))} where slot = 0`)
  })
}

export type Sealing = {
  /** Seals what there is, and ends. */
  close: () => Promise<void>
}

/** Seals the entries of the audit every few seconds, in each replica, one at a time. */
export function startSealing(db: Db, secrets: Secrets, logger: Pick<FastifyBaseLogger, 'info' | 'warn' | 'error'>): Sealing {
  let closing = false
  let renewed = false
  let last: Head | undefined
  let said: Head | undefined
  let saidAt = 0
  let trouble = ''

  function notice(head: Head) {
    if (last && (head.position < last.position || (head.position === last.position && head.hash !== last.hash)))
      logger.error({ was: writeHead(last), now: writeHead(head) }, 'The audit chain is shorter than it was: entries were cut off.')
    last = head
  }

  /** What is kept elsewhere proves later that nothing was cut off. */
  function say() {
    const head = last && writeHead(last)
    if (!last || !head || last.position === said?.position) return
    said = last
    saidAt = Date.now()
    logger.info({ audit_head: head }, 'The audit is sealed up to here.')
  }

  async function sealAll(rest: number, until = Infinity) {
    try {
      if (!renewed) await renewKey(db, secrets)
      renewed = true
      const [any] = Some.parse((await db.execute(sql`select exists (select from ${auditEntries} where position is null) as some`)).rows)
      for (let more = any.some; more && Date.now() < until; ) {
        const startedAt = performance.now()
        const result = await sealBatch(db, secrets)
        if (result) notice(result.head)
        more = result?.sealed === BATCH && (!closing || rest === 0)
        if (more) await sleep((performance.now() - startedAt) * rest)
      }
      trouble = ''
    } catch (error) {
      // Once, not every few seconds for as long as it lasts.
      const message = error instanceof Error ? error.message : String(error)
      if (message !== trouble) logger.warn({ err: error }, 'The audit is not being sealed.')
      trouble = message
    }
    if (Date.now() - saidAt >= SAY_EVERY_MS) say()
  }

  let round: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  const wait = () => {
    timer = setTimeout(() => {
      round = sealAndWait()
    }, EVERY_MS).unref()
  }
  async function sealAndWait() {
    await sealAll(REST)
    if (!closing) wait()
  }
  wait()
  return {
    async close() {
      closing = true
      clearTimeout(timer)
      await round
      await sealAll(0, Date.now() + AT_THE_END_MS)
      say()
    },
  }
}
