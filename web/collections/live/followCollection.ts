import { LiveEvent } from '#shared/live.ts'
import { ApiError, send } from '../../api.ts'
import { apiPaths } from '../../paths.ts'
import { parseJson, readEach, untilWorthTrying } from '../../stream.ts'

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 15_000

/** How far somebody has followed; kept while the connection is closed. */
export type Place = { position: string | undefined }

/** Of an event that is not known only the position counts. */
const parse = (id: string | undefined, data: string) => ({ id, event: LiveEvent.safeParse(parseJson(data)).data })

/** Who may not, or follows what is not there, is told the same again. */
const isFinal = (error: unknown) => error instanceof ApiError && [400, 401, 403, 404].includes(error.status)

/** What is changed in a collection, over as many connections as it takes, until `signal` fires. `anew`: what was read before may have missed something. */
export async function* followCollection(
  { slug, client, place }: { slug: string; client: string; place: Place },
  signal: AbortSignal,
): AsyncGenerator<LiveEvent | { type: 'anew' }> {
  let failures = 0
  while (!signal.aborted) {
    let wait = Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS)
    failures++
    try {
      const isNew = place.position === undefined
      const query = { after: place.position, client }
      const response = await send({ path: apiPaths.collectionEvents(slug), query, headers: { Accept: 'text/event-stream' }, signal })
      const onResume = (milliseconds: number) => {
        wait = milliseconds
      }
      for await (const { id, event } of readEach(response, signal, onResume, parse)) {
        failures = 0
        if (event) yield event
        if (event?.type === 'ready' && isNew) yield { type: 'anew' }
        if (id !== undefined) place.position = id
      }
    } catch (error) {
      if (signal.aborted) return
      if (isFinal(error)) {
        // A position that is not understood any more is of another version of the program.
        if (!(error instanceof ApiError && error.status === 400 && place.position !== undefined)) return
        place.position = undefined
      }
    }
    // Half to all of the wait, so that the readers of a restarted server do not come back in one instant.
    await untilWorthTrying(wait * (0.5 + Math.random() / 2), signal)
  }
}
