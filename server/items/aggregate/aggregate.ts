import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type Aggregate, type AggregateQuery, EXAMINED_MAX, FIGURE_TEXT_MAX, FieldFigures, type Period } from '#shared/aggregates.ts'
import type { Collection } from '#shared/collections.ts'
import type { Actor } from '#shared/permissions.ts'
import type { Db } from '../../db/engine.ts'
import { appError } from '../../errors.ts'
import type { Column } from '../column-for.ts'
import { examine, isEmpty, requireColumn, withDeadline } from './examine.ts'
import { momentText } from './moment-text.ts'

/** To so many places: more than any field has. */
const AVERAGE_PLACES = 12

/** The figures of one field, of the rows that `hit` is true of. */
function figuresOf(column: Column, hit: SQL): SQL {
  const { kind, value } = column
  if (kind === 'boolean')
    return sql`jsonb_build_object('filled', count(*) filter (where ${hit}), 'empty', 0, 'checked', count(*) filter (where ${hit} and ${value}))`
  const empty = isEmpty(column)
  const counts = sql`'filled', count(*) filter (where ${hit} and not (${empty})), 'empty', count(*) filter (where ${hit} and (${empty}))`
  const of = (figure: SQL) => sql`${figure} filter (where ${hit})`
  if (kind === 'number')
    return sql`jsonb_build_object(${counts},
      'sum', trim_scale(${of(sql`sum(${value})`)})::text, 'avg', trim_scale(round(${of(sql`avg(${value})`)}, ${sql.raw(String(AVERAGE_PLACES))}))::text,
      'min', ${of(sql`min(${value})`)}, 'max', ${of(sql`max(${value})`)})`
  if (kind === 'date' || kind === 'date_time')
    return sql`jsonb_build_object(${counts}, 'min', ${momentText(column, of(sql`min(${value})`))}, 'max', ${momentText(column, of(sql`max(${value})`))})`
  return sql`jsonb_build_object(${counts})`
}

/** The figures of all fields, by their keys. Twenty at a time: a function takes a hundred arguments at most. */
function allFigures(columns: readonly (readonly [string, Column])[], hit: SQL): SQL {
  const parts: SQL[] = [sql`'{}'::jsonb`]
  for (let at = 0; at < columns.length; at += 20)
    parts.push(
      sql`jsonb_build_object(${sql.join(
        columns.slice(at, at + 20).flatMap(([key, column]) => [sql`${key}::text`, figuresOf(column, hit)]),
        sql`, `,
      )})`,
    )
  return sql.join(parts, sql` || `)
}

/** What rows are grouped by, as JSON; what has several values is taken apart by `apart`. */
function groupBy(column: Column, by: Period, zone: string): { key: SQL; apart: SQL } {
  const { kind, value } = column
  if (kind === 'many')
    return {
      key: sql`to_jsonb(part.of)`,
      apart: sql`left join lateral jsonb_array_elements_text(case when jsonb_typeof(${value}) = 'array' then ${value} end) as part(of) on true`,
    }
  const none = sql``
  if (kind === 'boolean') return { key: sql`to_jsonb(coalesce(${value}, false))`, apart: none }
  if (kind === 'date' || kind === 'date_time')
    return { key: sql`to_jsonb((date_trunc(${by}::text, (${value})::timestamptz at time zone ${kind === 'date' ? 'UTC' : zone}::text))::date)`, apart: none }
  return { key: kind === 'text' ? sql`to_jsonb(nullif(left(${value}, ${sql.raw(String(FIGURE_TEXT_MAX))}), ''))` : sql`to_jsonb(${value})`, apart: none }
}

const Figures = z.record(z.string(), FieldFigures)
const Totals = z.tuple([z.object({ count: z.number(), examined: z.number(), fields: Figures })])
const Groups = z.array(z.object({ value: z.union([z.string(), z.number(), z.boolean()]).nullable(), count: z.number(), fields: Figures }))

/**
 * How many rows match, and figures of their fields.
 * @param all of every row, however many, instead of the newest ones
 * @throws INVALID_PARAMETER, VALIDATION_FAILED
 */
export async function aggregateItems(db: Db, _actor: Actor, collection: Collection, query: AggregateQuery, all: boolean): Promise<Aggregate> {
  const columns = (query.fields?.split(',') ?? []).map((key) => [key, requireColumn(key, collection, 'fields')] as const)
  const grouped = query.group === undefined ? undefined : requireColumn(query.group, collection, 'group')
  if (query.group === 'description' || collection.fields.some(({ key, type }) => key === query.group && type === 'long_text'))
    throw appError('VALIDATION_FAILED', { details: [{ path: 'group', message: noLongTexts }] })
  if (grouped?.kind === 'files') throw appError('VALIDATION_FAILED', { details: [{ path: 'group', message: noFiles }] })
  if (query.by !== undefined && grouped?.kind !== 'date' && grouped?.kind !== 'date_time')
    throw appError('VALIDATION_FAILED', { details: [{ path: 'by', message: onlyDates }] })
  if (query.order === 'latest' && grouped?.kind !== 'date' && grouped?.kind !== 'date_time')
    throw appError('VALIDATION_FAILED', { details: [{ path: 'order', message: onlyDates }] })
  if (grouped?.kind === 'date_time') await requireZone(db, query.zone)
  const { rows, words, exact } = await examine(db, collection, query, all)
  return await withDeadline(db, all, async (ask) => {
    const totals = await ask(sql`
      select count(*) filter (where hit)::float8 as count, count(*)::float8 as examined, ${allFigures(columns, sql`hit`)} as fields from ${rows}`)
    const [total] = Totals.parse(totals.rows)
    const answer = {
      count: total.count,
      exact: exact && (all || !words || total.examined <= EXAMINED_MAX),
      examined: total.examined,
      fields: total.fields,
    }
    if (!grouped) return { ...answer, groups: null, more_groups: false }
    const { key, apart } = groupBy(grouped, query.by ?? 'month', query.zone)
    const found = await ask(sql`
      select ${key} as value, count(*)::float8 as count, ${allFigures(columns, sql`true`)} as fields
      from ${rows} ${apart} where hit group by 1 order by ${query.order === 'latest' ? sql`1 desc nulls last` : sql`2 desc, 1 nulls last`} limit ${query.limit + 1}`)
    const groups = Groups.parse(found.rows)
    return { ...answer, groups: groups.slice(0, query.limit), more_groups: groups.length > query.limit }
  })
}

/** The database has a list of its own, which may be older than this program's. @throws VALIDATION_FAILED */
async function requireZone(db: Db, zone: string): Promise<void> {
  try {
    await db.execute(sql`select now() at time zone ${zone}::text`)
  } catch (error) {
    if (!isUnknownZone(error)) throw error
    throw appError('VALIDATION_FAILED', { details: [{ path: 'zone', message: noZone }], cause: error })
  }
}

/** invalid_parameter_value, however deep it is wrapped. */
const isUnknownZone = (error: unknown): boolean => error instanceof Error && (('code' in error && error.code === '22023') || isUnknownZone(error.cause))

const noZone = { en: 'There is no such time zone.', 'zh-CN': '时区不存在。' }
const noLongTexts = { en: 'Rows are not grouped by long texts.', 'zh-CN': '不能按长文本分组。' }
const noFiles = { en: 'Rows are not grouped by files.', 'zh-CN': '不能按附件分组。' }
const onlyDates = { en: 'Only dates and moments are grouped by periods.', 'zh-CN': '只有日期和时间可以按周期分组。' }
