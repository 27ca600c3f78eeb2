import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { attachmentTypes } from '#shared/attachments.ts'
import { CollectionItemParams, CollectionParams, ItemFileParams } from '#shared/collections.ts'
import { ITEM_FILE_MAX_BYTES, ITEM_FILES_MAX, type ItemFile, ItemFileEnvelope, ItemFileUpload } from '#shared/item-files.ts'
import { disposition } from '../../attachments/clean-name.ts'
import { findCollection } from '../../collections/queries.ts'
import type { Db } from '../../db/engine.ts'
import { appError } from '../../errors.ts'
import type { App } from '../../http/app-types.ts'
import { ok } from '../../http/envelope.ts'
import { errorResponses } from '../../http/errors.ts'
import { receiveFile } from '../../http/receive-file.ts'
import { validate } from '../../http/validate.ts'
import { findFileOf, findOwnFile, forgetFiles, readContent } from './queries.ts'
import { receiveItemFile } from './receive.ts'

const tags = ['collections']
const HOUR_MS = 3_600_000
/** What a form adds to its file: two boundaries and a name. */
const FORM_MAX_BYTES = 16 * 1024
const megabytes = `${ITEM_FILE_MAX_BYTES / 1024 / 1024} MB`

/** An image may be shown where it is; whatever else is opened is a download, and nothing in any of them may run or load anything. */
const FILE_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
const File = {
  description: 'The file as it was sent.',
  content: { 'application/octet-stream': { schema: z.unknown().meta({ type: 'string', format: 'binary' }) } },
}

function give(reply: FastifyReply, db: Db, { id, name, type, size }: ItemFile) {
  const isImage = attachmentTypes.image.some((one) => one === type)
  return reply
    .headers({
      'Content-Type': type,
      'Content-Length': size,
      'Content-Disposition': disposition(isImage ? 'inline' : 'attachment', name),
      'X-Content-Type-Options': 'nosniff',
    })
    .send(Readable.from(readContent(db, id)))
}

/** Files that fields of items hold. */
export function itemFileRoutes(app: App, { db }: { db: Db }): void {
  const forget = () => void forgetFiles(db).catch((error: unknown) => app.log.warn({ err: error }, 'Files that no item holds were not removed.'))
  const hourly = setInterval(forget, HOUR_MS).unref()
  app.addHook('onListen', async () => forget())
  app.addHook('preClose', async () => clearInterval(hourly))

  app.register(async (scope) => {
    // JSON is no file. The body is not read here but by the route, piece by piece.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('multipart/form-data', (_request, _body, done) => done(null))
    scope.post(
      '/api/v1/collections/:slug/files',
      {
        config: { permission: 'items:write', largeBody: ITEM_FILE_MAX_BYTES },
        // What Fastify calls the body is the untouched request.
        validatorCompiler: (route) =>
          route.httpPart === 'body' ? (value: unknown) => ({ value }) : validate({ ...route, schema: z.any().parse(route.schema) }),
        schema: {
          operationId: 'uploadItemFile',
          tags,
          summary: 'Upload a file for a field of type attachment',
          description: `Of any kind, ${megabytes} at most; its type is known by its content. Name its id in the values of an item, which holds up to ${ITEM_FILES_MAX} in a field. What no item holds is forgotten after a day.`,
          consumes: ['multipart/form-data'],
          params: CollectionParams,
          body: ItemFileUpload,
          response: {
            201: ItemFileEnvelope,
            ...errorResponses(
              'COLLECTION_NOT_FOUND',
              'MALFORMED_REQUEST',
              'PAYLOAD_TOO_LARGE',
              'UNSUPPORTED_MEDIA_TYPE',
              'ITEM_FILES_FULL',
              'VALIDATION_FAILED',
            ),
          },
        },
      },
      async (request, reply) => {
        const { slug } = CollectionParams.parse(request.params)
        await findCollection(db, request.actor, slug)
        const length = Number(request.headers['content-length'] ?? Number.NaN)
        // Before any of it is read, where it says so itself.
        if (length > ITEM_FILE_MAX_BYTES + FORM_MAX_BYTES) throw appError('PAYLOAD_TOO_LARGE')
        const file = await receiveFile(request, ITEM_FILE_MAX_BYTES)
        const received = await receiveItemFile(db, request.actor, file, Number.isNaN(length) ? undefined : length)
        return reply.code(201).header('Location', `/api/v1/collections/${slug}/files/${received.id}`).send(ok(request, received))
      },
    )
  })

  app.get(
    '/api/v1/collections/:slug/files/:id',
    {
      config: { permission: 'items:write', contentSecurityPolicy: FILE_POLICY },
      schema: {
        operationId: 'getUploadedFile',
        tags,
        summary: 'A file that the caller has uploaded, also before an item holds it',
        params: CollectionItemParams,
        response: { 200: File, ...errorResponses('COLLECTION_NOT_FOUND', 'FILE_NOT_FOUND') },
      },
    },
    async (request, reply) => {
      await findCollection(db, request.actor, request.params.slug)
      return give(reply, db, await findOwnFile(db, request.actor, request.params.id))
    },
  )

  app.get(
    '/api/v1/collections/:slug/items/:id/files/:file',
    {
      config: { permission: 'items:read', contentSecurityPolicy: FILE_POLICY },
      schema: {
        operationId: 'getItemFile',
        tags,
        summary: 'A file that an item holds, or has held',
        description: 'Images (PNG, JPEG, WebP, GIF) as such, all else as a download.',
        params: ItemFileParams,
        response: { 200: File, ...errorResponses('COLLECTION_NOT_FOUND', 'FILE_NOT_FOUND') },
      },
    },
    async (request, reply) => {
      const { slug, id, file } = request.params
      const collection = await findCollection(db, request.actor, slug)
      return give(reply, db, await findFileOf(db, request.actor, collection, id, file))
    },
  )
}
