import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Db } from '../db/engine.ts'
import { newId } from '../db/id.ts'
import { appError } from '../errors.ts'
import { signInLinks, users } from './tables.ts'
import { newToken, tokenHash } from './tokens.ts'

// Links that work once. The token is in the part of the address that is never sent (#…), the page posts it; what is stored is its hash.

type Purpose = 'setup' | 'invitation' | 'reset'
/** Long enough for a weekend, short enough for a forgotten mail. */
const LIFE: Record<Purpose, string> = { setup: '1 day', invitation: '7 days', reset: '1 day' }

export type NewLink = { purpose: Purpose; createdBy: string | null; email?: string; role?: string; userId?: string }
export type Link = { id: string; purpose: Purpose; userId: string | null; email: string | null; role: string | null }

/** @returns the token, which is nowhere else */
export async function createLink(db: Db, link: NewLink): Promise<{ id: string; token: string; createdAt: string; expiresAt: string }> {
  const token = newToken()
  const [row] = await db
    .insert(signInLinks)
    .values({
      id: newId(),
      hash: tokenHash(token),
      purpose: link.purpose,
      createdBy: link.createdBy,
      email: link.email ?? null,
      role: link.role ?? null,
      userId: link.userId ?? null,
      expiresAt: sql`now() + ${LIFE[link.purpose]}::interval`,
    })
    .returning({ id: signInLinks.id, createdAt: signInLinks.createdAt, expiresAt: signInLinks.expiresAt })
  if (!row) throw appError('INTERNAL')
  return { ...row, token }
}

const works = (token: string) => and(eq(signInLinks.hash, tokenHash(token)), isNull(signInLinks.endedAt), sql`${signInLinks.expiresAt} > now()`)
const columns = { id: signInLinks.id, purpose: signInLinks.purpose, userId: signInLinks.userId, email: signInLinks.email, role: signInLinks.role }

/** What a link is for, without using it; with the address of whom it is for, which a password manager wants beside a new password. @throws LINK_INVALID */
export async function inspectLink(db: Db, token: string): Promise<Link> {
  const email = sql<string | null>`coalesce(${signInLinks.email}, ${users.email})`
  const [row] = await db
    .select({ ...columns, email })
    .from(signInLinks)
    .leftJoin(users, eq(users.id, signInLinks.userId))
    .where(works(token))
  if (!row) throw appError('LINK_INVALID')
  return row
}

/** Uses a link up: of many that come with it at once, one gets it. In the transaction of what it is for. @throws LINK_INVALID */
export async function takeLink(db: Db, token: string, purpose: Purpose): Promise<Link> {
  const [row] = await db
    .update(signInLinks)
    .set({ endedAt: sql`now()` })
    .where(and(works(token), eq(signInLinks.purpose, purpose)))
    .returning(columns)
  if (!row) throw appError('LINK_INVALID')
  return row
}

/** Takes back what still works of a purpose: all of it, or of one address or person. */
export async function endLinks(db: Db, purpose: Purpose, of: { email?: string; userId?: string } = {}): Promise<void> {
  await db
    .update(signInLinks)
    .set({ endedAt: sql`now()` })
    .where(
      and(
        eq(signInLinks.purpose, purpose),
        isNull(signInLinks.endedAt),
        of.email === undefined ? undefined : eq(signInLinks.email, of.email),
        of.userId === undefined ? undefined : eq(signInLinks.userId, of.userId),
      ),
    )
}
