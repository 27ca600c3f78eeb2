import type { Usage } from '#shared/chat.ts'
import type { Completion, CompletionChunk, CompletionUsage } from '#shared/completions.ts'
import type { ModelEvent } from '../ai/provider.ts'

/** Which answer it is, before anything is said of it. */
export type Heading = { id: string; created: number; model: string }

type Delta = CompletionChunk['choices'][number]['delta']

/** An answer in OpenAI's pieces. @param withUsage whether the caller asked for it (`stream_options.include_usage`) */
export async function* chunksOf(events: AsyncIterable<ModelEvent>, heading: Heading, withUsage: boolean): AsyncGenerator<CompletionChunk> {
  let { model } = heading
  const chunk = (choices: CompletionChunk['choices'], usage?: CompletionChunk['usage']): CompletionChunk => ({
    id: heading.id,
    object: 'chat.completion.chunk',
    created: heading.created,
    model,
    choices,
    ...(withUsage ? { usage: usage ?? null } : {}),
  })
  const said = (delta: Delta, reason: CompletionChunk['choices'][number]['finish_reason'] = null) =>
    chunk([{ index: 0, delta, logprobs: null, finish_reason: reason }])
  let begun = false
  for await (const event of events) {
    if (event.type === 'model') model = event.model
    if (event.type === 'model' || event.type === 'tool-call') continue
    if (!begun) yield said({ role: 'assistant', content: '' })
    begun = true
    if (event.type !== 'finish') {
      yield said(deltaOf(event))
      continue
    }
    yield said({}, event.reason)
    if (withUsage && event.usage) yield chunk([], usageOf(event.usage))
  }
}

type Saying = Extract<ModelEvent, { type: 'text' | 'reasoning' | 'reasoning-details' | 'tool-delta' }>

function deltaOf(event: Saying): Delta {
  if (event.type === 'text') return { content: event.text }
  if (event.type === 'reasoning') return { reasoning_content: event.text }
  if (event.type === 'reasoning-details') return { reasoning_details: event.details }
  const { index, id, name, arguments: piece } = event
  return {
    tool_calls: [{ index, ...(id === undefined ? {} : { id, type: 'function' }), function: { ...(name === undefined ? {} : { name }), arguments: piece } }],
  }
}

/** The same answer in one piece. */
export async function completionOf(events: AsyncIterable<ModelEvent>, heading: Heading): Promise<Completion> {
  let { model } = heading
  let content = ''
  let reasoning = ''
  const details: unknown[] = []
  const calls: NonNullable<Completion['choices'][number]['message']['tool_calls']> = []
  let finish: Extract<ModelEvent, { type: 'finish' }> | undefined
  for await (const event of events) {
    if (event.type === 'model') model = event.model
    else if (event.type === 'text') content += event.text
    else if (event.type === 'reasoning') reasoning += event.text
    else if (event.type === 'reasoning-details') details.push(...event.details)
    else if (event.type === 'tool-call')
      calls.push({ id: event.call.id, type: 'function', function: { name: event.call.name, arguments: event.call.arguments } })
    else if (event.type === 'finish') finish = event
  }
  return {
    id: heading.id,
    object: 'chat.completion',
    created: heading.created,
    model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: content || calls.length === 0 ? content : null,
          refusal: null,
          ...(reasoning ? { reasoning_content: reasoning } : {}),
          ...(details.length > 0 ? { reasoning_details: details } : {}),
          ...(calls.length > 0 ? { tool_calls: calls } : {}),
        },
        logprobs: null,
        finish_reason: finish?.reason ?? 'stop',
      },
    ],
    ...(finish?.usage ? { usage: usageOf(finish.usage) } : {}),
  }
}

/** Cached tokens are where OpenAI has them. */
const usageOf = ({ cached_tokens, ...usage }: Usage): CompletionUsage => ({ ...usage, prompt_tokens_details: { cached_tokens } })
