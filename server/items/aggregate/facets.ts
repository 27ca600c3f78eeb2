import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { EXAMINED_MAX, type Facet, type FacetQuery, type Facets, FIGURE_TEXT_MAX, HISTOGRAM_PARTS } from '#shared/aggregates.ts'
import type { Collection } from '#shared/collections.ts'
import type { Actor } from '#shared/permissions.ts'
import type { Db } from '../../db/engine.ts'
import type { Column } from '../column-for.ts'
import { type Ask, examine, isEmpty, requireColumn, withDeadline } from './examine.ts'
import { momentText } from './moment-text.ts'

/** What is counted, and where it comes from. */
function valueOf(column: Column): { value: SQL; apart: SQL } {
  const { kind, value } = column
  if (kind === 'many')
    return {
      value: sql`part.of`,
      apart: sql`cross join lateral jsonb_array_elements_text(case when jsonb_typeof(${value}) = 'array' then ${value} end) as part(of)`,
    }
  // A file is told by its name.
  if (kind === 'files')
    return {
      value: sql`part.of ->> 'name'`,
      apart: sql`cross join lateral jsonb_array_elements(case when jsonb_typeof(${value}) = 'array' then ${value} end) as part(of)`,
    }
  const none = sql``
  if (kind === 'boolean') return { value: sql`coalesce(${value}, false)`, apart: none }
  if (kind === 'text') return { value: sql`left(${value}, ${sql.raw(String(FIGURE_TEXT_MAX))})`, apart: none }
  return { value: kind === 'date_time' ? momentText(column, value) : value, apart: none }
}

const Value = z.union([z.string(), z.number(), z.boolean()])
const Values = z.array(z.object({ value: Value, count: z.number() }))
const Parts = z.array(z.object({ part: z.number(), low: z.union([z.string(), z.number()]), high: z.union([z.string(), z.number()]), count: z.number() }))
const Totals = z.tuple([z.looseObject({ count: z.number(), examined: z.number() })])
const Empty = z.record(z.string(), z.number())

/** How values are spread, in parts of equal width: of numbers, and of moments by their seconds. */
async function histogram(ask: Ask, rows: SQL, column: Column): Promise<Facet['histogram']> {
  if (column.kind !== 'number' && column.kind !== 'date' && column.kind !== 'date_time') return null
  const number = column.kind === 'number' ? column.value : sql`extract(epoch from (${column.value})::timestamptz)`
  // Of the largest value the part would be one too many.
  const found = await ask(sql`
    with numbers as (select (${number})::numeric as n from ${rows} where hit and ${column.value} is not null),
    ends as (select min(n) as low, max(n) as high from numbers)
    select least(width_bucket(n, low, high, ${HISTOGRAM_PARTS}::int), ${HISTOGRAM_PARTS}::int) as part, low::float8 as low, high::float8 as high, count(*)::float8 as count
    from numbers, ends where low < high group by 1, 2, 3`)
  const parts = Parts.parse(found.rows)
  const [one] = parts
  if (!one) return null
  const [low, high] = [Number(one.low), Number(one.high)]
  const edge = (at: number) => {
    const n = at === HISTOGRAM_PARTS ? high : low + ((high - low) * at) / HISTOGRAM_PARTS
    if (column.kind === 'number') return Number(n.toPrecision(15))
    const moment = new Date(n * 1000).toISOString()
    return column.kind === 'date' ? moment.slice(0, 10) : moment
  }
  return Array.from({ length: HISTOGRAM_PARTS }, (_, at) => ({
    from: edge(at),
    to: edge(at + 1),
    count: parts.find(({ part }) => part === at + 1)?.count ?? 0,
  }))
}

/** Which values the fields of the rows hold, and how often. @throws INVALID_PARAMETER, VALIDATION_FAILED */
export async function facetsOf(db: Db, _actor: Actor, collection: Collection, query: FacetQuery): Promise<Facets> {
  const columns = query.fields.split(',').map((key) => [key, requireColumn(key, collection, 'fields')] as const)
  const { rows, words, exact } = await examine(db, collection, query, false)
  return await withDeadline(db, false, async (ask) => {
    const none = columns.map(
      ([key, column]) => sql`${key}::text, count(*) filter (where hit and (${column.kind === 'boolean' ? sql`false` : isEmpty(column)}))`,
    )
    const totals = await ask(sql`
      select count(*) filter (where hit)::float8 as count, count(*)::float8 as examined, jsonb_build_object(${sql.join(none, sql`, `)}) as none from ${rows}`)
    const [{ count, examined, none: empty }] = Totals.parse(totals.rows)
    const fields: Record<string, Facet> = {}
    for (const [key, column] of columns) {
      const { value, apart } = valueOf(column)
      const found = await ask(sql`
        select to_jsonb(${value}) as value, count(*)::float8 as count from ${rows} ${apart}
        where hit and not (${column.kind === 'boolean' ? sql`false` : isEmpty(column)}) group by 1 order by 2 desc, 1 limit ${query.limit + 1}`)
      const values = Values.parse(found.rows)
      fields[key] = {
        empty: Empty.parse(empty)[key] ?? 0,
        values: values.slice(0, query.limit),
        more: values.length > query.limit,
        histogram: await histogram(ask, rows, column),
      }
    }
    return { count, examined, exact: exact && (!words || examined <= EXAMINED_MAX), fields }
  })
}
