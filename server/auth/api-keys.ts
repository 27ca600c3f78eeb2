import { and, desc, eq, isNull, or, sql } from 'drizzle-orm'
import type { ApiKey, CreateApiKey } from '#shared/auth.ts'
import { type Actor, can, permissions } from '#shared/permissions.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { newId } from '../db/id.ts'
import { appError } from '../errors.ts'
import { API_KEY_PREFIX } from './actors.ts'
import { apiKeys } from './tables.ts'
import { newToken, tokenHash } from './tokens.ts'

/** Enough to tell keys apart, too little to help guessing the rest. */
const SHOWN = API_KEY_PREFIX.length + 6
const KEYS_MAX = 100

type Row = typeof apiKeys.$inferSelect
const known = new Set<string>(permissions)
const toKey = (row: Row): ApiKey => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  scopes: permissions.filter((each) => row.scopes.includes(each)),
  until_sign_out: row.sessionId !== null,
  expires_at: row.expiresAt === null ? null : toTimestamp(row.expiresAt),
  last_used_at: row.lastUsedAt === null ? null : toTimestamp(row.lastUsedAt),
  created_at: toTimestamp(row.createdAt),
})
const live = and(isNull(apiKeys.endedAt), or(isNull(apiKeys.expiresAt), sql`${apiKeys.expiresAt} > now()`))

/** The caller's keys that work, the newest first. */
export async function listApiKeys(db: Db, actor: Actor): Promise<ApiKey[]> {
  const rows = await db
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.userId, actor.userId), live))
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))
    .limit(KEYS_MAX)
  return rows.map(toKey)
}

/** @returns the key and its secret, which is nowhere else @throws FORBIDDEN for a scope that the caller does not have; VALIDATION_FAILED beyond a hundred */
export async function createApiKey(db: Db, actor: Actor, wanted: CreateApiKey): Promise<{ key: ApiKey; secret: string }> {
  const beyond = wanted.scopes.find((scope) => !known.has(scope) || !can(actor, scope))
  if (beyond) throw appError('FORBIDDEN', { details: [{ path: 'scopes', message: beyond }] })
  if ((await listApiKeys(db, actor)).length >= KEYS_MAX)
    throw appError('VALIDATION_FAILED', {
      details: [{ path: '', message: { en: `${KEYS_MAX} keys are the most.`, 'zh-CN': `API 密钥最多 ${KEYS_MAX} 个。` } }],
    })
  const secret = API_KEY_PREFIX + newToken()
  const [row] = await db
    .insert(apiKeys)
    .values({
      id: newId(),
      userId: actor.userId,
      name: wanted.name,
      prefix: secret.slice(0, SHOWN),
      hash: tokenHash(secret),
      scopes: [...new Set(wanted.scopes)],
      sessionId: wanted.until_sign_out ? actor.sessionId : null,
      expiresAt: wanted.expires_in_days === null ? null : sql`now() + make_interval(days => ${wanted.expires_in_days}::int)`,
    })
    .returning()
  if (!row) throw appError('INTERNAL')
  return { key: toKey(row), secret }
}

/** @throws API_KEY_NOT_FOUND, also for somebody else's */
export async function endApiKey(db: Db, actor: Actor, id: string): Promise<ApiKey> {
  const [row] = await db
    .update(apiKeys)
    .set({ endedAt: sql`now()` })
    .where(and(eq(apiKeys.id, id), eq(apiKeys.userId, actor.userId), live))
    .returning()
  if (!row) throw appError('API_KEY_NOT_FOUND')
  return toKey(row)
}
