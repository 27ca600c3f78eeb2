import { randomInt } from 'node:crypto'
import { and, eq, isNull, or, sql } from 'drizzle-orm'
import { Secret, TOTP } from 'otpauth'
import type { Actor } from '#shared/permissions.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'
import type { Secrets } from '../secrets/encrypt.ts'
import { recoveryCodes, users } from './tables.ts'
import { tokenHash } from './tokens.ts'

const ISSUER = 'Deskmate'
const SECRET_BYTES = 20
const PERIOD_SECONDS = 30
/** A code of the period before or after is taken, for a phone whose clock is off by half a minute. */
const WINDOW = 1
const RECOVERY_CODES = 10
/** Letters and digits that nobody confuses on paper; ten of them are 49 bits, behind the limits of signing in. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'
const RECOVERY_LENGTH = 10

const totpOf = (secret: string, email: string) =>
  new TOTP({ issuer: ISSUER, label: email, secret: Secret.fromBase32(secret), digits: 6, period: PERIOD_SECONDS, algorithm: 'SHA1' })
const purpose = (userId: string) => `second factor ${userId}`

/** The time step that a code belongs to, or null where it is none of now. */
function stepOf(secret: string, code: string): number | null {
  const delta = totpOf(secret, '').validate({ token: code, window: WINDOW })
  return delta === null ? null : Math.floor(Date.now() / 1000 / PERIOD_SECONDS) + delta
}

/** As one reads it from paper: without the dash, in any case. Nothing else is forgiven, so that a used code has one spelling. */
const plain = (code: string) => code.replaceAll('-', '').replaceAll(' ', '').toLowerCase()
const recoveryHash = (userId: string, code: string) => tokenHash(`${userId} ${plain(code)}`)

/** Makes a secret that is not asked for until a code of it was seen. @throws SECOND_FACTOR_STATE where there is one already */
export async function beginSecondFactor(db: Db, actor: Actor, secrets: Secrets, email: string): Promise<{ secret: string; uri: string }> {
  const secret = new Secret({ size: SECRET_BYTES }).base32
  const begun = await db
    .update(users)
    .set({ totpPending: secrets.encrypt(secret, purpose(actor.userId)) })
    .where(and(eq(users.id, actor.userId), isNull(users.totpSecret)))
    .returning({ id: users.id })
  if (begun.length === 0) throw appError('SECOND_FACTOR_STATE')
  return { secret, uri: totpOf(secret, email).toString() }
}

/** Turns it on. @returns the recovery codes, which are nowhere else @throws SECOND_FACTOR_STATE, SECOND_FACTOR_WRONG */
export async function confirmSecondFactor(db: Db, actor: Actor, secrets: Secrets, code: string): Promise<string[]> {
  const [row] = await db
    .select({ pending: users.totpPending })
    .from(users)
    .where(and(eq(users.id, actor.userId), isNull(users.totpSecret)))
    .for('update')
  if (!row?.pending) throw appError('SECOND_FACTOR_STATE')
  const step = stepOf(secrets.decrypt(row.pending, purpose(actor.userId)), plain(code))
  if (step === null) throw appError('SECOND_FACTOR_WRONG', { details: [{ path: 'code', message: '' }] })
  await db.update(users).set({ totpSecret: row.pending, totpPending: null, totpStep: step }).where(eq(users.id, actor.userId))
  return await renewRecoveryCodes(db, actor)
}

/** New recovery codes in place of the old. @throws SECOND_FACTOR_STATE without a second factor */
export async function renewRecoveryCodes(db: Db, actor: Actor): Promise<string[]> {
  const [row] = await db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, actor.userId), sql`${users.totpSecret} is not null`))
  if (!row) throw appError('SECOND_FACTOR_STATE')
  const codes = Array.from({ length: RECOVERY_CODES }, () => Array.from({ length: RECOVERY_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join(''))
  await db.delete(recoveryCodes).where(eq(recoveryCodes.userId, actor.userId))
  await db.insert(recoveryCodes).values(codes.map((code) => ({ userId: actor.userId, hash: recoveryHash(actor.userId, code) })))
  return codes.map((code) => `${code.slice(0, RECOVERY_LENGTH / 2)}-${code.slice(RECOVERY_LENGTH / 2)}`)
}

/** Takes the second factor away. @returns whether there was one */
export async function removeSecondFactor(db: Db, userId: string): Promise<boolean> {
  await db.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId))
  const removed = await db
    .update(users)
    .set({ totpSecret: null, totpPending: null, totpStep: null })
    .where(and(eq(users.id, userId), or(sql`${users.totpSecret} is not null`, sql`${users.totpPending} is not null`)))
    .returning({ id: users.id })
  return removed.length > 0
}

/** Whether a code of the authenticator or a recovery code is right; each is so once, whoever else comes with it at the same time. */
export async function isSecondFactor(db: Db, userId: string, encrypted: string, secrets: Secrets, code: string): Promise<boolean> {
  if (/^\d{6}$/.test(plain(code))) {
    const step = stepOf(secrets.decrypt(encrypted, purpose(userId)), plain(code))
    if (step === null) return false
    const taken = await db
      .update(users)
      .set({ totpStep: step })
      .where(and(eq(users.id, userId), sql`coalesce(${users.totpStep}, 0) < ${step}::bigint`))
      .returning({ id: users.id })
    return taken.length > 0
  }
  const used = await db
    .delete(recoveryCodes)
    .where(and(eq(recoveryCodes.userId, userId), eq(recoveryCodes.hash, recoveryHash(userId, code))))
    .returning({ userId: recoveryCodes.userId })
  return used.length > 0
}
