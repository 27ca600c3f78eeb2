import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { createServer } from 'node:net'

export type Launched = { pid: number; child: ChildProcess; output: () => string; stop: () => Promise<void> }

/** A server that has not answered by then does not start. */
const READY_TIMEOUT_MS = 60_000
/** Open streams and pools get this long to end; then the process is killed. */
const STOP_TIMEOUT_MS = 5000
/** Enough of what a process said to tell why it failed. */
const OUTPUT_KEPT = 8000

const running = new Set<Launched>()

/** Starts a process whose end is ours: it is ended by `stop`, by `stopAll`, and never by name. */
export function launch(file: string, args: string[], options: SpawnOptions = {}): Launched {
  const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  const keep = (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-OUTPUT_KEPT)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  child.on('error', (error) => keep(Buffer.from(`${error.message}\n`)))
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const launched: Launched = {
    pid: child.pid ?? -1,
    child,
    output: () => text,
    stop: async () => {
      running.delete(launched)
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
      await ended
      clearTimeout(timer)
    },
  }
  running.add(launched)
  return launched
}

/** Ends what is still running, newest first; all of it, or what is chosen. */
export async function stopAll(chosen: (launched: Launched) => boolean = () => true): Promise<void> {
  for (const launched of [...running].toReversed()) if (chosen(launched)) await launched.stop()
}

/** @throws Error with what the process said, when it ends or stays silent. */
export async function waitUntilReady(url: string, launched: Launched): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS
  while (Date.now() < deadline) {
    if (launched.child.exitCode !== null) break
    const answer = await fetch(url).catch(() => undefined)
    await answer?.arrayBuffer()
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`${url} did not answer.\n${launched.output()}`)
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('No port.'))))
    })
  })
}

/** Runs a program to its end. @throws Error with what it said, when it fails. */
export async function run(file: string, args: string[], options: SpawnOptions = {}): Promise<string> {
  const launched = launch(file, args, options)
  const code = await new Promise<number | null>((resolve) => {
    launched.child.once('close', resolve)
    launched.child.once('error', () => resolve(-1))
  })
  running.delete(launched)
  if (code !== 0) throw new Error(`${file} ended with ${code}.\n${launched.output()}`)
  return launched.output()
}
