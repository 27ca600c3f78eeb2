import { sql } from 'drizzle-orm'
import type { Db } from '../db/engine.ts'
import { AppError } from '../errors.ts'
import type { Entry } from './entry.ts'

/** Late enough that a fast first token goes before it, and that many calls share a statement; what a killed process has not written is no older. */
const FLUSH_MS = 50
/** After a write that failed: the database is away, and what is to be written waits in memory. */
const RETRY_MS = 500

export type LedgerWriter = {
  /** The row has changed. */
  note: (entry: Entry) => void
  /** Writes what is left. */
  close: () => Promise<void>
}

/** Writes the rows of the ledger that have changed since the last time, in one statement. Nobody waits for it. */
export function startLedgerWriter(db: Db, onError: (error: unknown) => void): LedgerWriter {
  const noted = new Set<Entry>()
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> | undefined

  function schedule(milliseconds: number) {
    timer ??= setTimeout(() => {
      timer = undefined
      writing = flush().finally(() => {
        writing = undefined
        if (noted.size > 0) schedule(FLUSH_MS)
      })
    }, milliseconds)
  }

  async function flush(): Promise<void> {
    const batch = [...noted]
    noted.clear()
    if (batch.length === 0) return
    try {
      await writeEntries(db, batch)
    } catch (error) {
      onError(error)
      if (error instanceof AppError) {
        for (const entry of batch) noted.add(entry)
        schedule(RETRY_MS)
      } else await eachAlone(batch)
    }
  }

  /** One row that the database does not take must not keep the others out. */
  async function eachAlone(batch: Entry[]): Promise<void> {
    if (batch.length > 1) for (const entry of batch) await writeEntries(db, [entry]).catch(onError)
  }

  return {
    note(entry) {
      noted.add(entry)
      if (!writing) schedule(FLUSH_MS)
    },
    async close() {
      clearTimeout(timer)
      timer = undefined
      await writing
      await flush()
      clearTimeout(timer)
    },
  }
}

/** What a provider says is no reason for a statement to fail. */
const storable = (text: string | null) => text?.slice(0, 200).toWellFormed().replaceAll('\0', '\uFFFD') ?? null
const count = (tokens: number | undefined) => (tokens === undefined ? null : Math.min(tokens, 2_147_483_647))

const row = (entry: Entry) => ({
  id: entry.id,
  age: (performance.now() - entry.startedAt) / 1000,
  user_id: entry.userId,
  api_key_id: entry.apiKeyId,
  session_id: entry.sessionId,
  message_id: entry.messageId,
  generation_id: entry.generationId,
  purpose: entry.purpose,
  model_asked: entry.asked,
  model_answered: storable(entry.answered),
  prompt_price: entry.price?.prompt,
  completion_price: entry.price?.completion,
  cached_price: entry.price?.cached,
  prompt_tokens: count(entry.usage?.prompt_tokens),
  completion_tokens: count(entry.usage?.completion_tokens),
  cached_tokens: count(entry.usage?.cached_tokens),
  // A number of JSON becomes numeric by its shortest digits, which are those that the provider sent.
  cost: entry.state === 'settled' ? (entry.usage?.cost ?? 0) : null,
  state: entry.state,
  provider_id: storable(entry.providerId),
  check_in: entry.checkIn,
})

/** What was set aside stays so until the cost is known, and goes where nobody will ever know it. */
async function writeEntries(db: Db, entries: Entry[]): Promise<void> {
  await db.execute(sql`
    insert into model_calls (id, at, user_id, api_key_id, session_id, message_id, generation_id, purpose, model_asked, model_answered, prompt_price,
      completion_price, cached_price, prompt_tokens, completion_tokens, cached_tokens, cost, amount, state, provider_id, check_at)
    select id, now() - make_interval(secs => age), user_id, api_key_id, session_id, message_id, generation_id, purpose, model_asked, model_answered,
      prompt_price, completion_price, cached_price, prompt_tokens, completion_tokens, cached_tokens, c.cost, coalesce(c.cost, 0), state, provider_id,
      now() + make_interval(secs => check_in)
    from jsonb_to_recordset(${JSON.stringify(entries.map(row))}::jsonb) as b (id uuid, age double precision, user_id uuid, api_key_id uuid, session_id uuid,
      message_id uuid, generation_id uuid, purpose text, model_asked text, model_answered text, prompt_price numeric, completion_price numeric,
      cached_price numeric, prompt_tokens int, completion_tokens int, cached_tokens int, cost numeric, state text, provider_id text,
      check_in double precision)
    cross join lateral (select case when state = 'estimated' then prompt_tokens * prompt_price + completion_tokens * completion_price
      else b.cost end as cost) c
    order by id
    on conflict (id) do update set session_id = excluded.session_id, message_id = excluded.message_id, generation_id = excluded.generation_id,
      model_answered = excluded.model_answered, prompt_tokens = excluded.prompt_tokens, completion_tokens = excluded.completion_tokens,
      cached_tokens = excluded.cached_tokens, cost = excluded.cost, state = excluded.state, provider_id = excluded.provider_id, check_at = excluded.check_at,
      amount = coalesce(excluded.cost, case when excluded.state = 'reserved' or excluded.check_at is not null then model_calls.reserved end, 0)
    where model_calls.state <> 'settled'`)
}
