/** How long the model may take, and how much it may send. One set for a provider; tests shorten them. Milliseconds. */
export type ModelLimits = {
  firstByte: number
  firstToken: number
  idle: number
  tokenStall: number
  retryWindow: number
  retryBase: number
  check: number
}

export const modelLimits: ModelLimits = {
  // Headers come as soon as the provider has taken the request; OpenRouter sends them within a second or two, so that 20 mean trouble.
  firstByte: 20_000,
  // From the first byte. Large models think this long before the first word while comments keep the line alive; nobody waits longer.
  firstToken: 60_000,
  // Without a single byte: OpenRouter sends a comment every few seconds, so that this silence means a dead connection.
  idle: 30_000,
  // Between two tokens while comments keep coming: a provider that is alive and yet says nothing more.
  tokenStall: 120_000,
  // No retry starts later than this after the question, so that a person waits a minute at most for the last one's first byte.
  retryWindow: 25_000,
  // 1 s, then 2 s, where the provider names no time.
  retryBase: 1000,
  // One step of the connection test: somebody watches it, and a model that is slower than this is too slow to talk to.
  check: 15_000,
}

/** A third failure in a row is seldom followed by a success, and the person is waiting. */
export const MAX_RETRIES = 2

/** An error is a short JSON text; a proxy's error page may be anything. */
export const ERROR_BODY_MAX_BYTES = 64 * 1024
/** A frame is a few tokens; a whole generated argument of a tool fits. Without a bound one line could fill the memory. */
export const FRAME_MAX_CHARS = 1024 * 1024
/** An answer that a server sends in one piece although a stream was asked for, and the catalogue (about 1 MB for 500 models). */
export const BODY_MAX_BYTES = 16 * 1024 * 1024
/** Ten times the longest answer of today's models (200,000 tokens); ends a model that repeats itself for ever. */
export const ANSWER_MAX_CHARS = 8 * 1024 * 1024
export const TOOL_CALLS_MAX = 128
/** After [DONE] the rest of the body is read for this long, so that the connection can be used again. */
export const DRAIN_MS = 1000
