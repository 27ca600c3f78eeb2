import { inArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../../db/engine.ts'
import { chatMessages } from '../tables.ts'
import { signatureOf } from './signature.ts'
import { chatSearch, SEARCHED_CHARS } from './tables.ts'

/** One transaction's worth, in which the embedded database does nothing else: so many messages, or fewer where they are long. */
const AT_ONCE = 8
/** Some hundredths of a second, in which nobody else has a turn. */
const CHARS_AT_ONCE = SEARCHED_CHARS
/** What a process left behind that was ended, and what another one could not do, waits no longer than this. */
const LOOK_MS = 20_000
/** Between two transactions, so that those who wait for the database have their turn. */
const PAUSE_MS = 15

export type Indexing = {
  /** Something was finished. Costs nothing: the work is done later, once for all that has come together until then. */
  wake: () => void
  close: () => Promise<void>
}

const Batch = z.array(z.object({ id: z.string(), session_id: z.string(), owner_id: z.string(), created_at: z.string(), content: z.string() }))

/**
 * Has the search know messages that are finished, some at a time, each once, on whichever replica is first.
 * @returns whether there may be more
 */
async function indexSome(db: Db): Promise<boolean> {
  return await db.transaction(async (tx) => {
    const { rows } = await tx.execute(sql`
      select id, session_id, owner_id, created_at::text as created_at, left(content, ${SEARCHED_CHARS}::int) as content
      from chat_messages where not indexed and status <> 'running' order by id limit ${AT_ONCE}::int for no key update skip locked`)
    const found = Batch.parse(rows)
    const batch = beginning(found)
    if (batch.length === 0) return false
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
    return batch.length < found.length || found.length === AT_ONCE
  })
}

/** As many as are worked out at once, at least one. */
function beginning(messages: z.infer<typeof Batch>): z.infer<typeof Batch> {
  let left = CHARS_AT_ONCE
  const end = messages.findIndex(({ content }, at) => {
    left -= content.length
    return at > 0 && left < 0
  })
  return end < 0 ? messages : messages.slice(0, end)
}

/**
 * Keeps the search up with what is said, behind the backs of those who say it: nothing is worked out while an answer streams. What is not
 * indexed yet is a mark of the message itself, so that a process that is killed leaves nothing out.
 */
export function startIndexing(db: Db, onError: (error: unknown) => void): Indexing {
  let closing = false
  let wanted = false
  let working: Promise<void> | undefined

  async function work() {
    while (wanted && !closing) {
      wanted = false
      for (let more = true; more && !closing; ) {
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
        more = !closing && (await indexSome(db))
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
