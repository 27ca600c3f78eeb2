import { type ChatSettings, compactSettings, settingNames } from '#shared/chat-settings.ts'
import type { CatalogueModel } from '../ai/models.ts'
import type { ModelRequest } from '../ai/provider.ts'
import { parametersOf } from '../models/describe.ts'

/** OpenRouter reserves the whole of a model's output against the credits where nothing is asked, and then refuses small accounts. */
export const DEFAULT_MAX_TOKENS = 8192

/** What holds for an answer: what came with its question, else what the conversation has. null makes a setting the model's own. */
export const settle = (conversation: ChatSettings, asked: ChatSettings): ChatSettings =>
  compactSettings(Object.fromEntries(settingNames.map((name) => [name, asked[name] === undefined ? conversation[name] : asked[name]])))

/** How long the answer may get. */
export function maxTokensFor(settings: ChatSettings, model: CatalogueModel | undefined): number {
  const wanted = settings.max_tokens ?? DEFAULT_MAX_TOKENS
  return model?.maxOutput ? Math.min(wanted, model.maxOutput) : wanted
}

/** What the model is told: what is set, and what it takes. Where the provider does not say what that is, all that is set. */
export function parametersFor(settings: ChatSettings, model: CatalogueModel | undefined): Omit<ModelRequest, 'model' | 'messages' | 'sessionId'> {
  const taken = parametersOf(model)
  const takes = (name: 'temperature' | 'top_p' | 'max_tokens' | 'reasoning_effort') => taken === null || taken.includes(name)
  const effort = settings.reasoning_effort
  const reasons = effort && takes('reasoning_effort') && (!model?.reasoning || model.reasoning.efforts.includes(effort))
  return {
    maxTokens: takes('max_tokens') ? maxTokensFor(settings, model) : undefined,
    temperature: takes('temperature') ? (settings.temperature ?? undefined) : undefined,
    topP: takes('top_p') ? (settings.top_p ?? undefined) : undefined,
    // Who lists `reasoning` speaks OpenRouter's language; others know at most what OpenAI calls it.
    reasoning: reasons ? { effort, dialect: model?.parameters?.includes('reasoning') ? 'openrouter' : 'openai' } : undefined,
  }
}
