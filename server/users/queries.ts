import { and, count, desc, eq, inArray, isNull, ne, sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { Actor } from '#shared/permissions.ts'
import type { Invitation, Role, User, UsersQuery } from '#shared/users.ts'
import { toUser, userColumns } from '../auth/accounts.ts'
import { roles, signInLinks, users } from '../auth/tables.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'
import { knownPermissions } from './administer.ts'

/** A page of people that one can still read; a larger workspace searches. */
const USERS_MAX = 500

/** The accounts that somebody can sign in to, or could again. */
export const present = inArray(users.status, ['active', 'disabled'])

const contains = (column: typeof users.name | typeof users.email, part: string) => sql`position(lower(${part}::text) in lower(${column})) > 0`

/** By name, and how many there are. Without a status asked for: not the deleted; and nobody's placeholder for the first administrator. */
export async function listUsers(db: Db, _actor: Actor, { q, status }: z.infer<typeof UsersQuery>): Promise<{ users: User[]; total: number }> {
  const rows = await db
    .select({ ...userColumns, total: sql<number>`(count(*) over ())::int` })
    .from(users)
    .where(and(status === undefined ? present : eq(users.status, status), q ? sql`(${contains(users.name, q)} or ${contains(users.email, q)})` : undefined))
    .orderBy(sql`pinyin_key(lower(${users.name})) collate "C"`, users.id)
    .limit(USERS_MAX)
  return { users: rows.map(toUser), total: rows[0]?.total ?? 0 }
}

/** One account, also a deleted one. @throws USER_NOT_FOUND */
export async function findUser(db: Db, _actor: Actor, id: string): Promise<User> {
  const [row] = await db
    .select(userColumns)
    .from(users)
    .where(and(eq(users.id, id), ne(users.status, 'unclaimed')))
  if (!row) throw appError('USER_NOT_FOUND')
  return toUser(row)
}

const roleColumns = {
  slug: roles.slug,
  name: roles.name,
  permissions: roles.permissions,
  builtIn: roles.builtIn,
  users: sql<number>`(select count(*) from ${users} u where u.role = ${sql.raw('"roles"."slug"')} and u.status in ('active', 'disabled'))::int`,
}
type RoleRow = { slug: string; name: string; permissions: string[]; builtIn: boolean; users: number }
const toRole = ({ builtIn, ...row }: RoleRow): Role => ({ ...row, permissions: knownPermissions(row.permissions), built_in: builtIn })

/** Those of every workspace first, from the least to the most; then one's own, by their names. */
export async function listRoles(db: Db, _actor: Actor): Promise<Role[]> {
  const rows = await db
    .select(roleColumns)
    .from(roles)
    .orderBy(desc(roles.builtIn), sql`case when ${roles.builtIn} then cardinality(${roles.permissions}) end`, roles.slug)
  return rows.map(toRole)
}

/** @throws ROLE_NOT_FOUND */
export async function findRole(db: Db, _actor: Actor, slug: string): Promise<Role> {
  const [row] = await db.select(roleColumns).from(roles).where(eq(roles.slug, slug))
  if (!row) throw appError('ROLE_NOT_FOUND', { details: [{ path: 'role', message: slug }] })
  return toRole(row)
}

/** Invitations that can still be accepted. */
export const openInvitation = and(eq(signInLinks.purpose, 'invitation'), isNull(signInLinks.endedAt), sql`${signInLinks.expiresAt} > now()`)

/** The newest first. There are never more than invite.ts allows. */
export async function listInvitations(db: Db, _actor: Actor): Promise<Invitation[]> {
  const rows = await db
    .select({
      id: signInLinks.id,
      email: sql<string>`coalesce(${signInLinks.email}, '')`,
      role: sql<string>`coalesce(${signInLinks.role}, '')`,
      createdAt: signInLinks.createdAt,
      expiresAt: signInLinks.expiresAt,
      invitedBy: sql<string>`coalesce(${users.name}, '')`,
    })
    .from(signInLinks)
    .leftJoin(users, eq(users.id, signInLinks.createdBy))
    .where(openInvitation)
    .orderBy(desc(signInLinks.createdAt), desc(signInLinks.id))
  return rows.map(({ createdAt, expiresAt, invitedBy, ...row }) => ({
    ...row,
    created_at: toTimestamp(createdAt),
    expires_at: toTimestamp(expiresAt),
    invited_by: invitedBy,
  }))
}

export async function countInvitations(db: Db): Promise<number> {
  const [row] = await db.select({ n: count() }).from(signInLinks).where(openInvitation)
  return row?.n ?? 0
}
