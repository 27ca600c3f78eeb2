import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { ChatEvent } from '#shared/chat.ts'
import { type Chat, startChat } from '../test/ask-and-follow.ts'

// docs/streaming.md is the promise: its client is run as it stands there, and its table names what there is.

const document = readFileSync(path.join(import.meta.dirname, '../../docs/streaming.md'), 'utf8')
const run = promisify(execFile)
const folder = mkdtempSync(path.join(tmpdir(), 'deskmate-client-'))
const file = path.join(folder, 'ask.ts')

let chat: Chat
beforeAll(async () => {
  writeFileSync(file, /```ts\n(.*?)```/s.exec(document)?.[1] ?? '')
  chat = await startChat()
})
afterAll(async () => {
  await chat.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Between the client and the program: each connection breaks after so many bytes of an answer, anywhere in a frame or a character. */
async function startBreaker(): Promise<{ url: string; broken: () => number; close: () => void }> {
  const to = new URL(chat.app.url)
  const sockets = new Set<Socket>()
  let broken = 0
  const server = createServer((client) => {
    const upstream = connect(Number(to.port), to.hostname)
    // Late ones hold for longer: what is left of a finished answer comes in pieces of up to 16,000 characters, and a piece must get through.
    let left = (broken < 8 ? 4000 : 100_000) + Math.floor(Math.random() * 2000)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => [client, upstream].map((other) => other.destroy()))
    }
    client.pipe(upstream)
    upstream.on('data', (bytes: Buffer) => {
      const part = bytes.subarray(0, Math.max(0, left))
      left -= bytes.length
      client.write(part, () => {
        if (left > 0) return
        broken++
        client.destroy()
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = z.object({ port: z.number() }).parse(server.address())
  return {
    url: `http://127.0.0.1:${port}`,
    broken: () => broken,
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

test('the client of the document prints what the model said, over connections that break', async () => {
  const breaker = await startBreaker()
  const mark = 'asked by the client of the document'
  const { stdout } = await run(process.execPath, [file, breaker.url, chat.app.administrator.token, `${mark} [[fault:uneven seed=7 pieces=300]] [[delay:5]]`])
  breaker.close()
  expect(stdout).toBe(chat.callWith(mark)?.sent)
  expect(breaker.broken()).toBeGreaterThan(3)
  expect(chat.fake.requests.filter(({ body }) => JSON.stringify(body ?? '').includes(mark))).toHaveLength(1)
})

test('and says what it was refused for', async () => {
  await expect(run(process.execPath, [file, chat.app.url, 'dm_wrong', 'a question'])).rejects.toThrow(/TOKEN_INVALID/)
})

test('the table of events names every event, and no other', () => {
  const table = document.slice(document.indexOf('## Events'), document.indexOf('## Positions'))
  const named = [...table.matchAll(/^\| `([\w-]+)` \|/gm)].map((match) => match[1]).filter((name) => name !== 'type')
  expect(named).toEqual(ChatEvent.options.map(({ shape }) => shape.type.value))
})
