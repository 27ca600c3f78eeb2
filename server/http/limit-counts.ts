import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../db/engine.ts'
import { judge, type Policy, type Taken } from './limit-window.ts'

/** How long a replica may not know what the others have counted. */
const SYNC_MS = 1000
/** Keys of one statement; the others wait for the next. */
const SYNC_MAX = 5000
/** Of each kind of key; some 200 bytes each. Who has not been seen for as many others is forgotten. */
const KEYS_MAX = 20_000
/** Every limit that is counted here is by the minute. */
const WINDOW_MS = 60_000

type Count = {
  key: string
  window: number
  /** By all replicas, as far as this one knows. */
  all: number
  /** By this one, not yet told. */
  mine: number
  /** In the window before. */
  before: number
  mineBefore: number
  changed: boolean
}

export type Counts = {
  /** Counts one, where it is allowed. */
  take: (key: string, policy: Policy) => Taken
  close: () => void
}

/** A map that forgets what was used least recently, by halves: cheaper for each request than keeping an order. */
function recent<T>(max: number) {
  let young = new Map<string, T>()
  let old = new Map<string, T>()
  return {
    get(key: string): T | undefined {
      const found = young.get(key)
      if (found !== undefined) return found
      const before = old.get(key)
      if (before !== undefined) this.set(key, before)
      return before
    },
    set(key: string, value: T): void {
      if (young.size >= max / 2) {
        old = young
        young = new Map()
      }
      young.set(key, value)
    },
  }
}

/** Moves a count on to a later window. */
function roll(count: Count, window: number): void {
  const next = count.window + 1 === window
  count.before = next ? count.all + count.mine : 0
  count.mineBefore = next ? count.mine : 0
  count.window = window
  count.all = 0
  count.mine = 0
}

/**
 * Counts in memory, so that no request waits for the database, and tells the other replicas about once a second what came together.
 * Within that second each replica lets through what fits by what it knows. While the database is away, each counts alone.
 * @param db the database that replicas share; null where there is one process
 * @param onError told once, until it works again
 */
export function openCounts(db: Db | null, onError: (error: unknown) => void): Counts {
  // Nobody who can take many addresses pushes accounts out of the memory.
  const kinds = new Map<string, ReturnType<typeof recent<Count>>>()
  let changed: Count[] = []
  let telling = false
  let failing = false

  function find(kind: string, key: string, window: number): Count {
    let counts = kinds.get(kind)
    if (!counts) {
      counts = recent<Count>(KEYS_MAX)
      kinds.set(kind, counts)
    }
    let count = counts.get(key)
    if (!count) {
      count = { key: `${kind} ${key}`, window, all: 0, mine: 0, before: 0, mineBefore: 0, changed: false }
      counts.set(key, count)
    } else if (count.window !== window) roll(count, window)
    return count
  }

  async function tell(): Promise<void> {
    if (!db || telling || changed.length === 0) return
    telling = true
    const batch = changed.slice(0, SYNC_MAX)
    changed = changed.slice(SYNC_MAX)
    const sent = batch.flatMap((count) => {
      count.changed = false
      const rows = [{ count, window: count.window, number: count.mine }]
      if (count.mineBefore > 0) rows.push({ count, window: count.window - 1, number: count.mineBefore })
      return rows
    })
    try {
      const known = await exchange(db, sent)
      for (const { count, window, number } of sent) {
        if (count.window === window) count.mine -= number
        else if (count.window === window + 1) count.mineBefore = Math.max(0, count.mineBefore - number)
      }
      for (const count of new Set(batch)) {
        count.all = known.get(`${count.key} ${count.window}`) ?? count.all
        count.before = Math.max(count.before, (known.get(`${count.key} ${count.window - 1}`) ?? 0) + count.mineBefore)
      }
      failing = false
    } catch (error) {
      // What was not told stays in the counts, and goes with what comes next.
      if (!failing) onError(error)
      failing = true
    } finally {
      telling = false
    }
  }

  const timer = db ? setInterval(() => void tell(), SYNC_MS).unref() : undefined
  return {
    take(key, policy) {
      const now = Date.now() / WINDOW_MS
      const window = Math.floor(now)
      const count = find(policy.name, key, window)
      const taken = judge(policy, { before: count.before, now: count.all + count.mine, passed: now - window })
      if (!taken.allowed) return taken
      count.mine++
      if (db && !count.changed) {
        count.changed = true
        changed.push(count)
      }
      return taken
    },
    close: () => clearInterval(timer),
  }
}

const Known = z.array(z.object({ key: z.string(), window: z.coerce.number(), count: z.number() }))

/** Adds what was counted here, and learns what was counted in all: one statement. In the order of the keys, so that two never wait for each other. */
async function exchange(db: Db, sent: { count: Count; window: number; number: number }[]): Promise<Map<string, number>> {
  const rows = JSON.stringify(sent.map(({ count, window, number }) => ({ key: count.key, window, count: number })))
  const result = await db.execute(sql`
    with given as (select * from jsonb_to_recordset(${rows}::jsonb) as given(key text, "window" bigint, count int)),
    added as (
      insert into rate_counts as counts (key, "window", count, expires_at)
      select key, "window", count, to_timestamp(("window" + 2) * ${WINDOW_MS / 1000}::int) from given order by key, "window"
      on conflict (key, "window") do update set count = counts.count + excluded.count
      returning key, "window", count)
    select key, "window", count from added
    union all
    select before.key, before."window", before.count from rate_counts before join given on before.key = given.key and before."window" = given."window" - 1`)
  const known = new Map<string, number>()
  for (const { key, window, count } of Known.parse(result.rows)) {
    const name = `${key} ${window}`
    known.set(name, Math.max(known.get(name) ?? 0, count))
  }
  return known
}
