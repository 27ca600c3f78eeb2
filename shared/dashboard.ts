import { z } from 'zod'
import { success } from './envelope.ts'
import { Item } from './items.ts'
import { Timestamp } from './text.ts'

export const TREND_DAYS = 30

export const Dashboard = z
  .object({
    items_total: z.int(),
    items_created_today: z.int().describe('Since midnight UTC.'),
    chat_questions_total: z.int().describe('Questions asked, in all conversations of the caller.'),
    chat_sessions_active: z.int().describe('Conversations of the caller with a message in the last 24 hours.'),
    trend: z
      .array(z.object({ day: z.iso.date(), created: z.int(), questions: z.int() }))
      .describe(`One entry a day (UTC), oldest first, ${TREND_DAYS} in all.`),
    tiles: z.int().describe('How many tiles the workspace has put beside.'),
    recent_items: z.array(Item).describe('The five changed last.'),
    recent_messages: z
      .array(z.object({ session_id: z.uuid(), session_title: z.string(), role: z.enum(['user', 'assistant']), excerpt: z.string(), created_at: Timestamp }))
      .describe('The four newest messages of the caller.'),
  })
  .meta({ id: 'Dashboard' })
export type Dashboard = z.infer<typeof Dashboard>

export const DashboardEnvelope = success('DashboardEnvelope', Dashboard)
