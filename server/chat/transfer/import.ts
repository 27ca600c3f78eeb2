import { type ConversationsImport, IMPORT_CONVERSATION_MAX_BYTES, IMPORT_NAMED_MAX, IMPORT_REFUSED_MAX } from '#shared/chat-transfer.ts'
import type { Actor } from '#shared/permissions.ts'
import { splitJson } from '#shared/split-json.ts'
import type { Db } from '../../db/engine.ts'
import { type Draft, Refused } from './conversation.ts'
import { isChatGpt, readChatGpt } from './read-chatgpt.ts'
import { isLibreChat, readLibreChat } from './read-librechat.ts'
import { isOpenWebUi, readOpenWebUi } from './read-openwebui.ts'
import { isOwn, readOwn } from './read-own.ts'
import { storeConversation } from './store-conversation.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Whose file it is, by what no other one has. */
const readers: [is: (value: unknown) => boolean, read: (value: unknown) => Draft][] = [
  [isOwn, readOwn],
  [isChatGpt, readChatGpt],
  [isOpenWebUi, readOpenWebUi],
  [isLibreChat, readLibreChat],
]

function parse(bytes: Uint8Array): unknown {
  if (bytes.length > IMPORT_CONVERSATION_MAX_BYTES) throw new Refused('too_large')
  try {
    return JSON.parse(utf8.decode(bytes))
  } catch (error) {
    throw Object.assign(new Refused('unreadable'), { cause: error })
  }
}

function read(value: unknown): Draft {
  for (const [is, draft] of readers) if (is(value)) return draft(value)
  throw new Refused('unknown_format')
}

const titleIn = (value: unknown): string | null =>
  typeof value === 'object' && value !== null && 'title' in value && typeof value.title === 'string' ? value.title.slice(0, 100).toWellFormed() : null

/** Lets others have their turn: a file may have thousands of conversations that are refused without a statement. */
const breathe = () => new Promise((resolve) => setImmediate(resolve))

/**
 * Takes in the conversations of a file, each by itself: one that is refused keeps no other one out, and what was taken in when the
 * connection broke stays, so that the same file again adds the rest.
 */
export async function importConversations(db: Db, actor: Actor, file: Uint8Array): Promise<ConversationsImport> {
  const result: ConversationsImport = { imported: 0, messages: 0, skipped: 0, refused: 0, refusals: [] }
  const parts = splitJson()
  let index = 0
  async function take(bytes: Uint8Array) {
    let value: unknown
    try {
      value = parse(bytes)
      const messages = await storeConversation(db, actor, read(value))
      if (messages === null) result.skipped++
      else {
        result.imported++
        result.messages += messages
      }
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      result.refused++
      if (result.refusals.length < IMPORT_NAMED_MAX) result.refusals.push({ index, title: titleIn(value), reason: error.reason })
      await breathe()
    }
    index++
  }
  for (const bytes of parts.push(file)) {
    await take(bytes)
    if (result.refused >= IMPORT_REFUSED_MAX) return result
  }
  const rest = parts.end()
  if (rest) await take(rest)
  return result
}
