import { sql } from 'drizzle-orm'
import type { Db } from '../db/engine.ts'

/** Gives an answer what the ledger knows of it, once that is all of it: each try, and each time that it was gone on with, was a call of its own. */
export async function settleMessage(db: Db, messageId: string): Promise<void> {
  await db.execute(sql`
    update chat_messages m set usage = u.usage from (
      select jsonb_build_object('prompt_tokens', coalesce(sum(prompt_tokens), 0), 'completion_tokens', coalesce(sum(completion_tokens), 0),
        'total_tokens', coalesce(sum(prompt_tokens), 0) + coalesce(sum(completion_tokens), 0), 'cached_tokens', coalesce(sum(cached_tokens), 0),
        'cost', sum(cost)) as usage
      from model_calls where message_id = ${messageId}::uuid having bool_and(cost is not null)
    ) u
    where m.id = ${messageId}::uuid and m.status <> 'running'`)
}
