import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'drizzle-orm'
import { findHead, type Head, openKey, readHead } from '../server/audit/chain.ts'
import { verifyChain } from '../server/audit/verify.ts'
import { type Config, readConfig } from '../server/config.ts'
import { openEmbedded } from '../server/db/embedded.ts'
import { asDb, type Db, type Engine } from '../server/db/engine.ts'
import { isMigrated, readMigrations } from '../server/db/migrate.ts'
import { openPool } from '../server/db/pool.ts'
import { StartError } from '../server/errors.ts'
import { openSecrets, type Secrets } from '../server/secrets/encrypt.ts'
import { KEY_FILE } from '../server/secrets/key-file.ts'

// Whether the audit is as it was written: `npm run verify-audit`, or with a head that was kept elsewhere
// `npm run verify-audit -- --head 1234:9f86d0…`. Ends with 0 where it is, 1 where it is not, 2 where that cannot be said.
// Reads only: nothing is migrated, made or repaired.

const BROKEN = 1
const UNKNOWN = 2
/** Nobody waits for this one; a page of large entries may take long on a busy server. */
const STATEMENT_MS = 120_000

const say = (english: string, chinese: string) => process.stdout.write(`${english}\n${chinese}\n`)

/** Why it cannot be said, in both languages. */
class Unable extends StartError {
  readonly chinese: string
  constructor(english: string, chinese: string) {
    super(english)
    this.chinese = chinese
  }
}

function knownHead(): Head | undefined {
  const { values } = parseArgs({ options: { head: { type: 'string' } } })
  if (values.head === undefined) return undefined
  const head = readHead(values.head)
  if (!head)
    throw new Unable(
      '--head takes a head as the log and the API give it: a position, a colon and 64 hexadecimal digits.',
      '--head 需要日志或 API 给出的链头：位置、冒号和 64 位十六进制数。',
    )
  return head
}

function findSecrets(config: Config): Secrets {
  const file = path.resolve(config.DATA_DIR, KEY_FILE)
  const secret = config.SECRET_KEY ?? (existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined)
  if (secret === undefined)
    throw new Unable(
      `There is no SECRET_KEY, and no file ${file}: without it no seal can be computed.`,
      `没有设置 SECRET_KEY，也没有文件 ${file}，无法计算封印。`,
    )
  return openSecrets(secret, config.SECRET_KEY_PREVIOUS)
}

async function openReading(config: Config): Promise<Engine> {
  const onError = () => {}
  if (config.DATABASE_URL) return openPool({ url: config.DATABASE_URL, size: 1, statementTimeoutMs: STATEMENT_MS, onError })
  const folder = path.resolve(config.DATA_DIR)
  if (!existsSync(path.join(folder, 'postgres'))) throw new Unable(`There is no database in ${folder}.`, `${folder} 中没有数据库。`)
  try {
    return await openEmbedded({ folder, cacheMb: config.EMBEDDED_CACHE_MB, timeouts: { current: STATEMENT_MS }, onRestart: onError })
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    throw new Unable(
      `${error.message} While it runs, ask it instead: GET /api/v1/audit/verification.`,
      `数据目录 ${folder} 正被运行中的程序占用；请改用 GET /api/v1/audit/verification，或先停止程序。`,
    )
  }
}

async function verify(db: Db, secrets: Secrets, known: Head | undefined): Promise<number> {
  if (!(await isMigrated(db, readMigrations())))
    throw new Unable('The database is not of this version. Start the program once, then try again.', '数据库与此版本不符，请先启动一次程序再试。')
  const head = await findHead(db)
  if (head?.key) {
    try {
      openKey(secrets, head.key)
    } catch {
      throw new Unable(
        'The key of the audit chain cannot be read: SECRET_KEY is not the one it was encrypted with, or somebody has altered it.',
        '无法读取审计链的密钥：SECRET_KEY 与加密时不同，或该密钥已被改动。',
      )
    }
  }
  const found = await verifyChain(db, secrets, known)
  if (found.intact) {
    say(
      `The audit is intact: ${found.sealed} entries in the chain, ${found.unsealed} not sealed yet. Head: ${found.head ?? 'none'}`,
      `审计日志完整：链中 ${found.sealed} 条，待封存 ${found.unsealed} 条。链头：${found.head ?? '无'}`,
    )
    return 0
  }
  say(
    `The audit was tampered with: ${found.problems.length} problems among ${found.sealed} entries in the chain (100 at most are listed).`,
    `审计日志已被改动：链中 ${found.sealed} 条，发现 ${found.problems.length} 处问题（最多列出 100 处）。`,
  )
  for (const { problem, position, id } of found.problems) {
    const where = [position === null ? '' : ` position ${position}`, id === null ? '' : ` id ${id}`].join('')
    process.stdout.write(`  ${{ altered: 'altered 被修改', missing: 'missing 缺失', head: 'the head does not fit 链头不符' }[problem]}${where}\n`)
  }
  return BROKEN
}

async function main(): Promise<number> {
  const known = knownHead()
  const config = readConfig()
  const secrets = findSecrets(config)
  const engine = await openReading(config)
  try {
    // As it is at one moment, and unable to change anything.
    return await asDb(engine).transaction(
      async (tx) => {
        await tx.execute(sql`set local idle_in_transaction_session_timeout = 0`)
        return await verify(tx, secrets, known)
      },
      { accessMode: 'read only', isolationLevel: 'repeatable read' },
    )
  } finally {
    await engine.close()
  }
}

process.exitCode = await main().catch((error: unknown) => {
  let cause = error
  while (cause instanceof Error && cause.cause) cause = cause.cause
  const reason = cause instanceof Error ? cause.message : String(cause)
  say(`The audit could not be verified: ${reason}`, `无法校验审计日志：${cause instanceof Unable ? cause.chinese : reason}`)
  return UNKNOWN
})
