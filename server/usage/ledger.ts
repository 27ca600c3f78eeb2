import { eq, sql } from 'drizzle-orm'
import type { Actor } from '#shared/permissions.ts'
import type { Meter } from '../ai/provider.ts'
import type { Db } from '../db/engine.ts'
import { newId } from '../db/id.ts'
import { type Entry, ended, type NewCall, newEntry } from './entry.ts'
import type { AssumedPrice } from './price.ts'
import { reserve } from './reserve.ts'
import { modelCalls } from './tables.ts'
import { startLedgerWriter } from './write-ledger.ts'

/** Three of them missed, a call is taken for one of a process that is gone (reconcile.ts). */
export const ALIVE_SECONDS = 20

/** A call that is about to be made, or under way. */
export type Call = {
  /** The longest answer that is paid for; null for who has no budget. */
  maxTokens: number | null
  /** To be given to the request. */
  meter: Meter
  /** What the call belongs to, once that is stored. */
  place: (of: { sessionId: string; messageId: string; generationId: string }) => void
  /** It has ended, whichever way; has to be called, and may be called again. */
  close: () => void
  /** It is not made after all. */
  cancel: () => Promise<void>
}

export type Ledger = {
  /**
   * Enters a call to the provider before it is made. Who has no budget waits for nothing: the row is written beside the call. Who has
   * one waits for one statement.
   * @param on the transaction to which what is set aside belongs, where there is one
   * @throws BUDGET_EXHAUSTED
   */
  open: (actor: Actor, call: NewCall, on?: Db) => Promise<Call>
  close: () => Promise<void>
}

/** @param assumed what a token costs where the catalogue does not say */
export function openLedger(db: Db, assumed: AssumedPrice, onError: (error: unknown) => void): Ledger {
  const writer = startLedgerWriter(db, onError)
  const under = new Set<Entry>()

  const timer = setInterval(() => {
    if (under.size === 0) return
    const ids = [...under].map(({ id }) => id)
    db.execute(
      sql`update model_calls set alive_at = now() where id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::uuid) and state = 'reserved'`,
    ).catch(onError)
  }, ALIVE_SECONDS * 1000)
  timer.unref()

  function begin(entry: Entry, maxTokens: number | null): Call {
    let refused = false
    let closed = false
    under.add(entry)

    /** Each try that the provider took is a call of its own: it may have cost something although nothing came of it. */
    function leaveEarlierTry(): void {
      if (entry.providerId === null) return
      const earlier: Entry = { ...entry, id: newId() }
      writer.note(Object.assign(earlier, ended(earlier, false)))
    }

    return {
      maxTokens,
      meter: {
        answered(taken, generationId) {
          leaveEarlierTry()
          refused = !taken
          entry.providerId = taken ? generationId : null
          writer.note(entry)
        },
        finished(usage, model, generationId) {
          entry.usage = usage
          entry.answered = model
          // Only OpenRouter says it before the answer, and can be asked by it.
          if (entry.providerId !== null) entry.providerId = generationId ?? entry.providerId
        },
      },
      place({ sessionId, messageId, generationId }) {
        Object.assign(entry, { sessionId, messageId, generationId })
        writer.note(entry)
      },
      close() {
        if (closed) return
        closed = true
        under.delete(entry)
        writer.note(Object.assign(entry, ended(entry, refused)))
      },
      async cancel() {
        if (closed) return
        closed = true
        under.delete(entry)
        if (maxTokens !== null) await db.delete(modelCalls).where(eq(modelCalls.id, entry.id))
      },
    }
  }

  return {
    async open(actor, call, on = db) {
      const entry = newEntry(actor, call)
      return begin(entry, actor.budgeted ? await reserve(on, entry, call, assumed) : null)
    },
    async close() {
      clearInterval(timer)
      await writer.close()
    },
  }
}
