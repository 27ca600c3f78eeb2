import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { ChatEvent } from '#shared/chat.ts'
import type { Db } from '../db/engine.ts'
import { finishGeneration } from './finish.ts'
import { fold, following, startOf } from './positions.ts'

/** Three heartbeats missed: the process is gone, or so far behind that its reader has given up. */
export const REAP_AFTER_SECONDS = 15
/** One transaction's worth; the rest waits for the next round. */
const REAP_AT_ONCE = 50

const Stale = z.array(z.object({ id: z.string(), fence: z.number(), stop_requested: z.boolean() }))
export const LogRows = z.array(z.object({ position: z.number(), events: z.array(ChatEvent) }))

/**
 * Ends the answers whose process is gone, with the text that reached the log.
 * @param olderThan seconds without a heartbeat; 0 where no other process can be writing
 * @returns how many
 */
export async function reap(db: Db, olderThan: number): Promise<number> {
  return await db.transaction(async (tx) => {
    const { rows } = await tx.execute(sql`
      select id, fence, stop_requested from generations
      where status = 'running' and heartbeat_at <= now() - make_interval(secs => ${olderThan})
      order by id limit ${REAP_AT_ONCE}::int for update skip locked`)
    const stale = Stale.parse(rows)
    for (const { id, fence, stop_requested: stopped } of stale) {
      const how = stopped ? 'stopped' : 'interrupted'
      await finishGeneration(tx, { id, fence }, fold(await logged(tx, id)), { status: how, reason: how, usage: null })
    }
    return stale.length
  })
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
