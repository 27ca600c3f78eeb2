import { setTimeout as sleep } from 'node:timers/promises'
import type { Server } from './candidates.ts'
import { type Cluster, withClient } from './cluster.ts'
import { closeStreams, readStream, type StreamTarget } from './read-stream.ts'
import { median } from './rounds.ts'
import { level, writtenBy } from './stream-writes.ts'
import { burst, direct, LONG, type Shape, startThrough, startUpstream, through } from './streams.ts'
import { residentBytes } from './usage.ts'

/** With everything that comes of an answer: its log, its row, its question, what the search knows of both, and what cleans up behind them. */
export type Written = {
  /** Bytes of the write-ahead log for each further byte of an answer's text. */
  perByte: number
  /** For an answer of a conversation of its own, whatever its length. */
  perAnswer: number
  /** How much the tables grow for each byte of text, in answers of ten seconds. */
  tables: number
}

export type StreamCosts = {
  written: Written
  waiting: number
  /** Resident memory of one of them. */
  waitingBytes: number
  /** Pieces a second. */
  passing: { concurrency: number; direct: number; through: number }[]
}

const WRITING = 100
const PAIRS = 3
const WAITING = 500
/** Until they have all begun, and what their beginning left behind is gone. */
const SETTLE_MS = 8000
const PIECES = 40_000
const PASSING = [1, 100, 500]

const LONGER: Shape = { chunks: 2 * LONG.chunks, delay: LONG.delay, characters: 2 * (LONG.characters ?? 0) }

/** What the database writes for answers that are read as they come, side by side: of ten seconds, and of twenty. */
async function measureWritten(server: Server, databaseUrl: string): Promise<Written> {
  const ask = async (shape: Shape) => {
    const streams = await burst(through(server), WRITING, shape, 1)
    await untilIndexed(databaseUrl)
    // Meanwhile the server may have closed what is kept open.
    closeStreams()
    return streams.reduce((sum, { textBytes }) => sum + textBytes, 0)
  }
  await level(databaseUrl)
  // The pages that all of them change have been written whole.
  await ask(LONG)
  const pairs: Written[] = []
  for (let at = 0; at < PAIRS; at++) {
    const short = await writtenBy(databaseUrl, () => ask(LONG))
    const long = await writtenBy(databaseUrl, () => ask(LONGER))
    const perByte = (long.log - short.log) / (long.result - short.result)
    pairs.push({ perByte, perAnswer: (short.log - perByte * short.result) / WRITING, tables: short.tables / short.result })
  }
  const middle = (of: (pair: (typeof pairs)[number]) => number) => median(pairs.map(of))
  return {
    perByte: middle(({ perByte }) => perByte),
    perAnswer: middle(({ perAnswer }) => perAnswer),
    tables: middle(({ tables }) => tables),
  }
}

async function untilIndexed(databaseUrl: string): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    while ((await client.query(`select 1 from chat_messages where not indexed limit 1`)).rows.length > 0) await sleep(200)
  })
}

/** How much a process grows by each stream that has begun, and gets a piece a second. */
async function measureWaiting(server: Server): Promise<number> {
  const target = through(server)
  const before = residentBytes(server.pid) ?? Number.NaN
  const streams = Array.from({ length: WAITING }, async (_, at) => {
    await sleep(at * 5)
    await readStream(target, '等待 [[delay:1000]] [[chunks:200]]').catch(() => undefined)
  })
  await sleep(WAITING * 5 + SETTLE_MS)
  const after = residentBytes(server.pid) ?? Number.NaN
  closeStreams()
  await Promise.all(streams)
  return (after - before) / WAITING
}

async function passed(target: StreamTarget, concurrency: number): Promise<number> {
  const count = PIECES / concurrency
  closeStreams()
  const startedAt = performance.now()
  await Promise.all(Array.from({ length: concurrency }, () => readStream(target, `快 [[fault:very-long count=${count}]]`)))
  return PIECES / ((performance.now() - startedAt) / 1000)
}

export async function measureStreamCosts({ cluster, say }: { cluster: Cluster; say: (line: string) => void }): Promise<StreamCosts> {
  const upstream = await startUpstream()
  const databaseUrl = await cluster.createDatabase('stream_costs')
  const server = await startThrough(databaseUrl, upstream.baseUrl)
  try {
    say('streams, warm-up')
    await burst(through(server), 8, { chunks: 10, delay: 2 }, 40)
    say('streams, what is written')
    const written = await measureWritten(server, databaseUrl)
    const passing: StreamCosts['passing'] = []
    for (const concurrency of PASSING) {
      say(`streams, ${concurrency} as fast as they can`)
      passing.push({ concurrency, direct: await passed(direct(upstream.baseUrl), concurrency), through: await passed(through(server), concurrency) })
    }
    say(`streams, ${WAITING} that wait`)
    return { written, passing, waiting: WAITING, waitingBytes: await measureWaiting(server) }
  } finally {
    closeStreams()
    await server.stop()
    await upstream.launched.stop()
  }
}
