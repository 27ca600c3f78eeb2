import type { ChatEvent } from '#shared/chat.ts'
import type { Language } from '#shared/errors.ts'
import type { Actor } from '#shared/permissions.ts'
import type { Db } from '../db/engine.ts'
import { type FoundRecords, findRecords, newestRecords, nothing } from './find-records.ts'
import { readQuestion } from './read-question.ts'

/** A list that is read at a glance; the rest is a search away. */
const SHOWN = 8
const EXCERPT_CHARS = 120

const texts = {
  'zh-CN': {
    found: (total: string, words: string) => `找到 **${total}** 条与“${words}”有关的记录：`,
    partly: (total: string, words: string) => `没有记录同时包含全部关键词，以下 **${total}** 条与“${words}”部分相符：`,
    counted: (total: string, words: string) => `共有 **${total}** 条与“${words}”有关的记录。`,
    all: (total: string) => `工作区中共有 **${total}** 条记录。`,
    newest: '最近更新的记录：',
    more: (count: string) => `还有 ${count} 条，可在“数据”页面搜索查看。`,
    none: (words: string) => `没有找到与“${words}”有关的记录。可以换个说法，或用更少的关键词再试。`,
    hello: '您好！我可以在工作区的记录中查找并回答，例如“哪些记录和季度报告有关？”或“有多少项目？”。',
    empty: '工作区中还没有记录。添加之后，我就能帮您查找。',
    label: '*内置助手的回答：尚未配置模型。设置 `OPENROUTER_API_KEY`（或用 `OPENROUTER_BASE_URL` 指向兼容的服务）并重启后，将由模型回答。*',
    atLeast: (total: number) => `${total} 以上`,
    colon: '：',
  },
  en: {
    found: (total: string, words: string) => `Found **${total}** about “${words}”:`,
    partly: (total: string, words: string) => `No record holds all of the words; **${total}** match “${words}” in part:`,
    counted: (total: string, words: string) => `There are **${total}** about “${words}”.`,
    all: (total: string) => `The workspace holds **${total}**.`,
    newest: 'Changed last:',
    more: (count: string) => `${count} more can be found by searching on the Data page.`,
    none: (words: string) => `No record about “${words}” was found. Try other words, or fewer.`,
    hello: 'Hello! I look things up in the records of this workspace: “Which records are about the quarterly report?”, say, or “How many items are there?”.',
    empty: 'There are no records in this workspace yet. Once you add some, I can find them for you.',
    label:
      '*Answered by the built-in assistant: no model is configured. Set `OPENROUTER_API_KEY` (or point `OPENROUTER_BASE_URL` at a compatible server) and restart to have a model answer.*',
    atLeast: (total: number) => `more than ${total} records`,
    colon: ': ',
  },
}

/** An answer without a model: the records that the question is about, said to be no more than that. */
export async function* answerFromRecords(db: Db, actor: Actor, question: string, language: Language): AsyncGenerator<ChatEvent> {
  const say = texts[language]
  const reading = readQuestion(question)
  let found = reading.together.length === 0 ? await newestRecords(db, actor, SHOWN) : nothing
  let words: string[] = []
  let partly = false
  for (const list of reading.together) {
    words = list
    found = await findRecords(db, actor, list, 'all', SHOWN)
    if (found.total > 0) break
  }
  if (reading.together.length > 0 && found.total === 0) {
    found = await findRecords(db, actor, reading.any, 'any', SHOWN)
    partly = found.total > 0
    words = reading.together.at(0) ?? words
  }

  for (const item of found.items) yield { type: 'source', source: { kind: 'item', item: { id: item.id, name: item.name, version: item.version } } }
  const total = amount(found, language)
  const quoted = escape(words.join(' '))
  if (words.length === 0) {
    if (found.total === 0) yield paragraph(say.empty)
    else if (reading.counts || reading.recent) yield paragraph(say.all(total))
    else yield paragraph(say.hello)
    if (found.total > 0) yield paragraph(say.newest)
  } else if (found.total === 0) yield paragraph(say.none(quoted))
  else yield paragraph((partly ? say.partly : reading.counts ? say.counted : say.found)(total, quoted))
  for (const item of found.items) yield { type: 'text-delta', text: `- **${escape(item.name)}**${excerpt(item.description, say.colon)}\n` }
  const rest = found.total - found.items.length
  if (found.items.length > 0) yield { type: 'text-delta', text: '\n' }
  if (rest > 0 && words.length > 0) yield paragraph(say.more(found.atLeast ? say.atLeast(rest) : String(rest)))
  yield { type: 'text-delta', text: say.label }
  yield { type: 'finish', status: 'complete', finish_reason: 'stop', usage: null }
}

function amount(found: FoundRecords, language: Language): string {
  if (found.atLeast) return texts[language].atLeast(found.total)
  return language === 'en' ? `${found.total} ${found.total === 1 ? 'record' : 'records'}` : String(found.total)
}

const paragraph = (text: string): ChatEvent => ({ type: 'text-delta', text: `${text}\n\n` })

/** Names are data: nothing in them may become markup. */
const escape = (text: string) =>
  text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_{}[\]()#+!|<>~&$-]/g, '\\$&')

function excerpt(description: string | null, colon: string): string {
  const line = description?.slice(0, 1000).replace(/\s+/g, ' ').trim() ?? ''
  if (line === '') return ''
  const characters = Array.from(line)
  return `${colon}${escape(characters.slice(0, EXCERPT_CHARS).join(''))}${characters.length > EXCERPT_CHARS ? '…' : ''}`
}
