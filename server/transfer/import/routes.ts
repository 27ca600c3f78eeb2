import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { and, asc, eq, gt } from 'drizzle-orm'
import { z } from 'zod'
import type { Language } from '#shared/errors.ts'
import {
  CollectionOfImport,
  IMPORT_MAX_BYTES,
  Import,
  ImportEnvelope,
  ImportParams,
  ImportsEnvelope,
  ImportUpload,
  ImportUploadQuery,
  ReadImport,
  RefusedRow,
  StartImport,
} from '#shared/imports.ts'
import type { Actor } from '#shared/permissions.ts'
import { disposition } from '../../attachments/clean-name.ts'
import { BYTE_ORDER_MARK, encode } from '../../audit/write-export.ts'
import type { Db } from '../../db/engine.ts'
import { appError } from '../../errors.ts'
import type { App } from '../../http/app-types.ts'
import { ok } from '../../http/envelope.ts'
import { errorResponses } from '../../http/errors.ts'
import { IdempotencyHeader, idempotent } from '../../http/idempotency.ts'
import { receiveFile } from '../../http/receive-file.ts'
import { type ServerEvent, sendEvents } from '../../http/sse.ts'
import { validate } from '../../http/validate.ts'
import { cell, line } from '../export/write-csv.ts'
import { importRefusals, imports } from '../tables.ts'
import { deleteImport, findImport, forgetImports, listImports } from './queries.ts'
import { readAgain, receiveImport } from './receive-import.ts'
import type { Importing } from './run-imports.ts'
import { startImport } from './start-import.ts'
import { beginUndo } from './undo-import.ts'

const tags = ['imports']
const config = { permission: 'items:write' } as const
const body = ['VALIDATION_FAILED', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const
const HOUR_MS = 3_600_000
/** How often whoever watches an import is told where it is. */
const TELL_EVERY_MS = 500
const REFUSED_ROWS = 500
const isOver = ({ state }: Import) => state !== 'running' && state !== 'undoing'

const RefusedFile = {
  description: 'CSV: the line of the file, why it was refused, and what stood in it.',
  content: { 'text/csv': { schema: z.unknown().meta({ type: 'string' }) } },
}

/** Files that become items. */
export function importRoutes(app: App, { db, importing }: { db: Db; importing: Importing }): void {
  const forget = () => void forgetImports(db).catch((error: unknown) => app.log.warn({ err: error }, 'Old imports were not removed.'))
  const hourly = setInterval(forget, HOUR_MS).unref()
  app.addHook('preClose', async () => {
    clearInterval(hourly)
    await importing.close()
  })

  app.register(async (scope) => {
    // JSON is no file. The body is not read here but by the route, piece by piece.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('multipart/form-data', (_request, _body, done) => done(null))
    scope.post(
      '/api/v1/collections/:slug/imports',
      {
        config: { ...config, largeBody: IMPORT_MAX_BYTES },
        // What Fastify calls the body is the untouched request.
        validatorCompiler: (route) =>
          route.httpPart === 'body' ? (value: unknown) => ({ value }) : validate({ ...route, schema: z.any().parse(route.schema) }),
        schema: {
          operationId: 'uploadImport',
          tags,
          summary: 'Upload a file to be imported into a collection',
          description: 'CSV, TSV, XLSX, JSON or NDJSON, known by its content. Nothing is imported before it is started. See docs/import-export.md.',
          consumes: ['multipart/form-data'],
          params: CollectionOfImport,
          querystring: ImportUploadQuery,
          body: ImportUpload,
          response: {
            201: ImportEnvelope,
            ...errorResponses('COLLECTION_NOT_FOUND', 'IMPORTS_FULL', 'IMPORT_UNREADABLE', 'MALFORMED_REQUEST', ...body),
          },
        },
      },
      async (request, reply) => {
        const file = await receiveFile(request, IMPORT_MAX_BYTES)
        const { slug } = CollectionOfImport.parse(request.params)
        const made = await receiveImport(db, request.actor, slug, file, ImportUploadQuery.parse(request.query))
        const received = await findImport(db, request.actor, made.id, request.language)
        return reply.code(201).header('Location', `/api/v1/imports/${received.id}`).send(ok(request, received))
      },
    )
  })

  app.get(
    '/api/v1/collections/:slug/imports',
    {
      config,
      schema: {
        operationId: 'listImports',
        tags,
        summary: 'The files that the caller has uploaded for a collection, newest first',
        params: CollectionOfImport,
        response: { 200: ImportsEnvelope, ...errorResponses('COLLECTION_NOT_FOUND') },
      },
    },
    async (request) => ok(request, { imports: await listImports(db, request.actor, request.params.slug, request.language) }),
  )

  app.get(
    '/api/v1/imports/:id',
    {
      config,
      schema: {
        operationId: 'getImport',
        tags,
        summary: 'An import, and how far it has come',
        params: ImportParams,
        response: { 200: ImportEnvelope, ...errorResponses('IMPORT_NOT_FOUND') },
      },
    },
    async (request) => ok(request, await findImport(db, request.actor, request.params.id, request.language)),
  )

  app.get(
    '/api/v1/imports/:id/events',
    {
      config,
      schema: {
        operationId: 'watchImport',
        tags,
        summary: 'How far an import has come, as Server-Sent Events until it is over',
        params: ImportParams,
        response: { 200: { description: 'Events `import`.', content: { 'text/event-stream': { schema: Import } } }, ...errorResponses('IMPORT_NOT_FOUND') },
      },
    },
    async (request, reply) => {
      await findImport(db, request.actor, request.params.id, request.language)
      await sendEvents(request, reply, (signal) => watch(request.actor, request.params.id, request.language, signal), { resumable: true })
    },
  )

  async function* watch(actor: Actor, id: string, language: Language, signal: AbortSignal): AsyncGenerator<ServerEvent> {
    let told = ''
    while (!signal.aborted) {
      const now = await findImport(db, actor, id, language)
      const text = JSON.stringify(now)
      if (text !== told) yield { event: 'import', data: now }
      told = text
      if (isOver(now)) return
      await sleep(TELL_EVERY_MS, undefined, { signal }).catch(() => undefined)
    }
  }

  app.post(
    '/api/v1/imports/:id/read',
    {
      config,
      schema: {
        operationId: 'readImport',
        tags,
        summary: 'Look at a file again, in another encoding, with another delimiter, or at another sheet',
        description: 'Before it is imported. What is not said is found out anew; a file that cannot be read so stays as it was read.',
        params: ImportParams,
        body: ReadImport,
        response: { 200: ImportEnvelope, ...errorResponses('IMPORT_NOT_FOUND', 'IMPORT_STARTED', 'IMPORT_UNREADABLE', ...body) },
      },
    },
    async (request) => {
      const { actor, params, language } = request
      await readAgain(db, actor, params.id, request.body)
      return ok(request, await findImport(db, actor, params.id, language))
    },
  )

  app.post(
    '/api/v1/imports/:id/start',
    {
      config,
      schema: {
        operationId: 'startImport',
        tags,
        summary: 'Import a file, or with dry_run say what would be imported',
        params: ImportParams,
        headers: IdempotencyHeader,
        body: StartImport,
        response: { 200: ImportEnvelope, ...errorResponses('IMPORT_NOT_FOUND', 'IMPORT_STARTED', 'FORBIDDEN', 'FIELDS_FULL', ...body) },
      },
    },
    async (request) => {
      const { actor, params, language } = request
      const { value } = await idempotent(db, request, Import, (tx) => startImport(tx, actor, params.id, request.body, language))
      importing.wake()
      return ok(request, value)
    },
  )

  app.post(
    '/api/v1/imports/:id/cancel',
    {
      config,
      schema: {
        operationId: 'cancelImport',
        tags,
        summary: 'End an import where it is; what it has made stays until it is undone',
        params: ImportParams,
        headers: IdempotencyHeader,
        response: { 200: ImportEnvelope, ...errorResponses('IMPORT_NOT_FOUND', 'IMPORT_NOT_RUNNING') },
      },
    },
    async (request) => {
      const { actor, params, language } = request
      const cancelled = await db
        .update(imports)
        .set({ state: 'cancelled', runner: null, endedAt: new Date().toISOString() })
        .where(and(eq(imports.id, params.id), eq(imports.ownerId, actor.userId), eq(imports.state, 'running')))
        .returning({ id: imports.id })
      const now = await findImport(db, actor, params.id, language)
      if (cancelled.length === 0) throw appError('IMPORT_NOT_RUNNING')
      return ok(request, now)
    },
  )

  app.post(
    '/api/v1/imports/:id/undo',
    {
      config,
      schema: {
        operationId: 'undoImport',
        tags,
        summary: 'Take back all that an import made, however much; what was changed since stays',
        params: ImportParams,
        headers: IdempotencyHeader,
        response: { 200: ImportEnvelope, ...errorResponses('IMPORT_NOT_FOUND', 'IMPORT_RUNNING', 'CHANGE_SET_UNDONE') },
      },
    },
    async (request) => {
      const { actor, params, language } = request
      const { value } = await idempotent(db, request, Import, async (tx) => {
        await beginUndo(tx, actor, params.id)
        return await findImport(tx, actor, params.id, language)
      })
      importing.wake()
      return ok(request, value)
    },
  )

  app.get(
    '/api/v1/imports/:id/refused',
    {
      config: { ...config, limit: 'export' },
      schema: {
        operationId: 'getRefusedRows',
        tags,
        summary: 'The rows that were refused, with their lines and why, as CSV',
        params: ImportParams,
        response: { 200: RefusedFile, ...errorResponses('IMPORT_NOT_FOUND') },
      },
    },
    async (request, reply) => {
      const { actor, params, language } = request
      const { columns, file_name: name } = await findImport(db, actor, params.id, language)
      const file = Readable.from(encode(writeRefused(db, params.id, columns, language)))
      return reply
        .headers({
          'Content-Type': 'text/csv; charset=utf-8',
          'Content-Disposition': disposition('attachment', `${name.replace(/\.[^.]*$/, '')}-${language === 'en' ? 'refused' : '未导入'}.csv`),
        })
        .send(file)
    },
  )

  app.delete(
    '/api/v1/imports/:id',
    {
      config,
      schema: {
        operationId: 'deleteImport',
        tags,
        summary: 'Forget a file; what was made of it stays',
        params: ImportParams,
        response: { 200: ImportEnvelope, ...errorResponses('IMPORT_NOT_FOUND', 'IMPORT_RUNNING') },
      },
    },
    async (request) => {
      const gone = await findImport(db, request.actor, request.params.id, request.language)
      await deleteImport(db, request.actor, gone.id)
      return ok(request, gone)
    },
  )
}

const Refused = z.array(RefusedRow.extend({ row: z.number() }))

async function* writeRefused(db: Db, id: string, columns: readonly string[], language: Language): AsyncGenerator<string> {
  const own = language === 'en' ? ['Line', 'Why it was refused'] : ['行号', '拒绝原因']
  yield `${BYTE_ORDER_MARK}${line([...own, ...columns].map(cell))}`
  for (let after = 0; ; ) {
    const { row: at, line: where, cells, reasons } = importRefusals
    const rows = Refused.parse(
      await db
        .select({ row: at, line: where, cells, reasons })
        .from(importRefusals)
        .where(and(eq(importRefusals.importId, id), gt(at, after)))
        .orderBy(asc(at))
        .limit(REFUSED_ROWS),
    )
    const told = (reason: RefusedRow['reasons'][number]) => `${reason.column === null ? '' : `${reason.column}: `}${reason.message[language]}`
    if (rows.length > 0) yield rows.map((row) => line([row.line, row.reasons.map(told).join('; '), ...row.cells].map(cell))).join('')
    after = rows.at(-1)?.row ?? after
    if (rows.length < REFUSED_ROWS) return
  }
}
