import { ChatSessionEnvelope, ChatSessionsEnvelope, GenerationParams, UpdateChatSession } from '#shared/chat.ts'
import { PurgedEnvelope, SessionsQuery } from '#shared/chat-list.ts'
import type { App } from '../../http/app-types.ts'
import { ok } from '../../http/envelope.ts'
import { errorResponses } from '../../http/errors.ts'
import type { ChatDeps } from '../ask.ts'
import { findSession } from '../queries.ts'
import { stopSession } from '../stop.ts'
import { changeSession } from './change-session.ts'
import { deleteSession, purgeAll, purgeSession, restoreSession } from './delete-session.ts'
import { listSessions } from './list-sessions.ts'

const tags = ['chat']
const config = { permission: 'chat:use' } as const
const answers = { 200: ChatSessionEnvelope, ...errorResponses('CHAT_SESSION_NOT_FOUND') }

/** The conversations as a list: what is in it, how it is sorted, what goes. */
export function sessionRoutes(app: App, { db, generations }: Pick<ChatDeps, 'db' | 'generations'>): void {
  app.get(
    '/api/v1/chat/sessions',
    {
      config,
      schema: {
        operationId: 'listSessions',
        tags,
        summary: 'The conversations of the caller',
        description: 'Pinned ones first, then the one touched last.',
        querystring: SessionsQuery,
        response: { 200: ChatSessionsEnvelope, ...errorResponses('VALIDATION_FAILED') },
      },
    },
    async (request) => ok(request, await listSessions(db, request.actor, request.query)),
  )

  app.get(
    '/api/v1/chat/sessions/:id',
    { config, schema: { operationId: 'getSession', tags, summary: 'One conversation', params: GenerationParams, response: answers } },
    async (request) => ok(request, await findSession(db, request.actor, request.params.id)),
  )

  app.patch(
    '/api/v1/chat/sessions/:id',
    {
      config,
      schema: {
        operationId: 'updateSession',
        tags,
        summary: 'Rename, pin, archive or sort a conversation',
        description: 'A title that somebody has given is never replaced by one that a model thinks of.',
        params: GenerationParams,
        body: UpdateChatSession,
        response: {
          200: ChatSessionEnvelope,
          ...errorResponses('CHAT_SESSION_NOT_FOUND', 'CHAT_FOLDER_NOT_FOUND', 'VALIDATION_FAILED', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'),
        },
      },
    },
    async (request) => ok(request, await changeSession(db, request.actor, request.params.id, request.body)),
  )

  app.delete(
    '/api/v1/chat/sessions/:id',
    {
      config,
      schema: {
        operationId: 'deleteSession',
        tags,
        summary: 'Delete a conversation',
        description:
          'It can be restored for CHAT_TRASH_DAYS; until then it is in the list of `view=deleted` alone. An answer that is being written to it is ended, links to it show nothing.',
        params: GenerationParams,
        response: answers,
      },
    },
    async (request) => {
      await stopSession(db, request.actor, generations, request.params.id)
      return ok(request, await deleteSession(db, request.actor, request.params.id))
    },
  )

  app.post(
    '/api/v1/chat/sessions/:id/restore',
    {
      config,
      schema: {
        operationId: 'restoreSession',
        tags,
        summary: 'Undo the deletion of a conversation',
        description: 'Restoring one that is not deleted changes nothing.',
        params: GenerationParams,
        response: answers,
      },
    },
    async (request) => ok(request, await restoreSession(db, request.actor, request.params.id)),
  )

  app.delete(
    '/api/v1/chat/deleted/:id',
    {
      config,
      schema: {
        operationId: 'purgeSession',
        tags,
        summary: 'Delete a deleted conversation for good',
        description: 'With its messages and links. One that was not deleted before is not found.',
        params: GenerationParams,
        response: answers,
      },
    },
    async (request) => ok(request, await purgeSession(db, request.actor, request.params.id)),
  )

  app.delete(
    '/api/v1/chat/deleted',
    {
      config,
      schema: {
        operationId: 'purgeDeletedSessions',
        tags,
        summary: 'Delete all deleted conversations for good',
        description: 'As many as five seconds suffice for; `purged` says how many, and 0 that none is left.',
        response: { 200: PurgedEnvelope, ...errorResponses() },
      },
    },
    async (request) => ok(request, { purged: await purgeAll(db, request.actor) }),
  )
}
