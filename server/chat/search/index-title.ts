import { sql } from 'drizzle-orm'
import type { Db } from '../../db/engine.ts'

/** Has the search know a conversation by the title that it has now. In the transaction that gives it one. */
export async function indexTitle(tx: Db, sessionId: string): Promise<void> {
  await tx.execute(sql`
    insert into chat_search (id, session_id, owner_id, at, search)
    select id, id, owner_id, created_at, chat_search_vector(owner_id, true, title) from chat_sessions where id = ${sessionId}::uuid
    on conflict (id) do update set search = excluded.search`)
}
