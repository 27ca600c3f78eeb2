import { randomUUID } from 'node:crypto'
import { and, desc, isNull, lt, sql } from 'drizzle-orm'
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import { z } from 'zod'
import { type Acting, asActor } from '../audit/acting.ts'
import type { Db } from '../db/engine.ts'
import type { Secrets } from '../secrets/encrypt.ts'
import { signingKeys } from './tables.ts'

export const ALGORITHM = 'ES256'
/** One at a time makes a key, on whichever replica. */
const LOCK = 7_204_853
/** A retired key is believed for this long: longer than any token that it signed lives (an hour at most), clocks apart included. */
const RETIRED_FOR = sql`interval '2 hours'`
/** Other replicas' exchanges are noticed when a token names a key that is not known; a forged name must not cost a statement each. */
const RELOAD_MIN_MS = 2000
/** And from time to time, so that signing goes on with the newest. */
const RELOAD_MS = 60_000
const program: Acting = { userId: null, source: 'system' }

const PublicJwk = z.looseObject({ kty: z.literal('EC'), crv: z.string(), x: z.string(), y: z.string() })
const PrivateJwk = PublicJwk.extend({ d: z.string() })

type Known = { kid: string; publicKey: CryptoKey; jwk: z.infer<typeof PublicJwk>; privateKey: CryptoKey | null }

export type SigningKeys = {
  /** The newest; the first one is made on demand. */
  current: () => Promise<{ kid: string; privateKey: CryptoKey }>
  /** The key of this name, where it is still believed. */
  find: (kid: string) => Promise<CryptoKey | null>
  /** What /.well-known/jwks.json says. */
  published: () => Promise<(z.infer<typeof PublicJwk> & { kid: string; alg: string })[]>
  /** Makes a new one. What the old ones signed stays valid. @returns its name */
  rotate: (actor: Acting) => Promise<string>
  /** Makes a new one where the newest is older than `days`, and forgets those that nothing is signed with any more. */
  maintain: (days: number) => Promise<void>
}

const asKey = async (jwk: JWK): Promise<CryptoKey> => {
  const key = await importJWK(jwk, ALGORITHM)
  if (key instanceof Uint8Array) throw new Error('A signing key is a key pair.')
  return key
}

/** The keys in the database, remembered. Private ones are encrypted there. */
export function openSigningKeys(db: Db, secrets: Secrets): SigningKeys {
  let known: Known[] = []
  let loadedAt = Number.NEGATIVE_INFINITY
  let loading: Promise<void> | undefined

  async function read(): Promise<void> {
    const rows = await db
      .select()
      .from(signingKeys)
      .where(sql`${signingKeys.retiredAt} is null or ${signingKeys.retiredAt} > now() - ${RETIRED_FOR}`)
      .orderBy(desc(signingKeys.createdAt), desc(signingKeys.kid))
    known = await Promise.all(
      rows.map(async (row) => {
        const before = known.find(({ kid }) => kid === row.kid)
        if (before) return before
        const jwk = PublicJwk.parse(row.publicKey)
        const secret = row.retiredAt === null ? PrivateJwk.parse(JSON.parse(secrets.decrypt(row.privateKey, `signing key ${row.kid}`))) : null
        return { kid: row.kid, jwk, publicKey: await asKey(jwk), privateKey: secret && (await asKey(secret)) }
      }),
    )
    loadedAt = performance.now()
  }
  function reload(): Promise<void> {
    loading ??= read().finally(() => {
      loading = undefined
    })
    return loading
  }
  const loadWhenOlder = async (ms: number) => {
    if (performance.now() - loadedAt > ms) await reload()
  }

  /** @param onlyWithout make none where another replica was first */
  async function make(actor: Acting, onlyWithout: boolean): Promise<string> {
    return await asActor(db, actor, async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(${LOCK})`)
      const [newest] = await tx.select({ kid: signingKeys.kid }).from(signingKeys).where(isNull(signingKeys.retiredAt)).limit(1)
      if (newest && onlyWithout) return newest.kid
      const kid = randomUUID()
      const pair = await generateKeyPair(ALGORITHM, { extractable: true })
      const privateKey = secrets.encrypt(JSON.stringify(await exportJWK(pair.privateKey)), `signing key ${kid}`)
      await tx.update(signingKeys).set({ retiredAt: sql`now()` }).where(isNull(signingKeys.retiredAt))
      await tx.insert(signingKeys).values({ kid, publicKey: await exportJWK(pair.publicKey), privateKey })
      return kid
    })
  }

  return {
    async current() {
      await loadWhenOlder(RELOAD_MS)
      if (!known.some(({ privateKey }) => privateKey)) {
        await make(program, true)
        await reload()
      }
      const newest = known.find(({ privateKey }) => privateKey)
      if (!newest?.privateKey) throw new Error('There is no signing key.')
      return { kid: newest.kid, privateKey: newest.privateKey }
    },
    async find(kid) {
      if (!known.some((key) => key.kid === kid)) await loadWhenOlder(RELOAD_MIN_MS)
      return known.find((key) => key.kid === kid)?.publicKey ?? null
    },
    async published() {
      await loadWhenOlder(RELOAD_MIN_MS)
      return known.map(({ kid, jwk }) => ({ ...jwk, kid, alg: ALGORITHM, use: 'sig' }))
    },
    async rotate(actor) {
      const kid = await make(actor, false)
      await reload()
      return kid
    },
    async maintain(days) {
      const old = and(isNull(signingKeys.retiredAt), sql`${signingKeys.createdAt} < now() - make_interval(days => ${days}::int)`)
      const [due] = await db.select({ kid: signingKeys.kid }).from(signingKeys).where(old)
      // Also where there is none: whoever signs in first should not have to wait for it.
      await make(program, !due)
      await db.delete(signingKeys).where(lt(signingKeys.retiredAt, sql`now() - ${RETIRED_FOR}`))
      if (due) await reload()
    },
  }
}
