/** What one entry of the list has, as OpenRouter's documentation has it. */
type Traits = { input?: string[]; parameters?: string[]; reasoning?: object; cached?: string; maxOutput?: number | null }

const everything = ['text', 'image', 'file']
const usual = ['max_tokens', 'temperature', 'top_p', 'tools', 'stop']
const thinking = (efforts: string[], more: object = {}) => ({
  supported_efforts: efforts,
  default_effort: 'medium',
  default_enabled: true,
  mandatory: false,
  ...more,
})

const model = (id: string, name: string, contextLength: number, prompt: string, completion: string, traits: Traits = {}) => ({
  id,
  canonical_slug: id,
  name,
  created: 1_790_000_000,
  description: name,
  context_length: contextLength,
  architecture: {
    modality: `${(traits.input ?? ['text']).join('+')}->text`,
    input_modalities: traits.input ?? ['text'],
    output_modalities: ['text'],
    tokenizer: 'Other',
    instruct_type: null,
  },
  pricing: { prompt, completion, request: '0', image: '0', ...(traits.cached ? { input_cache_read: traits.cached } : {}) },
  top_provider: { context_length: contextLength, max_completion_tokens: traits.maxOutput === undefined ? 16_384 : traits.maxOutput, is_moderated: false },
  per_request_limits: null,
  supported_parameters: traits.parameters ?? usual,
  ...(traits.reasoning ? { reasoning: traits.reasoning } : {}),
})

export const models = [
  model('openrouter/auto', 'Auto Router', 2_000_000, '-1', '-1', { input: everything, maxOutput: null }),
  // As the models that think before they speak: no temperature.
  model('openai/gpt-5-mini', 'OpenAI: GPT-5 Mini', 400_000, '0.00000025', '0.000002', {
    input: everything,
    parameters: ['max_tokens', 'reasoning', 'include_reasoning', 'tools'],
    reasoning: thinking(['minimal', 'low', 'medium', 'high'], { mandatory: true }),
    cached: '0.000000025',
    maxOutput: 128_000,
  }),
  model('anthropic/claude-sonnet-4.5', 'Anthropic: Claude Sonnet 4.5', 1_000_000, '0.000003', '0.000015', {
    input: everything,
    parameters: [...usual, 'reasoning', 'include_reasoning'],
    reasoning: thinking(['low', 'medium', 'high']),
    cached: '0.0000003',
  }),
  model('google/gemini-2.5-flash', 'Google: Gemini 2.5 Flash', 1_048_576, '0.0000003', '0.0000025', { input: everything }),
  model('deepseek/deepseek-chat-v3.1', 'DeepSeek: DeepSeek V3.1', 163_840, '0.0000002', '0.0000008'),
  model('qwen/qwen3-max', 'Qwen: Qwen3 Max', 256_000, '0.0000012', '0.000006'),
  model('z-ai/glm-4.6', 'Z.AI: GLM 4.6', 202_752, '0.0000004', '0.00000175'),
  model('meta-llama/llama-3.3-70b-instruct:free', 'Meta: Llama 3.3 70B Instruct (free)', 131_072, '0', '0'),
]

/** As long a list as the real one. */
export const manyModels = (count: number) => [
  ...models,
  ...Array.from({ length: count - models.length }, (_, at) =>
    model(`maker-${at % 17}/model-${at}`, `Maker ${at % 17}: Model ${at}`, 32_768 * (1 + (at % 8)), `0.00000${1 + (at % 9)}`, `0.00000${2 + (at % 7)}`, {
      input: at % 3 === 0 ? ['text', 'image'] : ['text'],
    }),
  ),
]

/** What OpenAI-compatible servers of one's own have of a model: its name. */
export const localModels = (...ids: string[]) => ids.map((id) => ({ id, object: 'model', created: 1_790_000_000, owned_by: 'library' }))

/** What is answered when somebody asks for the list; `hang` answers nothing. */
export type ListAnswer = 'hang' | { status: number; body: unknown }
