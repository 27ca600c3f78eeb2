import { type Condition, FILTER_TEXT_MAX, type Filter } from '#shared/filter.ts'
import { checkFilter, FilterError, parseFilter, printFilter } from '#shared/parse-filter.ts'

/** Where a part of a filter stands: its place in each group that it is in; what is negated stands at 0 of its `not`. */
export type Path = readonly number[]
export type Joint = 'and' | 'or'

export const isCondition = (filter: Filter): filter is Condition => 'field' in filter
export const jointOf = (filter: Filter): Joint | null => ('and' in filter ? 'and' : 'or' in filter ? 'or' : null)
export const partsOf = (filter: Filter): readonly Filter[] => ('and' in filter ? filter.and : 'or' in filter ? filter.or : [])
export const joined = (joint: Joint, parts: readonly Filter[]): Filter => (joint === 'and' ? { and: [...parts] } : { or: [...parts] })
export const negated = (filter: Filter): Filter => ('not' in filter ? filter.not : { not: filter })

/** A part with another in its place; null takes it away, and a group that has one part left is that part. */
export function replaceAt(filter: Filter, [at, ...rest]: Path, by: Filter | null): Filter | null {
  if (at === undefined) return by
  if ('not' in filter) {
    const inner = replaceAt(filter.not, rest, by)
    return inner && { not: inner }
  }
  const joint = jointOf(filter)
  if (joint === null) return filter
  const before = partsOf(filter)
  const parts = before.flatMap((part, place) => (place === at ? (replaceAt(part, rest, by) ?? []) : part))
  const [only] = parts
  return only && parts.length === 1 && before.length > 1 ? only : only ? joined(joint, parts) : null
}

export function partAt(filter: Filter, [at, ...rest]: Path): Filter | undefined {
  if (at === undefined) return filter
  const part = 'not' in filter ? filter.not : partsOf(filter)[at]
  return part && partAt(part, rest)
}

/** With one more: in the group that stands there or that the part there is in, where that is joined so, else in a new one with it. */
export function joinAt(filter: Filter | null, path: Path, joint: Joint, more: Filter): Filter {
  if (filter === null) return more
  const there = partAt(filter, path)
  if (!there) return filter
  if (jointOf(there) === joint) return replaceAt(filter, path, joined(joint, [...partsOf(there), more])) ?? more
  const around = path.length > 0 ? partAt(filter, path.slice(0, -1)) : undefined
  const last = path.at(-1) ?? 0
  if (around && jointOf(around) === joint) {
    const parts = partsOf(around)
    return replaceAt(filter, path.slice(0, -1), joined(joint, [...parts.slice(0, last + 1), more, ...parts.slice(last + 1)])) ?? more
  }
  return replaceAt(filter, path, joined(joint, [there, more])) ?? more
}

/** Its parts in the group around it, where that is joined as it is; else it stays what it is. */
export function dissolveAt(filter: Filter, path: Path): Filter {
  const there = partAt(filter, path)
  const outer = path.slice(0, -1)
  const around = path.length > 0 ? partAt(filter, outer) : undefined
  const joint = around && jointOf(around)
  const last = path.at(-1)
  if (!there || !around || !joint || last === undefined || jointOf(there) === null) return filter
  const parts = partsOf(around)
  return replaceAt(filter, outer, joined(joint, [...parts.slice(0, last), ...partsOf(there), ...parts.slice(last + 1)])) ?? filter
}

export type Read = { tree: Filter | null } | { mistake: FilterError | SyntaxError }

/** A filter as it stands in the address: as people write it, or as JSON. */
export function readTree(text: string): Read {
  if (text.trim() === '') return { tree: null }
  try {
    return { tree: text.trimStart().startsWith('{') ? checkFilter(JSON.parse(text)) : parseFilter(text) }
  } catch (error) {
    if (error instanceof FilterError || error instanceof SyntaxError) return { mistake: error }
    throw error
  }
}

/** Characters of a filter in the address of a request, as it is sent: what a server takes as a whole has to hold the rest too. */
const SENT_MAX = 12_000

/**
 * A filter with one more condition that must be true too, as it is sent.
 * @returns undefined where it cannot be asked for: without the condition there would be rows that it is not about
 */
export function narrowed(text: string, more: Filter): string | undefined {
  const read = readTree(text)
  if (!('tree' in read)) return undefined
  try {
    const whole = writeTree(joinAt(read.tree, [], 'and', more))
    return whole !== undefined && encodeURIComponent(whole).length <= SENT_MAX ? whole : undefined
  } catch (error) {
    if (error instanceof FilterError) return undefined
    throw error
  }
}

/** As people write it, and as JSON where that would be read as another one. Undefined where it is longer than a filter may be. @throws FilterError */
export function writeTree(tree: Filter | null): string | undefined {
  if (tree === null) return ''
  checkFilter(tree)
  const json = JSON.stringify(tree)
  const text = printFilter(tree)
  const read = readTree(text)
  const written = 'tree' in read && JSON.stringify(read.tree) === json ? text : json
  return written.length > FILTER_TEXT_MAX ? undefined : written
}
