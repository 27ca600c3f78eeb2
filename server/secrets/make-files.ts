import { chmodSync, existsSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { readOrMakeKey } from './key-file.ts'

// Makes the secrets of a compose file, once: `node server/secrets/make-files.ts FILE…`. Each service has a volume with what it needs;
// files of one name in several have the same secret. A container's program may run as any user, so whoever has the volume can read it.

const files = process.argv.slice(2)
if (files.length === 0) throw new Error('The files to make are needed.')
const known = new Map<string, string>()
for (const file of files.toSorted((a, b) => Number(existsSync(b)) - Number(existsSync(a)))) {
  const name = path.basename(file)
  const given = known.get(name)
  const secret = readOrMakeKey(file, given)
  if (secret !== (given ?? secret)) throw new Error(`${file} has another secret than the file of that name elsewhere.`)
  known.set(name, secret)
  chmodSync(file, 0o444)
}
