import { randomBytes } from 'node:crypto'
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { startFakeOpenRouter } from '../../e2e/fake-openrouter.ts'
import { startApp } from '../test/harness.ts'

it("the provider's key is exchanged in its file while the program runs", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'deskmate-key-'))
  const file = path.join(folder, 'key')
  const [first, second] = [randomBytes(18).toString('hex'), randomBytes(18).toString('hex')]
  let accepted = `Bearer ${first}`
  const fake = await startFakeOpenRouter({ delay: 0, accepts: (authorization) => authorization === accepted })
  writeFileSync(file, `${first}\n`)
  let log = ''
  const app = await startApp({ OPENROUTER_BASE_URL: fake.url, OPENROUTER_API_KEY_FILE: file, LOG_LEVEL: 'trace' }, undefined, {
    log: {
      write: (line) => {
        log += line
      },
    },
  })
  const ask = async () => (await app.api('POST', '/api/v1/chat/message', { message: 'hello' })).status
  expect(await ask()).toBe(200)

  accepted = `Bearer ${second}`
  expect(await ask()).toBe(502)
  // As Kubernetes and editors do it: another file takes the place of the first.
  writeFileSync(`${file}.new`, second)
  renameSync(`${file}.new`, file)
  while ((await ask()) !== 200) await sleep(100)

  // A file that is away for a moment, or empty, is no other key.
  rmSync(file)
  await sleep(1100)
  expect(await ask()).toBe(200)
  writeFileSync(file, '')
  await sleep(1100)
  expect(await ask()).toBe(200)
  expect(log).not.toContain(first)
  expect(log).not.toContain(second)
  await app.close()
  await fake.close()
  rmSync(folder, { recursive: true })
})
