import { type SQL, sql } from 'drizzle-orm'
import type { Db } from '../db/engine.ts'
import { prepared } from '../db/prepare.ts'
import { pack } from './log-rows.ts'
import { merge } from './positions.ts'
import { Ended, isReadElsewhere, type Running } from './running.ts'
import { tell } from './signals.ts'
import type { Writer } from './writer.ts'

/** For a reader elsewhere: he gets what was said as often as an eye follows it. */
const READ_MS = 75
/** Otherwise the log is for the death of this process alone: with the time of the write, at most a second is lost. */
const UNREAD_MS = 700
/** Answers that are due soon are written with those that are due now. */
const SOON_MS = 75
/** Of many answers, so many at once: one statement holds up neither the database nor this process. */
const ANSWERS_AT_ONCE = 100
/** After a write that failed: the database is away, and what was said waits in memory. */
const RETRY_MS = 500

export type LogWriter = {
  /** Something was said. */
  note: (running: Running) => void
  /** Somebody elsewhere wants to read: what waits is written now. */
  hurry: (running: Running) => void
  /** Settles when nothing of this answer is being written, and nothing will be. */
  forget: (running: Running) => Promise<void>
}

/** Writes what all answers of this process have said since the last time, in one statement. Nobody waits for it. */
export function startLogWriter(db: Db, writer: Writer, onError: (error: unknown) => void): LogWriter {
  /** When each is due. */
  const noted = new Map<Running, number>()
  let timer: NodeJS.Timeout | undefined
  let timerAt = Number.POSITIVE_INFINITY
  let inBatch = new Set<Running>()
  let writing: Promise<void> | undefined

  function schedule(at: number): void {
    if (writing || at >= timerAt) return
    clearTimeout(timer)
    timerAt = at
    timer = setTimeout(
      () => {
        timerAt = Number.POSITIVE_INFINITY
        writing = flush().finally(() => {
          writing = undefined
          if (noted.size > 0) schedule(Math.min(...noted.values()))
        })
      },
      Math.max(0, at - performance.now()),
    )
  }

  function due(running: Running, at: number): void {
    if (at >= (noted.get(running) ?? Number.POSITIVE_INFINITY)) return
    noted.set(running, at)
    schedule(at)
  }

  async function flush(): Promise<void> {
    const soon = performance.now() + SOON_MS
    const batch: { running: Running; upTo: number }[] = []
    for (const [running, at] of noted) {
      if (at > soon) continue
      noted.delete(running)
      batch.push({ running, upTo: running.said.length })
      if (batch.length === ANSWERS_AT_ONCE) break
    }
    if (batch.length === 0) return
    inBatch = new Set(batch.map(({ running }) => running))
    try {
      await writer.ready()
      const alive = await writeEvents(db, batch)
      for (const { running, upTo } of batch) {
        const row = alive.get(running.id)
        if (!row) running.controller.abort(new Ended('lost'))
        else if (row.stopRequested) running.controller.abort(new Ended('stopped'))
        running.logged = upTo
      }
    } catch (error) {
      onError(error)
      const again = performance.now() + RETRY_MS
      for (const { running } of batch) if (!running.controller.signal.aborted) noted.set(running, again)
    } finally {
      inBatch = new Set()
    }
  }

  return {
    note(running) {
      if (noted.has(running)) return
      due(running, performance.now() + (isReadElsewhere(running) ? READ_MS : UNREAD_MS))
    },
    hurry(running) {
      if (noted.has(running)) due(running, performance.now())
    },
    async forget(running) {
      noted.delete(running)
      if (!inBatch.has(running)) return
      await writing
      noted.delete(running)
    },
  }
}

const { placeholder } = sql
const batch = sql`select * from jsonb_to_recordset(${placeholder('rows')}::jsonb) as b(id uuid, writer uuid, position int, events jsonb, read boolean)`
/** Whoever takes the answers away removes this row first, and waits for who holds it: one lock for all of them. */
const mine = sql`select id from generation_writers where id in (select writer from batch) for key share`
const alive = sql`select b.id, b.position, b.events, b.read, g.stop_requested
  from batch b join generations g on g.id = b.id and g.writer_id = b.writer join mine on mine.id = b.writer where g.status = 'running'`
/** A write that is repeated may have arrived the first time. ("on conflict" would write a word more for each row.) */
const written = sql`insert into generation_events (generation_id, position, events)
  select id, position, events from alive where jsonb_array_length(events) > 0
    and not exists (select 1 from generation_events e where e.generation_id = alive.id and e.position >= alive.position)`

const write = prepared((db) => {
  const part = (alias: string, text: SQL) => db.$with(alias, {}).as(text)
  return db
    .with(part('batch', batch), part('mine', mine), part('alive', alive), part('written', written))
    .select({
      id: sql<string>`id`.as('id'),
      stopRequested: sql<boolean>`stop_requested`.as('stop_requested'),
      told: sql`case when read then ${tell('said', sql`id`)} end`.as('told'),
    })
    .from(sql`alive`)
    .prepare('write_generation_events')
})

async function writeEvents(db: Db, noted: { running: Running; upTo: number }[]) {
  const rows = noted.map(({ running, upTo }) => {
    const events = running.said.slice(running.logged, upTo)
    return {
      id: running.id,
      writer: running.writerId,
      position: events.at(-1)?.position ?? 0,
      events: pack(merge(events.map(({ event }) => event))),
      read: isReadElsewhere(running),
    }
  })
  return new Map((await write(db).execute({ rows: JSON.stringify(rows) })).map((row) => [row.id, row]))
}
