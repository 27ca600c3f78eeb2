import type { ChatMessage } from '#shared/chat.ts'
import type { Language } from '#shared/errors.ts'
import type { Actor } from '#shared/permissions.ts'
import type { Db } from '../../db/engine.ts'
import { readHistory } from '../read-history.ts'

/** Messages in memory at a time. */
const AT_ONCE = 100

const words: Record<Language, { you: string; assistant: string; reasoning: string; sources: string; untilHere: Record<string, string> }> = {
  'zh-CN': {
    you: '提问',
    assistant: '助手',
    reasoning: '思考过程',
    sources: '依据',
    untilHere: { running: '正在回答', stopped: '已停止', interrupted: '回答中断', failed: '回答失败' },
  },
  en: {
    you: 'You',
    assistant: 'Assistant',
    reasoning: 'Reasoning',
    sources: 'Based on',
    untilHere: { running: 'being answered', stopped: 'stopped', interrupted: 'interrupted', failed: 'failed' },
  },
}

/** What would be Markdown in a title or a name. */
const escape = (text: string) => text.replaceAll(/[\\`*_[\]<>#|]/g, '\\$&').replaceAll(/\s+/g, ' ')
const quote = (text: string) => text.replaceAll(/^/gm, '> ')

function write(message: ChatMessage, language: Language): string {
  const t = words[language]
  const who = message.role === 'user' ? t.you : `${t.assistant}${message.model ? ` (${escape(message.model)})` : ''}`
  const parts = [`## ${who}`, `*${message.created_at.slice(0, 16).replace('T', ' ')} UTC*`]
  if (message.reasoning) parts.push(`> **${t.reasoning}**\n>\n${quote(message.reasoning)}`)
  if (message.content) parts.push(message.content)
  for (const { name } of message.attachments) parts.push(`📎 ${escape(name)}`)
  if (message.sources.length > 0) parts.push(`${t.sources}:\n${message.sources.map(({ item }) => `- ${escape(item.name)}`).join('\n')}`)
  const ended = t.untilHere[message.status]
  if (ended) parts.push(`*[${ended}]*`)
  return `${parts.join('\n\n')}\n\n`
}

/** The branch that is shown, for reading. @throws CHAT_SESSION_NOT_FOUND, before the first piece */
export async function* writeMarkdown(db: Db, actor: Actor, sessionId: string, language: Language): AsyncGenerator<string> {
  for (let offset = 0; ; offset += AT_ONCE) {
    const { session, messages, total } = await readHistory(db, actor, { session_id: sessionId, limit: AT_ONCE, offset })
    if (offset === 0) yield `# ${escape(session.title)}\n\n`
    for (const message of messages) yield write(message, language)
    if (offset + AT_ONCE >= total) return
  }
}
