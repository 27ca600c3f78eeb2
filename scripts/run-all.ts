import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'

const root = path.dirname(import.meta.dirname)

/** Runs a program of the project under this Node, with our own terminal; ends this process with its code when it fails. */
export async function run(args: string[]): Promise<void> {
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  if (code !== 0) process.exit(typeof code === 'number' ? code : 1)
}
