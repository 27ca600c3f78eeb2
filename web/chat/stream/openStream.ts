import { idempotencyKey, send } from '../../api.ts'
import { apiPaths } from '../../paths.ts'
import type { Asked } from './asked.ts'
import type { Streams } from './followAnswer.ts'

const accept = { Accept: 'text/event-stream' }

/** A question and the way back to its answer. Sent again, it is the same question: the key is made once. */
export function streamsFor(asked: Pick<Asked, 'path' | 'body'> | null): Streams {
  const headers = { ...accept, ...idempotencyKey() }
  return {
    ask: asked && ((signal) => send({ method: 'POST', path: asked.path, body: asked.body, headers, signal })),
    resume: (generationId, after, signal) => send({ path: apiPaths.stream(), query: { generation_id: generationId, after }, headers: accept, signal }),
  }
}
