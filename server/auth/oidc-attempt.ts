import { stringifySetCookie } from 'cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Db } from '../db/engine.ts'
import { takeStrictly } from '../http/limit-strict.ts'
import type { Secrets } from '../secrets/encrypt.ts'
import { readCookie, setCookie } from './cookies.ts'
import { tokenHash } from './tokens.ts'

// What is known of somebody who has gone to the company's sign-in. It is in a cookie, so that only the browser that went can come back.

const COOKIE = '__Host-deskmate-oidc'
/** Long enough to look for a phone, short enough that an address found later is worth nothing. */
const LIFE_SECONDS = 600
const PURPOSE = 'company sign-in'
/** Lax: the way back is a page of another site that leads here, and that must bring the cookie along. */
const attributes = { path: '/', httpOnly: true, secure: true, sameSite: 'lax' } as const

const Attempt = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  next: z.string(),
  /** Milliseconds since 1970; a browser may keep a cookie for longer than it was told to. */
  until: z.number(),
})
export type Attempt = z.infer<typeof Attempt>

export function beginAttempt(secrets: Secrets, reply: FastifyReply, attempt: Omit<Attempt, 'until'>): void {
  const sealed = secrets.encrypt(JSON.stringify({ ...attempt, until: Date.now() + LIFE_SECONDS * 1000 }), PURPOSE)
  setCookie(reply, stringifySetCookie(COOKIE, sealed, { ...attributes, maxAge: LIFE_SECONDS }))
}

/** The attempt that this state belongs to, where this browser began it, not too long ago. Another tab's is left alone. */
export function findAttempt(secrets: Secrets, request: FastifyRequest, state: string | undefined): Attempt | null {
  const attempt = readAttempt(secrets, readCookie(request, COOKIE))
  return attempt && attempt.state === state && attempt.until > Date.now() ? attempt : null
}

function readAttempt(secrets: Secrets, sealed: string | null): Attempt | null {
  if (sealed === null) return null
  try {
    return Attempt.parse(JSON.parse(secrets.decrypt(sealed, PURPOSE)))
  } catch {
    // Altered, or of another SECRET_KEY.
    return null
  }
}

/** Uses an attempt up: of many that come back with it, on whatever replica, the first gets it. @throws DATABASE_UNAVAILABLE */
export async function takeAttempt(db: Db, reply: FastifyReply, attempt: Attempt): Promise<boolean> {
  setCookie(reply, stringifySetCookie(COOKIE, '', { ...attributes, maxAge: 0 }))
  // Counted as the limits count, which forget it by themselves once it is too old to be used anyway.
  const { allowed } = await takeStrictly(db, tokenHash(attempt.state), { name: 'oidc-attempt', quota: 1, seconds: LIFE_SECONDS })
  return allowed
}
