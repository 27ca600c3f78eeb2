import type { Collection } from '#shared/collections.ts'
import { LIVE_CHANGES_MAX, type LiveChange, type LiveEvent } from '#shared/live.ts'
import type { Actor } from '#shared/permissions.ts'
import { findCollections } from '../collections/queries.ts'
import type { Db } from '../db/engine.ts'
import { findItems, itemsOf } from '../items/queries.ts'
import type { FeedRow } from './read-feed.ts'

/** Characters of items in one event; what is larger is read by who wants it. */
const ITEMS_MAX = 64 * 1024

const changesOf = ({ changes, change_set_id, actor_id, source, at }: FeedRow): LiveChange[] =>
  (changes ?? []).map(({ id, version, kind }) => ({ kind, item_id: id, version, change_set_id, actor_id, source, at }))

/** What rows of the feed, of one collection, say to whoever follows it. @param reader by whom items are read */
export async function eventsOf(db: Db, reader: Actor, collectionId: string, rows: readonly FeedRow[]): Promise<LiveEvent[]> {
  const said = rows.filter(({ kind }) => kind === 'comments')
  const items = await changeOf(
    db,
    reader,
    collectionId,
    rows.filter((row) => !said.includes(row)),
  )
  const about = [...new Set(said.flatMap((row) => changesOf(row).map(({ item_id: id }) => id)))]
  return [...(items ? [items] : []), ...(about.length > 0 ? [{ type: 'comments' as const, item_ids: about }] : [])]
}

async function changeOf(db: Db, reader: Actor, collectionId: string, rows: readonly FeedRow[]): Promise<LiveEvent | null> {
  if (rows.length === 0) return null
  const changes = rows.flatMap(changesOf)
  if (rows.some(({ kind }) => kind === 'collection')) return { type: 'collection' }
  if (changes.length > LIVE_CHANGES_MAX || rows.some((row) => row.changes === null)) return { type: 'many' }
  const [collection] = await findCollections(db, [collectionId])
  if (!collection) return { type: 'collection' }
  return { type: 'changed', changes, items: await readItems(db, reader, collection, changes) }
}

async function readItems(db: Db, reader: Actor, collection: Collection, changes: readonly LiveChange[]) {
  const found = await findItems(db, reader, itemsOf(collection), [...new Set(changes.map(({ item_id: id }) => id))])
  let room = ITEMS_MAX
  return found.filter((item) => {
    const length = JSON.stringify(item).length
    if (length > room) return false
    room -= length
    return true
  })
}
