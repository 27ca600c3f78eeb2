import { z } from 'zod'
import { ChatEvent } from '#shared/chat.ts'

// How events stand in the log, where a name for each piece of text would be longer than many a piece: a text by itself, a thought as a
// list of one, anything else as it is.

const LogEvent = z.union([
  z.string().transform((text): ChatEvent => ({ type: 'text-delta', text })),
  z.tuple([z.string()]).transform(([text]): ChatEvent => ({ type: 'reasoning-delta', text })),
  ChatEvent,
])

export function pack(events: ChatEvent[]): unknown[] {
  return events.map((event) => (event.type === 'text-delta' ? event.text : event.type === 'reasoning-delta' ? [event.text] : event))
}

/** The log as it is stored, in the order of the positions; each names where its last event ends. */
export const LogRows = z.array(z.object({ position: z.number(), events: z.array(LogEvent) }))
export type LogRows = z.infer<typeof LogRows>
