import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import path from 'node:path'
import { TokensEnvelope } from '#shared/auth.ts'
import { freePort } from '../scripts/postgres.ts'
import { speakAs } from '../server/test/credentials.ts'
import { EMBEDDED_CACHE_MB } from '../server/test/databases.ts'

const root = path.dirname(import.meta.dirname)

/** A test asks more of one account and one address in a second than people do in an hour; the limits have tests of their own. */
const unlimited = {
  RATE_LIMIT_READS_PER_MINUTE: '0',
  RATE_LIMIT_WRITES_PER_MINUTE: '0',
  RATE_LIMIT_CHAT_PER_MINUTE: '0',
  RATE_LIMIT_EXPORTS_PER_MINUTE: '0',
  RATE_LIMIT_SIGN_INS_PER_QUARTER_HOUR: '0',
  RATE_LIMIT_ADDRESS_PER_MINUTE: '0',
}
/** The first start makes a database; on a busy machine that takes its time. */
const START_TIMEOUT_MS = 90_000

/** Made anew for each run, and the same for every program in it, so that one that is started again knows its administrator. */
export const administrator = { email: 'admin@example.com', password: randomBytes(18).toString('base64url') }
export const settingsOfTests = {
  SECRET_KEY: randomBytes(36).toString('base64url'),
  ADMIN_EMAIL: administrator.email,
  ADMIN_PASSWORD: administrator.password,
  ...unlimited,
  // No test waits for a renewal that it is not about.
  ACCESS_TOKEN_MINUTES: '60',
}

export type Program = {
  url: string
  pid: number
  /** Everything that it has printed. */
  output: () => string
  /** Milliseconds from the start to the first answer that is ready. */
  readyAfter: number
  /** Sends a signal and waits for the end. @returns exit code, or the signal's name */
  end: (signal: NodeJS.Signals) => Promise<number | string>
}

/**
 * The real program as a process of its own, ready to serve; what tests send to it from then on, its administrator sends.
 * @param environment settings; PORT is chosen where it is not given. An empty ADMIN_EMAIL leaves it as it is when it is new.
 */
export async function startProgram(environment: Record<string, string>): Promise<Program> {
  const port = environment.PORT ?? String(await freePort())
  const started = performance.now()
  const { child, output } = launch({ ...environment, PORT: port })
  const url = `http://127.0.0.1:${port}`
  try {
    await untilReady(url, () => child.exitCode !== null || child.signalCode !== null)
  } catch (cause) {
    child.kill('SIGKILL')
    throw new Error(`The program did not start.\n${output()}`, { cause })
  }
  const readyAfter = performance.now() - started
  speakAs(url, environment.ADMIN_EMAIL === '' ? null : (await signIn(url)).token)
  return {
    url,
    pid: child.pid ?? 0,
    output,
    readyAfter,
    end: async (signal) => {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit')
        child.kill(signal)
        await ended
      }
      return child.exitCode ?? child.signalCode ?? ''
    },
  }
}

/** Asks until the program serves. @param hasEnded whether there is nothing more to wait for */
export async function untilReady(url: string, hasEnded = () => false): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS
  for (;;) {
    if (hasEnded()) throw new Error('The program ended at its start.')
    if (performance.now() > deadline) throw new Error('The program was not ready in time.')
    const ready = await fetch(`${url}/readyz`).then(
      (response) => response.ok,
      () => false,
    )
    if (ready) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Signs in as a client does. @returns the access token, and the cookies as they were set */
export async function signIn(url: string, person: { email: string; password: string } = administrator): Promise<{ token: string; cookies: string[] }> {
  const response = await fetch(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email: person.email, password: person.password }),
  })
  if (!response.ok) throw new Error(`Signing in: ${response.status} ${await response.text()}`)
  return { token: TokensEnvelope.parse(await response.json()).data.access_token, cookies: response.headers.getSetCookie() }
}

/** Runs the program where it is expected not to start. @returns exit code and what it said */
export async function tryToStart(environment: Record<string, string>): Promise<{ code: number | null; output: string }> {
  const { child, output } = launch(environment)
  const timer = setTimeout(() => child.kill('SIGKILL'), START_TIMEOUT_MS)
  await once(child, 'exit')
  clearTimeout(timer)
  return { code: child.exitCode, output: output() }
}

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

function launch(environment: Record<string, string>): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, ['server/main.ts'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, LOG_LEVEL: 'warn', EMBEDDED_CACHE_MB: `${EMBEDDED_CACHE_MB}`, ...settingsOfTests, ...environment },
  })
  running.add(child)
  let text = ''
  const take = (chunk: Buffer) => {
    text += chunk.toString('utf8')
  }
  child.stdout?.on('data', take)
  child.stderr?.on('data', take)
  child.once('exit', () => running.delete(child))
  return { child, output: () => text }
}
