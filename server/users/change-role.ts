import { and, count, eq, isNull, sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { Actor } from '#shared/permissions.ts'
import type { CreateRole, Role, UpdateRole } from '#shared/users.ts'
import { roles, signInLinks, users } from '../auth/tables.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'
import { administer, knownPermissions, refuseBeyond } from './administer.ts'
import { findRole, present } from './queries.ts'
import { takeRightsBeyond } from './take-rights.ts'

/** More than there are sensible mixtures of permissions; a list has no pages. */
const ROLES_MAX = 100

/** @throws ROLE_TAKEN, FORBIDDEN for more than one has oneself; VALIDATION_FAILED beyond a hundred */
export async function createRole(db: Db, actor: Actor, wanted: z.infer<typeof CreateRole>): Promise<Role> {
  return await administer(db, actor, async (tx, me) => {
    refuseBeyond(me, wanted.permissions)
    const [{ n } = { n: 0 }] = await tx.select({ n: count() }).from(roles)
    if (n >= ROLES_MAX)
      throw appError('VALIDATION_FAILED', {
        details: [{ path: '', message: { en: `${ROLES_MAX} roles are the most.`, 'zh-CN': `角色最多 ${ROLES_MAX} 个。` } }],
      })
    const made = await tx
      .insert(roles)
      .values({ slug: wanted.slug, name: wanted.name, permissions: knownPermissions(wanted.permissions) })
      .onConflictDoNothing()
      .returning({ slug: roles.slug })
    if (made.length === 0) throw appError('ROLE_TAKEN', { details: [{ path: 'slug', message: '' }] })
    return await findRole(tx, me, wanted.slug)
  })
}

/** A role that the actor may change. @throws ROLE_NOT_FOUND, ROLE_BUILT_IN, FORBIDDEN */
async function findOwnRole(tx: Db, actor: Actor, slug: string): Promise<Role> {
  const role = await findRole(tx, actor, slug)
  if (role.built_in) throw appError('ROLE_BUILT_IN')
  refuseBeyond(actor, role.permissions)
  return role
}

/** Whoever has it may do less or more at once; who may do less is signed out. @throws ROLE_NOT_FOUND, ROLE_BUILT_IN, FORBIDDEN */
export async function updateRole(db: Db, actor: Actor, slug: string, change: z.infer<typeof UpdateRole>): Promise<Role> {
  return await administer(db, actor, async (tx, me) => {
    const before = await findOwnRole(tx, me, slug)
    const left = change.permissions === undefined ? before.permissions : knownPermissions(change.permissions)
    refuseBeyond(me, left)
    if (before.permissions.some((each) => !left.includes(each))) {
      const holders = await tx
        .select({ id: users.id })
        .from(users)
        .where(and(eq(users.role, slug), present))
      for (const { id } of holders) await takeRightsBeyond(tx, id, left)
    }
    await tx
      .update(roles)
      .set({ name: change.name ?? before.name, ...(change.permissions === undefined ? {} : { permissions: left }), updatedAt: sql`now()` })
      .where(eq(roles.slug, slug))
    return await findRole(tx, me, slug)
  })
}

/**
 * Open invitations to it end.
 * @param defaultRole what accounts get that nobody invited: it is in use although nobody may have it yet
 * @throws ROLE_NOT_FOUND, ROLE_BUILT_IN, ROLE_IN_USE, FORBIDDEN
 */
export async function deleteRole(db: Db, actor: Actor, slug: string, defaultRole: string): Promise<Role> {
  return await administer(db, actor, async (tx, me) => {
    const role = await findOwnRole(tx, me, slug)
    if (slug === defaultRole)
      throw appError('ROLE_IN_USE', {
        details: [{ path: 'slug', message: { en: 'It is the DEFAULT_ROLE of this workspace.', 'zh-CN': '它是该工作区的默认角色（DEFAULT_ROLE）。' } }],
      })
    // Whoever is accepting one holds the link and then asks for the role: in the same order nobody waits for each other.
    await tx
      .update(signInLinks)
      .set({ endedAt: sql`now()` })
      .where(and(eq(signInLinks.role, slug), isNull(signInLinks.endedAt)))
    // From here on no account can come to it.
    await tx.select({ slug: roles.slug }).from(roles).where(eq(roles.slug, slug)).for('update')
    const holders = await tx.select({ id: users.id }).from(users).where(eq(users.role, slug)).limit(1)
    if (holders.length > 0) throw appError('ROLE_IN_USE')
    await tx.delete(roles).where(eq(roles.slug, slug))
    return role
  })
}
