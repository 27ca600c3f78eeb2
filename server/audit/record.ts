import { sql } from 'drizzle-orm'
import type { FastifyRequest } from 'fastify'
import type { Actor, ChangeSource } from '#shared/permissions.ts'
import type { Db } from '../db/engine.ts'
import { prepared } from '../db/prepare.ts'
import { auditEntries } from './tables.ts'

/** An entry tells what happened, it carries no content: longer texts in it are cut, larger details left out. */
const TEXT_MAX = 500
const DETAIL_MAX = 4000
/** Names of what must not be written down, should a caller hand it over by mistake. */
const secret = /passw|secret|token|cookie|authorization|private|recovery/i

/** Something that no trigger sees: a sign-in, a refusal, an act that changes no row. */
export type Happening = {
  /** `auth.login`, `auth.denied`, `audit.export`, … */
  action: string
  /** null where nobody is signed in. */
  actorId: string | null
  source: ChangeSource
  targetType?: string | undefined
  targetId?: string | undefined
  detail?: Record<string, unknown> | undefined
  address?: string | undefined
  requestId?: string | undefined
}

const { placeholder } = sql
const insertEntry = prepared((db) =>
  db
    .insert(auditEntries)
    .values({
      actorId: placeholder('actorId'),
      source: placeholder('source'),
      action: placeholder('action'),
      targetType: placeholder('targetType'),
      targetId: placeholder('targetId'),
      detail: sql`${placeholder('detail')}::jsonb`,
      address: placeholder('address'),
      requestId: placeholder('requestId'),
    })
    .prepare('record_audit_entry'),
)

/** Writes an entry. Of a change in a table the triggers write it (migrations/0004_audit_triggers.sql). */
export async function record(db: Db, happening: Happening): Promise<void> {
  await insertEntry(db).execute({
    actorId: happening.actorId,
    source: happening.source,
    action: storable(happening.action),
    targetType: happening.targetType ?? null,
    targetId: happening.targetId === undefined ? null : storable(happening.targetId),
    detail: bounded(happening.detail ?? {}),
    address: happening.address === undefined ? null : storable(happening.address),
    requestId: happening.requestId ?? null,
  })
}

/** Who asks, from where, and in which request. */
export function requestDetails(request: FastifyRequest): Pick<Happening, 'actorId' | 'source' | 'address' | 'requestId'> {
  // On public routes there may be nobody.
  const actor: Actor | undefined = request.actor
  return {
    actorId: actor?.userId ?? null,
    // Browsers say from where they send; programs do not.
    source: actor?.source ?? (request.headers['sec-fetch-site'] === undefined ? 'api' : 'page'),
    address: request.ip,
    requestId: request.id,
  }
}

/** What a client sent, as PostgreSQL can hold it. */
const storable = (text: string) => text.slice(0, TEXT_MAX).toWellFormed().replaceAll('\0', '\uFFFD')

function bounded(detail: Record<string, unknown>): string {
  const text = JSON.stringify(detail, (key, value: unknown) => {
    if (typeof value !== 'string') return value
    return secret.test(key) ? '[left out]' : storable(value)
  })
  return text.length > DETAIL_MAX ? JSON.stringify({ left_out: `${text.length} characters` }) : text
}
