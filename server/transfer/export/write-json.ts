import type { CollectionItem } from '#shared/items.ts'
import type { Column } from '../columns.ts'

/** One level: no field has the key of what every item has. What has no value is null, so that each row has all keys. */
const rowOf = (columns: readonly Column[], item: CollectionItem) => JSON.stringify(Object.fromEntries(columns.map((column) => [column.key, column.of(item)])))

/** A list, a row a line. */
export async function* writeJson(columns: readonly Column[], rows: AsyncIterable<CollectionItem[]>): AsyncGenerator<string> {
  let before = '[\n'
  for await (const items of rows) {
    if (items.length === 0) continue
    yield `${before}${items.map((item) => rowOf(columns, item)).join(',\n')}`
    before = ',\n'
  }
  yield before === ',\n' ? '\n]\n' : '[]\n'
}

/** A row a line (NDJSON). */
export async function* writeNdjson(columns: readonly Column[], rows: AsyncIterable<CollectionItem[]>): AsyncGenerator<string> {
  for await (const items of rows) yield items.map((item) => `${rowOf(columns, item)}\n`).join('')
}
