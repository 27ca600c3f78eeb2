import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseEnv } from 'node:util'
import { z } from 'zod'
import { StartError } from './errors.ts'

const root = path.dirname(import.meta.dirname)

const integer = (min: number, max: number) => z.string().regex(/^\d+$/, 'a whole number').transform(Number).pipe(z.int().min(min).max(max))
const seconds = integer(1, 3600).transform((value) => value * 1000)
const httpUrl = z.url({ protocol: /^https?$/, error: 'an http or https address' }).transform((value) => value.replace(/\/+$/, ''))
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
)

/** Every setting; docs/configuration.md and .env.example are checked against the keys. */
export const Settings = z.object({
  PORT: integer(0, 65_535).prefault('8000').describe('Port; 0 takes any free one.'),
  HOST: z.string().min(1).default('127.0.0.1').describe('Address to listen on.'),
  PUBLIC_URL: httpUrl.optional().describe('The address people type, where a proxy stands in front.'),
  DATA_DIR: z.string().min(1).default('./data').describe('Folder of the embedded database.'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'a postgres:// address' })
    .optional()
    .describe('A PostgreSQL server (15 or newer) instead of the embedded database.'),
  DATABASE_POOL_SIZE: integer(2, 200).prefault('10').describe('Connections to PostgreSQL, at most.'),
  STATEMENT_TIMEOUT_SECONDS: seconds.prefault('10').describe('Longest statement; then it is cut.'),
  OPENROUTER_API_KEY: z.string().min(1).optional().describe('Key of the model provider.'),
  OPENROUTER_BASE_URL: httpUrl.default('https://openrouter.ai/api/v1').describe('Any OpenAI-compatible server.'),
  DEFAULT_MODEL: z.string().min(1).default('openrouter/auto').describe('Model asked when none is chosen.'),
  SUPPORTED_MODELS: list.prefault('').describe('Comma-separated list of allowed models; empty for all.'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).optional().describe('Default: warn on a terminal, else info.'),
  TRUST_PROXY: list.prefault('').describe('Addresses or networks of proxies whose X-Forwarded-* count.'),
  CORS_ORIGINS: list.pipe(z.array(httpUrl)).prefault('').describe('Other origins whose pages may call the API.'),
})
type Values = z.infer<typeof Settings>
export type Config = Values & { /** Whether a model provider is set: a key, or a base URL of one's own. */ MODEL_CONFIGURED: boolean }

const secrets = ['OPENROUTER_API_KEY', 'DATABASE_URL'] as const

/**
 * Reads the environment as a whole; the only place that does. `.env` beside package.json fills what the environment leaves open.
 * @throws StartError naming every bad variable in one message.
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env, file = path.join(root, '.env')): Config {
  const values: Record<string, string | undefined> = { ...(existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}), ...environment }
  const problems: string[] = []
  for (const name of secrets) {
    const from = values[`${name}_FILE`]
    if (!from) continue
    if (values[name]) problems.push(`${name} and ${name}_FILE are both set; keep one`)
    else if (!existsSync(from)) problems.push(`${name}_FILE names ${from}, which does not exist`)
    else values[name] = readFileSync(from, 'utf8').trim()
  }
  const filled = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
  const parsed = Settings.safeParse(filled)
  if (!parsed.success) for (const issue of parsed.error.issues) problems.push(`${issue.path.join('.')} must be ${issue.message.replace(/^Invalid[^:]*: /, '')}`)
  if (!parsed.success || problems.length > 0) throw new StartError(`Settings that cannot be used: ${problems.join('; ')}.`)
  return { ...parsed.data, MODEL_CONFIGURED: Boolean(parsed.data.OPENROUTER_API_KEY ?? filled.OPENROUTER_BASE_URL) }
}
