import { z } from 'zod'
import { ChatEvent } from '#shared/chat.ts'

/** What a stream answers with, for the API's documentation; each event is one ChatEvent. */
export const EventStream = ChatEvent.describe('text/event-stream; `data` of each event. `id` is its position.')

export const LastEventId = z.looseObject({
  'last-event-id': z
    .string()
    .regex(/^\d{1,9}$/)
    .optional()
    .describe('The last position seen, as browsers send it when they come back.'),
})
