import { keepPreviousData, useQueries } from '@tanstack/react-query'
import type { Attachment } from '#shared/attachments.ts'
import { type Estimate, EstimateEnvelope } from '#shared/chat.ts'
import type { ChatSettings } from '#shared/chat-settings.ts'
import { estimateCost } from '#shared/estimate-cost.ts'
import type { ChatModel } from '#shared/models.ts'
import { estimateTokens } from '#shared/tokens.ts'
import { call } from '../../api.ts'
import { apiPaths } from '../../paths.ts'

/** What the next question goes with. */
export type Asking = {
  sessionId: string | null
  /** The answer that it follows. */
  parentId: string | null
  models: ChatModel[]
  settings: ChatSettings | undefined
}

export type Estimated = Pick<Estimate, 'prompt_tokens' | 'answer_tokens' | 'left_out' | 'shortened' | 'files_left_out' | 'remaining'> & {
  /** US dollars; null where a price is not known. */
  prompt: number | null
  most: number | null
}

/**
 * What a question would send and cost. The server is asked for what goes along with it whenever that changes; the words are counted here.
 * @returns undefined until it is known; of several models their sum, each of which is sent the question
 */
export function useEstimate({ sessionId, parentId, models, settings }: Asking, text: string, files: Attachment[]): Estimated | undefined {
  const attachment_ids = files.map(({ id }) => id)
  const place = sessionId === null ? settings : { session_id: sessionId, ...(parentId === null ? {} : { parent_id: parentId }) }
  const answers = useQueries({
    queries: models.map(({ id: model }) => ({
      // The settings of a conversation are the server's to know; they are here so that it is asked again when they change.
      queryKey: ['chat', 'estimate', place, settings, model, attachment_ids],
      queryFn: async ({ signal }: { signal: AbortSignal }) =>
        await call(EstimateEnvelope, { method: 'POST', path: apiPaths.estimate(), body: { ...place, model, attachment_ids }, signal }),
      enabled: settings !== undefined,
      placeholderData: keepPreviousData,
      retry: false,
    })),
  })
  const known = answers.flatMap(({ data }) => data ?? [])
  const [first] = known
  if (!first || known.length < models.length) return undefined
  const tokens = estimateTokens(text)
  const costs = known.map(({ prompt_tokens, answer_tokens }, at) => models[at] && estimateCost(models[at], prompt_tokens + tokens, answer_tokens))
  const sum = (of: (cost: { prompt: number; most: number }) => number) =>
    costs.reduce<number | null>((total, cost) => (total === null || !cost ? null : total + of(cost)), 0)
  return {
    ...first,
    prompt_tokens: known.reduce((total, { prompt_tokens }) => total + prompt_tokens + tokens, 0),
    answer_tokens: known.reduce((total, { answer_tokens }) => total + answer_tokens, 0),
    prompt: sum(({ prompt }) => prompt),
    most: sum(({ most }) => most),
  }
}
