import { chmodSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { readOrMakeKey } from './key-file.ts'

// Makes the secrets of a compose file in a volume of its own, once: `node server/secrets/make-files.ts FOLDER NAME…`.
// A container's program and its database run as different users, so the files are readable for whoever has the volume.

const [folder, ...names] = process.argv.slice(2)
if (!folder || names.length === 0) throw new Error('A folder and the names of the files are needed.')
for (const name of names) {
  const file = path.join(folder, name)
  readOrMakeKey(file)
  chmodSync(file, 0o444)
}
