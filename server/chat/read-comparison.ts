import type { ComparisonEvent } from '#shared/branches.ts'
import type { Actor } from '#shared/permissions.ts'
import type { Db } from '../db/engine.ts'
import type { ServerEvent } from '../http/sse.ts'
import type { Generations } from './generations.ts'
import type { Placed } from './positions.ts'
import { readLog } from './read-log.ts'

type Next = { at: number; result: IteratorResult<Placed, void> }

/**
 * Several answers by one connection, of which a browser has six: each event says of which it is, and the id says how far each has come.
 * Ends when all have ended.
 * @param after the last position seen of each; 0 where none is given
 */
export async function* readComparison(
  db: Db,
  actor: Actor,
  generations: Generations,
  ids: string[],
  after: number[],
  signal: AbortSignal,
): AsyncGenerator<ServerEvent> {
  const seen = ids.map((_, at) => after[at] ?? 0)
  const ended = new AbortController()
  const logs = ids.map((id, at) => readLog(db, actor, generations, id, seen[at] ?? 0, AbortSignal.any([signal, ended.signal])))
  const next = async (at: number): Promise<Next> => ({ at, result: (await logs[at]?.next()) ?? { done: true, value: undefined } })
  const waiting = new Map(ids.map((_, at) => [at, next(at)]))
  try {
    while (waiting.size > 0) {
      const { at, result } = await Promise.race(waiting.values())
      if (result.done) {
        waiting.delete(at)
        continue
      }
      const { position, event } = result.value
      seen[at] = position
      yield { id: seen.join(','), data: { generation_id: ids[at] ?? '', position, event } satisfies ComparisonEvent }
      waiting.set(at, next(at))
    }
  } finally {
    ended.abort()
    await Promise.allSettled(waiting.values())
  }
}
