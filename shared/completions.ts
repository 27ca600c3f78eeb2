import { z } from 'zod'

// OpenAI's chat completions, as far as they can be passed on to any model. What is not listed is accepted and left out of the call:
// clients send many fields that mean nothing here. docs/api-openai.md has the list.

export const COMPLETION_MAX_MESSAGES = 2000
export const COMPLETION_MAX_TOOLS = 128
const STOP_MAX = 16

/** What would change the answer, and cannot be had: better refused than left out. Null says the same as nothing. */
const unsupported = z.null({ error: 'Not supported here: it would change the answer.' }).optional()

const ContentPart = z.looseObject({ type: z.string().min(1).max(50).describe('`text`, `image_url`, `input_audio` or `file`, as the model takes them.') })

const ToolCall = z.looseObject({
  id: z.string().min(1).max(200),
  type: z.literal('function'),
  function: z.looseObject({ name: z.string().min(1).max(200), arguments: z.string() }),
})

export const CompletionMessage = z
  .looseObject({
    role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
    content: z.union([z.string(), z.array(ContentPart).max(500)]).nullish(),
    tool_calls: z.array(ToolCall).max(COMPLETION_MAX_TOOLS).nullish(),
    tool_call_id: z.string().max(200).nullish().describe('Of a `tool` message: which call it answers.'),
  })
  .meta({ id: 'CompletionMessage' })

const Tool = z.looseObject({
  type: z.literal('function'),
  function: z.looseObject({ name: z.string().min(1).max(64), description: z.string().nullish(), parameters: z.looseObject({}).nullish() }),
})

export const CompletionRequest = z
  .looseObject({
    model: z.string().min(1).max(200).nullish().describe('One of GET /v1/models; the default without.'),
    messages: z.array(CompletionMessage).min(1).max(COMPLETION_MAX_MESSAGES),
    stream: z.boolean().nullish(),
    stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
    max_tokens: z.int().min(1).max(1_000_000).nullish(),
    max_completion_tokens: z.int().min(1).max(1_000_000).nullish().describe('The same as max_tokens under its newer name, which counts where both are given.'),
    temperature: z.number().min(0).max(2).nullish(),
    top_p: z.number().min(0).max(1).nullish(),
    frequency_penalty: z.number().min(-2).max(2).nullish(),
    presence_penalty: z.number().min(-2).max(2).nullish(),
    seed: z.int().nullish(),
    stop: z.union([z.string(), z.array(z.string()).max(STOP_MAX)]).nullish(),
    logit_bias: z.record(z.string(), z.number().min(-100).max(100)).nullish(),
    tools: z.array(Tool).max(COMPLETION_MAX_TOOLS).nullish(),
    tool_choice: z.union([z.enum(['none', 'auto', 'required']), z.looseObject({ type: z.string().max(50) })]).nullish(),
    parallel_tool_calls: z.boolean().nullish(),
    response_format: z.looseObject({ type: z.enum(['text', 'json_object', 'json_schema']) }).nullish(),
    reasoning_effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']).nullish(),
    verbosity: z.enum(['low', 'medium', 'high']).nullish(),
    n: z.literal(1, { error: 'Not supported here: it would change the answer.' }).nullish(),
    logprobs: z.literal(false, { error: 'Not supported here: it would change the answer.' }).nullish(),
    top_logprobs: z.literal(0, { error: 'Not supported here: it would change the answer.' }).nullish(),
    modalities: z.array(z.literal('text')).nullish(),
    audio: unsupported,
    functions: unsupported,
    function_call: unsupported,
    web_search_options: unsupported,
    models: unsupported.describe('Which models stand in for one another is the administrator’s to say (FALLBACK_MODELS).'),
    route: unsupported,
    provider: unsupported,
    plugins: unsupported,
    transforms: unsupported,
  })
  .meta({ id: 'CompletionRequest' })
export type CompletionRequest = z.infer<typeof CompletionRequest>

export const CompletionUsage = z
  .object({
    prompt_tokens: z.int().nonnegative(),
    completion_tokens: z.int().nonnegative(),
    total_tokens: z.int().nonnegative(),
    prompt_tokens_details: z.object({ cached_tokens: z.int().nonnegative().describe('Read before, and charged less for.') }),
    cost: z.number().nonnegative().nullable().describe('In US dollars, as the provider charged it; null where it does not say. Not part of OpenAI’s protocol.'),
  })
  .meta({ id: 'CompletionUsage' })
export type CompletionUsage = z.infer<typeof CompletionUsage>

export const CompletionFinish = z.enum(['stop', 'length', 'content_filter', 'tool_calls'])

export const Completion = z
  .object({
    id: z.string(),
    object: z.literal('chat.completion'),
    created: z.int(),
    model: z.string().describe('Which model answered.'),
    choices: z.array(
      z.object({
        index: z.literal(0),
        message: z.object({
          role: z.literal('assistant'),
          content: z.string().nullable(),
          refusal: z.null(),
          reasoning_content: z.string().optional(),
          reasoning_details: z.array(z.unknown()).optional().describe('To be sent back with the message, unchanged.'),
          tool_calls: z
            .array(z.object({ id: z.string(), type: z.literal('function'), function: z.object({ name: z.string(), arguments: z.string() }) }))
            .optional(),
        }),
        logprobs: z.null(),
        finish_reason: CompletionFinish,
      }),
    ),
    usage: CompletionUsage.optional(),
  })
  .meta({ id: 'Completion' })
export type Completion = z.infer<typeof Completion>

export const CompletionChunk = z.object({
  id: z.string(),
  object: z.literal('chat.completion.chunk'),
  created: z.int(),
  model: z.string(),
  choices: z.array(
    z.object({
      index: z.literal(0),
      delta: z.strictObject({
        role: z.literal('assistant').optional(),
        content: z.string().optional(),
        reasoning_content: z.string().optional(),
        reasoning_details: z.array(z.unknown()).optional(),
        tool_calls: z
          .array(
            z.strictObject({
              index: z.int().nonnegative(),
              id: z.string().optional(),
              type: z.literal('function').optional(),
              function: z.strictObject({ name: z.string().optional(), arguments: z.string() }),
            }),
          )
          .optional(),
      }),
      logprobs: z.null(),
      finish_reason: CompletionFinish.nullable(),
    }),
  ),
  usage: CompletionUsage.nullable().optional(),
})
export type CompletionChunk = z.infer<typeof CompletionChunk>

export const CompletionModel = z
  .object({
    id: z.string(),
    object: z.literal('model'),
    created: z.int().describe('0: the catalogue does not say.'),
    owned_by: z.string(),
    name: z.string(),
    context_length: z.int().nullable().describe('In tokens.'),
  })
  .meta({ id: 'CompletionModel' })
export type CompletionModel = z.infer<typeof CompletionModel>
export const CompletionModels = z
  .object({ object: z.literal('list'), data: z.array(CompletionModel).describe('The default first.') })
  .meta({ id: 'CompletionModels' })

/** OpenAI's way to say that something went wrong; `code` is OpenAI's where it has one for this, else one of docs/errors.md. */
export const CompletionError = z
  .object({ error: z.object({ message: z.string(), type: z.string(), param: z.string().nullable(), code: z.string().nullable() }) })
  .meta({ id: 'CompletionError' })
export type CompletionError = z.infer<typeof CompletionError>
