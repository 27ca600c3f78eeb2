import { z } from 'zod'
import { success } from './envelope.ts'
import { Id, Timestamp, text } from './text.ts'

export const SYSTEM_PROMPT_MAX = 20_000
export const PRESET_NAME_MAX = 60
export const MODEL_ID_MAX = 200
/** The longest answer of any model of today, and some more. */
export const MAX_TOKENS_MAX = 200_000

export const ModelId = text(1, MODEL_ID_MAX)

/** How hard a model thinks before it answers, as OpenRouter has it; a model knows some of them. */
export const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const
export const Effort = z.enum(efforts)
export type Effort = z.infer<typeof Effort>

const visible = (value: string) => value.trim() !== ''

export const settingsFields = {
  system_prompt: text(1, SYSTEM_PROMPT_MAX)
    .refine(visible, { error: 'Instructions need a visible character.' })
    .nullish()
    .describe("How to answer in this conversation, after the workspace's own instructions."),
  temperature: z.number().min(0).max(2).nullish().describe('How freely the model chooses its words.'),
  top_p: z.number().min(0).max(1).nullish().describe('From how much of the likely words the model chooses.'),
  max_tokens: z.int().min(1).max(MAX_TOKENS_MAX).nullish().describe('Longest answer, in tokens of the model.'),
  reasoning_effort: Effort.nullish().describe('How hard the model thinks first.'),
}

/**
 * What a conversation asks of its models. What is not set, or null, is the model's own; what a model does not take is not sent to it.
 */
export const ChatSettings = z.object(settingsFields).meta({ id: 'ChatSettings' })
export type ChatSettings = z.infer<typeof ChatSettings>
export const SetChatSettings = z.strictObject(settingsFields).meta({ id: 'SetChatSettings' })

export const settingNames = ['system_prompt', 'temperature', 'top_p', 'max_tokens', 'reasoning_effort'] as const satisfies (keyof ChatSettings)[]

/** Without what is not set. */
export const compactSettings = (settings: ChatSettings): ChatSettings =>
  Object.fromEntries(settingNames.flatMap((name) => (settings[name] === undefined || settings[name] === null ? [] : [[name, settings[name]]])))

/** Settings under a name, and the model that goes with them where one does. */
export const Preset = z
  .object({
    id: Id,
    name: z.string(),
    is_default: z.boolean().describe('What new conversations of this person begin with, on the page.'),
    model: z.string().nullable().describe('null: whichever is chosen.'),
    settings: ChatSettings,
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: 'Preset' })
export type Preset = z.infer<typeof Preset>

const PresetName = text(1, PRESET_NAME_MAX).refine(visible, { error: 'A name needs a visible character.' })

export const CreatePreset = z
  .strictObject({
    name: PresetName,
    is_default: z.boolean().optional(),
    model: ModelId.nullish(),
    ...settingsFields,
  })
  .meta({ id: 'CreatePreset' })
export type CreatePreset = z.infer<typeof CreatePreset>

export const UpdatePreset = z
  .strictObject({
    name: PresetName.optional(),
    is_default: z.boolean().optional(),
    model: ModelId.nullish().describe('null: whichever is chosen.'),
    ...settingsFields,
  })
  .meta({ id: 'UpdatePreset', description: 'What is not sent stays; null makes a setting the model’s own again.' })
export type UpdatePreset = z.infer<typeof UpdatePreset>

export const ChatSettingsEnvelope = success('ChatSettingsEnvelope', ChatSettings)
export const PresetEnvelope = success('PresetEnvelope', Preset)
export const PresetsEnvelope = success('PresetsEnvelope', z.object({ presets: z.array(Preset) }))
