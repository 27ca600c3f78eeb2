import type { Attachment } from '#shared/attachments.ts'
import type { Queued } from '../queue/queue.ts'

/** What is asked of the server, and where its answer is going to be. */
export type Asked = {
  path: string
  body: Record<string, unknown>
  /** Empty where a question is answered that is there already. */
  question: string
  attachments?: Attachment[]
  /** The message that it follows: what is shown behind that is of another branch from now on. Null is before all; without it, it follows the newest. */
  base?: string | null
  /** The question that it takes the place of. */
  edits?: string
  /** It waited in the queue as this. */
  queued?: Queued
  /** The answer that goes on. */
  continues?: string
}
