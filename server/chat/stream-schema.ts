import { z } from 'zod'
import { ComparisonEvent } from '#shared/branches.ts'
import { ChatEvent } from '#shared/chat.ts'

/** What a stream answers with, for the API's documentation. */
export const EventStream = {
  description: 'Server-Sent Events: `data` of each is a ChatEvent, `id` its position.',
  content: { 'text/event-stream': { schema: ChatEvent } },
}

/** The same for several answers at once. */
export const ComparisonStream = {
  description: 'Server-Sent Events: `data` of each is a ComparisonEvent, `id` the positions of all answers.',
  content: { 'text/event-stream': { schema: ComparisonEvent } },
}

export const LastEventIds = z.looseObject({
  'last-event-id': z
    .string()
    .regex(/^\d{1,9}(,\d{1,9}){0,3}$/)
    .optional()
    .describe('The last id seen, as browsers send it when they come back.'),
})

export const LastEventId = z.looseObject({
  'last-event-id': z
    .string()
    .regex(/^\d{1,9}$/)
    .optional()
    .describe('The last position seen, as browsers send it when they come back.'),
})
