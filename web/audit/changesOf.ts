/** A field of what an entry is about. `undefined` where there was none: it was only then made, or is now gone. */
export type Change = { field: string; before: unknown; after: unknown; same: boolean }

const fieldsOf = (value: unknown): Record<string, unknown> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : null

/** Fields in the order in which they are stored; what is no object counts as one field without a name. */
export function changesOf(before: unknown, after: unknown): Change[] {
  const was = fieldsOf(before)
  const is = fieldsOf(after)
  if (!was && !is) return (before ?? after) === null ? [] : [{ field: '', before, after, same: false }]
  return [...new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})])].map((field) => {
    const [from, to] = [was?.[field], is?.[field]]
    return { field, before: from, after: to, same: was !== null && is !== null && JSON.stringify(from) === JSON.stringify(to) }
  })
}

/** What to call the thing that an entry is about, as far as the entry itself tells. */
export function subjectOf({ before, after, detail }: { before: unknown; after: unknown; detail: unknown }): string | null {
  const known = [fieldsOf(after), fieldsOf(before), fieldsOf(detail)]
  for (const field of ['name', 'title', 'email', 'prefix', 'address'])
    for (const fields of known) {
      const value = fields?.[field]
      if (typeof value === 'string' && value !== '') return value
    }
  return null
}
