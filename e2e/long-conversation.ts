import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { WAYMARK_EVERY } from '../server/chat/walk.ts'

const questions = [
  '哪些项目和季度报告有关？',
  'Which suppliers have not confirmed their delivery dates yet?',
  '把上面的结论整理成给客户的邮件，语气客气一些。',
  'Compare the two offers, and say which one you would take and why.',
  '继续。',
  'What did we decide about the release in the meeting of last week? I need it for the minutes, with the names of those who were asked to do something, and by when.',
]
const paragraph =
  'The records name three suppliers. Two of them have confirmed; the third is waiting for the legal department, which has had the contract since Monday. 供应商已确认交付日期，等待法务审核付款条款，预计本周五之前完成。'
const answers = [
  `${paragraph}\n\n${paragraph}`,
  `整体增长 **12.4%**，华东区贡献了一半以上：\n\n| 区域 | 销售额 | 同比 |\n|---|---:|---:|\n| 华东区 | 1,284 | +18.2% |\n| 华南区 | 962 | +9.7% |\n| 华北区 | 731 | +4.1% |\n\n${paragraph}`,
  `1. **First** look at the table;\n2. then at the \`status\` column;\n3. then decide.\n\n\`\`\`sql\nselect region, sum(amount) as total\nfrom orders\nwhere ordered_at >= date '2026-07-01'\ngroup by region\n\`\`\`\n\n> In short: ask again on Friday.`,
  '好的，已经记下。',
  `## Summary\n\n${paragraph}\n\n- one\n- two\n- three\n\n## What is open\n\n${paragraph}\n\n\`\`\`ts\nexport function total(counts: number[]): number {\n  return counts.reduce((sum, count) => sum + count, 0)\n}\n\`\`\``,
]

/** What stands at a place of a long conversation, counted from 1; each message can be told from all others. */
export const messageAt = (place: number): string =>
  place % 2 === 1 ? `№${place}. ${questions[(place >> 1) % questions.length]}` : `№${place}. ${answers[(place >> 1) % answers.length]}`

/** The id of the message at a place. */
export const idAt = (session: string, place: number): string => session.slice(0, 24) + String(place).padStart(12, '0')

/** Puts a conversation of many messages into the database of a program, as years of asking would. @returns its id */
export async function writeConversation(databaseUrl: string, ownerId: string, messages: number, title = 'A long conversation'): Promise<string> {
  const session = `019${randomUUID().slice(3, 13)}-7000-8000-000000000000`
  const places = Array.from({ length: messages }, (_, at) => at + 1)
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query('begin')
    await client.query('insert into chat_sessions (id, owner_id, title, model, message_count, head_id) values ($1, $2, $3, $4, $5, $6)', [
      session,
      ownerId,
      title,
      'openrouter/auto',
      messages,
      idAt(session, messages),
    ])
    const ids = places.map((place) => idAt(session, place))
    const parents = places.map((place) => (place > 1 ? idAt(session, place - 1) : null))
    const waymarks = places.map((place) => (place > WAYMARK_EVERY ? idAt(session, Math.floor((place - 1) / WAYMARK_EVERY) * WAYMARK_EVERY) : null))
    // Known to the search already: what fills its index would work beside what is looked at here.
    await client.query(
      `insert into chat_messages
         (id, session_id, owner_id, position, parent_id, depth, waymark_id, role, content, status, model, finish_reason, indexed, created_at)
       select id::uuid, $1, $2, place, parent::uuid, place, waymark::uuid, case when place % 2 = 1 then 'user' else 'assistant' end, content, 'complete',
              case when place % 2 = 0 then 'openrouter/auto' end, case when place % 2 = 0 then 'stop' end, true, now() - ($8 - place) * interval '1 minute'
         from unnest($3::text[], $4::int[], $5::text[], $6::text[], $7::text[]) as message (id, place, content, parent, waymark)`,
      [session, ownerId, ids, places, places.map(messageAt), parents, waymarks, messages],
    )
    await client.query('commit')
  } finally {
    await client.end()
  }
  return session
}
