import { CollectionParams } from '#shared/collections.ts'
import { LiveEvent, LiveHeaders, LiveQuery, PlaceEnvelope, TellPlace } from '#shared/live.ts'
import { standing } from '../auth/watch-streams.ts'
import { findCollection } from '../collections/queries.ts'
import type { Config } from '../config.ts'
import type { Database } from '../db/open.ts'
import type { App } from '../http/app-types.ts'
import { ok } from '../http/envelope.ts'
import { errorResponses } from '../http/errors.ts'
import { type ServerEvent, sendEvents } from '../http/sse.ts'
import { openFollowing } from './follow.ts'
import { readPosition, writePosition } from './position.ts'
import { openPresence } from './presence.ts'

/** What others change in a collection, as it happens. */
export function liveRoutes(app: App, { database, config }: { database: Database; config: Config }): void {
  const { db } = database
  const onError = (error: unknown) => app.log.warn({ err: error }, 'What changes could not be told.')
  const following = openFollowing({ db, standing: (actors) => standing(db, config.SESSION_IDLE_MINUTES, actors), onError })
  const presence = openPresence(database, following.wake, onError)
  app.addHook('preClose', async () => {
    presence.close()
    await following.close()
  })

  app.get(
    '/api/v1/collections/:slug/events',
    {
      config: { permission: 'items:read' },
      schema: {
        operationId: 'followCollection',
        tags: ['collections'],
        summary: 'What is changed in a collection, as Server-Sent Events',
        description: 'Goes on until the connection is closed; whoever comes back reads on. See docs/live.md.',
        params: CollectionParams,
        querystring: LiveQuery,
        headers: LiveHeaders,
        response: {
          200: {
            description: 'Server-Sent Events: `data` of each is a LiveEvent, `id` its position.',
            content: { 'text/event-stream': { schema: LiveEvent } },
          },
          ...errorResponses('COLLECTION_NOT_FOUND', 'INVALID_PARAMETER'),
        },
      },
    },
    async (request, reply) => {
      const { id } = await findCollection(db, request.actor, request.params.slug)
      const given = request.headers['last-event-id'] ?? request.query.after
      const after = given === undefined ? null : readPosition(given)
      const { client } = request.query
      // Also that nobody is there any more is told: who comes back may believe in somebody who has left.
      let told = ''
      function others(): LiveEvent | null {
        const people = presence.people(request.actor, id, client)
        const text = JSON.stringify(people)
        if (text === told) return null
        told = text
        return { type: 'presence', people }
      }
      async function* events(signal: AbortSignal): AsyncGenerator<ServerEvent> {
        const leave = client === undefined ? () => undefined : await presence.enter(request.actor, id, client)
        try {
          for await (const { position, event } of following.follow(request.actor, id, after, others, signal))
            yield { ...(position ? { id: writePosition(position) } : {}), data: event }
        } finally {
          leave()
        }
      }
      await sendEvents(request, reply, events, { resumable: true })
    },
  )

  app.post(
    '/api/v1/collections/:slug/presence',
    {
      config: { permission: 'items:read' },
      schema: {
        operationId: 'tellPlace',
        tags: ['collections'],
        summary: 'Tell the others who follow a collection where in it one is',
        description: 'Of a page that follows it under the same `client`. Forgotten when that ends.',
        params: CollectionParams,
        body: TellPlace,
        response: { 200: PlaceEnvelope, ...errorResponses('COLLECTION_NOT_FOUND', 'VALIDATION_FAILED', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE') },
      },
    },
    async (request) => {
      const { id } = await findCollection(db, request.actor, request.params.slug)
      presence.place(request.actor, id, request.body)
      return ok(request, null)
    },
  )
}
