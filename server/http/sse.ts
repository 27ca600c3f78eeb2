import { once } from 'node:events'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Actor } from '#shared/permissions.ts'

export type ServerEvent = { id?: string; event?: string; data: unknown }

/** Proxies close a connection that is silent for 30 to 60 s; a comment keeps it alive. */
const KEEP_ALIVE_MS = 10_000
/** How soon a reader should come back after the connection ends without a final event. */
const RETRY_MS = 1000

type Reader = { server: unknown; actor: Actor; end: () => void }
const open = new Set<Reader>()

/** Ends every open stream with a hint to come back, so that the server can close. */
export function endStreams(): void {
  for (const reader of open) reader.end()
}
export const openStreams = () => open.size
/** Who reads from this server, and what ends their reading. */
export const openReaders = (server: unknown): Reader[] => [...open].filter((reader) => reader.server === server)

const definedHeaders = (reply: FastifyReply) =>
  Object.fromEntries(Object.entries(reply.getHeaders()).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))

/**
 * Answers with Server-Sent Events until `events` ends, the reader leaves, or the server shuts down.
 * @param events is given a signal that fires when nobody reads any more; what produces the events must not depend on it.
 */
export async function sendEvents(request: FastifyRequest, reply: FastifyReply, events: (signal: AbortSignal) => AsyncIterable<ServerEvent>): Promise<void> {
  const gone = new AbortController()
  const reader: Reader = { server: request.server.server, actor: request.actor, end: () => gone.abort() }
  open.add(reader)
  reply.hijack()
  const { raw } = reply
  raw.once('close', () => gone.abort())
  raw.writeHead(200, {
    ...definedHeaders(reply),
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store, no-transform',
    'X-Accel-Buffering': 'no',
    Connection: 'keep-alive',
  })
  raw.socket?.setNoDelay(true)
  // What is there to say at once goes out with the headers: each write is a call of the system.
  raw.cork()
  raw.write(`retry: ${RETRY_MS}\n\n`)
  setImmediate(() => raw.uncork())
  const keepAlive = setInterval(() => raw.write(': keep-alive\n\n'), KEEP_ALIVE_MS)
  try {
    for await (const { id, event, data } of events(gone.signal)) {
      if (gone.signal.aborted) break
      const frame = `${id === undefined ? '' : `id: ${id}\n`}${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`
      if (!raw.write(frame)) await once(raw, 'drain', { signal: gone.signal })
    }
  } catch (error) {
    if (!gone.signal.aborted) request.log.error({ err: error }, 'A stream ended early.')
  } finally {
    clearInterval(keepAlive)
    open.delete(reader)
    raw.end()
  }
}
