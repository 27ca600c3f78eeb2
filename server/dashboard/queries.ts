import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type Dashboard, TREND_DAYS } from '#shared/dashboard.ts'
import type { Actor } from '#shared/permissions.ts'
import { chatMessages, chatSessions } from '../chat/tables.ts'
import { ITEMS_ID } from '../collections/tables.ts'
import { toTimestamp } from '../db/columns.ts'
import type { Db } from '../db/engine.ts'
import { itemColumns, toItem } from '../items/queries.ts'
import { items } from '../items/tables.ts'

const RECENT_ITEMS = 5
const RECENT_MESSAGES = 4
/** Two lines of a card. */
const EXCERPT_LENGTH = 160

const Figures = z.array(z.object({ tiles: z.number(), items: z.number(), questions: z.number(), active: z.number() }))
const Trend = z.array(z.object({ day: z.string(), created: z.number(), questions: z.number() }))

/** The figures of the start page: items of the team, conversations of the caller. Nothing here counts rows of items. */
export async function readDashboard(db: Db, actor: Actor): Promise<Dashboard> {
  const [figures, trend, recentItems, recentMessages] = await Promise.all([
    db.execute(sql`
      select (select count(*) from dashboard_tiles where deleted_at is null)::float8 as tiles, (select coalesce(sum(live), 0)::float8 from item_counts where collection_id = ${ITEMS_ID}::uuid) as items,
        coalesce(sum((message_count + 1) / 2), 0)::float8 as questions,
        count(*) filter (where updated_at > now() - interval '24 hours')::float8 as active
      from chat_sessions where owner_id = ${actor.userId} and deleted_at is null`),
    db.execute(sql`
      select day::date::text as day, coalesce(created, 0)::float8 as created, coalesce(questions, 0)::float8 as questions
      from generate_series((now() at time zone 'UTC')::date - ${TREND_DAYS - 1}::int, (now() at time zone 'UTC')::date, interval '1 day') as day
      left join (select day, sum(created) as created from item_days where collection_id = ${ITEMS_ID}::uuid group by day) as made using (day)
      left join (
        select (created_at at time zone 'UTC')::date as day, count(*) as questions from chat_messages
        where owner_id = ${actor.userId} and role = 'user' and created_at >= ((now() at time zone 'UTC')::date - ${TREND_DAYS - 1}::int) at time zone 'UTC'
        group by 1
      ) as asked using (day)
      order by day`),
    db
      .select(itemColumns)
      .from(items)
      .where(and(eq(items.collectionId, ITEMS_ID), isNull(items.deletedAt)))
      .orderBy(desc(items.updatedAt), desc(items.id))
      .limit(RECENT_ITEMS),
    db
      .select({
        session_id: chatMessages.sessionId,
        session_title: chatSessions.title,
        role: chatMessages.role,
        excerpt: sql<string>`left(${chatMessages.content}, ${EXCERPT_LENGTH})`,
        created_at: chatMessages.createdAt,
      })
      .from(chatMessages)
      .innerJoin(chatSessions, eq(chatSessions.id, chatMessages.sessionId))
      .where(and(eq(chatMessages.ownerId, actor.userId), isNull(chatSessions.deletedAt), sql`${chatMessages.content} <> ''`))
      .orderBy(desc(chatMessages.createdAt), desc(chatMessages.id))
      .limit(RECENT_MESSAGES),
  ])
  const days = Trend.parse(trend.rows)
  const [counts] = Figures.parse(figures.rows)
  return {
    items_total: counts?.items ?? 0,
    items_created_today: days.at(-1)?.created ?? 0,
    chat_questions_total: counts?.questions ?? 0,
    chat_sessions_active: counts?.active ?? 0,
    trend: days,
    tiles: counts?.tiles ?? 0,
    recent_items: recentItems.map(toItem),
    recent_messages: recentMessages.map((row) => ({ ...row, created_at: toTimestamp(row.created_at) })),
  }
}
