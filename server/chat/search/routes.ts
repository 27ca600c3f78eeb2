import { ChatSearchEnvelope, ChatSearchQuery } from '#shared/chat-search.ts'
import type { Db } from '../../db/engine.ts'
import type { App } from '../../http/app-types.ts'
import { ok } from '../../http/envelope.ts'
import { errorResponses } from '../../http/errors.ts'
import { searchChats } from './search.ts'

export function chatSearchRoutes(app: App, { db }: { db: Db }): void {
  app.get(
    '/api/v1/chat/search',
    {
      config: { permission: 'chat:use' },
      schema: {
        operationId: 'searchChats',
        tags: ['chat'],
        summary: 'Find words in the conversations of the caller',
        description:
          'Titles that have all of the words come first, the conversation touched last first; then messages, the newest first. Archived conversations are searched, deleted ones are not. A message is found some tenths of a second after it is finished; of a very long one, the first 16,000 characters are.',
        querystring: ChatSearchQuery,
        response: { 200: ChatSearchEnvelope, ...errorResponses('VALIDATION_FAILED') },
      },
    },
    async (request) => ok(request, await searchChats(db, request.actor, request.query)),
  )
}
