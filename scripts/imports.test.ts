import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

// The import ranks of design: a file imports its own room or a lower one; never up, never sideways.

const root = path.dirname(import.meta.dirname)
const serverRanks = [
  ['errors', 'secrets'],
  ['config', 'db', 'ai'],
  ['http'],
  ['audit'],
  ['auth'],
  ['collections'],
  ['attachments'],
  ['telemetry', 'items', 'users', 'models', 'prompts', 'views'],
  ['changes', 'comments', 'live', 'webhooks'],
  ['transfer', 'usage'],
  ['chat'],
  ['completions', 'dashboard'],
  ['app'],
  ['assemble'],
  ['main'],
]
const webRanks = [
  ['forbid-eval', 'i18n', 'paths', 'connection'],
  ['api'],
  ['session', 'stream', 'upload'],
  ['query-client', 'title', 'link'],
  ['ui'],
  ['permissions', 'prompts', 'records'],
  ['items', 'collections', 'chat', 'dashboard', 'auth', 'settings', 'users', 'audit', 'usage'],
  ['shell'],
  ['routes'],
  ['main'],
]
/** Which tables reference which is a matter of the database; a folder's tables may name those of any other. */
const isTables = (file: string) => file.endsWith('/tables.ts') || file.endsWith('tables.ts')

function files(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => path.join(folder, name))
}

function imports(file: string): string[] {
  const text = readFileSync(path.join(root, file), 'utf8')
  return [...text.matchAll(/(?:^|\n)\s*(?:import|export)\s(?:[^'"]*?\sfrom\s)?['"]([^'"]+)['"]|import\(['"]([^'"]+)['"]\)/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  )
}

const resolve = (file: string, target: string) =>
  target.startsWith('#shared/')
    ? target.replace('#shared/', 'shared/')
    : target.startsWith('.')
      ? path.normalize(path.join(path.dirname(file), target))
      : `package:${target}`

/** The room of a file of `side`: its folder, or its own name at the top. */
const room = (side: string, file: string) => (path.relative(side, file).split(path.sep)[0] ?? '').replace(/\.tsx?$/, '')

function violations(side: string, ranks: string[][]): string[] {
  const rank = (name: string) => ranks.findIndex((rooms) => rooms.includes(name))
  const bad: string[] = []
  for (const file of files(side)) {
    const from = room(side, file)
    // Tests and what they stand on may reach for anything.
    if (from === 'test' || /\.test\.tsx?$/.test(file)) continue
    if (rank(from) < 0) bad.push(`${file} is in no known room`)
    for (const target of imports(file).map((name) => resolve(file, name))) {
      if (target.startsWith('package:') || target.startsWith('shared/') || target.endsWith('.css')) continue
      if (!target.startsWith(`${side}/`)) bad.push(`${file} imports ${target}`)
      else if (isTables(file) && isTables(target)) continue
      else {
        const to = room(side, target)
        if (to !== from && rank(to) >= rank(from)) bad.push(`${file} imports ${target}`)
      }
    }
  }
  return bad
}

describe('imports point down', () => {
  it('on the server', () => expect(violations('server', serverRanks)).toEqual([]))
  it('in the page', () => expect(violations('web', webRanks)).toEqual([]))
  it('and shared/ imports zod only', () => {
    // Tests may reach for anything here too; vitest.config.ts runs those of this folder.
    const bad = files('shared')
      .filter((file) => !file.endsWith('.test.ts'))
      .flatMap((file) =>
        imports(file)
          .filter((name) => name !== 'zod' && !name.startsWith('./'))
          .map((name) => `${file} imports ${name}`),
      )
    expect(bad).toEqual([])
  })
  it('and only config.ts reads the environment', () => {
    const readers = files('server').filter((file) => !/\.test\.ts$|\/test\//.test(file) && readFileSync(path.join(root, file), 'utf8').includes('process.env'))
    expect(readers).toEqual(['server/config.ts'])
  })
})
