import { and, eq, sql } from 'drizzle-orm'
import type { UpdateMe } from '#shared/auth.ts'
import type { Actor } from '#shared/permissions.ts'
import type { User } from '#shared/users.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { newId } from '../db/id.ts'
import { appError } from '../errors.ts'
import { FIRST_ADMINISTRATOR } from './guard.ts'
import { roles, users } from './tables.ts'

/** The public columns of a person, by name: what is not listed never leaves. */
export const userColumns = {
  id: users.id,
  email: users.email,
  name: users.name,
  role: users.role,
  roleName: sql<string>`(select r.name from ${roles} r where r.slug = ${users.role})`,
  status: users.status,
  secondFactor: sql<boolean>`${users.totpSecret} is not null`,
  language: users.language,
  theme: users.theme,
  createdAt: users.createdAt,
  lastSignInAt: users.lastSignInAt,
}
export type UserRow = {
  id: string
  email: string | null
  name: string
  role: string
  roleName: string
  status: 'unclaimed' | 'active' | 'disabled' | 'deleted'
  secondFactor: boolean
  language: 'zh-CN' | 'en' | null
  theme: 'system' | 'light' | 'dark' | null
  createdAt: string
  lastSignInAt: string | null
}
export const toUser = (row: UserRow): User => ({
  id: row.id,
  email: row.email,
  name: row.name,
  role: row.role,
  role_name: row.roleName,
  status: row.status === 'unclaimed' ? 'disabled' : row.status,
  second_factor: row.secondFactor,
  language: row.language,
  theme: row.theme,
  created_at: toTimestamp(row.createdAt),
  last_sign_in_at: row.lastSignInAt === null ? null : toTimestamp(row.lastSignInAt),
})

export type NewAccount = { email: string; name: string; role: string; passwordHash: string | null }

/** @throws EMAIL_TAKEN */
export async function createAccount(db: Db, account: NewAccount): Promise<User> {
  const [row] = await db
    .insert(users)
    .values({ ...account, id: newId(), email: account.email.toLowerCase(), status: 'active' })
    .onConflictDoNothing({ target: users.email })
    .returning(userColumns)
  if (!row) throw appError('EMAIL_TAKEN')
  return toUser(row)
}

/** Makes the first administrator: of many at once, one. @throws ALREADY_SET_UP */
export async function claimWorkspace(db: Db, account: Omit<NewAccount, 'role'>): Promise<User> {
  const [row] = await db
    .update(users)
    .set({ ...account, email: account.email.toLowerCase(), role: 'administrator', status: 'active', updatedAt: sql`now()` })
    .where(and(eq(users.id, FIRST_ADMINISTRATOR), eq(users.status, 'unclaimed')))
    .returning(userColumns)
  if (!row) throw appError('ALREADY_SET_UP')
  return toUser(row)
}

export async function needsSetup(db: Db): Promise<boolean> {
  const [row] = await db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, FIRST_ADMINISTRATOR), eq(users.status, 'unclaimed')))
  return row !== undefined
}

/** What signing in needs to know of an account; null where there is none that may. */
export async function findForSignIn(db: Db, email: string) {
  const [row] = await db
    .select({ ...userColumns, passwordHash: users.passwordHash, totpSecret: users.totpSecret })
    .from(users)
    .where(and(eq(users.email, email.toLowerCase()), eq(users.status, 'active')))
  return row ?? null
}

/** That an account is still what it was when its password was compared; holds until the transaction ends. @throws CREDENTIALS_WRONG */
export async function refuseChanged(tx: Db, userId: string, passwordHash: string | null): Promise<void> {
  const [row] = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, userId), eq(users.status, 'active'), sql`${users.passwordHash} is not distinct from ${passwordHash}`))
    .for('update')
  if (!row) throw appError('CREDENTIALS_WRONG')
}

/** Oneself. @throws USER_NOT_FOUND where the account has just gone */
export async function findSelf(db: Db, actor: Actor): Promise<{ user: User; passwordHash: string | null }> {
  const [row] = await db
    .select({ ...userColumns, passwordHash: users.passwordHash })
    .from(users)
    .where(eq(users.id, actor.userId))
  if (!row) throw appError('USER_NOT_FOUND')
  return { user: toUser(row), passwordHash: row.passwordHash }
}

export async function updateSelf(db: Db, actor: Actor, change: UpdateMe): Promise<User> {
  const [row] = await db
    .update(users)
    .set({ ...change, updatedAt: sql`now()` })
    .where(eq(users.id, actor.userId))
    .returning(userColumns)
  if (!row) throw appError('USER_NOT_FOUND')
  return toUser(row)
}

export async function setPassword(db: Db, userId: string, passwordHash: string): Promise<void> {
  await db
    .update(users)
    .set({ passwordHash, updatedAt: sql`now()` })
    .where(and(eq(users.id, userId), eq(users.status, 'active')))
}
