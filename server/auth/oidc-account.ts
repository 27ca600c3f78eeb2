import { and, eq, isNull, sql } from 'drizzle-orm'
import type { User } from '#shared/users.ts'
import { Email, PersonName } from '#shared/users.ts'
import type { Config } from '../config.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'
import { createAccount, needsSetup, toUser, userColumns } from './accounts.ts'
import { endApiKeys, endSignIns } from './end.ts'
import { endLinks } from './links.ts'
import { removeSecondFactor } from './second-factor.ts'
import { oidcIdentities, signInLinks, users } from './tables.ts'

/** Somebody as the company knows them. */
export type CompanyPerson = {
  issuer: string
  subject: string
  /** Only one that the company has verified; in lower case. */
  email: string | null
  name: string | null
}
/** Why somebody whom the company let in does not come in here; as the audit has it. */
export type Refusal = 'no administrator yet' | 'disabled' | 'unverified address' | 'no account' | "somebody else's account"
export type Admission =
  | { user: User /** Whether sign-ins and keys of whoever had the account before were ended. */; taken: boolean }
  | { refused: Refusal; userId: string | null }

const NAME_MAX = 100

/**
 * The claims about somebody. A verified address decides whose account it is, so what is not plainly one is none: in lower case a Kelvin
 * sign is a k, and the mailbox of the one is not the other's.
 */
export function readPerson(issuer: string, subject: string, claims: Record<string, unknown>): CompanyPerson {
  const { email, email_verified: verified, name } = claims
  const lower = typeof email === 'string' ? email.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()) : ''
  // Some send the word.
  const isVerified = (verified === true || verified === 'true') && lower === lower.toLowerCase() && Email.safeParse(lower).success
  const called = typeof name === 'string' ? name.trim().slice(0, NAME_MAX).toWellFormed() : ''
  return { issuer, subject, email: isVerified ? lower : null, name: PersonName.safeParse(called).success ? called : null }
}

/**
 * The account of a person: the one that this identity has, or the one with that address, or a new one. In the transaction that signs in.
 * @throws EMAIL_TAKEN where somebody else was first: then it is to be tried again
 */
export async function admit(tx: Db, config: Config, person: CompanyPerson): Promise<Admission> {
  // Nobody becomes the administrator by being the first to come.
  if (await needsSetup(tx)) return { refused: 'no administrator yet', userId: null }
  const known = await findKnown(tx, person)
  if (known) return known
  if (person.email === null) return { refused: 'unverified address', userId: null }
  const [account] = await tx.select({ id: users.id }).from(users).where(eq(users.email, person.email))
  return account ? await link(tx, person, account.id) : await signUp(tx, config, { ...person, email: person.email })
}

async function findKnown(tx: Db, { issuer, subject }: CompanyPerson): Promise<Admission | null> {
  const [row] = await tx
    .select(userColumns)
    .from(oidcIdentities)
    .innerJoin(users, eq(users.id, oidcIdentities.userId))
    .where(and(eq(oidcIdentities.issuer, issuer), eq(oidcIdentities.subject, subject)))
    // Whoever disables the account waits, or is waited for: nothing begins after everything was ended.
    .for('update', { of: users })
  if (!row) return null
  return row.status === 'active' ? { user: toUser(row), taken: false } : { refused: 'disabled', userId: row.id }
}

/**
 * Gives an account to the person whose address it has. Whoever made it may have been somebody else who only wrote that address down:
 * whatever could let them in again goes.
 */
async function link(tx: Db, person: CompanyPerson, userId: string): Promise<Admission> {
  // Links first: who follows one takes it before it touches the account, and two that wait for each other would never end.
  await endLinks(tx, 'reset', { userId })
  const [row] = await tx.select({ status: users.status }).from(users).where(eq(users.id, userId)).for('update')
  if (row?.status !== 'active') return { refused: 'disabled', userId }
  const identities = await tx
    .select({ subject: oidcIdentities.subject })
    .from(oidcIdentities)
    .where(and(eq(oidcIdentities.userId, userId), eq(oidcIdentities.issuer, person.issuer)))
  // By the same person, in another tab.
  if (identities.some(({ subject }) => subject === person.subject)) return await again(tx, person)
  // Addresses are given to new people when others have left; the account is not.
  if (identities.length > 0) return { refused: "somebody else's account", userId }

  await addIdentity(tx, person, userId)
  await removeSecondFactor(tx, userId)
  await endSignIns(tx, userId, 'company-sign-in')
  await endApiKeys(tx, userId)
  const [user] = await tx.update(users).set({ passwordHash: null, updatedAt: sql`now()` }).where(eq(users.id, userId)).returning(userColumns)
  if (!user) throw appError('EMAIL_TAKEN')
  return { user: toUser(user), taken: true }
}

async function signUp(tx: Db, config: Config, person: CompanyPerson & { email: string }): Promise<Admission> {
  const invited = await takeInvitation(tx, person.email)
  // Used up a moment ago by the same person, in another tab.
  if (invited === null && !config.OIDC_SIGN_UP) return (await findKnown(tx, person)) ?? { refused: 'no account', userId: null }
  const name = person.name ?? person.email.slice(0, person.email.indexOf('@')).slice(0, NAME_MAX)
  const user = await createAccount(tx, { email: person.email, name, role: invited ?? config.DEFAULT_ROLE, passwordHash: null })
  await addIdentity(tx, person, user.id)
  return { user, taken: false }
}

async function again(tx: Db, person: CompanyPerson): Promise<Admission> {
  const known = await findKnown(tx, person)
  if (!known) throw appError('EMAIL_TAKEN')
  return known
}

/** @throws EMAIL_TAKEN where the identity has been given to another account meanwhile */
async function addIdentity(tx: Db, { issuer, subject }: CompanyPerson, userId: string): Promise<void> {
  const added = await tx.insert(oidcIdentities).values({ issuer, subject, userId }).onConflictDoNothing().returning({ userId: oidcIdentities.userId })
  if (added.length === 0) throw appError('EMAIL_TAKEN')
}

/** Uses up what somebody with this address was invited to be. @returns the role, or null where there is no invitation */
async function takeInvitation(tx: Db, email: string): Promise<string | null> {
  const [taken] = await tx
    .update(signInLinks)
    .set({ endedAt: sql`now()` })
    .where(and(eq(signInLinks.purpose, 'invitation'), eq(signInLinks.email, email), isNull(signInLinks.endedAt), sql`${signInLinks.expiresAt} > now()`))
    .returning({ role: signInLinks.role })
  return taken?.role ?? null
}
