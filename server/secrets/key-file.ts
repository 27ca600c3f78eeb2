import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import path from 'node:path'

const KEY_BYTES = 48
/** Beside the embedded database, which it belongs to: whoever copies the one has the other. */
export const KEY_FILE = 'secret.key'

/**
 * A secret that is kept in a file; made where there is none: a random one, unless it is given. Only the owner can read it.
 * Two that make it at once end up with the same: the file appears whole, and only once.
 */
export function readOrMakeKey(file: string, given?: string): string {
  if (!existsSync(file)) {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
    const mine = `${file}.${process.pid}`
    const descriptor = openSync(mine, 'wx', 0o600)
    writeSync(descriptor, `${given ?? randomBytes(KEY_BYTES).toString('base64url')}\n`)
    fsyncSync(descriptor)
    closeSync(descriptor)
    try {
      linkSync(mine, file)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    } finally {
      rmSync(mine, { force: true })
    }
  }
  return readFileSync(file, 'utf8').trim()
}
