import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { freePort } from '../scripts/postgres.ts'
import { fetchSigned } from '../server/test/credentials.ts'
import { startFakeOpenRouter } from './fake-openrouter.ts'
import { startProgram, tryToStart } from './program.ts'
import { findLost, startWriters } from './write-load.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'deskmate-start-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a start that cannot be says why in one sentence', () => {
  const file = path.join(folder, 'a-file')
  writeFileSync(file, '')
  it.each([
    ['wrong settings, all of them', { PORT: 'eighty', DATABASE_URL: 'mysql://x', LOG_LEVEL: 'loud' }, /PORT .*DATABASE_URL .*LOG_LEVEL/],
    ['a folder that is a file', { DATA_DIR: file }, /data folder .*a-file.* cannot be written/],
    ['a secret given twice', { OPENROUTER_API_KEY: 'x', OPENROUTER_API_KEY_FILE: file }, /OPENROUTER_API_KEY and OPENROUTER_API_KEY_FILE are both set/],
    ['a secret file that is not there', { OPENROUTER_API_KEY_FILE: '/nowhere/key' }, /\/nowhere\/key, which does not exist/],
    ['a database with a wrong password or name', { DATABASE_URL: 'postgres://nobody:wrong@localhost:1x/x' }, /DATABASE_URL/],
  ])('%s', async (_name, settings, sentence) => {
    const { code, output } = await tryToStart({ DATA_DIR: path.join(folder, 'unused'), PORT: '0', ...settings })
    expect(code).toBe(1)
    expect(output.trim().split('\n')).toHaveLength(1)
    expect(output).toMatch(/^Deskmate: /)
    expect(output).toMatch(sentence)
  })

  it('a taken port', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = String(typeof address === 'object' ? address?.port : '')
    const { code, output } = await tryToStart({ DATA_DIR: path.join(folder, 'taken'), PORT: port })
    other.close()
    expect([code, output]).toEqual([1, expect.stringMatching(new RegExp(`^Deskmate: Port ${port} is taken\\..*PORT`))])
  })
})

describe('an end', () => {
  it('lets writes finish, tells readers of a stream how it ended, and comes back with everything', async () => {
    const model = await startFakeOpenRouter()
    const settings = {
      DATA_DIR: path.join(folder, 'ended'),
      PORT: String(await freePort()),
      OPENROUTER_BASE_URL: model.url,
      OPENROUTER_API_KEY: ['test', 'key'].join('-'),
    }
    const program = await startProgram(settings)
    const streams = await Promise.all(
      Array.from({ length: 5 }, () =>
        fetchSigned(`${program.url}/api/v1/chat/stream`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ message: 'hello [[fault:hang-mid]]' }),
        }),
      ),
    )
    const texts = streams.map((response) => response.text())
    const load = startWriters(() => program.url, 4)
    while (load.acknowledged.size < 20) await new Promise((resolve) => setTimeout(resolve, 10))
    const ended = program.end('SIGTERM')
    expect(await ended).toBe(0)
    await load.stop()
    expect(load.wrong).toEqual([])
    for (const text of await Promise.all(texts)) expect(text).toMatch(/"type":"finish","status":"interrupted"/)
    const again = await startProgram(settings)
    expect(await findLost(again.url, load.acknowledged)).toEqual([])
    const lines = again.output().trim().split('\n')
    const messages = lines.map((line) => z.object({ time: z.iso.datetime(), msg: z.string() }).parse(JSON.parse(line)).msg)
    expect(messages).toContainEqual(expect.stringMatching(/^Deskmate 同桌 is ready at http:\/\/localhost:\d+ \(data in .*; answers by .*\)\.$/))
    await again.end('SIGINT')
    await model.close()
  })
})
