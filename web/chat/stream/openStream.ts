import type { AskQuestion } from '#shared/chat.ts'
import { idempotencyKey, send } from '../../api.ts'
import { apiPaths } from '../../paths.ts'
import type { Streams } from './followAnswer.ts'

const accept = { Accept: 'text/event-stream' }

/** A question and the way back to its answer. Sent again, it is the same question: the key is made once. */
export function streamsFor(question: AskQuestion | null): Streams {
  const headers = { ...accept, ...idempotencyKey() }
  return {
    ask: question && ((signal) => send({ method: 'POST', path: apiPaths.stream(), body: question, headers, signal })),
    resume: (generationId, after, signal) => send({ path: apiPaths.stream(), query: { generation_id: generationId, after }, headers: accept, signal }),
  }
}
