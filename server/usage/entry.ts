import type { Usage } from '#shared/chat.ts'
import type { Actor } from '#shared/permissions.ts'
import type { CallState, Purpose } from '#shared/usage.ts'
import { newId } from '../db/id.ts'
import type { Price } from './price.ts'

/** The provider closes its books a moment after a call. */
const FIRST_CHECK_SECONDS = 2

/** What somebody is about to ask a model. */
export type NewCall = {
  purpose: Purpose
  model: string
  /** null where it is not known. */
  price: Price | null
  /** Estimated; without what a stored conversation adds to it. */
  promptTokens: number
  /** The longest answer that was asked for; without, what the conversation says, else what is usual. */
  maxTokens: number | null
  usualTokens: number
  /** What the model can say at most, where that is known. */
  mostTokens: number | null
  sessionId: string | null
  /** What a stored conversation can add at most; 0 where the prompt is all that is sent. */
  historyTokensMax: number
}

/** A row of the ledger as this process knows it. */
export type Entry = {
  id: string
  userId: string
  apiKeyId: string | null
  sessionId: string | null
  messageId: string | null
  generationId: string | null
  purpose: Purpose
  asked: string
  price: Price | null
  startedAt: number
  state: CallState
  answered: string | null
  providerId: string | null
  usage: Usage | null
  /** Seconds until the provider is asked; null where it is not. */
  checkIn: number | null
}

export const newEntry = (actor: Actor, call: NewCall): Entry => ({
  id: newId(),
  userId: actor.userId,
  apiKeyId: actor.apiKeyId,
  sessionId: call.sessionId,
  messageId: null,
  generationId: null,
  purpose: call.purpose,
  asked: call.model,
  price: call.price,
  startedAt: performance.now(),
  state: 'reserved',
  answered: null,
  providerId: null,
  usage: null,
  checkIn: null,
})

/**
 * How a call that has ended stands in the ledger.
 * @param refused whether the provider said no, which costs nothing
 */
export function ended(entry: Entry, refused: boolean): Pick<Entry, 'state' | 'checkIn'> {
  if (entry.usage?.cost != null || refused) return { state: 'settled', checkIn: null }
  if (entry.providerId !== null) return { state: 'unknown', checkIn: FIRST_CHECK_SECONDS }
  return { state: entry.usage && entry.price ? 'estimated' : 'unknown', checkIn: null }
}
