import { createHmac, randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../db/engine.ts'
import type { Secrets } from '../secrets/encrypt.ts'
import { auditHead } from './tables.ts'

// Each entry's seal is made of the entry, its position and the seal before it, with a key that is not in the database: whoever can write
// there, but does not know SECRET_KEY, cannot alter an entry without breaking the chain behind it.

const KEY_BYTES = 32
const PURPOSE = 'audit chain'

/**
 * A digest of everything that an entry says, with the same result on every version of PostgreSQL and after a dump and a restore: jsonb is kept
 * in one form, and the time is a number. It stands here and not in a function of the database, where whoever alters entries could alter it too.
 */
export const digest = sql`encode(pg_catalog.sha256(convert_to(jsonb_build_array(
  id, (extract(epoch from "at") * 1000)::bigint, actor_id, "source", "action", target_type, target_id, version, "before", "after", detail, address, request_id
)::text || coalesce(change_set_id::text, ''), 'UTF8')), 'hex')`

/** The end of the chain, or of a part of it. */
export type Head = { position: number; hash: string }

export const seal = (key: Buffer, before: string, position: number, entry: string): string =>
  createHmac('sha256', key).update(`${position}\n${before}\n${entry}`).digest('hex')

/** As it is shown and kept elsewhere: `1234:9f86d0…`; null of a chain that has not begun. */
export const writeHead = ({ position, hash }: Head): string | null => (position === 0 ? null : `${position}:${hash}`)

/** @returns undefined where the text is no head */
export function readHead(text: string): Head | undefined {
  const [, position, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? []
  return position && hash ? { position: Number(position), hash } : undefined
}

const Stored = z.array(z.object({ position: z.coerce.number(), hash: z.string(), key: z.string().nullable() }))

/** The head as it is stored, and the key as it is encrypted; undefined where somebody has taken the row away. */
export async function findHead(db: Db): Promise<(Head & { key: string | null }) | undefined> {
  const { rows } = await db.execute(sql`select position, hash, key from ${auditHead} where slot = 0`)
  return Stored.parse(rows)[0]
}

/** @throws Error where the key was encrypted with a SECRET_KEY that is not known any more, or altered */
export const openKey = (secrets: Secrets, encrypted: string): Buffer => Buffer.from(secrets.decrypt(encrypted, PURPOSE), 'base64url')

export function makeKey(secrets: Secrets): { key: Buffer; encrypted: string } {
  const key = randomBytes(KEY_BYTES)
  return { key, encrypted: encryptKey(secrets, key) }
}

export const encryptKey = (secrets: Secrets, key: Buffer): string => secrets.encrypt(key.toString('base64url'), PURPOSE)
