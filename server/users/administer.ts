import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { type Actor, can, type Permission, permissions } from '#shared/permissions.ts'
import { asActor } from '../audit/acting.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'

/** Any number; the same in every version: one change of accounts or roles at a time. They are rare, and each is decided by all the others. */
const LOCK = 7_204_853

const known = new Set<string>(permissions)
const isPermission = (name: string): name is Permission => known.has(name)

/** What this version knows of what a role has, in the order in which everybody lists it. */
export const knownPermissions = (stored: readonly string[]): Permission[] => permissions.filter((each) => stored.includes(each))

/**
 * Runs a change of accounts or roles: alone, and by what the actor may do now. The guard may remember for some seconds what somebody
 * could do before another administrator changed it; nothing is decided by that here.
 * @param run gets the transaction, and the actor as of now
 * @throws TOKEN_INVALID, FORBIDDEN where the right has just been taken away
 */
export async function administer<T>(db: Db, actor: Actor, run: (tx: Db, actor: Actor) => Promise<T>): Promise<T> {
  return await asActor(db, actor, async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${LOCK})`)
    const now = await asOfNow(tx, actor)
    if (!can(now, 'users:manage')) throw appError('FORBIDDEN')
    return await run(tx, now)
  })
}

const Rights = z.array(z.object({ permissions: z.array(z.string()) }))

async function asOfNow(tx: Db, actor: Actor): Promise<Actor> {
  const { rows } = await tx.execute(sql`
    select r.permissions from users u join roles r on r.slug = u.role
    where u.id = ${actor.userId} and u.status = 'active'
      and (${actor.sessionId}::uuid is null or exists (select from auth_sessions where id = ${actor.sessionId}::uuid and ended_at is null))
      and (${actor.apiKeyId}::uuid is null or exists (select from api_keys where id = ${actor.apiKeyId}::uuid and ended_at is null))`)
  const [rights] = Rights.parse(rows)
  if (!rights) throw appError('TOKEN_INVALID')
  return { ...actor, permissions: new Set(rights.permissions.filter(isPermission).filter((each) => can(actor, each))) }
}

/**
 * The one rule against climbing: nobody gives, takes or touches what they do not have themselves, be it a role, an invitation or the
 * account of somebody who may do more.
 * @throws FORBIDDEN
 */
export function refuseBeyond(actor: Actor, wanted: readonly string[]): void {
  const beyond = wanted.filter(isPermission).filter((each) => !can(actor, each))
  if (beyond.length > 0)
    throw appError('FORBIDDEN', {
      details: [{ path: '', message: { en: `You do not have ${beyond.join(', ')} yourself.`, 'zh-CN': `您自己没有以下权限：${beyond.join('、')}。` } }],
    })
}
