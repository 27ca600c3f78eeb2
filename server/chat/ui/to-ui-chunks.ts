import type { ChatEvent, FinishReason } from '#shared/chat.ts'
import type { UiChunk } from '#shared/chat-ui.ts'

type Block = { kind: 'text' | 'reasoning'; id: string }

const reasons: Record<FinishReason, Extract<UiChunk, { finishReason: unknown }>['finishReason']> = {
  stop: 'stop',
  length: 'length',
  content_filter: 'content-filter',
  tool_calls: 'tool-calls',
  stopped: 'other',
  interrupted: 'other',
  error: 'error',
}

/** What an item is called where the AI SDK wants the kind of a document. */
const ITEM_TYPE = 'application/vnd.deskmate.item+json'

/** An answer in the AI SDK's parts. Its reader drops what follows an error, so that the error comes last. */
export async function* toUiChunks(events: AsyncIterable<ChatEvent>): AsyncGenerator<UiChunk> {
  let open: Block | undefined
  let blocks = 0
  let errorText: string | undefined

  function* close(): Generator<UiChunk> {
    if (open) yield { type: `${open.kind}-end`, id: open.id }
    open = undefined
  }
  function* say(kind: Block['kind'], delta: string): Generator<UiChunk> {
    if (open?.kind !== kind) {
      yield* close()
      open = { kind, id: `${kind}-${++blocks}` }
      yield { type: `${kind}-start`, id: open.id }
    }
    yield { type: `${kind}-delta`, id: open.id, delta }
  }

  for await (const event of events) {
    if (event.type === 'start') {
      const { message_id, session_id, generation_id, question_id, model } = event
      yield { type: 'start', messageId: message_id, messageMetadata: { session_id, generation_id, question_id, model } }
      yield { type: 'start-step' }
    } else if (event.type === 'text-delta') yield* say('text', event.text)
    else if (event.type === 'reasoning-delta') yield* say('reasoning', event.text)
    else if (event.type === 'source') {
      yield* close()
      yield { type: 'source-document', sourceId: event.source.item.id, mediaType: ITEM_TYPE, title: event.source.item.name }
    } else if (event.type === 'error') {
      yield* close()
      errorText = event.error.message
      yield { type: 'data-failure', data: event.error }
    } else {
      yield* close()
      yield { type: 'finish-step' }
      const { status, finish_reason, usage, left_out, shortened, files_left_out, model } = event
      if (status === 'stopped') yield { type: 'abort', reason: 'stopped' }
      yield {
        type: 'finish',
        finishReason: reasons[finish_reason],
        messageMetadata: { status, finish_reason, usage, left_out, shortened, files_left_out, ...(model === undefined ? {} : { model }) },
      }
      if (errorText !== undefined) yield { type: 'error', errorText }
    }
  }
}
