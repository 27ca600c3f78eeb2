import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { untilReady } from './program.ts'

const run = promisify(execFile)

/** Kills the program in a container. @returns what starts it again on the same data and port */
export async function killContainer(name: string, url: string): Promise<() => Promise<void>> {
  // What is killed through Docker stays down, also where the container restarts by itself after a crash.
  await run('docker', ['kill', name])
  return async () => {
    await run('docker', ['start', name])
    await untilReady(url)
  }
}
