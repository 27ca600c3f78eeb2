import { and, eq, ne, sql } from 'drizzle-orm'
import type { Actor, Permission } from '#shared/permissions.ts'
import type { UpdateUser, User } from '#shared/users.ts'
import { toUser, userColumns } from '../auth/accounts.ts'
import { endApiKeys, endSignIns } from '../auth/end.ts'
import { removeSecondFactor } from '../auth/second-factor.ts'
import { oidcIdentities, roles, users } from '../auth/tables.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'
import { idempotencyKeys } from '../http/tables.ts'
import { administer, knownPermissions, refuseBeyond } from './administer.ts'
import { findRole, present } from './queries.ts'
import { takeAllRights, takeRightsBeyond } from './take-rights.ts'

type Target = { id: string; role: string; status: string; permissions: Permission[] }

/** Somebody whom the actor may act upon. Of a deleted account nothing can change. @throws USER_NOT_FOUND; FORBIDDEN for who may do more */
export async function findTarget(tx: Db, actor: Actor, id: string): Promise<Target> {
  const [target] = await tx
    .select({ id: users.id, role: users.role, status: users.status, permissions: roles.permissions })
    .from(users)
    .innerJoin(roles, eq(roles.slug, users.role))
    .where(and(eq(users.id, id), present))
  if (!target) throw appError('USER_NOT_FOUND')
  const may = knownPermissions(target.permissions)
  refuseBeyond(actor, may)
  return { ...target, permissions: may }
}

/** What one's own settings ask the password for is not to be had without it by way of administration. @throws FORBIDDEN */
export function refuseOneself(actor: Actor, id: string): void {
  if (id === actor.userId)
    throw appError('FORBIDDEN', {
      details: [{ path: 'id', message: { en: 'For your own account this is in your settings.', 'zh-CN': '您自己的账号请在“设置”中操作。' } }],
    })
}

const isAdministrator = ({ role, status }: { role: string; status: string }) => role === 'administrator' && status === 'active'

/** Somebody must be left who may do everything. Holds because changes wait for each other. @throws LAST_ADMINISTRATOR */
async function refuseLastAdministrator(tx: Db, target: Target): Promise<void> {
  if (!isAdministrator(target)) return
  const others = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.role, 'administrator'), eq(users.status, 'active'), ne(users.id, target.id)))
    .limit(1)
  if (others.length === 0) throw appError('LAST_ADMINISTRATOR')
}

/** @throws USER_NOT_FOUND, ROLE_NOT_FOUND, FORBIDDEN, LAST_ADMINISTRATOR */
export async function updateUser(db: Db, actor: Actor, id: string, change: UpdateUser): Promise<User> {
  return await administer(db, actor, async (tx, me) => {
    const before = await findTarget(tx, me, id)
    const after = { role: change.role ?? before.role, status: change.status ?? before.status }
    const { permissions: left } = await findRole(tx, me, after.role)
    refuseBeyond(me, left)
    if (!isAdministrator(after)) await refuseLastAdministrator(tx, before)

    // Also when an account is let in again: a sign-in that was under way while it was disabled must not come to life.
    if (after.status !== before.status) await takeAllRights(tx, id, 'disabled')
    else if (before.permissions.some((each) => !left.includes(each))) await takeRightsBeyond(tx, id, left)
    const [row] = await tx
      .update(users)
      .set({ ...change, updatedAt: sql`now()` })
      .where(eq(users.id, id))
      .returning(userColumns)
    if (!row) throw appError('USER_NOT_FOUND')
    return toUser(row)
  })
}

/** Keeps id and name, for what they did; everything else of the person goes. @throws USER_NOT_FOUND, FORBIDDEN, LAST_ADMINISTRATOR */
export async function deleteUser(db: Db, actor: Actor, id: string): Promise<User> {
  return await administer(db, actor, async (tx, me) => {
    await refuseLastAdministrator(tx, await findTarget(tx, me, id))
    await takeAllRights(tx, id, 'deleted')
    await removeSecondFactor(tx, id)
    await tx.delete(oidcIdentities).where(eq(oidcIdentities.userId, id))
    // Answers that were given, some with what somebody wrote.
    await tx.delete(idempotencyKeys).where(eq(idempotencyKeys.actorId, id))
    // By its name: the chat stands above this folder, and its rows hang on this one.
    await tx.execute(sql`delete from chat_sessions where owner_id = ${id}`)
    await tx.execute(sql`delete from chat_folders where owner_id = ${id}`)
    await tx.execute(sql`delete from chat_presets where owner_id = ${id}`)
    await tx.execute(sql`delete from model_favourites where owner_id = ${id}`)
    const [row] = await tx
      .update(users)
      // A role that only deleted accounts have can go; the least of those that stay takes its place.
      .set({ status: 'deleted', email: null, role: 'viewer', passwordHash: null, language: null, theme: null, lastSignInAt: null, updatedAt: sql`now()` })
      .where(eq(users.id, id))
      .returning(userColumns)
    if (!row) throw appError('USER_NOT_FOUND')
    return toUser(row)
  })
}

/** Every sign-in, stream and API key of somebody. @throws USER_NOT_FOUND, FORBIDDEN */
export async function endSignInsOf(db: Db, actor: Actor, id: string): Promise<void> {
  await administer(db, actor, async (tx, me) => {
    await findTarget(tx, me, id)
    await endSignIns(tx, id, 'ended')
    await endApiKeys(tx, id)
  })
}

/** For who has lost phone and recovery codes. @throws USER_NOT_FOUND, FORBIDDEN, SECOND_FACTOR_STATE */
export async function disableSecondFactorOf(db: Db, actor: Actor, id: string): Promise<void> {
  await administer(db, actor, async (tx, me) => {
    refuseOneself(me, id)
    await findTarget(tx, me, id)
    if (!(await removeSecondFactor(tx, id))) throw appError('SECOND_FACTOR_STATE')
  })
}
