import {
  ChatShareEnvelope,
  ChatSharesEnvelope,
  CreateShare,
  NewChatShareEnvelope,
  ReadShare,
  SharedConversationEnvelope,
  ShareParams,
} from '#shared/chat-share.ts'
import type { Db } from '../../db/engine.ts'
import type { App } from '../../http/app-types.ts'
import { ok } from '../../http/envelope.ts'
import { errorResponses } from '../../http/errors.ts'
import { readShare } from './read-share.ts'
import { createShare, listShares, revokeShare, updateShare } from './shares.ts'

const tags = ['chat']
const config = { permission: 'chat:use' } as const

export function shareRoutes(app: App, { db }: { db: Db }): void {
  app.get(
    '/api/v1/chat/sessions/:id/shares',
    {
      config,
      schema: {
        operationId: 'listShares',
        tags,
        summary: 'The links to a conversation',
        description: 'Those that can still be opened, the newest first. Their tokens are not kept.',
        params: ShareParams,
        response: { 200: ChatSharesEnvelope, ...errorResponses('CHAT_SESSION_NOT_FOUND') },
      },
    },
    async (request) => ok(request, { shares: await listShares(db, request.actor, request.params.id) }),
  )

  app.post(
    '/api/v1/chat/sessions/:id/shares',
    {
      config,
      schema: {
        operationId: 'createShare',
        tags,
        summary: 'Make a link by which anybody reads a conversation',
        description:
          'It shows the branch that is shown, as it is now: its texts and the names of the models, nothing that is said later, and nobody. The token is in this answer alone.',
        params: ShareParams,
        body: CreateShare,
        response: {
          201: NewChatShareEnvelope,
          ...errorResponses('CHAT_SESSION_NOT_FOUND', 'CHAT_SHARES_FULL', 'VALIDATION_FAILED', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'),
        },
      },
    },
    async (request, reply) => reply.code(201).send(ok(request, await createShare(db, request.actor, request.params.id, request.body))),
  )

  app.post(
    '/api/v1/chat/shares/:id/update',
    {
      config,
      schema: {
        operationId: 'updateShare',
        tags,
        summary: 'Have a link show the conversation as it is now',
        params: ShareParams,
        response: { 200: ChatShareEnvelope, ...errorResponses('CHAT_SHARE_NOT_FOUND', 'CHAT_SESSION_NOT_FOUND') },
      },
    },
    async (request) => ok(request, await updateShare(db, request.actor, request.params.id)),
  )

  app.delete(
    '/api/v1/chat/shares/:id',
    {
      config,
      schema: {
        operationId: 'revokeShare',
        tags,
        summary: 'Take a link back',
        description: 'At once; what it showed is deleted.',
        params: ShareParams,
        response: { 200: ChatShareEnvelope, ...errorResponses('CHAT_SHARE_NOT_FOUND') },
      },
    },
    async (request) => ok(request, await revokeShare(db, request.actor, request.params.id)),
  )

  app.post(
    '/api/v1/shared',
    {
      config: { permission: 'public' },
      schema: {
        operationId: 'readShare',
        tags,
        summary: 'Read what a link shows',
        description: 'For anybody who has it. The token comes in the body: addresses are written into logs.',
        body: ReadShare,
        response: {
          200: SharedConversationEnvelope,
          ...errorResponses('CHAT_SHARE_NOT_FOUND', 'VALIDATION_FAILED', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'),
        },
      },
    },
    async (request) => ok(request, await readShare(db, request.body.token, request.body.cursor)),
  )
}
