import type { FastifyReply, FastifyRequest } from 'fastify'
import { type ServerEvent, sendEvents } from '../http/sse.ts'
import type { ChatDeps } from './ask.ts'
import { readLog } from './read-log.ts'

/** One answer as Server-Sent Events, from a position on to its end. */
export async function sendAnswer({ db, generations }: ChatDeps, request: FastifyRequest, reply: FastifyReply, generationId: string, after = 0): Promise<void> {
  async function* events(signal: AbortSignal): AsyncGenerator<ServerEvent> {
    for await (const { position, event } of readLog(db, request.actor, generations, generationId, after, signal)) yield { id: String(position), data: event }
  }
  await sendEvents(request, reply, events, { resumable: true })
}
