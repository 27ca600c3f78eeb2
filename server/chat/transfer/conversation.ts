import type { ChatSettings } from '#shared/chat-settings.ts'
import type { ConversationFileMessage, Refusal } from '#shared/chat-transfer.ts'

/** A message as a file has it: whom it follows by the file's own names, nothing said where it only joins others. */
export type Node = { id: string; parent: string | null; said: Said | null }
export type Said = Omit<ConversationFileMessage, 'id' | 'parent_id' | 'created_at'> & { created_at: string | null }

/** A conversation as it comes out of a file, whichever program wrote that. */
export type Draft = {
  title: string | null
  model: string | null
  archived: boolean
  pinned: boolean
  folder: string | null
  settings: ChatSettings
  createdAt: string | null
  updatedAt: string | null
  /** Where the branch ends that is shown. */
  head: string | null
  nodes: Node[]
}

/** Why a conversation is not taken in. */
export class Refused extends Error {
  readonly reason: Refusal
  constructor(reason: Refusal) {
    super(reason)
    this.reason = reason
  }
}

/** What a message is that says nothing more of itself. */
export const plain = (said: Pick<Said, 'role' | 'content'> & Partial<Said>): Said => ({
  reasoning: null,
  status: 'complete',
  model: null,
  sources: [],
  usage: null,
  error: null,
  finish_reason: said.role === 'assistant' ? 'stop' : null,
  created_at: null,
  ...said,
})

/** Text as PostgreSQL can keep it. */
export const storable = (text: string) => text.toWellFormed().replaceAll('\0', '\uFFFD')

/** A number beyond this counts milliseconds, for it would be the year 5138 in seconds. */
const SECONDS_MAX = 1e11

/** A moment as exports write it: seconds or milliseconds since 1970, or a text. null for what is none, or lies in the future. */
export function momentOf(value: unknown): string | null {
  const at = typeof value === 'number' ? (value > SECONDS_MAX ? value : value * 1000) : typeof value === 'string' ? Date.parse(value) : Number.NaN
  return at > 0 && at <= Date.now() ? new Date(at).toISOString() : null
}
