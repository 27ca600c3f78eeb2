import { AskQuestion } from '#shared/chat.ts'
import type { UiRequest } from '#shared/chat-ui.ts'
import { appError } from '../../errors.ts'
import type { Request } from '../../http/app-types.ts'
import { describeIssues } from '../../http/describe-issue.ts'
import { ask, type ChatDeps } from '../ask.ts'
import { regenerate } from '../ask-again.ts'
import { answerBefore, findAgain, findConversation, questionIn } from './find-conversation.ts'
import { withUiFiles } from './receive-files.ts'

/**
 * What useChat wants: a question asked, an earlier one asked in other words, or another answer to one.
 * @param key the Idempotency-Key
 * @returns the id of the generation
 */
export async function askFromUi(deps: ChatDeps, request: Request, body: UiRequest, key: string | undefined): Promise<string> {
  const { db } = deps
  const { model, temperature, max_tokens, messages, trigger, messageId } = body
  const { text, files } = questionIn(messages)
  const session_id = await findConversation(db, request.actor, body)
  if (trigger === 'regenerate-message') {
    const again = await findAgain(db, request.actor, body, text, session_id)
    if (again !== undefined) return await regenerate(deps, request, again, { model, temperature, max_tokens }, key)
  }
  // useChat names the message only where it takes the place of one: the new question stands beside the old.
  const edited = trigger === 'submit-message' && messageId !== undefined && session_id !== undefined
  const parent = edited ? { parent_id: answerBefore(messages) ?? null } : {}
  return await withUiFiles(db, request.actor, files, async (attachment_ids) => {
    const asked = { message: text, session_id, model, temperature, max_tokens, ...parent, ...(attachment_ids.length > 0 ? { attachment_ids } : {}) }
    const question = AskQuestion.safeParse(asked)
    if (!question.success) throw appError('VALIDATION_FAILED', { details: describeIssues(AskQuestion, asked, request.language) })
    return await ask(deps, request, question.data, key)
  })
}
