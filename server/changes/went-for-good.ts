import { sql } from 'drizzle-orm'

/**
 * Whether the item of an entry was deleted for good since (items/trash): no change set has that, so nothing takes it back. With the table's name, which
 * Drizzle leaves out where it selects from one table. Not as `exists`, which the planner may answer by reading the whole log once for a hundred entries.
 */
export const wentForGood = sql<boolean>`coalesce((
  select true from audit_entries gone
  where gone.target_type = 'item' and gone.target_id = audit_entries.target_id and gone.action = 'item.purge' and gone.change_set_id is null limit 1), false)`
