import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { deskmate, type Server } from './candidates.ts'
import type { Cluster } from './cluster.ts'
import { freePort, type Launched, launch, waitUntilReady } from './launch.ts'
import type { Plan } from './plan.ts'
import { closeStreams, readStream, type StreamTarget, type StreamTimes } from './read-stream.ts'
import { cpuMicroseconds, residentBytes } from './usage.ts'

/** Milliseconds. */
export type Times = { p50: number; p95: number }
export type StreamResult = {
  concurrency: number
  direct: Times
  through: Times
  /** Processor time of Deskmate for each piece that the model sent, in microseconds, the request itself included. */
  cpuPerChunk: number
  /** Growth of Deskmate's resident memory over idle at its highest, by stream; the room that the garbage collector takes is in it, so few streams say nothing. */
  bytesPerStream: number
}

export type Shape = { chunks: number; delay: number; characters?: number }

/** One stream at a time is short, so that many fit: ten pieces, two milliseconds apart. */
const SHORT: Shape = { chunks: 10, delay: 2 }
/**
 * Streams side by side last ten seconds, like a model that sends twenty pieces a second, of twenty characters. Shorter ones would measure how
 * many questions a second begin: 500 of two seconds are 250 of them.
 */
export const LONG: Shape = { chunks: 200, delay: 50, characters: 4000 }
const MEMORY_EVERY_MS = 100
/** A server that has run for a while has its code compiled; until some hundred streams have passed, compiling is what one measures. */
const WARM_UP_EACH = 80

/** Each question is answered by another text, as a database would see it. */
let asked = 0

/** What upstream takes from the message: it is made for tests, and its answer has a table and code, or is as long as it is told. */
const question = (shape: Shape) =>
  `哪些项目和季度报告有关？ [[delay:${shape.delay}]] [[chunks:${shape.chunks}]] ${shape.characters ? `[[prose:${shape.characters} seed=${++asked}]]` : ''}`

/** The stand-in for OpenRouter, as a process of its own. */
export async function startUpstream(): Promise<{ launched: Launched; baseUrl: string }> {
  const port = await freePort()
  const launched = launch(process.execPath, [path.join(import.meta.dirname, '..', 'e2e', 'fake-openrouter.ts'), '--port', String(port)])
  const baseUrl = `http://127.0.0.1:${port}/api/v1`
  await waitUntilReady(`${baseUrl}/models`, launched)
  return { launched, baseUrl }
}

export const startThrough = (databaseUrl: string, baseUrl: string): Promise<Server> =>
  deskmate.start(databaseUrl, { OPENROUTER_BASE_URL: baseUrl, OPENROUTER_API_KEY: `bench-${process.pid}` })

export const direct = (baseUrl: string): StreamTarget => ({
  url: `${baseUrl}/chat/completions`,
  headers: {},
  body: (content) => JSON.stringify({ model: 'openrouter/auto', stream: true, messages: [{ role: 'user', content }] }),
  textOf: (event) => /"content":"((?:[^"\\]|\\.)+)"/.exec(event)?.[1],
})
export const through = ({ url, authorization }: Server): StreamTarget => ({
  url: `${url}/api/v1/chat/stream`,
  headers: { authorization },
  body: (message) => JSON.stringify({ message }),
  textOf: (event) => /"type":"text-delta","text":"((?:[^"\\]|\\.)+)"/.exec(event)?.[1],
})

function timesOf(streams: StreamTimes[]): Times {
  const sorted = streams.map((stream) => stream.firstToken).sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return { p50: at(0.5), p95: at(0.95) }
}

/** So many readers, each asking again as soon as its answer has ended; they begin spread over the length of one stream. */
export async function burst(target: StreamTarget, concurrency: number, shape: Shape, each: number): Promise<StreamTimes[]> {
  const readers = Array.from({ length: concurrency }, async (_, reader) => {
    await sleep((reader / concurrency) * shape.chunks * shape.delay)
    const streams: StreamTimes[] = []
    for (let stream = 0; stream < each; stream++) streams.push(await readStream(target, question(shape)))
    return streams
  })
  return (await Promise.all(readers)).flat()
}

/** The highest resident memory while `work` runs. */
async function highestMemory<T>(pid: number, work: () => Promise<T>): Promise<{ bytes: number; result: T }> {
  let bytes = residentBytes(pid) ?? Number.NaN
  const timer = setInterval(() => {
    bytes = Math.max(bytes, residentBytes(pid) ?? Number.NaN)
  }, MEMORY_EVERY_MS)
  try {
    const result = await work()
    return { result, bytes }
  } finally {
    clearInterval(timer)
  }
}

async function measureLevel(server: Server, baseUrl: string, idle: number, concurrency: number, rounds: number): Promise<StreamResult> {
  const shape = concurrency === 1 ? SHORT : LONG
  const each = concurrency === 1 ? 20 : 2
  const straight: StreamTimes[] = []
  const served: StreamTimes[] = []
  let cpu = 0
  let highest = 0
  for (let round = 0; round < rounds; round++) {
    const legs = [
      async () => void straight.push(...(await burst(direct(baseUrl), concurrency, shape, each))),
      async () => {
        const before = cpuMicroseconds(server.pid) ?? Number.NaN
        const { result, bytes } = await highestMemory(server.pid, () => burst(through(server), concurrency, shape, each))
        cpu += (cpuMicroseconds(server.pid) ?? Number.NaN) - before
        highest = Math.max(highest, bytes)
        served.push(...result)
      },
    ]
    for (const leg of round % 2 === 0 ? legs : legs.toReversed()) await leg()
  }
  const chunks = (straight.reduce((sum, stream) => sum + stream.chunks, 0) / straight.length) * served.length
  return {
    concurrency,
    direct: timesOf(straight),
    through: timesOf(served),
    cpuPerChunk: cpu / chunks,
    bytesPerStream: (highest - idle) / concurrency,
  }
}

/** What Deskmate adds to a model's answer, with the same stand-in for the model asked straight and through it, in turns. */
export async function measureStreams(options: { cluster: Cluster; plan: Plan; say: (line: string) => void }): Promise<StreamResult[]> {
  const { cluster, plan, say } = options
  const upstream = await startUpstream()
  const server = await startThrough(await cluster.createDatabase('streams'), upstream.baseUrl)
  try {
    say('streams, warm-up')
    await burst(through(server), 8, SHORT, WARM_UP_EACH)
    await burst(direct(upstream.baseUrl), 8, SHORT, WARM_UP_EACH)
    const idle = residentBytes(server.pid) ?? Number.NaN
    const results: StreamResult[] = []
    for (const concurrency of plan.streams) {
      say(`streams, ${concurrency} at once`)
      results.push(await measureLevel(server, upstream.baseUrl, idle, concurrency, concurrency === 1 ? plan.rounds * 2 : Math.ceil(plan.rounds / 2)))
    }
    return results
  } finally {
    closeStreams()
    await server.stop()
    await upstream.launched.stop()
  }
}
