import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../db/engine.ts'
import { AppError, appError } from '../errors.ts'
import { judge, type Policy, type Taken } from './limit-window.ts'

const Found = z.tuple([z.object({ window: z.coerce.number(), passed: z.number(), before: z.number(), now: z.number(), taken: z.boolean() })])

/**
 * Counts one in the database itself, by its clock, before anything else is done: of many at the same time on many replicas no more than
 * the quota get through. What was refused is not counted, so that trying too early costs no further wait.
 * @throws DATABASE_UNAVAILABLE where it cannot be counted: then nobody gets in
 */
export async function takeStrictly(db: Db, key: string, policy: Policy): Promise<Taken & { window: number }> {
  const name = `${policy.name} ${key}`
  try {
    const { rows } = await db.execute(sql`
      with clock as (select extract(epoch from clock_timestamp())::float8 / ${policy.seconds}::int as at),
      here as (select floor(at)::bigint as "window", at - floor(at) as passed from clock),
      old as (
        select coalesce((select count from rate_counts where key = ${name} and "window" = here."window" - 1), 0) as before,
          coalesce((select count from rate_counts where key = ${name} and "window" = here."window"), 0) as now from here),
      taken as (
        insert into rate_counts as counts (key, "window", count, expires_at)
        select ${name}, "window", 1, to_timestamp(("window" + 2) * ${policy.seconds}::int) from here, old
          where before * (1 - passed) + now + 1 <= ${policy.quota}::int
        on conflict (key, "window") do update set count = counts.count + 1
          where (select before * (1 - passed) from here, old) + counts.count + 1 <= ${policy.quota}::int
        returning count)
      select "window", passed, before, coalesce((select count - 1 from taken), now) as now, exists (select 1 from taken) as taken from here, old`)
    const [found] = Found.parse(rows)
    const judged = judge(policy, found)
    // Others took the last ones between this statement's look and its turn.
    return { ...(judged.allowed && !found.taken ? judge(policy, { ...found, now: policy.quota }) : judged), window: found.window }
  } catch (error) {
    throw error instanceof AppError ? error : appError('DATABASE_UNAVAILABLE', { cause: error })
  }
}

/** Takes back what was counted for something that turned out to be in order. */
export async function giveBack(db: Db, key: string, policy: Policy, window: number): Promise<void> {
  await db.execute(sql`update rate_counts set count = count - 1 where key = ${`${policy.name} ${key}`} and "window" = ${window}::bigint and count > 0`)
}
