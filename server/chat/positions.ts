import type { ChatEvent, ChatFailure, FinishReason, MessageStatus, Source, Usage } from '#shared/chat.ts'

/** An event and where it ends within its answer. */
export type Placed = { position: number; event: ChatEvent }

/**
 * The longest piece of text that a reader is given at once. What waits for a reader who does not take it is one piece: of many such
 * readers of a long answer none may hold a copy of it.
 */
export const PIECE_UNITS = 16 * 1024

/**
 * How far an event moves the position: a text by its UTF-16 units, anything else by one. So a position means the same in the memory of
 * the process that writes, in the log, and in the finished message, however the pieces were put together on the way.
 */
export const unitsOf = (event: ChatEvent) => (event.type === 'text-delta' || event.type === 'reasoning-delta' ? event.text.length : 1)

/** Where events begin that end at a position. */
export const startOf = (row: { position: number; events: ChatEvent[] }) => row.position - row.events.reduce((sum, event) => sum + unitsOf(event), 0)

/** Neighbouring pieces of text as one. */
export function merge(events: ChatEvent[]): ChatEvent[] {
  const merged: ChatEvent[] = []
  for (const event of events) {
    const last = merged.at(-1)
    if (event.type === 'text-delta' && last?.type === 'text-delta') merged[merged.length - 1] = { type: 'text-delta', text: last.text + event.text }
    else if (event.type === 'reasoning-delta' && last?.type === 'reasoning-delta')
      merged[merged.length - 1] = { type: 'reasoning-delta', text: last.text + event.text }
    else merged.push(event)
  }
  return merged
}

/** Where a piece that begins at `from` ends: never between the halves of a character. */
function endOfPiece(text: string, from: number): number {
  const end = from + PIECE_UNITS
  if (end >= text.length) return text.length
  const last = text.charCodeAt(end - 1)
  return last >= 0xd800 && last < 0xdc00 ? end - 1 : end
}

/** What follows `after`, of events that begin at `start`; a text that the position cuts in two gives its second half, and a long one comes in pieces. */
export function* following(events: Iterable<ChatEvent>, start: number, after: number): Generator<Placed> {
  let position = start
  for (const event of events) {
    const begin = position
    position += unitsOf(event)
    if (position <= after) continue
    if (event.type !== 'text-delta' && event.type !== 'reasoning-delta') {
      yield { position, event }
      continue
    }
    for (let from = Math.max(0, after - begin); from < event.text.length; ) {
      const end = endOfPiece(event.text, from)
      yield { position: begin + end, event: from === 0 && end === event.text.length ? event : { type: event.type, text: event.text.slice(from, end) } }
      from = end
    }
  }
}

type Kind = 'text' | 'reasoning' | 'source' | 'error'
export type Runs = [Kind, number][]

/** What all events of an answer come to. */
export type Said = {
  content: string
  reasoning: string | null
  sources: Source[]
  error: ChatFailure | null
  runs: Runs
  finish: { status: MessageStatus; reason: FinishReason; usage: Usage | null; model: string | undefined } | null
}

export function fold(events: Iterable<ChatEvent>): Said {
  const said: Said = { content: '', reasoning: null, sources: [], error: null, runs: [], finish: null }
  const count = (kind: Kind, units: number) => {
    const last = said.runs.at(-1)
    if (last?.[0] === kind) last[1] += units
    else said.runs.push([kind, units])
  }
  for (const event of events) {
    if (event.type === 'text-delta') {
      said.content += event.text
      count('text', event.text.length)
    } else if (event.type === 'reasoning-delta') {
      said.reasoning = (said.reasoning ?? '') + event.text
      count('reasoning', event.text.length)
    } else if (event.type === 'source') {
      said.sources.push(event.source)
      count('source', 1)
    } else if (event.type === 'error') {
      said.error = event.error
      count('error', 1)
    } else if (event.type === 'finish') said.finish = { status: event.status, reason: event.finish_reason, usage: event.usage, model: event.model }
  }
  return said
}

/** The other way: a finished answer as the events that it was. */
export function* unfold(said: Pick<Said, 'content' | 'reasoning' | 'sources' | 'error' | 'runs'>): Generator<ChatEvent> {
  const at = { text: 0, reasoning: 0, source: 0, error: 0 }
  for (const [kind, units] of said.runs) {
    const from = at[kind]
    at[kind] += units
    if (kind === 'text') yield { type: 'text-delta', text: said.content.slice(from, from + units) }
    else if (kind === 'reasoning') yield { type: 'reasoning-delta', text: (said.reasoning ?? '').slice(from, from + units) }
    else if (kind === 'source') for (const source of said.sources.slice(from, from + units)) yield { type: 'source', source }
    else if (said.error) yield { type: 'error', error: said.error }
  }
}
