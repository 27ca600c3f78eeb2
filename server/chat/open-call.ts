import type { FastifyRequest } from 'fastify'
import type { Attachment } from '#shared/attachments.ts'
import type { AskQuestion } from '#shared/chat.ts'
import type { Actor } from '#shared/permissions.ts'
import { estimateTokens } from '#shared/tokens.ts'
import type { Db } from '../db/engine.ts'
import type { Call } from '../usage/ledger.ts'
import { priceFrom } from '../usage/price.ts'
import type { ChatDeps } from './ask.ts'
import { findByKey, type Idempotency, type Joined } from './not-begun.ts'
import { DEFAULT_MAX_TOKENS } from './parameters.ts'
import { estimateFiles, HISTORY_TOKENS_MAX } from './prompt.ts'

/** What is sent beside the question: how to answer. */
const INSTRUCTIONS_TOKENS = 200

/** What is known of a call before anything is stored. */
export type Wanted = {
  /** Where something was said before that is sent again. */
  sessionId: string | undefined
  maxTokens: number | null | undefined
  /** Of what is new. */
  tokens: number
}

export function wantedBy(question: Pick<AskQuestion, 'message' | 'context' | 'session_id' | 'max_tokens'>, attachments: Attachment[]): Wanted {
  const brought = question.context?.reduce((sum, { content }) => sum + estimateTokens(content), 0) ?? 0
  return {
    sessionId: question.context ? undefined : question.session_id,
    maxTokens: question.max_tokens,
    tokens: Math.min(brought, HISTORY_TOKENS_MAX) + estimateTokens(question.message) + estimateFiles(attachments),
  }
}

/**
 * Enters the call that an answer needs; null where no provider is asked.
 * @param on the transaction that stores the answer, where there is one
 * @throws BUDGET_EXHAUSTED
 */
export async function openCall({ provider, catalogue, ledger, db }: ChatDeps, actor: Actor, model: string, wanted: Wanted, on: Db = db): Promise<Call | null> {
  if (!provider) return null
  const call = {
    purpose: 'answer' as const,
    model,
    price: priceFrom(catalogue.priceOf(model)),
    promptTokens: INSTRUCTIONS_TOKENS + wanted.tokens,
    maxTokens: wanted.maxTokens ?? null,
    usualTokens: DEFAULT_MAX_TOKENS,
    mostTokens: catalogue.find(model)?.maxOutput ?? null,
    // A conversation that is somebody else's is found out when the question is stored.
    sessionId: wanted.sessionId ?? null,
    historyTokensMax: wanted.sessionId === undefined ? 0 : HISTORY_TOKENS_MAX,
  }
  return await ledger.open(actor, call, on)
}

/**
 * Sets aside what the answers may cost before anything is stored, then begins them; what was set aside is given back where nothing comes of it.
 * @throws BUDGET_EXHAUSTED
 */
export async function beginPaid<T>(
  deps: ChatDeps,
  request: FastifyRequest,
  models: string[],
  wanted: Wanted,
  idempotency: Idempotency | undefined,
  begin: () => Promise<{ begun: T } | { joined: Joined }>,
): Promise<{ begun: T; calls: (Call | null)[] } | { joined: Joined }> {
  const { actor } = request
  const calls: (Call | null)[] = []
  const giveBack = async () => {
    for (const call of calls) await call?.cancel()
  }
  try {
    for (const model of models) calls.push(await openCall(deps, actor, model, wanted))
  } catch (error) {
    await giveBack()
    // The answer that is asked for again may be what the last of the budget went into.
    const joined = idempotency && (await findByKey(deps.db, actor, idempotency))
    if (joined) return { joined }
    throw error
  }
  try {
    const started = await begin()
    if ('begun' in started) return { ...started, calls }
    await giveBack()
    return started
  } catch (error) {
    await giveBack()
    throw error
  }
}
