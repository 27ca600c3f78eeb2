import { Readable } from 'node:stream'
import { z } from 'zod'
import {
  ATTACHMENT_MAX_BYTES,
  ATTACHMENT_QUOTA_BYTES,
  ATTACHMENTS_MAX,
  AttachmentEnvelope,
  AttachmentParams,
  AttachmentsEnvelope,
  AttachmentUpload,
  UNSENT_DAYS,
} from '#shared/attachments.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'
import type { App } from '../http/app-types.ts'
import { ok } from '../http/envelope.ts'
import { errorResponses } from '../http/errors.ts'
import { receiveFile } from '../http/receive-file.ts'
import { validate } from '../http/validate.ts'
import { disposition } from './clean-name.ts'
import { keepAttachmentsTidy } from './open.ts'
import { deleteAttachment, findAttachment, listUnsent, readContent } from './queries.ts'
import { receiveAttachment } from './receive.ts'

const tags = ['chat']
const config = { permission: 'chat:use' } as const
const megabytes = (bytes: number) => `${bytes / 1024 / 1024} MB`

/** An image may be shown where it is; whatever else is opened is a download, and nothing in any of them may run or load anything. */
const FILE_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
const AttachedFile = {
  description: 'The file as it was sent; a text in UTF-8.',
  content: { 'application/octet-stream': { schema: z.unknown().meta({ type: 'string', format: 'binary' }) } },
}

export function attachmentRoutes(app: App, { db }: { db: Db }): void {
  keepAttachmentsTidy(app, db)

  app.register(async (scope) => {
    // JSON is no file. The body is not read here but by the route, piece by piece.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('multipart/form-data', (_request, _body, done) => done(null))
    scope.post(
      '/api/v1/chat/attachments',
      {
        config: { ...config, largeBody: ATTACHMENT_MAX_BYTES },
        // What Fastify calls the body is the untouched request.
        validatorCompiler: (route) =>
          route.httpPart === 'body' ? (value: unknown) => ({ value }) : validate({ ...route, schema: z.any().parse(route.schema) }),
        schema: {
          operationId: 'uploadAttachment',
          tags,
          summary: 'Upload a file for a question',
          description: `An image (PNG, JPEG, WebP, GIF), a PDF or a plain text, known by its content: ${megabytes(ATTACHMENT_MAX_BYTES)} at most, and ${ATTACHMENTS_MAX} with a question. Name it in \`attachment_ids\`. What no question carries is forgotten after ${UNSENT_DAYS} days; what one carries goes with its conversation. An account has ${megabytes(ATTACHMENT_QUOTA_BYTES)}.`,
          consumes: ['multipart/form-data'],
          body: AttachmentUpload,
          response: {
            201: AttachmentEnvelope,
            ...errorResponses(
              'MALFORMED_REQUEST',
              'PAYLOAD_TOO_LARGE',
              'UNSUPPORTED_MEDIA_TYPE',
              'ATTACHMENT_TYPE_UNSUPPORTED',
              'ATTACHMENT_QUOTA_EXCEEDED',
              'VALIDATION_FAILED',
            ),
          },
        },
      },
      async (request, reply) => {
        const length = Number(request.headers['content-length'] ?? Number.NaN)
        // Before any of it is read, where it says so itself.
        if (length > ATTACHMENT_MAX_BYTES + FORM_MAX_BYTES) throw appError('PAYLOAD_TOO_LARGE')
        const file = await receiveFile(request, ATTACHMENT_MAX_BYTES)
        const attachment = await receiveAttachment(db, request.actor, file, Number.isNaN(length) ? undefined : length)
        return reply.code(201).header('Location', `/api/v1/chat/attachments/${attachment.id}`).send(ok(request, attachment))
      },
    )
  })

  app.get(
    '/api/v1/chat/attachments',
    {
      config,
      schema: {
        operationId: 'listAttachments',
        tags,
        summary: 'What was uploaded and not sent yet, and how much room is left',
        response: { 200: AttachmentsEnvelope, ...errorResponses() },
      },
    },
    async (request) => ok(request, await listUnsent(db, request.actor)),
  )

  app.get(
    '/api/v1/chat/attachments/:id',
    {
      config: { ...config, contentSecurityPolicy: FILE_POLICY },
      schema: {
        operationId: 'getAttachment',
        tags,
        summary: 'A file of one’s own',
        params: AttachmentParams,
        response: { 200: AttachedFile, ...errorResponses('ATTACHMENT_NOT_FOUND') },
      },
    },
    async (request, reply) => {
      const { id, name, kind, media_type, size } = await findAttachment(db, request.actor, request.params.id)
      return reply
        .headers({
          'Content-Type': kind === 'text' ? `${media_type}; charset=utf-8` : media_type,
          'Content-Length': size,
          'Content-Disposition': disposition(kind === 'image' ? 'inline' : 'attachment', name),
        })
        .send(Readable.from(readContent(db, id)))
    },
  )

  app.delete(
    '/api/v1/chat/attachments/:id',
    {
      config,
      schema: {
        operationId: 'deleteAttachment',
        tags,
        summary: 'Take back a file that no question carries yet',
        params: AttachmentParams,
        response: { 200: AttachmentEnvelope, ...errorResponses('ATTACHMENT_NOT_FOUND', 'ATTACHMENT_SENT') },
      },
    },
    async (request) => ok(request, await deleteAttachment(db, request.actor, request.params.id)),
  )
}

/** What a form adds to its file: two boundaries and a name. */
const FORM_MAX_BYTES = 16 * 1024
