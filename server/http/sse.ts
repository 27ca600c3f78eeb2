import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Access, Actor } from '#shared/permissions.ts'

export type ServerEvent = { id?: string; event?: string; data: unknown } | { text: string }

/** Proxies close a connection that is silent for 30 to 60 s; a comment keeps it alive. */
const KEEP_ALIVE_MS = 10_000
/** How soon a reader should come back after the connection ends without a final event. */
const RETRY_MS = 1000
/** The same where this server ends it because it closes: spread, so that its readers do not come to another in one instant. */
const RESUME_MS = { least: 200, most: 1000 }

type Reader = { server: unknown; actor: Actor; permission: Access | undefined; end: () => void; sendElsewhere: () => void }
const open = new Set<Reader>()

/** Ends every open stream of a server that closes, with a hint when to come back. */
export function endStreams(server: unknown): void {
  for (const reader of openReaders(server)) reader.sendElsewhere()
}
export const openStreams = () => open.size
/** Who reads from this server, and what ends their reading. */
export const openReaders = (server: unknown): Reader[] => [...open].filter((reader) => reader.server === server)

const definedHeaders = (reply: FastifyReply) =>
  Object.fromEntries(Object.entries(reply.getHeaders()).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))

/**
 * Waits until the connection takes more. Only its own word counts: a response counts text in bytes, its socket in characters, so that
 * one says it is full while the other has room, and never says that it has room again.
 */
async function roomIn(response: ServerResponse, signal: AbortSignal): Promise<void> {
  if (response.socket?.writableNeedDrain) await once(response.socket, 'drain', { signal })
  else await setImmediate()
}

/** `text` is data as it stands, for the marks of other protocols that are no JSON. */
function frameOf(event: ServerEvent): string {
  if ('text' in event) return `data: ${event.text}\n\n`
  return `${event.id === undefined ? '' : `id: ${event.id}\n`}${event.event === undefined ? '' : `event: ${event.event}\n`}data: ${JSON.stringify(event.data)}\n\n`
}

/**
 * Answers with Server-Sent Events until `events` ends, the reader leaves, or the server shuts down.
 * @param events is given a signal that fires when nobody reads any more; what produces the events must not depend on it.
 * @param options `resumable`: whoever reads can read on elsewhere, and is told so where this server closes
 */
export async function sendEvents(
  request: FastifyRequest,
  reply: FastifyReply,
  events: (signal: AbortSignal) => AsyncIterable<ServerEvent>,
  { resumable = false } = {},
): Promise<void> {
  const gone = new AbortController()
  let closing = false
  const reader: Reader = {
    server: request.server.server,
    actor: request.actor,
    permission: request.routeOptions.config.permission,
    end: () => gone.abort(),
    sendElsewhere() {
      closing = resumable
      gone.abort()
    },
  }
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
  // Whoever takes nothing of what waits for this long has gone, or means harm. He may come back and read on from where he was.
  raw.socket?.setTimeout(request.server.stalledMs)
  // What is there to say at once goes out with the headers: each write is a call of the system.
  raw.cork()
  raw.write(`retry: ${RETRY_MS}\n\n`)
  void setImmediate().then(() => raw.uncork())
  // Who does not take what waits is sent nothing more, not even this: it would count as going on.
  const keepAlive = setInterval(() => raw.socket?.writableNeedDrain || raw.write(': keep-alive\n\n'), Math.min(KEEP_ALIVE_MS, request.server.stalledMs / 3))
  try {
    for await (const event of events(gone.signal)) {
      if (gone.signal.aborted) break
      if (!raw.write(frameOf(event))) await roomIn(raw, gone.signal)
    }
  } catch (error) {
    if (!gone.signal.aborted) request.log.error({ err: error }, 'A stream ended early.')
  } finally {
    clearInterval(keepAlive)
    open.delete(reader)
    if (closing && !raw.socket?.writableNeedDrain) {
      const wait = randomInt(RESUME_MS.least, RESUME_MS.most)
      raw.write(`event: resume\nretry: ${wait}\ndata: ${JSON.stringify({ retry_ms: wait })}\n\n`)
    }
    raw.end()
  }
}
