import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import type { DestinationStream } from 'pino'
import { inject } from 'vitest'
import { z } from 'zod'
import { TokensEnvelope } from '#shared/auth.ts'
import type { ModelLimits } from '../ai/limits.ts'
import { assemble } from '../assemble.ts'
import { createAccount } from '../auth/accounts.ts'
import { createLink } from '../auth/links.ts'
import { hashPassword } from '../auth/passwords.ts'
import { type Config, readConfig } from '../config.ts'
import { newId } from '../db/id.ts'
import type { Database } from '../db/open.ts'
import type { ServerLimits } from '../http/make-server.ts'
import type { Secrets } from '../secrets/encrypt.ts'
import { openLog } from '../telemetry/open-log.ts'
import type { WebhookLimits } from '../webhooks/limits.ts'
import { fetchSigned, speakAs } from './credentials.ts'
import { copyEmbedded, copyServer, EMBEDDED_CACHE_MB } from './databases.ts'

export type Answer = { status: number; headers: Headers; body: unknown }
type Api = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>
/** Somebody with an account, signed in. */
export type Person = { id: string; email: string; password: string; token: string; api: Api }
export type TestApp = {
  url: string
  database: Database
  /** What it encrypts with; as another program of the same SECRET_KEY has it. */
  secrets: Secrets
  /** One request as the administrator; a string or bytes go out as they are, anything else as JSON. The answer's JSON is parsed where it is JSON. */
  api: Api
  /** One request as nobody. */
  anonymous: Api
  administrator: Person
  /** Makes an account of this role and signs it in. */
  as: (role: string) => Promise<Person>
  /** What it listens with. */
  server: Server
  /** Another program on the same database (on a server: a second replica). */
  replica: () => Promise<TestApp>
  close: () => Promise<void>
}

/** Which of the two databases this run of the suite is about. */
export const onServer = process.env.TEST_DATABASE === 'server'

/**
 * The whole program over a database of its own, on a free port of the loopback address. Every answer is compared with its schema.
 * @param settings environment variables, as a person would set them
 * @param modelLimits shorter deadlines of the model
 * @param edge shorter deadlines of connections and waits of deliveries, and where the log goes
 */
export async function startApp(settings: Record<string, string> = {}, modelLimits?: Partial<ModelLimits>, edge: Edge = {}): Promise<TestApp> {
  if (onServer) {
    const copy = await copyServer(inject('serverUrl'))
    return await open({ ...settings, DATABASE_URL: copy.url }, copy.remove, modelLimits, edge)
  }
  const copy = copyEmbedded(inject('embeddedTemplate'))
  return await open({ ...settings, DATA_DIR: copy.folder, EMBEDDED_CACHE_MB: `${EMBEDDED_CACHE_MB}` }, async () => copy.remove(), modelLimits, edge)
}

/** A test asks more of one account and one address in a second than people do in an hour; the limits have tests of their own. */
export const unlimited = {
  RATE_LIMIT_READS_PER_MINUTE: '0',
  RATE_LIMIT_WRITES_PER_MINUTE: '0',
  RATE_LIMIT_CHAT_PER_MINUTE: '0',
  RATE_LIMIT_EXPORTS_PER_MINUTE: '0',
  RATE_LIMIT_SIGN_INS_PER_QUARTER_HOUR: '0',
  RATE_LIMIT_ADDRESS_PER_MINUTE: '0',
}
/** Long enough for any test; made anew each time, so that none is in the tree. */
const newSecret = () => randomBytes(24).toString('base64url')
const noToken = { Authorization: '' }

type Edge = { serverLimits?: Partial<ServerLimits>; webhookLimits?: Partial<WebhookLimits>; log?: DestinationStream }

async function open(settings: Record<string, string>, remove: () => Promise<void>, modelLimits?: Partial<ModelLimits>, edge: Edge = {}): Promise<TestApp> {
  const all = { PORT: '0', LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent', SECRET_KEY: newSecret(), ACCESS_TOKEN_MINUTES: '60', ...unlimited, ...settings }
  const config: Config = readConfig(all, '')
  const { app, database, secrets } = await assemble(config, openLog(config, edge.log), {
    strict: true,
    isClosing: () => false,
    modelLimits,
    serverLimits: edge.serverLimits,
    webhookLimits: edge.webhookLimits,
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = z.object({ port: z.number() }).parse(app.server.address())
  const url = `${config.TLS_CERT_FILE ? 'https' : 'http'}://127.0.0.1:${port}`
  const api: Api = (...request) => send(url, ...request)
  const anonymous: Api = (method, path, body, headers) => send(url, method, path, body, { ...noToken, ...headers })

  function personOf(tokens: unknown, password: string): Person {
    const { access_token: token, user } = TokensEnvelope.parse(tokens).data
    const theirs: Api = (method, path, body, headers) => send(url, method, path, body, { Authorization: `Bearer ${token}`, ...headers })
    return { id: user.id, email: user.email ?? '', password, token, api: theirs }
  }
  const signIn = async (email: string, password: string) => personOf((await anonymous('POST', '/api/v1/auth/login', { email, password })).body, password)

  async function makeAdministrator(): Promise<Person> {
    const password = newSecret()
    const { token } = await createLink(database.db, { purpose: 'setup', createdBy: null })
    const person = { token, email: `admin-${newId()}@example.com`, name: 'Admin', password }
    const answer = await anonymous('POST', '/api/v1/auth/setup', person)
    if (answer.status === 201) return personOf(answer.body, password)
    // A program on the same database has made one before.
    await createAccount(database.db, { email: person.email, name: person.name, role: 'administrator', passwordHash: await hashPassword(password) })
    return await signIn(person.email, password)
  }
  const administrator = await makeAdministrator()
  speakAs(url, administrator.token)
  const replicas: TestApp[] = []
  return {
    url,
    database,
    secrets,
    api,
    anonymous,
    server: app.server,
    administrator,
    async as(role) {
      const password = newSecret()
      const email = `${role}-${newId()}@example.com`
      await createAccount(database.db, { email, name: role, role, passwordHash: await hashPassword(password) })
      return await signIn(email, password)
    },
    replica: async () => {
      if (!onServer) throw new Error('The embedded database has one program.')
      const other = await open({ ...settings, SECRET_KEY: all.SECRET_KEY }, async () => {}, modelLimits, edge)
      // The same person as on the first.
      speakAs(other.url, administrator.token)
      replicas.push(other)
      return other
    },
    close: async () => {
      for (const replica of replicas) await replica.close()
      app.server.closeAllConnections()
      await app.close()
      await database.close()
      await remove()
    },
  }
}

async function send(url: string, method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const raw = typeof body === 'string' || body instanceof Uint8Array
  const response = await fetchSigned(url + path, {
    method,
    headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: raw ? new Uint8Array(Buffer.from(body)) : JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  return { status: response.status, headers: response.headers, body: isJson && text !== '' ? JSON.parse(text) : text }
}
