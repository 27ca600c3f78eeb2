import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { type EndReason, endApiKeys, endSignIns } from '../auth/end.ts'
import { endLinks } from '../auth/links.ts'
import { signInLinks } from '../auth/tables.ts'
import type { Db } from '../db/engine.ts'

// What follows from having fewer rights. One place for all ways of losing them, so that none of them leaves anything usable behind.

/** Of an account that nobody may use any more, or not for now: whatever could let somebody in. */
export async function takeAllRights(tx: Db, userId: string, reason: EndReason): Promise<void> {
  // Links first: who follows one takes it before it touches the account, and two that wait for each other would never end.
  await endLinks(tx, 'reset', { userId })
  await endLinksMadeBy(tx, userId)
  await endSignIns(tx, userId, reason)
  await endApiKeys(tx, userId)
}

/** Of an account that may do less than before: sign-ins and streams end, and the keys that could do more than is left. */
export async function takeRightsBeyond(tx: Db, userId: string, left: readonly string[]): Promise<void> {
  await endLinksMadeBy(tx, userId)
  await endSignIns(tx, userId, 'role')
  await endApiKeys(tx, userId, { beyond: left })
}

/** Invitations and resets that somebody made who might not make them any more: they would be a way back in. */
async function endLinksMadeBy(tx: Db, userId: string): Promise<void> {
  await tx
    .update(signInLinks)
    .set({ endedAt: sql`now()` })
    .where(and(eq(signInLinks.createdBy, userId), inArray(signInLinks.purpose, ['invitation', 'reset']), isNull(signInLinks.endedAt)))
}
