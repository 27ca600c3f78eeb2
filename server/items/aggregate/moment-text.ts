import { type SQL, sql } from 'drizzle-orm'
import type { Column } from '../column-for.ts'

/** A moment as the API writes it; a day stays what it is. */
export const momentText = ({ kind }: Pick<Column, 'kind'>, value: SQL): SQL =>
  kind === 'date' ? value : sql`to_char((${value})::timestamptz at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
