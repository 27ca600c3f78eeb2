import type { Db } from './engine.ts'

/**
 * A prepared statement for each database or transaction that asks for it, built once: building costs three times what running does.
 * @param build gives `db.select()….prepare('name')`
 */
export function prepared<T>(build: (db: Db) => T): (db: Db) => T {
  const built = new WeakMap<Db, T>()
  return (db) => {
    const known = built.get(db)
    if (known) return known
    const fresh = build(db)
    built.set(db, fresh)
    return fresh
  }
}
