import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StartError } from '../errors.ts'

/**
 * Takes the folder for this process alone, until `release` or the end of the process however it ends: SQLite holds an
 * operating-system lock on the file, so a lock left by a killed process does not exist, and two starters cannot both win.
 * @throws StartError when another process holds it, or the folder cannot be written.
 */
export function lockFolder(folder: string): { release: () => void } {
  const ownerFile = path.join(folder, 'owner.txt')
  let lock: DatabaseSync
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    lock = new DatabaseSync(path.join(folder, 'lock.sqlite'))
  } catch (error) {
    throw new StartError(
      `The data folder ${folder} cannot be written: ${error instanceof Error ? error.message : String(error)}. Set DATA_DIR to one that can.`,
    )
  }
  try {
    lock.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE')
  } catch {
    lock.close()
    const owner = existsSync(ownerFile) ? ` (process ${readFileSync(ownerFile, 'utf8').trim()})` : ''
    throw new StartError(`The data folder ${folder} is in use by another Deskmate${owner}. Stop that one, or set DATA_DIR to another folder.`)
  }
  writeFileSync(ownerFile, `${process.pid}\n`)
  return { release: () => lock.close() }
}
