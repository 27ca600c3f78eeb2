import { inArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../../db/engine.ts'
import { chatMessages } from '../tables.ts'
import { signatureOf } from './signature.ts'
import { chatSearch, SEARCHED_CHARS } from './tables.ts'

/** One transaction's worth, in which the embedded database does nothing else. */
const AT_ONCE = 8
/** What a process left behind that was ended, and what another one could not do, waits no longer than this. */
const LOOK_MS = 20_000
/** Between two statements, so that those who wait for the database have their turn. */
const PAUSE_MS = 15

export type Indexing = {
  /** Something was finished. Costs nothing: the work is done later, once for all that has come together until then. */
  wake: () => void
  close: () => Promise<void>
}

const Batch = z.array(z.object({ id: z.string(), session_id: z.string(), owner_id: z.string(), created_at: z.string(), content: z.string() }))

/**
 * Has the search know messages that are finished, some at a time, each once, on whichever replica is first.
 * @returns how many
 */
async function indexSome(db: Db): Promise<number> {
  return await db.transaction(async (tx) => {
    const { rows } = await tx.execute(sql`
      select id, session_id, owner_id, created_at::text as created_at, left(content, ${SEARCHED_CHARS}::int) as content
      from chat_messages where not indexed and status <> 'running' order by id limit ${AT_ONCE}::int for no key update skip locked`)
    const batch = Batch.parse(rows)
    if (batch.length === 0) return 0
    const said = batch.filter(({ content }) => content !== '')
    if (said.length > 0)
      await tx
        .insert(chatSearch)
        .values(
          said.map(({ id, session_id, owner_id, created_at, content }) => ({
            messageId: id,
            sessionId: session_id,
            ownerId: owner_id,
            at: created_at,
            signature: signatureOf(content),
          })),
        )
        .onConflictDoUpdate({ target: chatSearch.messageId, set: { signature: sql`excluded.signature` } })
    await tx
      .update(chatMessages)
      .set({ indexed: true })
      .where(
        inArray(
          chatMessages.id,
          batch.map(({ id }) => id),
        ),
      )
    return batch.length
  })
}

/**
 * Keeps the search up with what is said, behind the backs of those who say it: nothing is worked
 * out while an answer streams. What is not indexed yet is a mark of the message itself, so that a process that is killed leaves nothing out.
 */
export function startIndexing(db: Db, onError: (error: unknown) => void): Indexing {
  let closing = false
  let wanted = false
  let working: Promise<void> | undefined

  async function work() {
    while (wanted && !closing) {
      wanted = false
      for (let n = AT_ONCE; n === AT_ONCE && !closing; ) {
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
        if (!closing) n = await indexSome(db)
      }
    }
  }
  function wake() {
    wanted = true
    if (closing) return
    working ??= work()
      .catch(onError)
      .finally(() => {
        working = undefined
        if (wanted && !closing) wake()
      })
  }

  wake()
  const timer = setInterval(wake, LOOK_MS).unref()
  return {
    wake,
    async close() {
      closing = true
      clearInterval(timer)
      await working
    },
  }
}
