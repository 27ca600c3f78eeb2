import { and, eq, isNotNull, isNull, ne, sql } from 'drizzle-orm'
import type { Db } from '../db/engine.ts'
import { apiKeys, authSessions } from './tables.ts'

// How sign-ins and keys end. One place, so that no way of taking rights away forgets one of them: the session is what access tokens,
// refresh tokens and streams hang on, and it takes the keys that were made to end with it along.

export type EndReason = 'logout' | 'ended' | 'password' | 'reset' | 'disabled' | 'deleted' | 'role' | 'reused' | 'replaced' | 'company-sign-in'

/** Ends one sign-in of a person. @returns whether there was one to end */
export async function endSession(db: Db, userId: string, id: string, reason: EndReason): Promise<boolean> {
  const ended = await db
    .update(authSessions)
    .set({ endedAt: sql`now()`, endReason: reason })
    .where(and(eq(authSessions.id, id), eq(authSessions.userId, userId), isNull(authSessions.endedAt)))
    .returning({ id: authSessions.id })
  await db
    .update(apiKeys)
    .set({ endedAt: sql`now()` })
    .where(and(eq(apiKeys.sessionId, id), eq(apiKeys.userId, userId), isNull(apiKeys.endedAt)))
  return ended.length > 0
}

/** Ends every sign-in of a person, with the keys made to end with it, but for one where one is to be kept. */
export async function endSignIns(db: Db, userId: string, reason: EndReason, { keep }: { keep?: string } = {}): Promise<void> {
  await db
    .update(authSessions)
    .set({ endedAt: sql`now()`, endReason: reason })
    .where(and(eq(authSessions.userId, userId), isNull(authSessions.endedAt), keep === undefined ? undefined : ne(authSessions.id, keep)))
  await db
    .update(apiKeys)
    .set({ endedAt: sql`now()` })
    .where(and(eq(apiKeys.userId, userId), isNotNull(apiKeys.sessionId), isNull(apiKeys.endedAt), keep === undefined ? undefined : ne(apiKeys.sessionId, keep)))
}

/** Ends every API key of a person, or those that can do something which `allowed` does not have. */
export async function endApiKeys(db: Db, userId: string, { beyond }: { beyond?: readonly string[] } = {}): Promise<void> {
  const tooMuch = beyond === undefined ? undefined : sql`not ${apiKeys.scopes} <@ ${`{${beyond.map((each) => `"${each}"`).join(',')}}`}::text[]`
  await db
    .update(apiKeys)
    .set({ endedAt: sql`now()` })
    .where(and(eq(apiKeys.userId, userId), isNull(apiKeys.endedAt), tooMuch))
}
