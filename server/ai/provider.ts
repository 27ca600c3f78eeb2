import type { FinishReason, Usage } from '#shared/chat.ts'
import type { Effort } from '#shared/chat-settings.ts'
import type { Circuit } from './circuit.ts'
import { routesItself } from './fallbacks.ts'
import { type ModelKey, openKey } from './key.ts'
import { type ModelLimits, modelLimits } from './limits.ts'

/** OpenRouter, or any server that speaks its protocol. */
export type Provider = {
  baseUrl: string
  key: ModelKey
  /** Where the program can be reached; OpenRouter shows it beside the use. */
  publicUrl: string | undefined
  limits: ModelLimits
  circuits: Map<string, Circuit>
  /** Which models stand in for one that does not answer, the best first. */
  fallbackModels: () => readonly string[]
  /** Whether it goes on to them by itself. */
  routes: boolean
}

export function openProvider(options: {
  baseUrl: string
  apiKey?: string | undefined
  /** Where the key comes from, if from a file. */
  keyFile?: string | undefined
  publicUrl?: string | undefined
  limits?: Partial<ModelLimits>
  fallbackModels?: () => readonly string[]
  /** OpenRouter by its address, where nothing is said. */
  routes?: boolean
}): Provider {
  return {
    baseUrl: options.baseUrl.replace(/\/+$/, ''),
    key: openKey(options.apiKey, options.keyFile),
    publicUrl: options.publicUrl,
    limits: { ...modelLimits, ...options.limits },
    circuits: new Map(),
    fallbackModels: options.fallbackModels ?? (() => []),
    routes: options.routes ?? routesItself(options.baseUrl),
  }
}

/** A part of what is said, as OpenAI's protocol has it; bytes as a data URL. */
export type ModelPart =
  | { type: 'text'; text: string }
  | { type: 'image_url'; image_url: { url: string } }
  | { type: 'file'; file: { filename: string; file_data: string } }

export type ModelMessage = { role: 'system' | 'user' | 'assistant'; content: string | ModelPart[] }
/** A message of a caller who speaks the protocol himself: parts, calls of tools and their answers, as they are sent. */
export type WireMessage = { role: string; [field: string]: unknown }

/** Is told of the calls that a request leads to, so that they can be paid for. */
export type Meter = {
  /** The provider has answered: it takes the call, or refuses it, which costs nothing. `generationId` is what it calls the call. */
  answered: (taken: boolean, generationId: string | null) => void
  finished: (usage: Usage | null, model: string, generationId: string | null) => void
}

export type ModelRequest = {
  model: string
  messages: readonly (ModelMessage | WireMessage)[]
  /** The model's own limit without. */
  maxTokens?: number | undefined
  temperature?: number | undefined
  /** Whether the provider is to read PDFs for a model that takes none. */
  parsePdf?: boolean | undefined
  topP?: number | undefined
  reasoning?: { effort: Effort; dialect: 'openrouter' | 'openai' } | undefined
  /** Keeps the questions of one conversation with one provider, for its prompt cache. */
  sessionId?: string | undefined
  /** Further fields of the protocol, as they are sent: tools and the like. */
  more?: Record<string, unknown> | undefined
  meter?: Meter | undefined
}

export type ToolCall = { id: string; name: string; arguments: string }

/** What a model says. `finish` comes once, last; everything that goes wrong is thrown. */
export type ModelEvent =
  /** Another model than was asked, before anything that it says. */
  | { type: 'model'; model: string }
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string }
  /** What some models want sent back with their message, unchanged. */
  | { type: 'reasoning-details'; details: unknown[] }
  /** A piece of a call as it comes, for who passes it on; the first of each has its name. The whole call follows at the end. */
  | { type: 'tool-delta'; index: number; id?: string; name?: string; arguments: string }
  | { type: 'tool-call'; call: ToolCall }
  | {
      type: 'finish'
      reason: Extract<FinishReason, 'stop' | 'length' | 'content_filter' | 'tool_calls'>
      usage: Usage | null
      model: string
      generationId: string | null
    }

/** Only ever sent to the provider's own address: redirects are refused, because they would carry the key elsewhere. */
export function headersOf(provider: Provider, extra: Record<string, string> = {}): Record<string, string> {
  const key = provider.key.current()
  return {
    // Compression would hold tokens back in the far side's buffer.
    'accept-encoding': 'identity',
    ...(key ? { authorization: `Bearer ${key}` } : {}),
    ...(provider.publicUrl ? { 'http-referer': provider.publicUrl } : {}),
    'x-openrouter-title': 'Deskmate',
    ...extra,
  }
}
