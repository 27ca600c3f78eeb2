import { existsSync } from 'node:fs'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import { run } from './launch.ts'
import { versionOf } from './machine.ts'

export type Load = { url: string; requestsFile: string; connections: number; seconds: number }

const LoadResult = z.object({ requests: z.number(), microseconds: z.number(), p50: z.number(), p99: z.number(), failed: z.number() })
/** Latencies in microseconds, as seen by a closed loop: a stall delays the requests behind it and is counted once. */
export type LoadResult = z.infer<typeof LoadResult>

const wrk = (process.env.PATH ?? '')
  .split(path.delimiter)
  .map((folder) => path.join(folder, 'wrk'))
  .find((file) => existsSync(file) && versionOf(file, ['-h']) !== '')

export const generator = wrk
  ? 'wrk, one thread'
  : 'our own client in one worker thread (wrk is not installed: it takes less processor time, so ratios between fast candidates come out larger)'

/** Sends requests over so many connections, each with one request under way, for so long. */
export async function generateLoad(load: Load): Promise<LoadResult> {
  return LoadResult.parse(wrk ? await withWrk(wrk, load) : await withWorker(load))
}

async function withWrk(file: string, load: Load): Promise<unknown> {
  const script = path.join(import.meta.dirname, 'load.lua')
  const output = await run(file, ['-t1', `-c${load.connections}`, `-d${load.seconds}s`, '--timeout', '10s', '-s', script, load.url, '--', load.requestsFile])
  const line = output.split('\n').find((text) => text.startsWith('RESULT '))
  if (!line) throw new Error(`wrk gave no result.\n${output}`)
  return JSON.parse(line.slice('RESULT '.length))
}

function withWorker(load: Load): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./load-worker.ts', import.meta.url), { workerData: load })
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}
