import type { CheckNote, CheckStep } from '#shared/models.ts'
import { connectionFailure, refuseErrors } from './attempt.ts'
import { Chunk } from './chunks.ts'
import { failureFrom, ModelFailure, redact } from './failure.ts'
import { frames } from './frames.ts'
import { BODY_MAX_BYTES } from './limits.ts'
import { type CatalogueModel, models } from './models.ts'
import { type Posted, postJson } from './post.ts'
import { headersOf, type Meter, type Provider } from './provider.ts'
import { parseJson, readBody } from './read-body.ts'

/** Enough for a word of a model that thinks a little first; some servers refuse less. */
export const CHECK_ANSWER_TOKENS = 64
const SAID_MAX = 200
export const CHECK_QUESTION = 'Reply with the single word: ready'

export type Checked = { models: CatalogueModel[] | null; said: string | null; notes: CheckNote[]; failure: ModelFailure | null }
const nothing: Checked = { models: null, said: null, notes: [], failure: null }

/** A model that is tried, and who counts the call. */
export type Tried = { model: string; meter: Meter }

/**
 * One step of the connection test: one call, asked once, given up soon. Never throws but for the caller's own signal.
 * @param tried whom to ask; null for the list
 */
export async function check(provider: Provider, step: CheckStep, tried: Tried | null, caller: AbortSignal): Promise<Checked> {
  const seconds = provider.limits.check / 1000
  const late = AbortSignal.timeout(provider.limits.check)
  const signal = AbortSignal.any([caller, late])
  try {
    if (!tried) return await checkList(provider, signal)
    return step === 'answer' ? await checkAnswer(provider, tried, signal) : await checkStream(provider, tried, signal)
  } catch (error) {
    caller.throwIfAborted()
    if (late.aborted) return { ...nothing, failure: new ModelFailure('MODEL_TIMEOUT', `No answer within ${seconds} s.`) }
    const cause = error instanceof Error && error.cause instanceof ModelFailure ? error.cause : error
    return { ...nothing, failure: cause instanceof ModelFailure ? cause : connectionFailure(provider, error) }
  }
}

/** What servers without a list answer; they can be used all the same, by the names that the settings give. */
const noSuchPath = new Set([404, 405, 501])

async function checkList(provider: Provider, signal: AbortSignal): Promise<Checked> {
  try {
    const found = await models(provider, signal)
    const priced = found.some(({ prices }) => prices.prompt !== null)
    return { ...nothing, models: found, notes: found.length === 0 ? ['empty-list'] : priced ? [] : ['no-prices'] }
  } catch (error) {
    if (error instanceof Error && error.cause instanceof ModelFailure && noSuchPath.has(error.cause.status ?? 0)) return { ...nothing, notes: ['no-list'] }
    throw error
  }
}

async function ask(provider: Provider, { model, meter }: Tried, stream: boolean, signal: AbortSignal): Promise<Posted> {
  const response = await postJson(
    `${provider.baseUrl}/chat/completions`,
    headersOf(provider, { accept: stream ? 'text/event-stream' : 'application/json' }),
    {
      model,
      messages: [{ role: 'user', content: CHECK_QUESTION }],
      max_tokens: CHECK_ANSWER_TOKENS,
      stream,
      ...(stream ? { stream_options: { include_usage: true } } : {}),
    },
    signal,
  )
  meter.answered(response.ok, response.ok ? response.headers.get('x-generation-id') : null)
  return response
}

/** What an answer says of its cost, to who counts it. */
const count = ({ model, meter }: Tried, said: Chunk | undefined) => said?.usage && meter.finished(said.usage, said.model ?? model, null)

async function checkAnswer(provider: Provider, tried: Tried, signal: AbortSignal): Promise<Checked> {
  const response = await ask(provider, tried, false, signal)
  await refuseErrors(provider, response)
  const body = parseJson(await readBody(response.body, BODY_MAX_BYTES, 'refuse'))
  const answer = Chunk.safeParse(body)
  count(tried, answer.data)
  if (answer.data?.error) throw failureFrom(provider, undefined, answer.data.error)
  const choice = answer.data?.choices?.[0]
  if (!choice?.message) throw new ModelFailure('MODEL_ANSWER_INVALID', notAnAnswer(provider, response, body))
  const notes: CheckNote[] = answer.data?.usage ? [] : ['no-usage']
  return { ...nothing, said: saidOf(choice.message.content ?? ''), notes: choice.finish_reason === 'length' ? [...notes, 'cut'] : notes }
}

async function checkStream(provider: Provider, tried: Tried, signal: AbortSignal): Promise<Checked> {
  const response = await ask(provider, tried, true, signal)
  await refuseErrors(provider, response)
  if (!/^text\/event-stream\b/i.test(response.headers.get('content-type') ?? '')) {
    const body = parseJson(await readBody(response.body, BODY_MAX_BYTES, 'refuse'))
    const whole = Chunk.safeParse(body)
    count(tried, whole.data)
    if (whole.data?.error) throw failureFrom(provider, undefined, whole.data.error)
    if (!whole.data?.choices?.[0]?.message) throw new ModelFailure('MODEL_ANSWER_INVALID', notAnAnswer(provider, response, body))
    return { ...nothing, said: saidOf(whole.data.choices[0].message.content ?? ''), notes: ['not-streamed'] }
  }
  let said = ''
  let spoke = false
  let usage = false
  let finish: string | undefined
  let ended = false
  for await (const batch of frames(response.body, () => undefined)) {
    for (const data of batch) {
      ended ||= data === '[DONE]'
      if (ended) break
      const chunk = Chunk.safeParse(parseJson(data))
      if (!chunk.success) throw new ModelFailure('MODEL_ANSWER_INVALID', `It sent what is no part of an answer: ${redact(provider, data.slice(0, SAID_MAX))}`)
      if (chunk.data.error) throw failureFrom(provider, undefined, chunk.data.error)
      usage ||= Boolean(chunk.data.usage)
      count(tried, chunk.data)
      const [choice] = chunk.data.choices ?? []
      finish = choice?.finish_reason ?? finish
      const { content, reasoning, reasoning_content } = choice?.delta ?? {}
      spoke ||= Boolean(content || reasoning || reasoning_content)
      said += content ?? ''
    }
    if (ended) break
  }
  if (!spoke && finish === undefined) throw new ModelFailure('MODEL_CONNECTION_LOST', 'The stream ended without a word.')
  if (!ended && finish === undefined) throw new ModelFailure('MODEL_CONNECTION_LOST', 'The stream ended in the middle of the answer.')
  const notes: CheckNote[] = [...(usage ? [] : (['no-usage'] as const)), ...(finish === 'length' ? (['cut'] as const) : [])]
  return { ...nothing, said: saidOf(said), notes }
}

const saidOf = (text: string) => text.trim().slice(0, SAID_MAX).toWellFormed().replaceAll('\0', '\ufffd') || null

function notAnAnswer(provider: Provider, response: Posted, body: unknown): string {
  const type = response.headers.get('content-type')?.slice(0, 80) || 'no content type'
  return body === undefined ? `It answered with ${type}, which is no JSON.` : `It answered with ${redact(provider, JSON.stringify(body).slice(0, SAID_MAX))}`
}
