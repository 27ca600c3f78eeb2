import { Chunk } from './chunks.ts'
import { startDeadlines } from './deadlines.ts'
import { ErrorBody, failureFrom, isAbort, ModelFailure, redact } from './failure.ts'
import { modelsField } from './fallbacks.ts'
import { frames } from './frames.ts'
import { append, countAnswer, gather } from './gather.ts'
import { BODY_MAX_BYTES, ERROR_BODY_MAX_BYTES } from './limits.ts'
import { type Posted, postJson } from './post.ts'
import { headersOf, type ModelEvent, type ModelRequest, type Provider } from './provider.ts'
import { startAnswer } from './read-answer.ts'
import { parseJson, readBody } from './read-body.ts'
import { parseRetryAfter } from './retry.ts'

/**
 * One call to the provider.
 * @throws ModelFailure, or the caller's own reason to abort
 */
export async function* attempt(provider: Provider, request: ModelRequest, caller: AbortSignal): AsyncGenerator<ModelEvent> {
  const deadlines = startDeadlines(provider.limits, caller)
  const leave = countAnswer()
  let complete = false
  try {
    const response = await post(provider, request, deadlines.signal)
    request.meter?.answered(true, response.headers.get('x-generation-id'))
    deadlines.alive()
    const answer = startAnswer(request.model, response.headers.get('x-generation-id'), request.messages.at(-1)?.role === 'assistant')
    // Between here and the socket there is no further generator: each would cost every token a turn of the event loop's microtasks.
    let announced = !response.streams
    if (response.streams)
      for await (const batch of frames(response.body, deadlines.alive)) {
        const said: ModelEvent[] = []
        let failed: { error: unknown } | undefined
        try {
          for (const data of batch) {
            announced = data === '[DONE]'
            if (announced) break
            for (const event of answer.push(read(provider, data), deadlines.token)) append(said, event)
          }
        } catch (error) {
          // What came before it counts.
          failed = { error }
        }
        for (const event of said) yield event
        if (failed) throw failed.error
        if (announced) break
        if (said.length > 0) await gather()
      }
    else {
      const body = await readBody(response.body, BODY_MAX_BYTES, 'refuse', deadlines.alive)
      // A server that does not stream although it was asked to.
      for (const event of answer.push(read(provider, body), deadlines.token)) yield event
    }
    for (const event of answer.end(announced)) {
      if (event.type === 'finish') {
        complete = true
        request.meter?.finished(event.usage, event.model, event.generationId)
      }
      yield event
    }
  } catch (error) {
    caller.throwIfAborted()
    throw deadlines.expired() ?? (error instanceof ModelFailure ? error : connectionFailure(provider, error))
  } finally {
    leave()
    if (complete) deadlines.release()
    else deadlines.end()
  }
}

async function post(provider: Provider, request: ModelRequest, signal: AbortSignal): Promise<Posted & { streams: boolean }> {
  const headers = headersOf(provider, { accept: 'text/event-stream', ...(request.sessionId ? { 'x-session-id': request.sessionId } : {}) })
  const body = {
    ...request.more,
    model: request.model,
    models: modelsField(provider, request.model),
    messages: request.messages,
    // Keeps the questions of a conversation with one provider, for its prompt cache; others may refuse what they do not know.
    session_id: provider.routes ? request.sessionId : undefined,
    max_tokens: request.maxTokens,
    temperature: request.temperature,
    ...(request.topP === undefined ? {} : { top_p: request.topP }),
    ...reasoningField(request),
    // The engine that costs nothing; without a word OpenRouter would choose by itself.
    plugins: request.parsePdf ? [{ id: 'file-parser', pdf: { engine: 'cloudflare-ai' } }] : undefined,
    stream: true,
    // OpenRouter always sends the usage; other servers only when asked.
    stream_options: { include_usage: true },
  }
  const response = await postJson(`${provider.baseUrl}/chat/completions`, headers, body, signal)
  if (!response.ok) request.meter?.answered(false, null)
  await refuseErrors(provider, response)
  const type = response.headers.get('content-type') ?? ''
  const streams = /^text\/event-stream\b/i.test(type)
  if (streams || /^application\/([\w.-]+\+)?json\b/i.test(type)) return { ...response, streams }
  throw new ModelFailure('MODEL_ANSWER_INVALID', `The provider answered with ${type.slice(0, 80) || 'no content type'}.`, { retryable: false })
}

const reasoningField = ({ reasoning }: ModelRequest) =>
  reasoning && (reasoning.dialect === 'openrouter' ? { reasoning: { effort: reasoning.effort } } : { reasoning_effort: reasoning.effort })

/** @throws ModelFailure for every status that is no success */
export async function refuseErrors(provider: Provider, response: Response | Posted): Promise<void> {
  if (response.ok) return
  if (response.status < 400)
    throw new ModelFailure('MODEL_ANSWER_INVALID', `The provider redirects (${response.status}); set its final address.`, { retryable: false })
  const body = ErrorBody.safeParse(parseJson(await readBody(response.body, ERROR_BODY_MAX_BYTES, 'keep')))
  throw failureFrom(provider, response.status, body.success ? body.data.error : {}, parseRetryAfter(response.headers.get('retry-after')))
}

function read(provider: Provider, data: string): Chunk {
  const chunk = Chunk.safeParse(parseJson(data))
  if (!chunk.success) throw new ModelFailure('MODEL_ANSWER_INVALID', `The provider sent what is no part of an answer: ${redact(provider, data.slice(0, 200))}`)
  if (chunk.data.error) throw failureFrom(provider, undefined, chunk.data.error)
  return chunk.data
}

/** Before a byte came the provider cannot be reached; after that the line broke. */
export function connectionFailure(provider: Provider, error: unknown): ModelFailure {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
  const said = redact(provider, `${code} ${cause instanceof Error ? cause.message : ''}`.trim())
  if (isAbort(error)) return new ModelFailure('MODEL_TIMEOUT', 'The call was given up.')
  const unreachable =
    /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|CERT_|ERR_TLS|DEPTH_ZERO|UNABLE_TO|SELF_SIGNED)/
  if (unreachable.test(code)) return new ModelFailure('MODEL_UNAVAILABLE', `The provider cannot be reached: ${said}`)
  return new ModelFailure('MODEL_CONNECTION_LOST', `The connection broke: ${said}`)
}
