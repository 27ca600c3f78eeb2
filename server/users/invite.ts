import { and, eq, sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { Actor } from '#shared/permissions.ts'
import type { CreateInvitation, Invitation } from '#shared/users.ts'
import { createLink, endLinks } from '../auth/links.ts'
import { roles, signInLinks, users } from '../auth/tables.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'
import { administer, refuseBeyond } from './administer.ts'
import { findTarget, refuseOneself } from './change-user.ts'
import { countInvitations, findRole, openInvitation } from './queries.ts'

/** More open at once than anybody looks through; a list has no pages. */
const INVITATIONS_MAX = 500

export type Token = { token: string; expires_at: string }

/**
 * Invites somebody. A second invitation to the same address takes the place of the first.
 * @returns the invitation and the token of its link, which is nowhere else
 * @throws ROLE_NOT_FOUND, FORBIDDEN, EMAIL_TAKEN; VALIDATION_FAILED beyond five hundred
 */
export async function createInvitation(db: Db, actor: Actor, wanted: z.infer<typeof CreateInvitation>): Promise<Token & { invitation: Invitation }> {
  const email = wanted.email.toLowerCase()
  return await administer(db, actor, async (tx, me) => {
    const role = await findRole(tx, me, wanted.role)
    refuseBeyond(me, role.permissions)
    const taken = await tx.select({ id: users.id }).from(users).where(eq(users.email, email))
    if (taken.length > 0) throw appError('EMAIL_TAKEN', { details: [{ path: 'email', message: '' }] })
    const replaced = await tx
      .select({ permissions: roles.permissions })
      .from(signInLinks)
      .innerJoin(roles, eq(roles.slug, signInLinks.role))
      .where(and(openInvitation, eq(signInLinks.email, email)))
    for (const { permissions } of replaced) refuseBeyond(me, permissions)
    await endLinks(tx, 'invitation', { email })
    if ((await countInvitations(tx)) >= INVITATIONS_MAX)
      throw appError('VALIDATION_FAILED', {
        details: [{ path: '', message: { en: `${INVITATIONS_MAX} open invitations are the most.`, 'zh-CN': `未接受的邀请最多 ${INVITATIONS_MAX} 个。` } }],
      })
    const [inviter] = await tx.select({ name: users.name }).from(users).where(eq(users.id, me.userId))
    const link = await createLink(tx, { purpose: 'invitation', email, role: role.slug, createdBy: me.userId })
    const [created_at, expires_at] = [toTimestamp(link.createdAt), toTimestamp(link.expiresAt)]
    return { invitation: { id: link.id, email, role: role.slug, created_at, expires_at, invited_by: inviter?.name ?? '' }, token: link.token, expires_at }
  })
}

/** @throws INVITATION_NOT_FOUND; FORBIDDEN for one as what the actor may not invite */
export async function endInvitation(db: Db, actor: Actor, id: string): Promise<void> {
  await administer(db, actor, async (tx, me) => {
    const [found] = await tx
      .select({ permissions: roles.permissions })
      .from(signInLinks)
      .innerJoin(roles, eq(roles.slug, signInLinks.role))
      .where(and(openInvitation, eq(signInLinks.id, id)))
    if (!found) throw appError('INVITATION_NOT_FOUND')
    refuseBeyond(me, found.permissions)
    const ended = await tx
      .update(signInLinks)
      .set({ endedAt: sql`now()` })
      .where(and(openInvitation, eq(signInLinks.id, id)))
      .returning({ id: signInLinks.id })
    // Accepted a moment ago.
    if (ended.length === 0) throw appError('INVITATION_NOT_FOUND')
  })
}

/**
 * A link by which somebody sets a new password; it takes the place of an earlier one. The second factor stays.
 * @throws USER_NOT_FOUND, FORBIDDEN; VALIDATION_FAILED for a disabled account
 */
export async function createResetLink(db: Db, actor: Actor, id: string): Promise<Token> {
  return await administer(db, actor, async (tx, me) => {
    refuseOneself(me, id)
    const target = await findTarget(tx, me, id)
    if (target.status !== 'active')
      throw appError('VALIDATION_FAILED', { details: [{ path: '', message: { en: 'This account is disabled.', 'zh-CN': '该账号已停用。' } }] })
    await endLinks(tx, 'reset', { userId: id })
    const link = await createLink(tx, { purpose: 'reset', userId: id, createdBy: me.userId })
    return { token: link.token, expires_at: toTimestamp(link.expiresAt) }
  })
}
