import { createParser } from 'eventsource-parser'
import { ChatEvent, ResumeHint } from '#shared/chat.ts'
import { fetchSigned } from './credentials.ts'

export type ReadEvent = { position: number; event: ChatEvent }
export type Reader = {
  status: number
  headers: Headers
  /** What came so far. */
  events: ReadEvent[]
  /** The body as it came, for answers that are no stream. */
  raw: () => string
  /** Waits until this holds, or the stream has ended. */
  until: (holds: (events: ReadEvent[]) => boolean) => Promise<void>
  /** Waits for the end of the stream. */
  end: () => Promise<ReadEvent[]>
  /** Closes the connection, as a browser does that leaves. */
  leave: () => Promise<void>
}

/** Reads a stream of the program as a client does; each event is parsed with the contract's schema. */
export async function readEvents(url: string, init: RequestInit = {}): Promise<Reader> {
  const controller = new AbortController()
  const response = await fetchSigned(url, { ...init, signal: controller.signal })
  const events: ReadEvent[] = []
  let raw = ''
  let changed = Promise.withResolvers<void>()
  const state = { ended: false }
  const parser = createParser({
    onEvent({ id, event, data }) {
      const parsed: unknown = JSON.parse(data)
      if (event === 'resume') ResumeHint.parse(parsed)
      else events.push({ position: Number(id), event: ChatEvent.parse(parsed) })
    },
  })

  async function read() {
    const decoder = new TextDecoder()
    try {
      for await (const bytes of response.body ?? []) {
        const text = decoder.decode(bytes, { stream: true })
        raw += text
        parser.feed(text)
        changed.resolve()
        changed = Promise.withResolvers()
      }
    } catch (error) {
      if (!controller.signal.aborted) throw error
    } finally {
      state.ended = true
      changed.resolve()
    }
  }
  const reading = read()
  // Whoever never asks for the end does not want to hear how it went.
  reading.catch(() => undefined)
  return {
    status: response.status,
    headers: response.headers,
    events,
    raw: () => raw,
    async until(holds) {
      while (!state.ended && !holds(events)) await changed.promise
    },
    async end() {
      await reading
      return events
    },
    async leave() {
      controller.abort()
      await reading
    },
  }
}

export const post = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify(body),
})

/** All text of an answer. */
export const textOf = (events: ReadEvent[]) => events.map(({ event }) => (event.type === 'text-delta' ? event.text : '')).join('')
export const reasoningOf = (events: ReadEvent[]) => events.map(({ event }) => (event.type === 'reasoning-delta' ? event.text : '')).join('')
export const startOf = (events: ReadEvent[]) => {
  const event = events[0]?.event
  if (event?.type !== 'start') throw new Error(`The stream began with ${JSON.stringify(event)}.`)
  return event
}
export const finishOf = (events: ReadEvent[]) => {
  const event = events.at(-1)?.event
  if (event?.type !== 'finish') throw new Error(`The stream ended with ${JSON.stringify(event)}.`)
  return event
}
