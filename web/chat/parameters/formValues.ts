import type { ChatSettings } from '#shared/chat-settings.ts'
import type { ChatModel, ModelParameter } from '#shared/models.ts'

export type FormValues = { system_prompt: string; temperature: string; top_p: string; max_tokens: string; reasoning_effort: string }

const written = (value: number | null | undefined) => (value === null || value === undefined ? '' : String(value))

export const toForm = (settings: ChatSettings): FormValues => ({
  system_prompt: settings.system_prompt ?? '',
  temperature: written(settings.temperature),
  top_p: written(settings.top_p),
  max_tokens: written(settings.max_tokens),
  reasoning_effort: settings.reasoning_effort ?? '',
})

/** As the server takes it; what is empty is the model's own. A number that is none stays for the schema to refuse. */
export const fromForm = (values: FormValues) => ({
  system_prompt: values.system_prompt.trim() === '' ? null : values.system_prompt.toWellFormed().replaceAll('\0', ''),
  temperature: numberOf(values.temperature),
  top_p: numberOf(values.top_p),
  max_tokens: numberOf(values.max_tokens),
  reasoning_effort: values.reasoning_effort === '' ? null : values.reasoning_effort,
})

const numberOf = (text: string) => (text.trim() === '' ? null : Number(text.trim().replace(/[，,](?=\d{3}\b)/g, '')))

/** Whether a model can be told; where nobody knows, it can be tried. */
export const takes = (model: ChatModel | undefined, parameter: ModelParameter) => model?.parameters?.includes(parameter) ?? true
