import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { type Charged, generation } from '../ai/generation.ts'
import type { Provider } from '../ai/provider.ts'
import type { Db } from '../db/engine.ts'
import { ALIVE_SECONDS } from './ledger.ts'

const LOOK_MS = 2000
/** Asked at once: an outage leaves many, and the provider limits how often it is asked. */
const AT_ONCE = 10
/** Between two tries; the last of them again and again. */
const WAITS_SECONDS = [3, 10, 30, 120, 600, 3600]
/** Some eight hours after the call; a provider that still does not know it never will. */
const TRIES_MAX = 12

const Due = z.array(z.object({ id: z.string(), provider_id: z.string(), tries: z.number(), message_id: z.string().nullable() }))
type Due = z.infer<typeof Due>[number]

type Options = {
  onError: (error: unknown) => void
  /** What an answer cost is known now that had ended without. */
  onSettled: (messageId: string) => Promise<void>
}

/**
 * Finds out what calls cost that ended before the provider said so: stopped, cut off, or left behind by a process that is gone. What is
 * to be asked stands in the ledger, so that a restart loses nothing and replicas share the work.
 * @returns what ends it
 */
export function startReconciling(db: Db, provider: Provider, options: Options): () => Promise<void> {
  const closed = new AbortController()
  let round: Promise<void> | undefined

  async function settle(due: Due): Promise<void> {
    let charged: Charged | undefined
    try {
      charged = await generation(provider, due.provider_id, closed.signal)
    } catch (error) {
      if (closed.signal.aborted) return
      options.onError(error)
    }
    if (charged) await storeCharged(db, due.id, charged)
    else if (due.tries >= TRIES_MAX) await giveUp(db, due.id)
    if (charged && due.message_id !== null) await options.onSettled(due.message_id)
  }

  async function look(): Promise<void> {
    await takeOver(db)
    await Promise.all((await takeDue(db)).map(settle))
  }

  const timer = setInterval(() => {
    round ??= look()
      .catch(options.onError)
      .finally(() => {
        round = undefined
      })
  }, LOOK_MS)
  return async () => {
    clearInterval(timer)
    closed.abort()
    await round
  }
}

/** Calls of processes that are gone. Of one that the provider had not answered nothing can be asked. */
async function takeOver(db: Db): Promise<void> {
  await db.execute(sql`
    update model_calls set state = 'unknown', check_at = case when provider_id is not null then now() end, amount = case when provider_id is not null then amount else 0 end
    where state = 'reserved' and alive_at < now() - make_interval(secs => ${3 * ALIVE_SECONDS})`)
}

async function takeDue(db: Db): Promise<Due[]> {
  const { rows } = await db.execute(sql`
    with due as (select id from model_calls where check_at <= now() order by check_at limit ${AT_ONCE}::int for update skip locked)
    update model_calls c set tries = c.tries + 1,
      check_at = now() + make_interval(secs => (${sql.raw(`array[${WAITS_SECONDS.join(', ')}]`)})[least(c.tries + 1, ${WAITS_SECONDS.length}::int)])
    from due where c.id = due.id returning c.id, c.provider_id, c.tries, c.message_id`)
  return Due.parse(rows)
}

async function storeCharged(db: Db, id: string, { cost, model, promptTokens, completionTokens, cachedTokens }: Charged): Promise<void> {
  await db.execute(sql`
    update model_calls set state = 'settled', cost = ${String(cost)}::numeric, amount = ${String(cost)}::numeric, check_at = null,
      model_answered = coalesce(${model}::text, model_answered), prompt_tokens = coalesce(${promptTokens}::int, prompt_tokens),
      completion_tokens = coalesce(${completionTokens}::int, completion_tokens), cached_tokens = coalesce(${cachedTokens}::int, cached_tokens)
    where id = ${id}::uuid and state = 'unknown'`)
}

/** By tokens and prices where they are known; else it counts as nothing. */
async function giveUp(db: Db, id: string): Promise<void> {
  await db.execute(sql`
    update model_calls c set state = case when e.cost is null then 'unknown' else 'estimated' end, cost = e.cost, amount = coalesce(e.cost, 0), check_at = null
    from (select id, prompt_tokens * prompt_price + completion_tokens * completion_price as cost from model_calls) e
    where c.id = ${id}::uuid and e.id = c.id and c.state = 'unknown'`)
}
