import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import { ALGORITHM, type SigningKeys } from './signing-keys.ts'

const ISSUER = 'deskmate'
const AUDIENCE = 'deskmate-api'
/** What says that this is an access token and nothing else (RFC 9068). */
const TYPE = 'at+jwt'
/** Between replicas whose clocks differ. */
const CLOCK_TOLERANCE_SECONDS = 5
/** A token that says more than ours is not ours. */
const LONGEST = 2000

const Claims = z.object({ sub: z.uuid(), sid: z.uuid(), exp: z.number() })
export type AccessClaims = { userId: string; sessionId: string /** Milliseconds since 1970. */; expiresAt: number }

/** A token that says who asks and by which sign-in; what they may do is looked up, so that it can be taken away at once. */
export async function signAccessToken(keys: SigningKeys, claims: { userId: string; sessionId: string }, seconds: number): Promise<string> {
  const { kid, privateKey } = await keys.current()
  const now = Math.floor(Date.now() / 1000)
  return await new SignJWT({ sid: claims.sessionId })
    .setProtectedHeader({ alg: ALGORITHM, kid, typ: TYPE })
    .setSubject(claims.userId)
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt(now)
    .setNotBefore(now)
    .setExpirationTime(now + seconds)
    .sign(privateKey)
}

/** What a token says, or null where it is not one of ours, of now, for this. Keys come by name from our own database and from nowhere else. */
export async function readAccessToken(keys: SigningKeys, token: string): Promise<AccessClaims | null> {
  if (token.length > LONGEST) return null
  try {
    const { payload } = await jwtVerify(
      token,
      async ({ kid }) => {
        const key = kid === undefined ? null : await keys.find(kid)
        if (!key) throw new UnknownKey()
        return key
      },
      {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: TYPE,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['exp', 'nbf', 'iat', 'sub', 'sid'],
      },
    )
    const { sub, sid, exp } = Claims.parse(payload)
    return { userId: sub, sessionId: sid, expiresAt: exp * 1000 }
  } catch (error) {
    // A database that is away says nothing about the token.
    if (error instanceof UnknownKey || error instanceof z.ZodError || (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_J')))
      return null
    if (error instanceof TypeError) return null
    throw error
  }
}

class UnknownKey extends Error {}
