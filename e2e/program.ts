import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { freePort } from '../scripts/postgres.ts'

const root = path.dirname(import.meta.dirname)
/** The first start makes a database; on a busy machine that takes its time. */
const START_TIMEOUT_MS = 90_000

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

/** The real program as a process of its own, ready to serve. @param environment settings; PORT is chosen where it is not given */
export async function startProgram(environment: Record<string, string>): Promise<Program> {
  const port = environment.PORT ?? String(await freePort())
  const started = performance.now()
  const { child, output } = launch({ ...environment, PORT: port })
  const url = `http://127.0.0.1:${port}`
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`The program ended at its start.\n${output()}`)
    if (performance.now() - started > START_TIMEOUT_MS) {
      child.kill('SIGKILL')
      throw new Error(`The program was not ready in time.\n${output()}`)
    }
    const ready = await fetch(`${url}/readyz`).then(
      (response) => response.ok,
      () => false,
    )
    if (ready) break
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return {
    url,
    pid: child.pid ?? 0,
    output,
    readyAfter: performance.now() - started,
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
    env: { PATH: process.env.PATH, HOME: process.env.HOME, LOG_LEVEL: 'warn', ...environment },
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
