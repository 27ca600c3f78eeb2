import { z } from 'zod'
import type { Usage } from '#shared/chat.ts'
import { ErrorField } from './failure.ts'

const count = z.number().nonnegative().transform(Math.round)

/** Native tokens and the charge, in US dollars at OpenRouter; absent at most others. A usage that cannot be read is no reason to lose the answer. */
const UsageField = z
  .object({
    prompt_tokens: count,
    completion_tokens: count,
    total_tokens: count.optional(),
    cost: z.number().nonnegative().nullish(),
    prompt_tokens_details: z.object({ cached_tokens: count.nullish() }).nullish().catch(null),
  })
  .transform(
    (usage): Usage => ({
      prompt_tokens: usage.prompt_tokens,
      completion_tokens: usage.completion_tokens,
      total_tokens: usage.total_tokens ?? usage.prompt_tokens + usage.completion_tokens,
      cached_tokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
      cost: usage.cost ?? null,
    }),
  )
  .nullish()
  .catch(null)

const ToolCallFragment = z.object({
  index: z.int().nonnegative().nullish(),
  id: z.string().nullish(),
  function: z.object({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish(),
})
export type ToolCallFragment = z.infer<typeof ToolCallFragment>

/** `reasoning_content` is what DeepSeek's own server and most local ones call it. */
const Part = z.object({
  content: z.string().nullish(),
  reasoning: z.string().nullish(),
  reasoning_content: z.string().nullish(),
  reasoning_details: z.array(z.unknown()).nullish().catch(null),
  tool_calls: z.array(ToolCallFragment).nullish(),
})

/** A piece of a stream, or a whole answer, which has `message` where a piece has `delta`. Fields that we do not know are passed over. */
export const Chunk = z.object({
  id: z.string().nullish(),
  model: z.string().nullish(),
  choices: z.array(z.object({ delta: Part.nullish(), message: Part.nullish(), finish_reason: z.string().nullish() })).nullish(),
  usage: UsageField,
  error: ErrorField.nullish(),
})
export type Chunk = z.infer<typeof Chunk>
