import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { errorCatalog } from '#shared/errors.ts'
import { Settings } from '../server/config.ts'

const root = path.dirname(import.meta.dirname)
const read = (file: string) => readFileSync(path.join(root, file), 'utf8')
const settings = Object.keys(Settings.shape).sort()

it('docs/configuration.md and .env.example name every setting, and no other', () => {
  expect([...read('docs/configuration.md').matchAll(/^\| `([A-Z_]+)`/gm)].map((match) => match[1]).sort()).toEqual(settings)
  expect([...read('.env.example').matchAll(/^# ([A-Z_]+)=/gm)].map((match) => match[1]).sort()).toEqual(settings)
})

it('docs/errors.md says what shared/errors.ts says', () => {
  const rows = [...read('docs/errors.md').matchAll(/^\| `([A-Z_]+)` \| (\d+) \| (.*) \|$/gm)].map(([, code, status, text]) => [code, Number(status), text])
  expect(rows).toEqual(Object.entries(errorCatalog).map(([code, entry]) => [code, entry.status, `${entry.en} ${entry['zh-CN']}`]))
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
