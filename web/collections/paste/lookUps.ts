import type { QueryClient } from '@tanstack/react-query'
import { fold, splitValues } from '#shared/cell-text.ts'
import type { Field } from '#shared/fields.ts'
import { CollectionItemPageEnvelope } from '#shared/items.ts'
import { call } from '../../api.ts'
import { apiPaths } from '../../paths.ts'
import { meQuery } from '../../session.ts'
import type { Column } from '../columns.ts'
import { peopleQuery } from '../queries.ts'
import type { Block } from './readTable.ts'

/** Names of one question: a filter has 4,000 characters. */
const NAMES_AT_ONCE = 40
const FILTER_MAX = 3500

const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const quoted = (name: string) => `"${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`

/** Each by what it is called; what two are called is nobody's name. */
function byName(named: readonly (readonly [name: string, id: string])[]): Map<string, string | null> {
  const found = new Map<string, string | null>()
  for (const [name, id] of named) found.set(name, found.has(name) && found.get(name) !== id ? null : id)
  return found
}

async function people(queries: QueryClient): Promise<Map<string, string | null>> {
  const me = await queries.ensureQueryData(meQuery)
  const others = me.permissions.includes('users:manage') ? await queries.ensureQueryData(peopleQuery) : []
  const all = new Map([me.user, ...others].map((user) => [user.id, user]))
  return byName([...all.values()].flatMap(({ id, name, email }) => [[fold(name), id] as const, ...(email === null ? [] : [[fold(email), id] as const])]))
}

async function related(slug: string, names: readonly string[], signal: AbortSignal): Promise<Map<string, string | null>> {
  const found: [string, string][] = []
  let part: string[] = []
  const ask = async () => {
    if (part.length === 0) return
    const filter = `name in (${part.map(quoted).join(', ')})`
    part = []
    const { items } = await call(CollectionItemPageEnvelope, { path: apiPaths.rows(slug), query: { limit: 1000, filter }, signal })
    found.push(...items.map(({ id, name }): [string, string] => [name, id]))
  }
  for (const name of names) {
    if (part.length === NAMES_AT_ONCE || [...part, name].map(quoted).join(', ').length > FILTER_MAX) await ask()
    part.push(name)
  }
  await ask()
  return byName(found)
}

/** The ids of the persons and rows that the cells of a block name. */
export async function lookUps(queries: QueryClient, block: Block, columns: readonly Column[], signal: AbortSignal) {
  const found = new Map<string, Map<string, string | null>>()
  for (const [at, column] of columns.entries()) {
    if (column.type === 'person') found.set(column.key, await people(queries))
    if (column.type !== 'relation') continue
    const texts = block.map((row) => row[at]?.trim() ?? '')
    const names = new Set(texts.flatMap((text) => [text, ...(splitValues(text) ?? [])]).filter((name) => name !== '' && name.length <= 255 && !isId.test(name)))
    found.set(column.key, await related(column.collection ?? '', [...names], signal))
  }
  return ({ key, type }: Field, text: string): string | undefined => found.get(key)?.get(type === 'person' ? fold(text) : text) ?? undefined
}
