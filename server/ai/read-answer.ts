import type { Usage } from '#shared/chat.ts'
import type { Chunk, ToolCallFragment } from './chunks.ts'
import { ModelFailure } from './failure.ts'
import { ANSWER_MAX_CHARS, FRAME_MAX_CHARS, TOOL_CALLS_MAX } from './limits.ts'
import type { ModelEvent, ToolCall } from './provider.ts'
import { startText } from './well-formed.ts'

type FinishReason = Extract<ModelEvent, { type: 'finish' }>['reason']

export type Answer = {
  /** What a chunk says. @param onToken called where it says something */
  push: (chunk: Chunk, onToken: () => void) => Generator<ModelEvent>
  /**
   * The calls of tools and the finish.
   * @param announced whether the far side said that this is the end
   * @throws ModelFailure where the answer cannot be whole
   */
  end: (announced: boolean) => Generator<ModelEvent>
}

/**
 * Puts an answer together from its chunks.
 * @param mayBeEmpty where a model goes on with an answer that may have said all
 */
export function startAnswer(model: string, generationId: string | null, mayBeEmpty = false): Answer {
  const calls = new Map<number, ToolCall>()
  const text = startText()
  const reasoning = startText()
  let finish: string | undefined
  let usage: Usage | null = null
  let characters = 0
  let argumentCharacters = 0
  let detailCharacters = 0

  function grow(length: number) {
    characters += length
    if (characters > ANSWER_MAX_CHARS) throw new ModelFailure('MODEL_ANSWER_INVALID', 'The answer does not end.', { retryable: false })
  }

  function* push(chunk: Chunk, onToken: () => void): Generator<ModelEvent> {
    generationId ??= chunk.id ?? null
    if (chunk.model && chunk.model !== model) {
      model = chunk.model
      yield { type: 'model', model }
    }
    if (chunk.usage) usage = chunk.usage
    const choice = chunk.choices?.[0]
    if (!choice) return
    const part = choice.delta ?? choice.message
    const thought = part?.reasoning || part?.reasoning_content
    if (thought) {
      onToken()
      grow(thought.length)
      yield* said('reasoning', reasoning.add(thought))
    }
    if (part?.reasoning_details?.length) {
      onToken()
      detailCharacters += JSON.stringify(part.reasoning_details).length
      if (detailCharacters > ANSWER_MAX_CHARS) throw new ModelFailure('MODEL_ANSWER_INVALID', 'The thoughts do not end.', { retryable: false })
      yield { type: 'reasoning-details', details: part.reasoning_details }
    }
    if (part?.content) {
      onToken()
      grow(part.content.length)
      yield* said('text', text.add(part.content))
    }
    for (const fragment of part?.tool_calls ?? []) {
      onToken()
      yield addFragment(calls, fragment)
      argumentCharacters += fragment.function?.arguments?.length ?? 0
      if (calls.size > TOOL_CALLS_MAX || argumentCharacters > FRAME_MAX_CHARS)
        throw new ModelFailure('MODEL_ANSWER_INVALID', 'The calls of tools do not end.', { retryable: false })
    }
    if (choice.finish_reason) finish = choice.finish_reason
  }

  function* end(announced: boolean): Generator<ModelEvent> {
    yield* said('reasoning', reasoning.end())
    yield* said('text', text.end())
    if (finish === 'error') throw new ModelFailure('MODEL_UNAVAILABLE', 'The provider ended the answer with an error that it does not name.')
    if (!announced && finish === undefined) throw new ModelFailure('MODEL_CONNECTION_LOST', 'The stream ended in the middle of the answer.')
    const reason = reasonOf(finish, calls.size > 0)
    if (characters === 0 && calls.size === 0 && reason === 'stop' && !mayBeEmpty) throw new ModelFailure('MODEL_ANSWER_INVALID', 'The answer is empty.')
    for (const call of calls.values()) yield { type: 'tool-call', call }
    yield { type: 'finish', reason, usage, model, generationId }
  }

  return { push, end }
}

function* said(type: 'text' | 'reasoning', text: string): Generator<ModelEvent> {
  if (text) yield { type, text }
}

/** Arguments come as pieces of a text; some providers send a call without any, name its tool only once, or number none. */
function addFragment(calls: Map<number, ToolCall>, { index: numbered, id, function: part }: ToolCallFragment): ModelEvent {
  const index = numbered ?? placeOf(calls, id)
  const piece = part?.arguments ?? ''
  const call = calls.get(index)
  if (!call) {
    const begun = { id: id || `call_${index}`, name: part?.name ?? '', arguments: piece }
    calls.set(index, begun)
    return { type: 'tool-delta', index, ...begun }
  }
  call.arguments += piece
  if (call.name || !part?.name) return { type: 'tool-delta', index, arguments: piece }
  call.name = part.name
  return { type: 'tool-delta', index, name: part.name, arguments: piece }
}

/** Of a piece without a number: where its id is known already, a new one for a new id, the last one without any. */
function placeOf(calls: Map<number, ToolCall>, id: string | null | undefined): number {
  if (!id) return Math.max(0, calls.size - 1)
  for (const [index, call] of calls) if (call.id === id) return index
  return calls.size
}

/** Some providers finish with `stop`, or a word of their own, although tools are called. */
function reasonOf(finish: string | undefined, called: boolean): FinishReason {
  if (called) return 'tool_calls'
  return finish === 'length' || finish === 'content_filter' ? finish : 'stop'
}
