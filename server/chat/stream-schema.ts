import { z } from 'zod'
import { ChatEvent } from '#shared/chat.ts'

/** What a stream answers with, for the API's documentation. */
export const EventStream = {
  description: 'Server-Sent Events: `data` of each is a ChatEvent, `id` its position.',
  content: { 'text/event-stream': { schema: ChatEvent } },
}

export const LastEventId = z.looseObject({
  'last-event-id': z
    .string()
    .regex(/^\d{1,9}$/)
    .optional()
    .describe('The last position seen, as browsers send it when they come back.'),
})
