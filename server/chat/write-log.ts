import { type SQL, sql } from 'drizzle-orm'
import type { Db } from '../db/engine.ts'
import { prepared } from '../db/prepare.ts'
import { merge } from './positions.ts'
import { Ended, type Running } from './running.ts'

/** Rare enough that a fast model costs a dozen writes a second, often enough that a crash or a reader elsewhere misses little. */
const FLUSH_MS = 75
/** After a write that failed: the database is away, and what was said waits in memory. */
const RETRY_MS = 500

export type LogWriter = {
  /** Something was said. */
  note: (running: Running) => void
  /** Settles when nothing of this answer is being written, and nothing will be. */
  forget: (running: Running) => Promise<void>
}

/** Writes what all answers of this process have said since the last time, in one statement. Nobody waits for it. */
export function startLogWriter(db: Db, onError: (error: unknown) => void): LogWriter {
  const noted = new Set<Running>()
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> | undefined

  function schedule(milliseconds: number) {
    timer ??= setTimeout(() => {
      timer = undefined
      writing = flush().finally(() => {
        writing = undefined
        if (noted.size > 0) schedule(FLUSH_MS)
      })
    }, milliseconds)
  }

  async function flush(): Promise<void> {
    const batch = [...noted].map((running) => ({ running, upTo: running.said.length }))
    noted.clear()
    if (batch.length === 0) return
    try {
      const alive = await writeEvents(db, batch)
      for (const { running, upTo } of batch) {
        const row = alive.get(running.id)
        if (!row) running.controller.abort(new Ended('lost'))
        else if (row.stopRequested) running.controller.abort(new Ended('stopped'))
        running.logged = upTo
      }
    } catch (error) {
      onError(error)
      for (const { running } of batch) if (!running.controller.signal.aborted) noted.add(running)
      schedule(RETRY_MS)
    }
  }

  return {
    note(running) {
      noted.add(running)
      if (!writing) schedule(FLUSH_MS)
    },
    async forget(running) {
      noted.delete(running)
      await writing
      noted.delete(running)
    },
  }
}

const { placeholder } = sql
const batch = sql`select * from jsonb_to_recordset(${placeholder('rows')}::jsonb) as b(id uuid, fence int, position int, events jsonb)`
/** Only the process that holds the fence may write; the lock on the row keeps it so until the events are stored. */
const alive = sql`select g.id, g.stop_requested from generations g join batch b on g.id = b.id and g.fence = b.fence
  where g.status = 'running' order by g.id for share of g`
const written = sql`insert into generation_events (generation_id, position, events)
  select b.id, b.position, b.events from batch b join alive using (id) where jsonb_array_length(b.events) > 0
  on conflict do nothing`

const write = prepared((db) => {
  const part = (alias: string, text: SQL) => db.$with(alias, {}).as(text)
  return db
    .with(part('batch', batch), part('alive', alive), part('written', written))
    .select({ id: sql<string>`id`.as('id'), stopRequested: sql<boolean>`stop_requested`.as('stop_requested') })
    .from(sql`alive`)
    .prepare('write_generation_events')
})

async function writeEvents(db: Db, noted: { running: Running; upTo: number }[]) {
  const rows = noted.map(({ running, upTo }) => {
    const events = running.said.slice(running.logged, upTo)
    return { id: running.id, fence: running.fence, position: events.at(-1)?.position ?? 0, events: merge(events.map(({ event }) => event)) }
  })
  return new Map((await write(db).execute({ rows: JSON.stringify(rows) })).map((row) => [row.id, row]))
}
