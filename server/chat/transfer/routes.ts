import { Readable } from 'node:stream'
import { z } from 'zod'
import { ConversationsImportEnvelope, ExportAllQuery, ExportParams, ExportSessionQuery, IMPORT_MAX_BYTES } from '#shared/chat-transfer.ts'
import { fileNameOf } from '../../attachments/clean-name.ts'
import { record, requestDetails } from '../../audit/record.ts'
import { encode } from '../../audit/write-export.ts'
import type { Db } from '../../db/engine.ts'
import { appError } from '../../errors.ts'
import type { App } from '../../http/app-types.ts'
import { ok } from '../../http/envelope.ts'
import { errorResponses } from '../../http/errors.ts'
import { findSession } from '../queries.ts'
import { writeAll, writeConversation } from './export-json.ts'
import { writeMarkdown } from './export-markdown.ts'
import { importConversations } from './import.ts'

/** Files of IMPORT_MAX_BYTES that are in memory at a time. */
const IMPORTS_AT_ONCE = 2

const tags = ['chat']
const config = { permission: 'chat:use' } as const
const exporting = { ...config, limit: 'export' } as const
const Exported = {
  description: 'The file.',
  content: {
    'text/markdown': { schema: z.string() },
    'application/json': { schema: z.unknown().describe('A conversation as docs/chat-export.md describes it.') },
  },
}
const AllExported = {
  description: 'The file.',
  content: {
    'application/json': { schema: z.unknown().describe('A list of conversations.') },
    'application/jsonl': { schema: z.unknown().describe('A conversation a line.') },
  },
}
const types = { markdown: 'text/markdown; charset=utf-8', json: 'application/json; charset=utf-8', jsonl: 'application/jsonl; charset=utf-8' }
const endings = { markdown: 'md', json: 'json', jsonl: 'jsonl' }

/** What a browser stores it as. */
function attachment(name: string, format: keyof typeof endings): string {
  const whole = `${fileNameOf(name, 'conversation')}.${endings[format]}`
  return `attachment; filename="conversation.${endings[format]}"; filename*=UTF-8''${encodeURIComponent(whole).replaceAll(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`
}

export function transferRoutes(app: App, { db }: { db: Db }): void {
  app.get(
    '/api/v1/chat/sessions/:id/export',
    {
      config: exporting,
      schema: {
        operationId: 'exportSession',
        tags,
        summary: 'A conversation as a file',
        description: 'As Markdown for reading, in the language of Accept-Language, or whole as docs/chat-export.md describes it.',
        params: ExportParams,
        querystring: ExportSessionQuery,
        response: { 200: Exported, ...errorResponses('CHAT_SESSION_NOT_FOUND', 'VALIDATION_FAILED') },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { format } = request.query
      const session = await findSession(db, request.actor, id)
      await record(db, { ...requestDetails(request), action: 'chat.export', targetType: 'chat', targetId: id, detail: { format } })
      const pieces = format === 'json' ? writeConversation(db, request.actor, id) : writeMarkdown(db, request.actor, id, request.language)
      return reply.headers({ 'Content-Type': types[format], 'Content-Disposition': attachment(session.title, format) }).send(Readable.from(encode(pieces)))
    },
  )

  app.get(
    '/api/v1/chat/export',
    {
      config: exporting,
      schema: {
        operationId: 'exportSessions',
        tags,
        summary: 'All conversations of the caller as a file',
        description: 'Archived ones too, deleted ones not. The file can be imported again: docs/chat-export.md.',
        querystring: ExportAllQuery,
        response: { 200: AllExported, ...errorResponses('VALIDATION_FAILED') },
      },
    },
    async (request, reply) => {
      const { format } = request.query
      await record(db, { ...requestDetails(request), action: 'chat.export', targetType: 'chat', detail: { format } })
      const name = `deskmate-conversations-${new Date().toISOString().slice(0, 10)}`
      return reply
        .headers({ 'Content-Type': types[format], 'Content-Disposition': attachment(name, format) })
        .send(Readable.from(encode(writeAll(db, request.actor, format))))
    },
  )

  // Apart, for its bodies are files, which nobody parses as a whole.
  app.register(async (scope) => {
    let importing = 0
    scope.removeAllContentTypeParsers()
    for (const type of ['application/json', 'application/jsonl', 'application/x-ndjson'])
      scope.addContentTypeParser(type, { parseAs: 'buffer', bodyLimit: IMPORT_MAX_BYTES }, (_request, body, done) => done(null, body))
    scope.addHook('onRequest', async (_request, reply) => {
      if (importing >= IMPORTS_AT_ONCE) throw appError('CHAT_IMPORT_BUSY', { retryAfter: 2 })
      importing++
      reply.raw.once('close', () => {
        importing--
      })
    })
    scope.withTypeProvider().post(
      '/api/v1/chat/import',
      {
        config,
        schema: {
          operationId: 'importSessions',
          tags,
          summary: 'Take in conversations from a file',
          description: `The body is the file: our own JSON or JSON Lines, ChatGPT's conversations.json, an export of Open WebUI or LibreChat, of at most ${IMPORT_MAX_BYTES / 1024 / 1024} MB. Each conversation is taken in by itself; one that was taken in before, word for word, is not there twice. See docs/chat-export.md.`,
          response: {
            200: ConversationsImportEnvelope,
            ...errorResponses('PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'MALFORMED_REQUEST', 'CHAT_IMPORT_BUSY'),
          },
        },
      },
      async (request) => {
        if (!(request.body instanceof Uint8Array) || request.body.length === 0)
          throw appError('MALFORMED_REQUEST', { details: [{ path: '', message: 'The body is empty.' }] })
        const result = await importConversations(db, request.actor, request.body)
        const { refusals: _named, ...counts } = result
        await record(db, { ...requestDetails(request), action: 'chat.import', targetType: 'chat', detail: counts })
        return ok(request, result)
      },
    )
  })
}
