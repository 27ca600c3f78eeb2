import { hash } from 'node:crypto'
import type { CompletionRequest } from '#shared/completions.ts'
import type { Actor } from '#shared/permissions.ts'
import type { ModelRequest } from '../ai/provider.ts'

/** Passed on as they came, under the names that every server of this protocol knows. */
const passed = [
  'top_p',
  'frequency_penalty',
  'presence_penalty',
  'seed',
  'stop',
  'logit_bias',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'response_format',
  'reasoning_effort',
  'verbosity',
] as const satisfies (keyof CompletionRequest)[]

/** Read here, or asking for nothing but what is done anyway. */
const understood = [
  'model',
  'messages',
  'stream',
  'stream_options',
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'n',
  'logprobs',
  'top_logprobs',
  'modalities',
  'prompt_cache_key',
] as const
const known = new Set<string>([...passed, ...understood])

/** More than anybody sends; a header is no place for a list without end. */
const IGNORED_MAX = 20

/** What the model is asked. Fields that are null are as good as absent. */
export function toModelRequest(actor: Actor, body: CompletionRequest, model: string): ModelRequest {
  return {
    model,
    messages: body.messages,
    maxTokens: body.max_completion_tokens ?? body.max_tokens ?? undefined,
    temperature: body.temperature ?? undefined,
    sessionId: sessionOf(actor, body),
    more: Object.fromEntries(passed.flatMap((name) => (body[name] === undefined || body[name] === null ? [] : [[name, body[name]]]))),
  }
}

/** What the caller says belongs together stays with one provider, for its prompt cache; nobody joins somebody else's. */
function sessionOf(actor: Actor, { prompt_cache_key: key }: CompletionRequest): string | undefined {
  return typeof key === 'string' && key !== '' ? hash('sha256', `${actor.userId}\n${key}`, 'base64url') : undefined
}

/** The names of fields that were left out of the call, so that nothing is dropped in silence. */
export const ignoredOf = (body: CompletionRequest): string[] =>
  Object.keys(body)
    .filter((name) => !known.has(name) && body[name] !== null && /^[\w.-]{1,64}$/.test(name))
    .slice(0, IGNORED_MAX)
