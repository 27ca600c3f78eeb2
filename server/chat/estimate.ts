import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { estimateAttachmentTokens } from '#shared/attachments.ts'
import type { AskQuestion, Estimate } from '#shared/chat.ts'
import type { ChatSettings } from '#shared/chat-settings.ts'
import type { Language } from '#shared/errors.ts'
import { estimateCost } from '#shared/estimate-cost.ts'
import type { Actor } from '#shared/permissions.ts'
import { estimateTokens } from '#shared/tokens.ts'
import { findForQuestion } from '../attachments/queries.ts'
import { FilesOfSession, filesOfSession } from '../attachments/send.ts'
import { chooseFiles, countLeftOut } from '../attachments/to-parts.ts'
import type { Db } from '../db/engine.ts'
import { appError } from '../errors.ts'
import { asChatModel } from '../models/describe.ts'
import { budgetOf } from '../usage/budgets.ts'
import type { ChatDeps } from './ask.ts'
import { maxTokensFor, settle } from './parameters.ts'
import { type Earlier, promptFor } from './prompt.ts'
import { earlierWith, SaidBefore, saidUpTo } from './said-before.ts'
import { readStored } from './settings.ts'

/**
 * What a question would send and cost, by the same steps in which it is asked. Without a provider nothing is sent.
 * @throws CHAT_SESSION_NOT_FOUND, CHAT_MESSAGE_NOT_FOUND, ATTACHMENT_NOT_FOUND
 */
export async function estimate({ db, provider, catalogue }: ChatDeps, actor: Actor, question: AskQuestion, language: Language): Promise<Estimate> {
  const model = catalogue.choose(question.model)
  const known = catalogue.find(model)
  const [attachments, before, budget] = await Promise.all([
    findForQuestion(db, actor, question.attachment_ids ?? []),
    readBefore(db, actor, question),
    budgetOf(db, actor, actor.userId),
  ])
  const left = [budget.day.remaining, budget.month.remaining].filter((amount) => amount !== null)
  const remaining = left.toSorted((a, b) => Number(a) - Number(b))[0] ?? null
  const contextTokens = known?.contextLength ?? null
  const named = { model, context_length: contextTokens, remaining }
  if (!provider) return { ...named, prompt_tokens: 0, answer_tokens: 0, left_out: 0, shortened: 0, files_left_out: 0, prompt_cost: 0, most_cost: 0 }
  const settings = settle(before.settings, question)
  const wantedTokens = maxTokensFor(settings, known)
  const { messages, leftOut, shortened, maxTokens } = promptFor(
    {
      question: question.message,
      attachments,
      earlier: question.context ? { messages: question.context, leftOut: false } : before.earlier,
      wishes: settings.system_prompt ?? null,
      language,
    },
    { contextTokens, maxTokens: wantedTokens },
  )
  const files = chooseFiles(messages, catalogue.modalitiesOf(model), contextTokens)
  const words = messages.reduce((sum, { content }) => sum + estimateTokens(content), 0)
  const promptTokens = files.values().reduce((sum, file) => sum + estimateAttachmentTokens(file), words)
  const answerTokens = Math.min(maxTokens, wantedTokens)
  const cost = estimateCost(asChatModel(model, known), promptTokens, answerTokens)
  return {
    ...named,
    prompt_tokens: promptTokens,
    answer_tokens: answerTokens,
    left_out: leftOut,
    shortened,
    files_left_out: countLeftOut(messages, files),
    prompt_cost: cost?.prompt ?? null,
    most_cost: cost?.most ?? null,
  }
}

const Rows = z.array(z.object({ settings: z.unknown(), found: z.boolean(), history: SaidBefore.nullable(), files: FilesOfSession }))

/** What was said before, and what holds for the conversation. */
async function readBefore(
  db: Db,
  actor: Actor,
  { session_id, parent_id, context }: Pick<AskQuestion, 'session_id' | 'parent_id' | 'context'>,
): Promise<{ earlier: Earlier; settings: ChatSettings }> {
  if (session_id === undefined) {
    if (parent_id) throw appError('CHAT_MESSAGE_NOT_FOUND')
    return { earlier: { messages: [], leftOut: false }, settings: {} }
  }
  const parent = parent_id === undefined ? sql`s.head_id` : sql`${parent_id}::uuid`
  const history = context ? sql`null::jsonb` : saidUpTo(sql`parent.id`)
  const { rows } = await db.execute(sql`
    select s.settings, (${parent} is null or parent.id is not null) as found, ${history} as history, ${filesOfSession(sql`s.id`)} as files
    from chat_sessions s left join chat_messages parent on parent.id = ${parent} and parent.session_id = s.id and parent.role = 'assistant'
    where s.id = ${session_id}::uuid and s.owner_id = ${actor.userId}::uuid and s.deleted_at is null`)
  const [row] = Rows.parse(rows)
  if (!row) throw appError('CHAT_SESSION_NOT_FOUND')
  if (!row.found) throw appError('CHAT_MESSAGE_NOT_FOUND')
  return { earlier: { messages: earlierWith(row.history, row.files), leftOut: row.history?.more ?? false }, settings: readStored(row.settings) }
}
