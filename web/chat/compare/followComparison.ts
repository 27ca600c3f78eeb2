import { ComparisonEvent } from '#shared/branches.ts'
import { ApiError, send } from '../../api.ts'
import { apiPaths } from '../../paths.ts'
import { parseJson, readEach, untilWorthTrying } from '../../stream.ts'
import { mayPass } from '../stream/followAnswer.ts'

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 15_000

function parse(_id: string | undefined, data: string): ComparisonEvent | null {
  const event = ComparisonEvent.safeParse(parseJson(data))
  return event.success ? event.data : null
}

/**
 * Several answers to their ends, by one connection, over as many as it takes. Ends early where the server does not have them any more: its
 * history knows how they ended.
 */
export async function* followComparison(ids: string[], seen: Map<string, number>, signal: AbortSignal): AsyncGenerator<ComparisonEvent> {
  const open = new Set(ids)
  for (let failures = 0; !signal.aborted; failures++) {
    let wait = Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS)
    try {
      const after = ids.map((id) => seen.get(id) ?? 0).join(',')
      const query = { generation_ids: ids.join(','), after }
      const response = await send({ path: apiPaths.compare(), query, headers: { Accept: 'text/event-stream' }, signal })
      const onResume = (milliseconds: number) => {
        wait = milliseconds
      }
      for await (const event of readEach(response, signal, onResume, parse)) {
        failures = 0
        seen.set(event.generation_id, event.position)
        yield event
        if (event.event.type === 'finish') open.delete(event.generation_id)
        if (open.size === 0) return
      }
    } catch (error) {
      if (signal.aborted || !mayPass(error)) return
      if (error instanceof ApiError && error.retryAfter) wait = error.retryAfter * 1000
    }
    await untilWorthTrying(wait * (0.5 + Math.random() / 2), signal)
  }
}
