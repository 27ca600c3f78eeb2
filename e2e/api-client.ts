import { execFile, execFileSync, spawn } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { NewApiKeyEnvelope } from '#shared/auth.ts'
import { fetchSigned } from '../server/test/credentials.ts'

const root = path.dirname(import.meta.dirname)
const folder = path.join(root, 'runtime/api-clients')

/** Brings the packages that others' clients are made of. */
export function installClients(): void {
  execFileSync(process.execPath, [path.join(root, 'scripts/run.mjs'), '--install', 'runtime/api-clients'], { stdio: 'inherit' })
}

/** Whether the programs in runtime/api-clients compile against the packages' own types. @throws Error with what the compiler says */
export async function compileClients(): Promise<void> {
  await run(['node_modules/typescript/bin/tsc', '-p', '.'])
}

async function run(args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder, maxBuffer: 10_000_000 }).catch((error: unknown) => {
    const printed = error instanceof Error && 'stdout' in error && 'stderr' in error ? `${String(error.stdout)}${String(error.stderr)}` : ''
    throw new Error(`${args.join(' ')}\n${printed}`, { cause: error })
  })
  return stdout
}

/** Runs one of those programs. @returns the JSON that it prints */
export async function useClient(file: string, args: string[]): Promise<unknown> {
  return JSON.parse(await run([file, ...args]))
}

/** The same where something is to happen meanwhile. @param onSaid called once the program says that it has read something */
export async function useClientWhile(file: string, args: string[], onSaid: () => void): Promise<unknown> {
  const child = spawn(process.execPath, [file, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text
  })
  child.stderr.once('data', onSaid)
  await new Promise((resolve) => child.once('close', resolve))
  return JSON.parse(printed)
}

/** An API key of the administrator. */
export async function makeKey(url: string, scopes: string[]): Promise<string> {
  const response = await fetchSigned(`${url}/api/v1/api-keys`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'client', scopes, expires_in_days: 1 }),
  })
  return NewApiKeyEnvelope.parse(await response.json()).data.secret
}
