import { type SQL, sql } from 'drizzle-orm'
import type { Db } from '../db/engine.ts'
import type { Database } from '../db/open.ts'

const CHANNEL = 'deskmate_answers'

/**
 * What processes tell each other of an answer, by its id: `read`, that it is followed elsewhere than it is written; `said`, that the
 * log goes on, or has ended; `stop`, that its reader wants no more of it. Nothing depends on being heard: who listens looks by himself
 * now and then.
 */
const kinds = ['read', 'said', 'stop'] as const
export type Signal = (typeof kinds)[number]

/** Tells the others, with the transaction that it is part of. @param id a column or a value */
export const tell = (signal: Signal, id: SQL): SQL => sql`pg_notify('${sql.raw(CHANNEL)}', '${sql.raw(signal)} ' || ${id}::text)`

export type Signals = {
  on: (signal: Signal, hear: (id: string) => void) => void
  /** Something may have been told that was not heard. */
  onMissed: (hear: () => void) => void
  send: (signal: Signal, ids: string[]) => Promise<void>
}

export function openSignals({ db, listen }: Pick<Database, 'db' | 'listen'>): Signals {
  const listeners: Record<Signal, ((id: string) => void)[]> = { read: [], said: [], stop: [] }
  const missing: (() => void)[] = []
  listen(
    CHANNEL,
    (payload) => {
      const [kind, id = ''] = payload.split(' ')
      const known = kinds.find((signal) => signal === kind)
      if (known) for (const hear of listeners[known]) hear(id)
    },
    () => {
      for (const hear of missing) hear()
    },
  )
  return {
    on: (signal, hear) => void listeners[signal].push(hear),
    onMissed: (hear) => void missing.push(hear),
    async send(signal, ids) {
      await sendAll(db, signal, ids)
    },
  }
}

const sendAll = (db: Db, signal: Signal, ids: string[]) =>
  db.execute(sql`select ${tell(signal, sql`id`)} from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) as given(id)`)
