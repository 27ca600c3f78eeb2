import { createParser } from 'eventsource-parser'
import { LiveEvent, LivePosition } from '#shared/live.ts'
import { fetchSigned } from './credentials.ts'

export type Followed = {
  status: number
  /** What came so far. */
  events: LiveEvent[]
  /** The last position that was given. */
  position: () => string
  /** Whether the server has said that it closes. */
  resumes: () => boolean
  until: (holds: (events: LiveEvent[]) => boolean) => Promise<void>
  end: () => Promise<LiveEvent[]>
  leave: () => Promise<void>
}

/** Follows a collection as a client does; each event is parsed with the contract's schema. It has begun when this returns. */
export async function followCollection(url: string, slug: string, query = '', headers: Record<string, string> = {}): Promise<Followed> {
  const controller = new AbortController()
  const response = await fetchSigned(`${url}/api/v1/collections/${slug}/events${query}`, { signal: controller.signal, headers })
  const events: LiveEvent[] = []
  let position = ''
  let resumes = false
  let ended = false
  let changed = Promise.withResolvers<void>()
  const parser = createParser({
    onEvent({ id, event, data }) {
      if (event === 'resume') resumes = true
      else events.push(LiveEvent.parse(JSON.parse(data)))
      if (id !== undefined) position = LivePosition.parse(id)
    },
  })
  async function read() {
    const decoder = new TextDecoder()
    try {
      for await (const bytes of response.body ?? []) {
        parser.feed(decoder.decode(bytes, { stream: true }))
        changed.resolve()
        changed = Promise.withResolvers()
      }
    } catch (error) {
      if (!controller.signal.aborted) throw error
    } finally {
      ended = true
      changed.resolve()
    }
  }
  const reading = read()
  reading.catch(() => undefined)
  const until: Followed['until'] = async (holds) => {
    while (!ended && !holds(events)) await changed.promise
  }
  if (response.ok) await until((all) => all.some(({ type }) => type === 'ready'))
  return {
    status: response.status,
    events,
    position: () => position,
    resumes: () => resumes,
    until,
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

/** Without who else is there, which is told whenever there is time for it. */
export const feedOf = (events: readonly LiveEvent[]) => events.filter(({ type }) => type !== 'presence')
/** All changes that were told one by one. */
export const changesOf = (events: readonly LiveEvent[]) => events.flatMap((event) => (event.type === 'changed' ? event.changes : []))
export const itemsOf = (events: readonly LiveEvent[]) => events.flatMap((event) => (event.type === 'changed' ? event.items : []))
