import { existsSync, readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import path from 'node:path'
import { parseEnv } from 'node:util'
import { z } from 'zod'
import { TRASH_DAYS_MAX } from '#shared/trash.ts'
import { Email, Password, RoleSlug } from '#shared/users.ts'
import { StartError } from './errors.ts'
import { secretProblem } from './secrets/judge.ts'

const root = path.dirname(import.meta.dirname)

const integer = (min: number, max: number) => z.string().regex(/^\d+$/, 'a whole number').transform(Number).pipe(z.int().min(min).max(max))
const seconds = integer(1, 3600).transform((value) => value * 1000)
const exactUrl = z.url({ protocol: /^https?$/, error: 'an http or https address' })
const httpUrl = exactUrl.transform((value) => value.replace(/\/+$/, ''))
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
)
/** OpenRouter refuses a list of more than three models, the one that is asked among them. */
const FALLBACKS_MAX = 2
/** US dollars for a million tokens, in and out. */
const prices = z
  .string()
  .regex(/^\d{1,6}(\.\d{1,6})?, *\d{1,6}(\.\d{1,6})?$/, 'two prices, as in 5,25')
  .transform((value) => {
    const [prompt = '', completion = ''] = value.split(/, */)
    return { prompt, completion }
  })
const quota = integer(0, 1_000_000_000)
const yesNo = z.enum(['true', 'false']).transform((value) => value === 'true')

/** A router of OpenRouter's that chooses a model by the question; another server need not know it. */
export const DEFAULT_MODEL = 'openrouter/auto'

/** Every setting; docs/configuration.md and .env.example are checked against the keys. */
export const Settings = z.object({
  PORT: integer(0, 65_535).prefault('8000').describe('Port; 0 takes any free one.'),
  HOST: z.string().min(1).default('127.0.0.1').describe('Address to listen on.'),
  PUBLIC_URL: httpUrl.optional().describe('The address people type, where a proxy stands in front.'),
  DATA_DIR: z.string().min(1).default('./data').describe('Folder of the embedded database.'),
  EMBEDDED_CACHE_MB: integer(16, 1024).prefault('128').describe('Memory in which the embedded database keeps what it has read, in MB.'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'a postgres:// address' })
    .optional()
    .describe('A PostgreSQL server (15 or newer) instead of the embedded database.'),
  DATABASE_PASSWORD: z.string().min(1).optional().describe('Password for DATABASE_URL, where the address has none.'),
  DATABASE_POOL_SIZE: integer(2, 200).prefault('10').describe('Connections to PostgreSQL, at most.'),
  STATEMENT_TIMEOUT_SECONDS: seconds.prefault('10').describe('Longest statement; then it is cut.'),
  SECRET_KEY: z.string().optional().describe('What encrypts the stored secrets.'),
  SECRET_KEY_PREVIOUS: list.prefault('').describe('Earlier values of SECRET_KEY, still read.'),
  ADMIN_EMAIL: Email.optional().describe('First administrator of an unattended install.'),
  ADMIN_PASSWORD: Password.optional().describe('Password of the first administrator of an unattended install.'),
  REGISTRATION: z.enum(['closed', 'open']).default('closed').describe('Whether anybody may make an account.'),
  DEFAULT_ROLE: RoleSlug.default('viewer').describe('Role of accounts that nobody invited.'),
  ACCESS_TOKEN_MINUTES: integer(1, 60).prefault('5').describe('Life of an access token.'),
  SESSION_IDLE_MINUTES: integer(1, 525_600).prefault('720').describe('Unused for this long, a sign-in ends.'),
  SESSION_DAYS: integer(1, 365).prefault('30').describe('Then a sign-in ends in any case.'),
  SIGNING_KEY_DAYS: integer(1, 365).prefault('30').describe('How often the key that signs access tokens is exchanged.'),
  OIDC_ISSUER: exactUrl.optional().describe('The company sign-in (OpenID Connect), found by discovery.'),
  OIDC_CLIENT_ID: z.string().min(1).optional().describe('Client id at the issuer.'),
  OIDC_CLIENT_SECRET: z.string().min(1).optional().describe('Client secret at the issuer.'),
  OIDC_NAME: z.string().min(1).max(60).default('OpenID Connect').describe('What the button is called.'),
  OIDC_SIGN_UP: yesNo.prefault('true').describe('Whether the company sign-in makes accounts.'),
  OPENROUTER_API_KEY: z.string().min(1).optional().describe('Key of the model provider.'),
  OPENROUTER_BASE_URL: httpUrl.default('https://openrouter.ai/api/v1').describe('Any OpenAI-compatible server.'),
  DEFAULT_MODEL: z.string().min(1).default(DEFAULT_MODEL).describe('Model asked when none is chosen.'),
  FALLBACK_MODELS: list
    .pipe(z.array(z.string()).max(FALLBACKS_MAX, `at most ${FALLBACKS_MAX} models`))
    .prefault('')
    .describe('Models that stand in for one that fails.'),
  SUPPORTED_MODELS: list.prefault('').describe('Comma-separated list of allowed models; empty for all.'),
  ASSUMED_PRICE: prices.prefault('5,25').describe('US dollars for a million tokens in and out, for budgets, where a model names no price.'),
  TITLE_MODEL: z.string().min(1).max(200).default('none').describe('Model that makes the titles of conversations; none for their first question.'),
  CHAT_TRASH_DAYS: integer(1, 3650).prefault('30').describe('How long a deleted conversation can be restored.'),
  TRASH_RETENTION_DAYS: integer(0, TRASH_DAYS_MAX).prefault('30').describe('How long a deleted item can be restored; 0 until somebody deletes it for good.'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).optional().describe('Default: warn on a terminal, else info.'),
  TRUST_PROXY: list.prefault('').describe('Addresses or networks of proxies whose X-Forwarded-* count.'),
  WEBHOOK_ALLOWED_HOSTS: list.prefault('').describe('Hosts, addresses or networks beside the internet that webhooks may reach.'),
  CORS_ORIGINS: list.pipe(z.array(httpUrl)).prefault('').describe('Other origins whose pages may call the API.'),
  TLS_CERT_FILE: z.string().min(1).optional().describe('Certificate in PEM form, with its chain: HTTPS instead of HTTP.'),
  TLS_KEY_FILE: z.string().min(1).optional().describe('Its private key.'),
  RATE_LIMIT_READS_PER_MINUTE: quota.prefault('3000').describe('Reading requests of an account; 0 for no limit, here and below.'),
  RATE_LIMIT_WRITES_PER_MINUTE: quota.prefault('1200').describe('Writing requests of an account.'),
  RATE_LIMIT_CHAT_PER_MINUTE: quota.prefault('60').describe('Questions of an account.'),
  RATE_LIMIT_EXPORTS_PER_MINUTE: quota.prefault('20').describe('Exports of an account.'),
  RATE_LIMIT_SIGN_INS_PER_QUARTER_HOUR: integer(0, 100_000).prefault('10').describe('Failed sign-ins to one account from one address.'),
  RATE_LIMIT_ADDRESS_PER_MINUTE: quota.prefault('12000').describe('Requests of any kind from one address.'),
})
type Values = z.infer<typeof Settings>
export type Config = Values & {
  /** Whether a model provider is set: a key, or a base URL of one's own. */
  MODEL_CONFIGURED: boolean
  /** Where the provider's key comes from, if from a file: it can be exchanged there while the program runs. */
  MODEL_KEY_FILE: string | undefined
}

const secrets = ['OPENROUTER_API_KEY', 'DATABASE_URL', 'DATABASE_PASSWORD', 'SECRET_KEY', 'ADMIN_PASSWORD', 'OIDC_CLIENT_SECRET'] as const

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
  if (parsed.success) problems.push(...contradictions(parsed.data, filled.NODE_ENV === 'production'))
  if (!parsed.success || problems.length > 0) throw new StartError(`Settings that cannot be used: ${problems.join('; ')}.`)
  return {
    ...parsed.data,
    DATABASE_URL: withPassword(parsed.data),
    MODEL_CONFIGURED: Boolean(parsed.data.OPENROUTER_API_KEY ?? filled.OPENROUTER_BASE_URL),
    MODEL_KEY_FILE: filled.OPENROUTER_API_KEY_FILE,
  }
}

/** DATABASE_URL with the password that stands beside it, so that an address can be written down where a password must not. */
function withPassword({ DATABASE_URL, DATABASE_PASSWORD }: Values): string | undefined {
  if (DATABASE_URL === undefined || DATABASE_PASSWORD === undefined) return DATABASE_URL
  return Object.assign(new URL(DATABASE_URL), { password: DATABASE_PASSWORD }).href
}

const isLoopback = (url: string) => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname)

/** An address or a network. */
function isNetwork(text: string): boolean {
  const [address = '', bits, more] = text.split('/')
  const widest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
  return more === undefined && widest > 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= widest))
}

/** What Fastify takes for a proxy: also one of the words for several. */
const isProxy = (text: string) => ['loopback', 'linklocal', 'uniquelocal'].includes(text) || isNetwork(text)
/** A name whose last part is no number; that would be an address, written badly. */
const isHost = (text: string) => isNetwork(text) || (/^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i.test(text) && !/(^|\.)\d+$/.test(text))

/** What no setting can say of itself. */
function contradictions(values: Values, production: boolean): string[] {
  const problems: string[] = []
  const serious = production || values.DATABASE_URL !== undefined
  if (values.SECRET_KEY === undefined && serious)
    problems.push(
      'SECRET_KEY is missing (needed with DATABASE_URL and in production); set it to 32 or more random characters, or SECRET_KEY_FILE to a file that has them',
    )
  for (const [name, value] of [
    ['SECRET_KEY', values.SECRET_KEY] as const,
    ...values.SECRET_KEY_PREVIOUS.map((each) => ['SECRET_KEY_PREVIOUS', each] as const),
  ]) {
    const problem = value === undefined ? null : secretProblem(value)
    if (problem) problems.push(`${name} ${problem}`)
  }
  if (values.DATABASE_PASSWORD !== undefined && (values.DATABASE_URL === undefined || new URL(values.DATABASE_URL).password !== ''))
    problems.push('DATABASE_PASSWORD goes with a DATABASE_URL that has no password of its own')
  const unsupported = values.SUPPORTED_MODELS.length > 0 ? values.FALLBACK_MODELS.filter((model) => !values.SUPPORTED_MODELS.includes(model)) : []
  if (unsupported.length > 0) problems.push(`FALLBACK_MODELS must be among SUPPORTED_MODELS; ${unsupported.join(', ')} is not`)
  if ((values.ADMIN_EMAIL === undefined) !== (values.ADMIN_PASSWORD === undefined))
    problems.push('ADMIN_EMAIL and ADMIN_PASSWORD go together; one of them is missing')
  if ((values.TLS_CERT_FILE === undefined) !== (values.TLS_KEY_FILE === undefined))
    problems.push('TLS_CERT_FILE and TLS_KEY_FILE go together; one of them is missing')
  for (const proxy of values.TRUST_PROXY)
    if (!isProxy(proxy)) problems.push(`TRUST_PROXY must be addresses, networks (10.0.0.0/8) or loopback, linklocal, uniquelocal; ${proxy} is none`)
  for (const host of values.WEBHOOK_ALLOWED_HOSTS)
    if (!isHost(host)) problems.push(`WEBHOOK_ALLOWED_HOSTS must be host names, addresses or networks (10.0.0.0/8), without a port; ${host} is none`)
  if ((values.OIDC_ISSUER === undefined) !== (values.OIDC_CLIENT_ID === undefined))
    problems.push('OIDC_ISSUER and OIDC_CLIENT_ID go together; one of them is missing')
  if (values.OIDC_ISSUER !== undefined && /^http:/i.test(values.OIDC_ISSUER) && !isLoopback(values.OIDC_ISSUER))
    problems.push('OIDC_ISSUER must be https, as anybody on the way could say who people are; http is for an issuer on this machine')
  return problems
}
