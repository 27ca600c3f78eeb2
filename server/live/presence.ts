import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { LivePerson, type TellPlace } from '#shared/live.ts'
import type { Actor } from '#shared/permissions.ts'
import { users } from '../auth/tables.ts'
import type { Db } from '../db/engine.ts'
import { newId } from '../db/id.ts'
import type { Database } from '../db/open.ts'

const CHANNEL = 'deskmate_presence'
/** Each process says so often who follows at it, and believes for so long what another has said last. */
const BEAT_MS = 4000
const BELIEVED_MS = 10_000
/** How often readers are told of it, at most: where many are, everybody moves and everybody is told. */
const TELL_EVERY_MS = 300
/** People that are told of; more nobody looks through. */
const PEOPLE_MAX = 50

const Said = z.object({ by: z.string(), collection: z.string(), gone: z.boolean(), person: LivePerson })
type Said = z.infer<typeof Said>
/** `until` is null of those who follow at this process. */
type Known = { collection: string; person: LivePerson; until: number | null }

/** What a page calls itself others are told of: it names a page only together with whose it is. */
const keyOf = (collection: string, userId: string, client: string) => `${collection} ${userId} ${client}`

export type Presence = {
  /** Somebody is there, until the function that is given back is called. */
  enter: (actor: Actor, collection: string, client: string) => Promise<() => void>
  /** Where he is there. Of a page that does not follow, or another's, nothing becomes. */
  place: (actor: Actor, collection: string, place: TellPlace) => void
  /** Who else is there. */
  people: (actor: Actor, collection: string, client: string | undefined) => LivePerson[]
  close: () => void
}

/** Who looks at which collection: in memory only, told from process to process where there are several. */
export function openPresence(
  database: Pick<Database, 'db' | 'kind' | 'listen'>,
  onChange: (collection: string) => void,
  onError: (error: unknown) => void,
): Presence {
  const { db } = database
  const self = newId()
  const known = new Map<string, Known>()
  const due = new Map<string, NodeJS.Timeout>()

  function changed(collection: string) {
    if (due.has(collection)) return
    const tell = () => {
      due.delete(collection)
      onChange(collection)
    }
    due.set(collection, setTimeout(tell, TELL_EVERY_MS).unref())
  }

  function say(all: readonly Omit<Said, 'by'>[]) {
    if (database.kind === 'server' && all.length > 0)
      void notify(
        db,
        all.map((one) => ({ by: self, ...one })),
      ).catch(onError)
  }

  database.listen(
    CHANNEL,
    (payload) => {
      const { by, collection, gone, person } = Said.parse(JSON.parse(payload))
      // One's own words come back too, and late.
      if (by === self) return
      const key = keyOf(collection, person.user_id, person.client)
      const before = known.get(key)
      const differs = JSON.stringify(before?.person) !== JSON.stringify(person)
      if (before?.until === null) {
        // Who follows here is here, whatever has ended elsewhere.
        if (gone || !differs) return
        before.person = person
        changed(collection)
        return
      }
      if (gone) known.delete(key)
      else known.set(key, { collection, person, until: Date.now() + BELIEVED_MS })
      if (gone || differs) changed(collection)
    },
    () => undefined,
  )

  const beat = setInterval(() => {
    const own: Omit<Said, 'by'>[] = []
    for (const [key, { collection, person, until }] of known) {
      if (until === null) own.push({ collection, gone: false, person })
      else if (until < Date.now()) {
        known.delete(key)
        changed(collection)
      }
    }
    say(own)
  }, BEAT_MS).unref()

  return {
    async enter(actor, collection, client) {
      const [user] = await db.select({ name: users.name }).from(users).where(eq(users.id, actor.userId))
      const person = { client, user_id: actor.userId, name: user?.name ?? '', item_id: null, field: null, editing: false }
      // A connection that is made anew comes before the end of the old one is noticed.
      const mine: Known = { collection, person, until: null }
      const key = keyOf(collection, actor.userId, client)
      known.set(key, mine)
      changed(collection)
      say([{ collection, gone: false, person }])
      return () => {
        if (known.get(key) !== mine) return
        known.delete(key)
        changed(collection)
        say([{ collection, gone: true, person: mine.person }])
      }
    },
    place(actor, collection, { client, ...place }) {
      const one = known.get(keyOf(collection, actor.userId, client))
      if (!one) return
      one.person = { ...one.person, ...place }
      changed(collection)
      say([{ collection, gone: false, person: one.person }])
    },
    people(actor, collection, client) {
      const there = []
      const own = client === undefined ? undefined : known.get(keyOf(collection, actor.userId, client))
      for (const one of known.values()) if (one.collection === collection && one !== own) there.push(one.person)
      return there.slice(0, PEOPLE_MAX)
    },
    close() {
      clearInterval(beat)
      for (const timer of due.values()) clearTimeout(timer)
    },
  }
}

const notify = (db: Db, all: readonly Said[]) =>
  db.execute(sql`select pg_notify(${CHANNEL}::text, said::text) from jsonb_array_elements(${JSON.stringify(all)}::jsonb) as given(said)`)
