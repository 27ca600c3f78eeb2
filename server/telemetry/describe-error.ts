/** Errors wrap errors; what is deeper than this nobody put there. */
const CAUSES_MAX = 5
/** Long enough for any statement of ours. */
const MESSAGE_MAX = 2000

type Described = { type: string; message: string; code?: string; stack?: string; cause?: Described }

/** Drizzle puts the values of a failed statement into its message: what people wrote, and hashes of their passwords. */
const withoutValues = (message: string) => message.replace(/\nparams: [\s\S]*$/, '').slice(0, MESSAGE_MAX)

/** An error for the log: what failed and where, and nothing of what it failed with. */
export function describeError(error: Error, depth = 0): Described {
  const message = withoutValues(error.message)
  // The frames alone: the stack begins with the message as it was.
  const at = error.stack?.indexOf(error.message) ?? -1
  const frames =
    error.stack === undefined ? undefined : at < 0 ? error.stack.slice(error.stack.indexOf('\n    at ')) : error.stack.slice(at + error.message.length)
  return {
    type: error.name,
    message,
    ...('code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? { code: String(error.code) } : {}),
    ...(frames === undefined ? {} : { stack: frames.trimStart() }),
    ...(error.cause instanceof Error && depth < CAUSES_MAX ? { cause: describeError(error.cause, depth + 1) } : {}),
  }
}
