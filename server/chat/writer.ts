import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../db/engine.ts'
import { newId } from '../db/id.ts'

/** Often enough that ten seconds of silence mean something. */
const BEAT_MS = 1000
/** Of a process that writes nothing: it looks for questions that it stored without hearing so. */
const IDLE_BEATS = 5
/** A row that nobody has touched for so long belongs to a process that died without an answer. */
const LEFT_BEHIND = sql`interval '1 day'`

/**
 * This process, as one that writes answers: a row that it must have to write. Who takes the row away has taken all its answers away,
 * at once, whatever it does afterwards.
 */
export type Writer = {
  id: () => string
  /** Settles when the row is there. */
  ready: () => Promise<void>
  close: () => Promise<void>
}

type Options = {
  /** Whether no other process can be writing: then nobody looks for a sign of life. */
  alone: boolean
  isWriting: () => boolean
  /** The row was taken away, with all answers that were begun under this id. */
  onLost: (id: string) => void
  /** What stands as being written by this process, every second. */
  onStanding: (generations: Standing[]) => void
  onError: (error: unknown) => void
}

const Standing = z.object({ id: z.string(), stop_requested: z.boolean(), seconds: z.number() })
/** `seconds` since it began. */
export type Standing = z.infer<typeof Standing>
const Beat = z.array(z.object({ alive: z.boolean(), standing: z.array(Standing) }))

export function startWriter(db: Db, options: Options): Writer {
  let id = newId()
  let registering: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let beats = 0
  let closed = false

  const ready = () => (registering ??= register())
  async function register(): Promise<void> {
    try {
      await db.execute(sql`
        with gone as (delete from generation_writers where beat_at < now() - ${LEFT_BEHIND})
        insert into generation_writers (id) values (${id}::uuid) on conflict do nothing`)
    } catch (error) {
      registering = undefined
      throw error
    }
  }

  /** Says that this process lives, and looks at what it is said to write: a stop that it has not heard of, an answer that it has given up. */
  async function beat(): Promise<void> {
    await ready()
    if (!options.isWriting() && ++beats % IDLE_BEATS !== 0) return
    const mine = id
    const { rows } = await db.execute(sql`
      with beat as (update generation_writers set beat_at = now() where id = ${mine}::uuid and not ${options.alone}::boolean)
      select exists (select 1 from generation_writers where id = ${mine}::uuid) as alive, (
        select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'stop_requested', g.stop_requested, 'seconds', extract(epoch from now() - g.created_at))), '[]'::jsonb)
        from generations g where g.status = 'running' and g.writer_id = ${mine}::uuid
      ) as standing`)
    const [{ alive, standing } = { alive: false, standing: [] }] = Beat.parse(rows)
    options.onStanding(standing)
    if (alive || mine !== id) return
    id = newId()
    registering = undefined
    options.onLost(mine)
    await ready()
  }

  function later(): void {
    if (closed) return
    timer = setTimeout(() => void beat().catch(options.onError).finally(later), BEAT_MS)
  }
  void ready().catch(options.onError)
  later()

  return {
    id: () => id,
    ready,
    async close() {
      closed = true
      clearTimeout(timer)
      await db.execute(sql`delete from generation_writers w where w.id = ${id}::uuid
        and not exists (select 1 from generations g where g.writer_id = w.id and g.status = 'running')`)
    },
  }
}
