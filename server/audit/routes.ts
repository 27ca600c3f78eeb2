import { Readable } from 'node:stream'
import { z } from 'zod'
import { AuditExportQuery, AuditPageEnvelope, AuditQuery, type AuditVerification, AuditVerificationEnvelope } from '#shared/audit.ts'
import type { Db } from '../db/engine.ts'
import type { App } from '../http/app-types.ts'
import { ok } from '../http/envelope.ts'
import { errorResponses } from '../http/errors.ts'
import type { Secrets } from '../secrets/encrypt.ts'
import { allEntries, listEntries } from './queries.ts'
import { record, requestDetails } from './record.ts'
import { verifyChain } from './verify.ts'
import { encode, writeCsv, writeJsonLines } from './write-export.ts'

/** Entries in memory at a time; one may hold two descriptions of 100 000 characters. */
const EXPORT_AT_ONCE = 100

const tags = ['audit']
const formats = {
  csv: { type: 'text/csv; charset=utf-8', write: writeCsv },
  jsonl: { type: 'application/jsonl; charset=utf-8', write: writeJsonLines },
} as const
const ExportFile = {
  description: 'CSV in UTF-8 for spreadsheets, or an AuditEntry a line.',
  content: { 'text/csv': { schema: z.string() }, 'application/jsonl': { schema: z.unknown().describe('An AuditEntry a line.') } },
}

export function auditRoutes(app: App, { db, secrets }: { db: Db; secrets: Secrets }): void {
  app.get(
    '/api/v1/audit',
    {
      config: { permission: 'audit:read' },
      schema: {
        operationId: 'listAuditEntries',
        tags,
        summary: 'A page of the audit, newest first',
        description:
          'A filter that no index knows (action, source, q, half a target) is looked for during two seconds; then a page may have fewer entries than `limit`, and `next_cursor` goes on.',
        querystring: AuditQuery,
        response: { 200: AuditPageEnvelope, ...errorResponses('VALIDATION_FAILED') },
      },
    },
    async (request) => {
      const { limit, cursor, ...filters } = request.query
      return ok(request, await listEntries(db, request.actor, filters, { limit, cursor }))
    },
  )

  app.get(
    '/api/v1/audit/export',
    {
      config: { permission: 'audit:read', limit: 'export' },
      schema: {
        operationId: 'exportAudit',
        tags,
        summary: 'Every entry that the filters find, as a file',
        querystring: AuditExportQuery,
        response: { 200: ExportFile, ...errorResponses('VALIDATION_FAILED') },
      },
    },
    async (request, reply) => {
      const { format, ...filters } = request.query
      // Before the first line goes out: who breaks it off has it all the same.
      await record(db, { ...requestDetails(request), action: 'audit.export', targetType: 'audit', detail: { format, filters } })
      const name = `deskmate-audit-${new Date().toISOString().slice(0, 10)}.${format}`
      const file = Readable.from(encode(formats[format].write(allEntries(db, request.actor, filters, EXPORT_AT_ONCE))))
      return reply.headers({ 'Content-Type': formats[format].type, 'Content-Disposition': `attachment; filename="${name}"` }).send(file)
    },
  )

  let running: Promise<AuditVerification> | undefined
  app.get(
    '/api/v1/audit/verification',
    {
      config: { permission: 'audit:read', limit: 'export' },
      schema: {
        operationId: 'verifyAudit',
        tags,
        summary: 'Whether the audit is as it was written',
        description: 'Walks the whole chain: ten to twenty seconds for a million entries.',
        response: { 200: AuditVerificationEnvelope, ...errorResponses() },
      },
    },
    async (request) => {
      // Whoever asks meanwhile gets the same answer; two walks at once would tell nobody more.
      running ??= verifyChain(db, secrets).finally(() => {
        running = undefined
      })
      return ok(request, await running)
    },
  )
}
