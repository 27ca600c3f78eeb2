import type { Db } from './engine.ts'

type Wanted<T> = { key: string; resolve: (found: T | undefined) => void; reject: (error: unknown) => void }

/**
 * Single rows that are asked for in the same turn of the event loop are read by one statement, of one round trip: where many ask at
 * once, sending statements and taking their answers apart is most of what a read costs. Each sees what was stored before it asked.
 * @param read rows by their keys, in any order; a key of which there is none may be missing
 */
export function gather<T>(read: (db: Db, keys: string[]) => Promise<Map<string, T>>): (db: Db, key: string) => Promise<T | undefined> {
  const waiting = new WeakMap<Db, Wanted<T>[]>()

  async function readAll(db: Db): Promise<void> {
    const all = waiting.get(db) ?? []
    waiting.delete(db)
    try {
      const found = await read(db, [...new Set(all.map(({ key }) => key))])
      for (const { key, resolve } of all) resolve(found.get(key))
    } catch (error) {
      for (const { reject } of all) reject(error)
    }
  }

  return (db, key) =>
    new Promise((resolve, reject) => {
      const all = waiting.get(db)
      if (all) {
        all.push({ key, resolve, reject })
        return
      }
      waiting.set(db, [{ key, resolve, reject }])
      // After whatever has arrived by now has been read.
      setImmediate(() => void readAll(db))
    })
}
