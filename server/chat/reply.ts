import type { Attachment } from '#shared/attachments.ts'
import type { AskQuestion, ChatEvent, ChatFailure } from '#shared/chat.ts'
import { errorCatalog, type Language } from '#shared/errors.ts'
import type { Actor } from '#shared/permissions.ts'
import { mayRetry } from '../ai/failure.ts'
import type { ModelRequest, Provider } from '../ai/provider.ts'
import { stream } from '../ai/stream.ts'
import { withFiles } from '../attachments/to-parts.ts'
import type { Db } from '../db/engine.ts'
import { AppError, appError } from '../errors.ts'
import { answerFromRecords } from './answer-from-records.ts'
import { languageOf } from './language.ts'
import { DEFAULT_MAX_TOKENS, type Earlier, promptFor } from './prompt.ts'
import { Ended } from './running.ts'

export type Turn = {
  question: AskQuestion
  /** That the question carries. */
  attachments: Attachment[]
  sessionId: string
  model: string
  /** The model's limit, where it is known. */
  contextTokens: number | null
  /** What the model takes, where it is known. */
  modalities: string[] | null
  earlier: Earlier
  /** What the answer says already, where it is continued. */
  answered?: string
  /** Of the person who asked: for what goes wrong. The answer is in the language of the question. */
  language: Language
}

/**
 * One answer, from the model or, without a provider, from the records. Ends with `finish` whatever happens; never throws.
 * @param signal aborted with an Ended
 */
export async function* reply(
  db: Db,
  actor: Actor,
  provider: Provider | null,
  turn: Turn,
  signal: AbortSignal,
  onError: (error: unknown) => void,
): AsyncGenerator<ChatEvent> {
  try {
    if (!provider) {
      yield* answerFromRecords(db, actor, turn.question.message, languageOf(turn.question.message))
      return
    }
    let spoken = false
    for await (const event of stream(provider, await requestOf(db, turn), signal)) {
      if (event.type === 'text') {
        spoken = true
        yield { type: 'text-delta', text: event.text }
      } else if (event.type === 'reasoning') yield { type: 'reasoning-delta', text: event.text }
      else if (event.type === 'finish') {
        // No tools are offered; a model that calls one all the same has said nothing to the person.
        if (event.reason === 'tool_calls' && !spoken) throw appError('MODEL_ANSWER_INVALID')
        yield { type: 'finish', status: 'complete', finish_reason: event.reason, usage: event.usage, model: event.model }
      }
    }
  } catch (error) {
    if (signal.aborted) {
      const how = signal.reason instanceof Ended && signal.reason.how === 'stopped' ? 'stopped' : 'interrupted'
      yield { type: 'finish', status: how, finish_reason: how, usage: null }
      return
    }
    onError(error)
    yield { type: 'error', error: describe(error, turn.language) }
    yield { type: 'finish', status: 'failed', finish_reason: 'error', usage: null }
  }
}

async function requestOf(db: Db, { question, attachments, model, earlier, contextTokens, modalities, sessionId, answered }: Turn): Promise<ModelRequest> {
  const messages = promptFor(question, attachments, earlier, languageOf(question.message), contextTokens, answered)
  return {
    model,
    ...(await withFiles(db, messages, modalities, contextTokens)),
    maxTokens: question.max_tokens ?? DEFAULT_MAX_TOKENS,
    temperature: question.temperature,
    sessionId,
  }
}

function describe(error: unknown, language: Language): ChatFailure {
  const code = error instanceof AppError ? error.code : 'INTERNAL'
  return {
    code,
    message: errorCatalog[code][language],
    retryable: mayRetry(error) ?? (code === 'INTERNAL' || code === 'MODEL_ANSWER_INVALID' || code.startsWith('DATABASE_')),
    retry_after: error instanceof AppError ? (error.retryAfter ?? null) : null,
  }
}
