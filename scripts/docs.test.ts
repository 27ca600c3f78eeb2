import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { type ErrorCode, errorCatalog } from '#shared/errors.ts'
import { asOpenAi } from '../server/completions/tell-error.ts'
import { Settings } from '../server/config.ts'

const root = path.dirname(import.meta.dirname)
const read = (file: string) => readFileSync(path.join(root, file), 'utf8')
const Manifest = z.object({ dependencies: z.record(z.string(), z.string()), devDependencies: z.record(z.string(), z.string()) })
const settings = Object.keys(Settings.shape).sort()

it('docs/configuration.md and .env.example name every setting, and no other', () => {
  expect([...read('docs/configuration.md').matchAll(/^\| `([A-Z_]+)`/gm)].map((match) => match[1]).sort()).toEqual(settings)
  expect([...read('.env.example').matchAll(/^# ([A-Z_]+)=/gm)].map((match) => match[1]).sort()).toEqual(settings)
})

it('compose.yaml passes on every setting that is not its own', () => {
  const app = /^  app:\n.*?^    environment:\n(.*?)^    volumes:/ms.exec(read('compose.yaml'))?.[1] ?? ''
  const named = [...app.matchAll(/^ {6}([A-Z_]+):/gm)].map((match) => match[1]?.replace(/^(DATABASE_PASSWORD|SECRET_KEY)_FILE$/, '$1'))
  // Where it listens and where its data are is the container's; its database is not the embedded one.
  expect([...named, 'HOST', 'DATA_DIR', 'EMBEDDED_CACHE_MB'].sort()).toEqual(settings)
})

it('docs/errors.md says what shared/errors.ts says', () => {
  const rows = [...read('docs/errors.md').matchAll(/^\| `([A-Z_]+)` \| (\d+) \| (.*) \|$/gm)].map(([, code, status, text]) => [code, Number(status), text])
  expect(rows).toEqual(Object.entries(errorCatalog).map(([code, entry]) => [code, entry.status, `${entry.en} ${entry['zh-CN']}`]))
})

it('docs/api-openai.md says under what name each error is known to clients of OpenAI', () => {
  const rows = [...read('docs/api-openai.md').matchAll(/^\| `([A-Z_]+)` \| (\d+) \| `(\w+)` \|$/gm)].map(([, ours, status, code]) => [
    ours,
    Number(status),
    code,
  ])
  const known = Object.entries(asOpenAi).map(([code, telling]) => [code, telling.status ?? (isCode(code) ? errorCatalog[code].status : 0), telling.code])
  expect(rows).toEqual(known)
})
const isCode = (code: string): code is ErrorCode => code in errorCatalog

it('docs/decisions/0004-dependencies.md gives a reason for every dependency', () => {
  const { dependencies, devDependencies } = Manifest.parse(JSON.parse(read('package.json')))
  const reasons = read('docs/decisions/0004-dependencies.md')
  const named = (name: string) => reasons.includes(name) || reasons.includes(name.replace(/^@[^/]+\//, '')) || name.startsWith('@types/')
  expect(Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !named(name))).toEqual([])
})

it('both READMEs have the same sections and commands', () => {
  const shape = (file: string) => [...read(file).matchAll(/^(#+) |^```(\w*)|^(npm .*|docker .*|git .*)$/gm)].map((match) => match[0].replace(/(^#+) .*/, '$1'))
  expect(shape('README.zh-CN.md')).toEqual(shape('README.md'))
})

it('links between the documents lead somewhere', () => {
  for (const file of ['README.md', 'README.zh-CN.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md']) {
    for (const [, target] of read(file).matchAll(/\]\((?!https?:)([^)#]+)/g))
      expect(() => readFileSync(path.join(root, target ?? '')), `${file}: ${target}`).not.toThrow(/ENOENT/)
  }
})
