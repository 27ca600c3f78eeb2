import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { type ChatEvent, MessageStatus } from '#shared/chat.ts'
import type { Db } from '../db/engine.ts'
import { LogRows } from './log-rows.ts'
import { following, startOf } from './positions.ts'
import { type Told, wake } from './running.ts'
import type { Signals } from './signals.ts'

/** Who listens hears of what is said; this is for what was not heard. Also how often a writer is told that somebody reads. */
const LOOK_MS = 2000
/** An answer that ended while its reader was announcing himself was not told of; he looks once more. */
const SECOND_LOOK_MS = 300
/** After a statement that failed. */
const RETRY_MS = 500
/** Of a log, as many rows at once as make a minute or so of it. */
const ROWS_AT_ONCE = 100

/** An answer that another process writes, as far as its log is known here; shared by all who read it here. */
type Mirror = Told & { id: string; position: number; readers: number }

export type Mirrors = {
  /** Reads along while somebody does here. */
  follow: (id: string, start: ChatEvent) => { told: Told; leave: () => void }
  close: () => void
}

export function openMirrors(db: Db, signals: Signals, onError: (error: unknown) => void): Mirrors {
  const open = new Map<string, Mirror>()
  const due = new Set<string>()
  let reading = false
  let closed = false

  function look(ids: Iterable<string>): void {
    for (const id of ids) if (open.has(id)) due.add(id)
    if (!reading && due.size > 0) void readAll()
  }

  /** Tells whoever writes, then looks: nothing that is said from then on is missed. */
  function announce(ids: string[]): void {
    if (ids.length === 0 || closed) return
    signals
      .send('read', ids)
      .catch(onError)
      .finally(() => look(ids))
  }

  async function readAll(): Promise<void> {
    reading = true
    try {
      while (due.size > 0) {
        const mirrors = [...due].flatMap((id) => open.get(id) ?? [])
        due.clear()
        if (mirrors.length === 0) continue
        const found = await readLogs(db, mirrors)
        for (const mirror of mirrors) {
          const { status, rows } = found.get(mirror.id) ?? { status: null, rows: [] }
          take(mirror, rows, status !== 'running')
          if (rows.length === ROWS_AT_ONCE) due.add(mirror.id)
        }
      }
    } catch (error) {
      onError(error)
      setTimeout(() => look(open.keys()), RETRY_MS).unref()
    } finally {
      reading = false
    }
  }

  signals.on('said', (id) => look([id]))
  signals.onMissed(() => announce([...open.keys()]))
  const timer = setInterval(() => announce([...open.keys()]), LOOK_MS).unref()

  return {
    follow(id, start) {
      let mirror = open.get(id)
      if (!mirror) {
        mirror = { id, position: 1, readers: 0, said: [{ position: 1, event: start }], ended: false, changed: Promise.withResolvers() }
        open.set(id, mirror)
        announce([id])
        setTimeout(() => look([id]), SECOND_LOOK_MS).unref()
      }
      const followed = mirror
      followed.readers++
      return {
        told: followed,
        leave() {
          followed.readers--
          if (followed.readers === 0 && open.get(id) === followed) open.delete(id)
        },
      }
    },
    close() {
      closed = true
      clearInterval(timer)
    },
  }
}

/** Rows may overlap where a write was repeated whose first try had arrived after all. */
function take(mirror: Mirror, rows: LogRows, ended: boolean): void {
  for (const row of rows)
    for (const placed of following(row.events, startOf(row), mirror.position)) {
      mirror.said.push(placed)
      mirror.position = placed.position
    }
  if (ended) mirror.ended = true
  if (ended || rows.length > 0) wake(mirror)
}

const Found = z.array(z.object({ id: z.string(), status: MessageStatus.nullable(), rows: LogRows }))

/** What the logs of these answers say after what is known, in one statement. */
async function readLogs(db: Db, mirrors: Mirror[]): Promise<Map<string, { status: MessageStatus | null; rows: LogRows }>> {
  const known = JSON.stringify(mirrors.map(({ id, position }) => ({ id, after: position })))
  const { rows } = await db.execute(sql`
    select b.id, g.status, coalesce(l.rows, '[]'::jsonb) as rows
    from jsonb_to_recordset(${known}::jsonb) as b(id uuid, after int)
    left join generations g on g.id = b.id
    left join lateral (
      select jsonb_agg(jsonb_build_object('position', e.position, 'events', e.events) order by e.position) as rows
      from (select position, events from generation_events where generation_id = b.id and position > b.after order by position limit ${ROWS_AT_ONCE}::int) e
    ) l on g.status = 'running'`)
  return new Map(Found.parse(rows).map((row) => [row.id, row]))
}
