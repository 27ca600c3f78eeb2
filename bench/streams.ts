import type { Cluster } from './cluster.ts'
import type { Plan } from './plan.ts'

export type Times = { p50: number; p95: number }
export type StreamResult = { concurrency: number; direct: Times; through: Times; cpuPerChunk: number; bytesPerStream: number }

export async function measureStreams(_options: { cluster: Cluster; plan: Plan; say: (line: string) => void }): Promise<StreamResult[]> {
  return []
}
