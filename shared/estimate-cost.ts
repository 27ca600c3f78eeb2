import type { ChatModel } from './models.ts'

const MILLION = 1_000_000

/** @returns US dollars for what is sent, and with the longest answer; null where the provider names no price */
export function estimateCost(
  { prompt_price, completion_price, request_price }: Pick<ChatModel, 'prompt_price' | 'completion_price' | 'request_price'>,
  promptTokens: number,
  answerTokens: number,
): { prompt: number; most: number } | null {
  if (prompt_price === null || completion_price === null) return null
  const prompt = (promptTokens * prompt_price) / MILLION + (request_price ?? 0)
  return { prompt, most: prompt + (answerTokens * completion_price) / MILLION }
}
