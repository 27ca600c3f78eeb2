import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { ChatEvent } from '#shared/chat.ts'
import type { Db } from '../db/engine.ts'
import { finishGeneration } from './finish.ts'
import { LogRows } from './log-rows.ts'
import { fold, following, startOf } from './positions.ts'

export const REAP_MS = 2000
/**
 * A process is dead when it gave no sign of life in four rounds after the one that saw its last. Rounds in which the database answered:
 * when it was away, it was so for everybody, and nobody is dead for that. An answer is marked some 11 s after its process at the latest.
 */
const SILENT_ROUNDS = 4
/** One transaction's worth. */
const REAP_AT_ONCE = 50

const Writers = z.array(z.object({ id: z.string(), beat: z.string().nullable() }))
const Left = z.array(z.object({ id: z.string(), stop_requested: z.boolean() }))

/** Looks for processes that died over their answers. @returns one round of it; many make the judgement */
export function watchOthers(db: Db, mine: () => string): () => Promise<void> {
  let seen = new Map<string, { beat: string | null; silent: number }>()

  return async () => {
    const { rows } = await db
      .execute(sql`
        select g.writer_id as id, w.beat_at::text as beat
        from (select distinct writer_id from generations where status = 'running' and writer_id <> ${mine()}::uuid) g
        left join generation_writers w on w.id = g.writer_id`)
      .catch((error: unknown) => {
        seen.clear()
        throw error
      })
    const before = seen
    seen = new Map()
    for (const { id, beat } of Writers.parse(rows)) {
      const known = before.get(id)
      const silent = known?.beat === beat ? known.silent + 1 : 0
      if (silent < SILENT_ROUNDS) seen.set(id, { beat, silent })
      else await takeAway(db, id)
    }
  }
}

/** Ends all answers that other processes have left: where no other can be writing, they are of an earlier life. */
export async function takeAllAway(db: Db, mine: string): Promise<void> {
  const { rows } = await db.execute(sql`select distinct writer_id as id, null as beat from generations where status = 'running' and writer_id <> ${mine}::uuid`)
  for (const { id } of Writers.parse(rows)) await takeAway(db, id)
}

/**
 * Takes away all answers of a process, and ends them with the text that reached the log.
 * @returns how many
 */
export async function takeAway(db: Db, writerId: string): Promise<number> {
  // Waits for what it is writing at this moment; it writes nothing after that.
  await db.execute(sql`delete from generation_writers where id = ${writerId}::uuid`)
  let taken = 0
  for (;;) {
    const found = await db.transaction(async (tx) => {
      const { rows } = await tx.execute(sql`
        select id, stop_requested from generations where status = 'running' and writer_id = ${writerId}::uuid
        order by id limit ${REAP_AT_ONCE}::int for update skip locked`)
      const left = Left.parse(rows)
      for (const generation of left) await finishLeft(tx, { ...generation, writerId })
      return left.length
    })
    taken += found
    if (found < REAP_AT_ONCE) return taken
  }
}

/** Ends an answer that nobody is writing any more. */
export async function finishLeft(db: Db, left: { id: string; writerId: string; stop_requested: boolean }): Promise<void> {
  const how = left.stop_requested ? 'stopped' : 'interrupted'
  await finishGeneration(db, left, fold(await logged(db, left.id)), { status: how, reason: how, usage: null }, true)
}

/** Rows may overlap where a write was repeated whose first try had arrived after all. */
async function logged(db: Db, id: string): Promise<ChatEvent[]> {
  const { rows } = await db.execute(sql`select position, events from generation_events where generation_id = ${id}::uuid order by position`)
  const events: ChatEvent[] = []
  let seen = 1
  for (const row of LogRows.parse(rows))
    for (const placed of following(row.events, startOf(row), seen)) {
      events.push(placed.event)
      seen = placed.position
    }
  return events
}

/** Of an answer that has no message to be in. */
export async function forgetLog(db: Db, id: string): Promise<void> {
  await db.execute(sql`delete from generation_events where generation_id = ${id}::uuid`)
}

/** Removes log rows that nobody will read: of conversations that were deleted while somebody wrote to them. */
export async function sweepLog(db: Db): Promise<void> {
  await db.execute(sql`delete from generation_events e
    where not exists (select 1 from generations g where g.id = e.generation_id and g.status = 'running')`)
}
