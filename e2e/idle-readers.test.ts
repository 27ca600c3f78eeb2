import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fetchSigned } from '../server/test/credentials.ts'
import { type FakeOpenRouter, startFakeOpenRouter } from './fake-openrouter.ts'
import { type Program, signIn, startProgram } from './program.ts'

const READERS = 100
const MOST_BYTES = 100_000_000
/** Some four million characters: each reader's own copy would be ten megabytes. */
const PARTS = 400_000
const WATCH_MS = 20_000

const folder = mkdtempSync(path.join(tmpdir(), 'deskmate-idle-'))
let fake: FakeOpenRouter
let program: Program
beforeAll(async () => {
  fake = await startFakeOpenRouter()
  program = await startProgram({ DATA_DIR: folder, OPENROUTER_BASE_URL: fake.url, OPENROUTER_API_KEY: ['test', 'key'].join('-') })
})
afterAll(async () => {
  await program.end('SIGTERM')
  await fake.close()
  rmSync(folder, { recursive: true, force: true })
})

async function metric(name: string): Promise<number> {
  const text = await (await fetchSigned(`${program.url}/metrics`)).text()
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN)
}

it(`${READERS} readers of a long answer who never read cost ${MOST_BYTES / 1_000_000} MB at most`, { timeout: 300_000 }, async () => {
  const { token } = await signIn(program.url)
  const ask = async () => {
    const answer = await fetchSigned(`${program.url}/api/v1/chat/stream`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ message: `long [[fault:very-long count=${PARTS}]]` }),
    })
    const text = await answer.text()
    expect(text).toContain('"type":"finish","status":"complete"')
    return /"generation_id":"([^"]+)"/.exec(text)?.[1] ?? ''
  }
  const generation = await ask()
  const resident = () => metric('deskmate_process_resident_memory_bytes')
  const idle = await resident()
  const { port } = new URL(program.url)
  const sockets: Socket[] = []
  for (let reader = 0; reader < READERS; reader++) {
    const socket = connect(Number(port), '127.0.0.1').on('error', () => {})
    socket.pause()
    await once(socket, 'connect')
    socket.write(`GET /api/v1/chat/stream?generation_id=${generation} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n\r\n`)
    sockets.push(socket)
  }
  await expect.poll(() => metric('deskmate_streams_open'), { timeout: 60_000 }).toBe(READERS)
  let highest = 0
  for (const until = Date.now() + WATCH_MS; Date.now() < until; await sleep(250)) highest = Math.max(highest, await resident())
  console.log(`${READERS} readers who never read: ${Math.round((highest - idle) / 1e6)} MB above ${Math.round(idle / 1e6)} MB`)
  expect(highest - idle).toBeLessThanOrEqual(MOST_BYTES)
  // Who takes nothing for half a minute is left.
  await expect.poll(() => metric('deskmate_streams_open'), { timeout: 200_000, interval: 1000 }).toBe(0)
  for (const socket of sockets) socket.destroy()
})
