import { generateLoad } from './load.ts'
import type { Sample } from './rounds.ts'
import { cpuMicroseconds } from './usage.ts'

/** One burst of load on a server, with the processor time that it cost the server. */
export async function measureHttp(options: { url: string; pid: number; requestsFile: string; connections: number; seconds: number }): Promise<Sample> {
  const before = cpuMicroseconds(options.pid)
  const result = await generateLoad(options)
  const after = cpuMicroseconds(options.pid)
  const cpu = before === undefined || after === undefined ? Number.NaN : (after - before) / Math.max(1, result.requests)
  return { perSecond: (result.requests / result.microseconds) * 1e6, p50: result.p50, p99: result.p99, cpu, failed: result.failed }
}
