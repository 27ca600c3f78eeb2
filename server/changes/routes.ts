import {
  ChangeSetEnvelope,
  ChangeSetParams,
  ChangeSetQuery,
  ChangeSetsEnvelope,
  ChangeSetsQuery,
  UndoChangeSet,
  Undone,
  UndoneEnvelope,
} from '#shared/changes.ts'
import type { Db } from '../db/engine.ts'
import type { App } from '../http/app-types.ts'
import { ok } from '../http/envelope.ts'
import { errorResponses } from '../http/errors.ts'
import { IdempotencyHeader, idempotent } from '../http/idempotency.ts'
import { findChangeSet, listChangeSets } from './queries.ts'
import { undoChangeSet } from './undo.ts'

const tags = ['changes']

/** What was changed, by whom, and how it is taken back. */
export function changeRoutes(app: App, { db }: { db: Db }): void {
  app.get(
    '/api/v1/change-sets',
    {
      config: { permission: 'items:read' },
      schema: {
        operationId: 'listChangeSets',
        tags,
        summary: 'What was changed, newest first',
        querystring: ChangeSetsQuery,
        response: { 200: ChangeSetsEnvelope, ...errorResponses('COLLECTION_NOT_FOUND', 'VALIDATION_FAILED') },
      },
    },
    async (request) => ok(request, await listChangeSets(db, request.actor, request.query)),
  )

  app.get(
    '/api/v1/change-sets/:id',
    {
      config: { permission: 'items:read' },
      schema: {
        operationId: 'getChangeSet',
        tags,
        summary: 'A change set and its changes, in their order',
        params: ChangeSetParams,
        querystring: ChangeSetQuery,
        response: { 200: ChangeSetEnvelope, ...errorResponses('CHANGE_SET_NOT_FOUND', 'VALIDATION_FAILED') },
      },
    },
    async (request) => ok(request, await findChangeSet(db, request.actor, request.params.id, request.query)),
  )

  app.post(
    '/api/v1/change-sets/:id/undo',
    {
      config: { permission: 'items:write' },
      schema: {
        operationId: 'undoChangeSet',
        tags,
        summary: 'Take back what a change set did',
        description: 'As a change set of its own: undoing that one does it again. What was changed since is told, and is left as it is with skip_conflicts.',
        params: ChangeSetParams,
        headers: IdempotencyHeader,
        body: UndoChangeSet,
        response: {
          200: UndoneEnvelope,
          ...errorResponses(
            'CHANGE_SET_NOT_FOUND',
            'CHANGE_SET_UNDONE',
            'CHANGE_SET_CONFLICTS',
            'CHANGE_SET_TOO_LARGE',
            'VALIDATION_FAILED',
            'PAYLOAD_TOO_LARGE',
            'UNSUPPORTED_MEDIA_TYPE',
          ),
        },
      },
    },
    async (request) => {
      const { value } = await idempotent(db, request, Undone, (tx) => undoChangeSet(tx, request.actor, request.params.id, request.body))
      return ok(request, value)
    },
  )
}
