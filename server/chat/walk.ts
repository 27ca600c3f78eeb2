import { type SQL, sql } from 'drizzle-orm'

// Ways through the tree of a conversation, as parts of statements. Whoever begins one has made sure that the message is the caller's:
// what a message follows, and what follows it, is of the same conversation.

/** Far enough apart that a branch of 10,000 messages has 156, near enough that the way from one to any place is short. */
export const WAYMARK_EVERY = 64
const every = sql.raw(String(WAYMARK_EVERY))

/**
 * The message at a depth of the branch that ends at another, found from waymark to waymark: of 10,000 messages some two hundred are visited.
 * Stands in a `with recursive`, and gives `at (id, parent_id, depth)`: one row, or none where the branch is not so deep.
 */
export const ancestorAt = (end: SQL, depth: SQL): SQL => sql`
  climb as (
    select m.id, m.parent_id, m.waymark_id, m.depth from chat_messages m where m.id = (${end})
    union all
    select m.id, m.parent_id, m.waymark_id, m.depth from climb c
    join chat_messages m on m.id = case when (c.depth - 1) / ${every} * ${every} >= (${depth}) then c.waymark_id else c.parent_id end
    where c.depth > (${depth})
  ),
  at as (select id, parent_id, depth from climb where depth = (${depth}))`

/** Where the branch through a message ends: from each message on to the newest that follows it. Gives the id. */
export const newestEnd = (message: SQL): SQL => sql`(
  with recursive down as (
    select m.id, m.depth from chat_messages m where m.id = (${message})
    union all
    select next.id, next.depth from down d
    cross join lateral (
      select m.id, m.depth from chat_messages m where coalesce(m.parent_id, m.session_id) = d.id order by m.position desc limit 1
    ) as next
  )
  select id from down order by depth desc limit 1
)`
