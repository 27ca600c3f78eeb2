import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { AuditVerification } from '#shared/audit.ts'
import type { Db } from '../db/engine.ts'
import type { Secrets } from '../secrets/encrypt.ts'
import { digest, findHead, type Head, openKey, seal, writeHead } from './chain.ts'
import { auditEntries } from './tables.ts'

/** Entries of one statement: the embedded database does nothing else meanwhile, and only digests come back. */
const PAGE = 500
/** More say nothing more. */
const PROBLEMS_MAX = 100

const Sealed = z.array(z.object({ id: z.coerce.number(), position: z.coerce.number(), hash: z.string(), digest: z.string() }))
const Ends = z.tuple([z.object({ unsealed: z.coerce.number(), beyond: z.boolean() })])

type Problem = AuditVerification['problems'][number]

/**
 * Walks the chain from its first entry and computes every seal anew, in pages, while others write.
 * @param known a head that was kept elsewhere: the chain must have been there
 */
export async function verifyChain(db: Db, secrets: Secrets, known?: Head): Promise<AuditVerification> {
  const problems: Problem[] = []
  const report = (problem: Problem['problem'], position: number | null, id: number | null = null) => {
    if (problems.length < PROBLEMS_MAX) problems.push({ position, id, problem })
  }
  const head = await findHead(db)
  const key = head?.key ? tryKey(secrets, head.key) : undefined
  const end = head?.position ?? 0
  let sealed = 0
  let last: Head = { position: 0, hash: '' }
  /** What the seal of the entry before may have been: as stored, and as it should be. None after a gap. */
  let before: string[] = ['']

  for (;;) {
    const { rows } = await db.execute(sql`select id, position, hash, ${digest} as digest from ${auditEntries}
      where position > ${last.position} and position <= ${end} order by position limit ${sql.raw(String(PAGE))}`)
    const page = Sealed.parse(rows)
    for (const entry of page) {
      if (entry.position !== last.position + 1) {
        reportMissing(last.position + 1, entry.position - 1)
        before = []
      }
      if (key) {
        const expected = before.map((hash) => seal(key, hash, entry.position, entry.digest))
        if (before.length > 0 && !expected.includes(entry.hash)) report('altered', entry.position, entry.id)
        before = [...new Set([entry.hash, ...expected.slice(0, 1)])]
      }
      if (entry.position === known?.position && entry.hash !== known.hash) report('head', entry.position, entry.id)
      last = { position: entry.position, hash: entry.hash }
      sealed += 1
    }
    if (page.length < PAGE) break
  }
  reportMissing(last.position + 1, end)

  function reportMissing(from: number, to: number) {
    for (let position = from; position <= to && problems.length < PROBLEMS_MAX; position++) report('missing', position)
  }

  // In one statement, so that a sealer beside it cannot come in between.
  const { rows } = await db.execute(sql`select (select count(*) from ${auditEntries} where position is null) as unsealed,
    exists (select from ${auditEntries} where position > (select coalesce(max(position), 0) from audit_head)) as beyond`)
  const [ends] = Ends.parse(rows)
  const keyed = key !== undefined || (end === 0 && head?.key === null)
  const fits = last.position < end || last.hash === head?.hash
  if (!head || !keyed || !fits || ends.beyond || (known && known.position > end)) report('head', null)
  return { intact: problems.length === 0, sealed, unsealed: ends.unsealed, head: writeHead(last), problems }
}

function tryKey(secrets: Secrets, encrypted: string): Buffer | undefined {
  try {
    return openKey(secrets, encrypted)
  } catch {
    // Reported: without its key the chain proves nothing.
    return undefined
  }
}
