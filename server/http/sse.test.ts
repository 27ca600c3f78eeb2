import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type FakeOpenRouter, startFakeOpenRouter } from '../../e2e/fake-openrouter.ts'
import { fetchSigned } from '../test/credentials.ts'
import { startApp, type TestApp } from '../test/harness.ts'
import { openStreams } from './sse.ts'

/** Far more than fits into the buffers between two programs. */
const PARTS = 300_000
const PATIENCE = { timeout: 30_000 }

let app: TestApp
let fake: FakeOpenRouter
let generation: string
let text: string
beforeAll(async () => {
  fake = await startFakeOpenRouter()
  app = await startApp({ OPENROUTER_BASE_URL: fake.url }, undefined, { serverLimits: { stalled: 3000 } })
  const asked = await fetchSigned(`${app.url}/api/v1/chat/stream`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ message: `long [[fault:very-long count=${PARTS}]]` }),
  })
  const whole = await asked.text()
  generation = /"generation_id":"([^"]+)"/.exec(whole)?.[1] ?? ''
  text = textOf(whole)
})
afterAll(async () => {
  await app.close()
  await fake.close()
})

const textOf = (events: string) => [...events.matchAll(/"type":"text-delta","text":"([^"]*)"/g)].map((match) => match[1]).join('')
const follow = `/api/v1/chat/stream?generation_id=`
const resume = async (after: string) => await (await fetchSigned(`${app.url}${follow}${generation}`, { headers: { 'Last-Event-ID': after } })).text()

/** Asks, and reads nothing of the answer. */
async function askIdly(path: string): Promise<Socket> {
  const { port } = new URL(app.url)
  const socket = connect(Number(port), '127.0.0.1')
  socket.on('error', () => {})
  socket.pause()
  await once(socket, 'connect')
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${app.administrator.token}\r\n\r\n`)
  return socket
}

it('a reader who takes nothing is left, and may come back for the rest', async () => {
  const before = openStreams()
  const idle = await askIdly(follow + generation)
  await expect.poll(openStreams, PATIENCE).toBe(before + 1)
  await expect.poll(openStreams, PATIENCE).toBe(before)
  let got = ''
  idle.setEncoding('utf8').on('data', (chunk) => {
    got += String(chunk)
  })
  idle.resume()
  await once(idle, 'close')
  const complete = got.slice(0, got.lastIndexOf('\n\n'))
  const position = [...complete.matchAll(/^id: (\d+)$/gm)].at(-1)?.[1] ?? ''
  const first = textOf(complete)
  expect(first.length).toBeGreaterThan(0)
  expect(first.length).toBeLessThan(text.length)
  expect(first + textOf(await resume(position))).toBe(text)
})

it('one who reads slowly, and many at once, read everything', async () => {
  const slow = await fetchSigned(`${app.url}${follow}${generation}`)
  let got = ''
  const decoder = new TextDecoder()
  for await (const chunk of slow.body ?? []) {
    got += decoder.decode(chunk, { stream: true })
    if (got.length < 2_000_000) await new Promise((resolve) => setTimeout(resolve, 20))
  }
  expect(textOf(got) === text).toBe(true)
  for (const other of await Promise.all(Array.from({ length: 5 }, () => resume('0')))) expect(textOf(other) === text).toBe(true)
})

it('an answer of any other kind that nobody takes is given up too', async () => {
  const count = promisify(app.server.getConnections.bind(app.server))
  const connections = () => count()
  for (let n = 0; n < 150; n++) await app.api('POST', '/api/v1/items', { name: `${n}`, description: 'x'.repeat(100_000) })
  const before = await connections()
  const idle = await askIdly('/api/v1/items?limit=200')
  await expect.poll(connections, PATIENCE).toBe(before + 1)
  await expect.poll(connections, PATIENCE).toBeLessThanOrEqual(before)
  idle.destroy()
})
