/** What no database keeps in JSON: NUL, and halves of a pair of characters. Shown in its place is the sign for what is no character. */
export function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '\u{FFFD}')
  if (Array.isArray(value)) return value.map(storable)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [storable(key), storable(part)]))
}
