import { z } from 'zod'
import { Effort, ModelId } from './chat-settings.ts'
import { success } from './envelope.ts'
import { Timestamp } from './text.ts'

/** What of a request a model may take or not. */
export const ModelParameter = z.enum(['temperature', 'top_p', 'max_tokens', 'reasoning_effort', 'tools'])
export type ModelParameter = z.infer<typeof ModelParameter>

const price = z.number().nullable()

export const ChatModel = z
  .object({
    id: z.string(),
    name: z.string(),
    context_length: z.int().nullable().describe('In tokens.'),
    max_output: z.int().nullable().describe('Longest answer, in tokens.'),
    prompt_price: price.describe('US dollars for a million tokens in; null where it is not known, or varies.'),
    completion_price: price.describe('US dollars for a million tokens out.'),
    cached_price: price.describe('US dollars for a million tokens in that the provider still has from before.'),
    request_price: price.describe('US dollars for each call, beside its tokens.'),
    image_price: price.describe('US dollars for an image in.'),
    input_modalities: z
      .array(z.string())
      .nullable()
      .describe('What it takes: `text`, `image`, `file`, …; null where the provider does not say. Nothing at all for the built-in assistant.'),
    output_modalities: z.array(z.string()).nullable(),
    parameters: z.array(ModelParameter).nullable().describe('What it can be told; null where the provider does not say, so that anything may be tried.'),
    reasoning: z
      .object({
        efforts: z.array(Effort),
        default_effort: Effort.nullable(),
        mandatory: z.boolean().describe('Whether it cannot be turned off.'),
      })
      .nullable()
      .describe('null where the model does not reason, or the provider does not say.'),
  })
  .meta({ id: 'ChatModel' })
export type ChatModel = z.infer<typeof ChatModel>

export const ChatModels = z
  .object({
    configured: z.boolean().describe('Whether a model provider is set; without one the built-in assistant answers.'),
    default: z.string(),
    models: z.array(ChatModel).describe('Those that may be asked.'),
    favourites: z.array(z.string()).describe("The caller's, also those that may not be asked any more."),
    recent: z.array(z.string()).describe('What the caller asked last, newest first.'),
    loading: z.boolean().describe('Whether the list is on its way from the provider for the first time, so that it is worth asking again in a moment.'),
  })
  .meta({ id: 'ChatModels' })
export type ChatModels = z.infer<typeof ChatModels>

export const FAVOURITES_MAX = 100
export const SetFavourite = z.strictObject({ model: ModelId, favourite: z.boolean() }).meta({ id: 'SetFavourite' })
export const Favourites = z.object({ favourites: z.array(z.string()) }).meta({ id: 'Favourites' })

export const ALLOWED_MAX = 1000
export const UpdateModelPolicy = z
  .strictObject({
    allowed: z.array(ModelId).max(ALLOWED_MAX).describe('The models that may be asked; empty for all.'),
    default_model: ModelId.nullable().describe('What is asked when none is chosen; null for DEFAULT_MODEL.'),
  })
  .meta({ id: 'UpdateModelPolicy' })
export type UpdateModelPolicy = z.infer<typeof UpdateModelPolicy>

export const ModelPolicy = z
  .object({
    allowed: z.array(z.string()).describe('Empty for all.'),
    default_model: z.string().nullable(),
    effective_default: z.string().describe('What is asked when none is chosen, all things considered.'),
    bounds: z.array(z.string()).describe('SUPPORTED_MODELS: nothing else can be allowed here; empty for no bounds.'),
    configured_default: z.string().describe('DEFAULT_MODEL.'),
    models: z.array(ChatModel).describe('Every model within the bounds, allowed or not.'),
    version: z.int().positive().describe('Counts the changes; the ETag begins with it.'),
    updated_at: Timestamp,
  })
  .meta({ id: 'ModelPolicy' })
export type ModelPolicy = z.infer<typeof ModelPolicy>

/** What of the connection goes wrong, for people who run the workspace. */
const Problem = z.object({
  code: z.string().describe('One of docs/errors.md.'),
  message: z.string().describe('For people, in the language of Accept-Language.'),
  detail: z.string().nullable().describe("The provider's own words, without keys."),
})

export const ProviderState = z
  .object({
    configured: z.boolean(),
    base_url: z.string().nullable().describe('Without user and password.'),
    is_openrouter: z.boolean(),
    has_key: z.boolean(),
    key_from_file: z.boolean(),
    default_model: z.string(),
    models: z.int().nullable().describe('How many the list has; null where there is none yet.'),
    fetched_at: Timestamp.nullable().describe('When the provider last sent its list.'),
    problem: Problem.nullable().describe('Why it could not be fetched since.'),
  })
  .meta({ id: 'ProviderState' })
export type ProviderState = z.infer<typeof ProviderState>

/** One after the other: the list of models, a short answer in one piece, a short answer as a stream. */
export const checkSteps = ['models', 'answer', 'stream'] as const
export const CheckStep = z.enum(checkSteps)
export type CheckStep = z.infer<typeof CheckStep>

export const TestProvider = z
  .strictObject({ step: CheckStep, model: ModelId.optional().describe('Which model is asked; the default without.') })
  .meta({ id: 'TestProvider' })

/** What is no failure, and yet worth knowing. */
export const CheckNote = z.enum(['no-list', 'empty-list', 'default-not-listed', 'no-prices', 'no-usage', 'not-streamed', 'cut'])
export type CheckNote = z.infer<typeof CheckNote>

export const ProviderCheck = z
  .object({
    step: CheckStep,
    ok: z.boolean(),
    milliseconds: z.int(),
    model: z.string().nullable().describe('Which model was asked.'),
    models: z.int().nullable().describe('How many the list has.'),
    said: z.string().nullable().describe('The beginning of what the model answered.'),
    notes: z.array(CheckNote),
    problem: Problem.nullable(),
  })
  .meta({ id: 'ProviderCheck' })
export type ProviderCheck = z.infer<typeof ProviderCheck>

export const ChatModelsEnvelope = success('ChatModelsEnvelope', ChatModels)
export const FavouritesEnvelope = success('FavouritesEnvelope', Favourites)
export const ModelPolicyEnvelope = success('ModelPolicyEnvelope', ModelPolicy)
export const ProviderStateEnvelope = success('ProviderStateEnvelope', ProviderState)
export const ProviderCheckEnvelope = success('ProviderCheckEnvelope', ProviderCheck)
