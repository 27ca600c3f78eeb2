const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

export type WebhookLimits = {
  /** How often a process looks for what is to be told: one statement, which finds nothing most of the time. */
  lookMs: number
  /** From the name's address to the end of the answer; what takes a receiver longer it does after answering. */
  deadlineMs: number
  /** Before each further try, give or take a fifth, so that not all come back at once. After the last it has failed. */
  waitsMs: readonly number[]
}

export const webhookLimits: WebhookLimits = {
  lookMs: SECOND,
  deadlineMs: 10 * SECOND,
  waitsMs: [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR],
}
/** While these of the waits last, nothing else is sent for the webhook, so that a receiver that restarts is told in order. */
export const HOLDING_WAITS = 3
/** A receiver may ask for a longer wait; for a longer one than this nobody keeps its events. */
export const RETRY_AFTER_MAX_MS = 24 * HOUR
