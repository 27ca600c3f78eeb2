import type { Attachment } from '#shared/attachments.ts'
import type { AskQuestion, ChatEvent, ChatFailure } from '#shared/chat.ts'
import type { ChatSettings } from '#shared/chat-settings.ts'
import { errorCatalog, type Language } from '#shared/errors.ts'
import type { Actor } from '#shared/permissions.ts'
import { mayRetry } from '../ai/failure.ts'
import type { CatalogueModel } from '../ai/models.ts'
import type { ModelRequest, Provider } from '../ai/provider.ts'
import { stream } from '../ai/stream.ts'
import { withFiles } from '../attachments/to-parts.ts'
import type { Db } from '../db/engine.ts'
import { AppError, appError } from '../errors.ts'
import type { Call } from '../usage/ledger.ts'
import { answerFromRecords } from './answer-from-records.ts'
import { languageOf } from './language.ts'
import { maxTokensFor, parametersFor } from './parameters.ts'
import { type Earlier, promptFor } from './prompt.ts'
import { Ended } from './running.ts'

export type Turn = {
  question: AskQuestion
  /** That the question carries. */
  attachments: Attachment[]
  sessionId: string
  model: string
  /** What holds for this answer. */
  settings: ChatSettings
  /** What the catalogue says of the model, if anything. */
  known: CatalogueModel | undefined
  /** What the model takes, where it is known. */
  modalities: string[] | null
  earlier: Earlier
  /** What the answer says already, where it is continued. */
  answered?: string
  /** Of the person who asked: for what goes wrong. The answer is in the language of the question. */
  language: Language
  /** Its entry in the ledger; null without a provider. */
  call: Call | null
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
  const thinking = startThinking()
  let fitted: Fitted = { left_out: 0, shortened: 0, files_left_out: 0 }
  let answering: string | undefined
  try {
    if (!provider) {
      yield* answerFromRecords(db, actor, turn.question.message, languageOf(turn.question.message))
      return
    }
    let spoken = false
    const { request, ...told } = await requestOf(db, turn)
    fitted = told
    for await (const event of stream(provider, request, signal)) {
      if (event.type === 'text') {
        spoken = true
        thinking.end()
        yield { type: 'text-delta', text: event.text }
      } else if (event.type === 'reasoning') {
        thinking.begin()
        yield { type: 'reasoning-delta', text: event.text }
      } else if (event.type === 'model') answering = event.model
      else if (event.type === 'finish') {
        // No tools are offered; a model that calls one all the same has said nothing to the person.
        if (event.reason === 'tool_calls' && !spoken) throw appError('MODEL_ANSWER_INVALID')
        yield {
          type: 'finish',
          status: 'complete',
          finish_reason: event.reason,
          usage: event.usage,
          reasoning_ms: thinking.end(),
          ...fitted,
          model: event.model,
        }
      }
    }
  } catch (error) {
    if (signal.aborted) {
      const how = signal.reason instanceof Ended && signal.reason.how === 'stopped' ? 'stopped' : 'interrupted'
      yield { type: 'finish', status: how, finish_reason: how, usage: null, reasoning_ms: thinking.end(), ...fitted, model: answering }
      return
    }
    onError(error)
    yield { type: 'error', error: describe(error, turn.language) }
    yield { type: 'finish', status: 'failed', finish_reason: 'error', usage: null, reasoning_ms: thinking.end(), ...fitted, model: answering }
  } finally {
    turn.call?.close()
  }
}

/** How long the model thinks before it answers, in milliseconds; null where it does not show that it does. */
function startThinking() {
  let began: number | undefined
  let took: number | null = null
  return {
    begin() {
      began ??= performance.now()
    },
    end() {
      if (began !== undefined) took ??= Math.round(performance.now() - began)
      return took
    },
  }
}

/** What the model is not sent of what was said before. */
type Fitted = { left_out: number; shortened: number; files_left_out: number }

async function requestOf(db: Db, turn: Turn): Promise<Fitted & { request: ModelRequest }> {
  const { question, settings, model, known, modalities, sessionId, call } = turn
  const contextTokens = known?.contextLength ?? null
  const room = { contextTokens, maxTokens: maxTokensFor(settings, known) }
  const { messages, leftOut, shortened, maxTokens } = promptFor({ ...turn, question: question.message, wishes: settings.system_prompt ?? null }, room)
  const parameters = parametersFor(settings, known)
  const { leftOut: filesLeftOut, ...said } = await withFiles(db, messages, modalities, contextTokens)
  const longest = Math.min(maxTokens, call?.maxTokens ?? maxTokens)
  return {
    left_out: leftOut,
    shortened,
    files_left_out: filesLeftOut,
    request: {
      model,
      ...said,
      ...parameters,
      // What has no room, and what a budget does not pay for, is not asked for.
      maxTokens: parameters.maxTokens === undefined ? undefined : Math.min(parameters.maxTokens, longest),
      sessionId,
      meter: call?.meter,
    },
  }
}

function describe(error: unknown, language: Language): ChatFailure {
  const code = error instanceof AppError ? error.code : 'INTERNAL'
  return {
    code,
    message: error instanceof AppError ? error.words[language] : errorCatalog[code][language],
    retryable: mayRetry(error) ?? (code === 'INTERNAL' || code === 'MODEL_ANSWER_INVALID' || code.startsWith('DATABASE_')),
    retry_after: error instanceof AppError ? (error.retryAfter ?? null) : null,
  }
}
