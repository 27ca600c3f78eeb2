import { type ConversationsImport, ConversationsImportEnvelope } from '#shared/chat-transfer.ts'
import { splitJson } from '#shared/split-json.ts'
import { ApiError, call } from '../../api.ts'
import { apiPaths } from '../../paths.ts'

/** As much as is sent at a time: some seconds on a slow line, and a step of the progress. */
const PART_BYTES = 2 * 1024 * 1024
/** While others import, the server says when to come back; somebody waits a minute for that, not an hour. */
const BUSY_TRIES = 20

export type Progress = { fraction: number; result: ConversationsImport }

const empty: ConversationsImport = { imported: 0, messages: 0, skipped: 0, refused: 0, refusals: [] }
const add = (a: ConversationsImport, b: ConversationsImport): ConversationsImport => ({
  imported: a.imported + b.imported,
  messages: a.messages + b.messages,
  skipped: a.skipped + b.skipped,
  refused: a.refused + b.refused,
  refusals: [...a.refusals, ...b.refusals],
})

async function send(conversations: Uint8Array<ArrayBuffer>[], signal: AbortSignal): Promise<ConversationsImport> {
  // One a line, as they stood in the file.
  const body = new Blob(
    conversations.flatMap((each) => [each, '\n']),
    { type: 'application/json' },
  )
  for (let tries = 1; ; tries++) {
    try {
      return await call(ConversationsImportEnvelope, { method: 'POST', path: apiPaths.importSessions(), body, signal })
    } catch (error) {
      const wait = error instanceof ApiError && (error.code === 'CHAT_IMPORT_BUSY' || error.code === 'RATE_LIMITED') ? (error.retryAfter ?? 2) : null
      if (wait === null || tries >= BUSY_TRIES) throw error
      await new Promise((resolve) => setTimeout(resolve, wait * 1000))
      signal.throwIfAborted()
    }
  }
}

/**
 * Sends the conversations of files some at a time, so that a file may be of any size, and its progress is seen. What was sent stays where
 * it breaks off: the same file again goes on from there.
 */
export async function importFiles(files: File[], signal: AbortSignal, onProgress: (progress: Progress) => void): Promise<ConversationsImport> {
  const total = Math.max(
    1,
    files.reduce((sum, file) => sum + file.size, 0),
  )
  let result = empty
  let done = 0
  for (const file of files) {
    const parts = splitJson()
    let waiting: Uint8Array<ArrayBuffer>[] = []
    let bytes = 0
    const flush = async () => {
      if (waiting.length === 0) return
      const sent = waiting
      waiting = []
      bytes = 0
      result = add(result, await send(sent, signal))
      onProgress({ fraction: Math.min(1, done / total), result })
    }
    const reader = file.stream().getReader()
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      signal.throwIfAborted()
      for (const conversation of parts.push(read.value)) {
        waiting.push(new Uint8Array(conversation))
        bytes += conversation.length
        if (bytes >= PART_BYTES) await flush()
      }
      done += read.value.length
    }
    const rest = parts.end()
    if (rest) waiting.push(new Uint8Array(rest))
    await flush()
  }
  onProgress({ fraction: 1, result })
  return result
}
