import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'

// A closed loop over plain sockets: no HTTP client, because its work would be measured too.

const load = z.object({ url: z.url(), requestsFile: z.string(), connections: z.number(), seconds: z.number() }).parse(workerData)
const target = new URL(load.url)
const END_OF_HEAD = Buffer.from('\r\n\r\n')

const requests = readFileSync(load.requestsFile, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => {
    const [method = '', path = '', body = '', authorization = ''] = line.split('\t')
    const type = body ? `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` : ''
    return Buffer.from(`${method} ${path} HTTP/1.1\r\nHost: ${target.host}\r\n${authorization ? `Authorization: ${authorization}\r\n` : ''}${type}\r\n${body}`)
  })

let position = Math.floor(Math.random() * requests.length)
let failed = 0
const latencies: number[] = []
const startedAt = performance.now()
const endsAt = startedAt + load.seconds * 1000

/** Bytes of the whole answer, or undefined while its head is not there yet. Every candidate sends a Content-Length. */
function lengthOf(answer: Buffer): number | undefined {
  const head = answer.indexOf(END_OF_HEAD)
  if (head < 0) return undefined
  const length = /content-length: (\d+)/i.exec(answer.toString('latin1', 0, head))
  return head + END_OF_HEAD.length + Number(length?.[1] ?? 0)
}

const runConnection = () =>
  new Promise<void>((resolve) => {
    const socket = connect({ host: target.hostname, port: Number(target.port), noDelay: true })
    let received: Buffer[] = []
    let missing: number | undefined
    let sentAt = 0
    const send = () => {
      const request = requests[position++ % requests.length]
      sentAt = performance.now()
      if (request) socket.write(request)
    }
    socket.once('connect', send)
    socket.on('data', (chunk: Buffer) => {
      received.push(chunk)
      if (missing === undefined) {
        const answer = received.length === 1 ? chunk : Buffer.concat(received)
        const length = lengthOf(answer)
        if (length === undefined) return
        if (answer[9] !== 0x32) failed++
        missing = length - answer.length
      } else missing -= chunk.length
      if (missing > 0) return
      const now = performance.now()
      latencies.push((now - sentAt) * 1000)
      received = []
      missing = undefined
      if (now >= endsAt) socket.end()
      else send()
    })
    socket.once('error', () => failed++)
    socket.once('close', () => resolve())
  })

await Promise.all(Array.from({ length: load.connections }, runConnection))
const microseconds = (performance.now() - startedAt) * 1000
latencies.sort((a, b) => a - b)
const percentile = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0
parentPort?.postMessage({ requests: latencies.length, microseconds, p50: percentile(0.5), p99: percentile(0.99), failed })
