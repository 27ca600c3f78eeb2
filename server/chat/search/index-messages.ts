import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../../db/engine.ts'

/**
 * One statement's worth: a long message takes hundredths of a second, in which the embedded database does nothing else.
 */
const AT_ONCE = 8
/** As much of a message as search_vector() takes in. */
const INDEXED_CHARS = 16_000
/** What a process left behind that was ended, and what another one could not do, waits no longer than this. */
const LOOK_MS = 20_000
/** Between two statements, so that those who wait for the database have their turn. */
const PAUSE_MS = 15

export type Indexing = {
  /** Something was finished. Costs nothing: the work is done later, once for all that has come together until then. */
  wake: () => void
  close: () => Promise<void>
}

const Counted = z.tuple([z.object({ n: z.number() })])

/**
 * Has the search know messages that are finished, some at a time, each once, on whichever replica is first; and the titles of their
 * conversations, unless somebody has renamed them before.
 * @returns how many
 */
async function indexSome(db: Db): Promise<number> {
  const { rows } = await db.execute(sql`
    with batch as (
      select id, session_id, owner_id, created_at, left(content, ${INDEXED_CHARS}::int) as content
      from chat_messages where not indexed and status <> 'running' order by id limit ${AT_ONCE}::int for no key update skip locked
    ),
    done as (update chat_messages m set indexed = true from batch where m.id = batch.id),
    words as (
      insert into chat_search (id, session_id, message_id, owner_id, at, search)
      select id, session_id, id, owner_id, created_at, chat_search_vector(owner_id, false, content) from batch where content <> ''
      on conflict (id) do update set search = excluded.search
    ),
    titles as (
      insert into chat_search (id, session_id, owner_id, at, search)
      select s.id, s.id, s.owner_id, s.created_at, chat_search_vector(s.owner_id, true, s.title)
      from chat_sessions s where s.id in (select session_id from batch) and not exists (select 1 from chat_search c where c.id = s.id)
      on conflict (id) do nothing
    )
    select count(*)::int as n from batch`)
  return Counted.parse(rows)[0].n
}

/**
 * Keeps the search up with what is said, behind the backs of those who say it: nothing that is written while an answer streams touches an
 * index of words. What is not indexed yet is a mark of the message itself, so that a process that is killed leaves nothing out.
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
