import path from 'node:path'
import { settingsOfTests } from '../e2e/program.ts'
import { deskmate, type Server } from './candidates.ts'
import { run } from './launch.ts'

const root = path.dirname(import.meta.dirname)

/** A server whose database holds so many sample rows. It makes the tables first, and is not there while they are filled: the embedded database is one process's. */
export async function startFilled(environment: Record<string, string>, rows: number): Promise<Server> {
  const first = await deskmate.start(environment.DATABASE_URL ?? '', environment)
  await first.stop()
  await run(process.execPath, ['scripts/seed.ts', '--rows', String(rows)], { cwd: root, env: { ...process.env, ...settingsOfTests, ...environment } })
  return await deskmate.start(environment.DATABASE_URL ?? '', environment)
}
