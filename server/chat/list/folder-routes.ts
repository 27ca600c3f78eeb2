import { ChatFolder, ChatFolderEnvelope, ChatFoldersEnvelope, FolderParams, WriteChatFolder } from '#shared/chat-list.ts'
import type { ErrorCode } from '#shared/errors.ts'
import type { Db } from '../../db/engine.ts'
import type { App } from '../../http/app-types.ts'
import { ok } from '../../http/envelope.ts'
import { errorResponses } from '../../http/errors.ts'
import { IdempotencyHeader, idempotent } from '../../http/idempotency.ts'
import { createFolder, deleteFolder, listFolders, renameFolder } from './folders.ts'

const tags = ['chat']
const config = { permission: 'chat:use' } as const
const writing = ['CHAT_FOLDER_TAKEN', 'VALIDATION_FAILED', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const satisfies ErrorCode[]

export function folderRoutes(app: App, { db }: { db: Db }): void {
  app.get(
    '/api/v1/chat/folders',
    {
      config,
      schema: { operationId: 'listFolders', tags, summary: 'The folders of the caller', response: { 200: ChatFoldersEnvelope, ...errorResponses() } },
    },
    async (request) => ok(request, { folders: await listFolders(db, request.actor) }),
  )

  app.post(
    '/api/v1/chat/folders',
    {
      config,
      schema: {
        operationId: 'createFolder',
        tags,
        summary: 'Make a folder for conversations',
        headers: IdempotencyHeader,
        body: WriteChatFolder,
        response: { 201: ChatFolderEnvelope, ...errorResponses(...writing, 'CHAT_FOLDERS_FULL', 'IDEMPOTENCY_KEY_REUSED') },
      },
    },
    async (request, reply) => {
      const { value } = await idempotent(db, request, ChatFolder, (tx) => createFolder(tx, request.actor, request.body.name.trim()))
      return reply.code(201).send(ok(request, value))
    },
  )

  app.patch(
    '/api/v1/chat/folders/:id',
    {
      config,
      schema: {
        operationId: 'renameFolder',
        tags,
        summary: 'Give a folder another name',
        params: FolderParams,
        body: WriteChatFolder,
        response: { 200: ChatFolderEnvelope, ...errorResponses(...writing, 'CHAT_FOLDER_NOT_FOUND') },
      },
    },
    async (request) => ok(request, await renameFolder(db, request.actor, request.params.id, request.body.name.trim())),
  )

  app.delete(
    '/api/v1/chat/folders/:id',
    {
      config,
      schema: {
        operationId: 'deleteFolder',
        tags,
        summary: 'Delete a folder and keep what is in it',
        params: FolderParams,
        response: { 200: ChatFolderEnvelope, ...errorResponses('CHAT_FOLDER_NOT_FOUND') },
      },
    },
    async (request) => ok(request, await deleteFolder(db, request.actor, request.params.id)),
  )
}
