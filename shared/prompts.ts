import { z } from 'zod'
import { success } from './envelope.ts'
import { Id, Timestamp, text } from './text.ts'

export const PROMPT_NAME_MAX = 100
export const PROMPT_DESCRIPTION_MAX = 500
/** Five pages; what is longer is a document. */
export const PROMPT_CONTENT_MAX = 20_000
/** A form that somebody fills in before each question. */
export const PROMPT_VARIABLES_MAX = 20
export const PROMPT_OPTIONS_MAX = 50
export const PROMPT_VALUE_MAX = 2000
/** Of one account: more than anybody finds again. */
export const PROMPTS_MAX = 500
/** Older ones go; the newest are what somebody goes back to. */
export const PROMPT_VERSIONS_MAX = 50

/** What the page fills in by itself, in the language and the time of whoever asks. No variable may be called so. */
export const builtInVariables = ['date', 'time', 'weekday', 'user'] as const
export type BuiltInVariable = (typeof builtInVariables)[number]

export const PromptVariableType = z.enum(['text', 'long_text', 'select', 'number', 'date'])
export type PromptVariableType = z.infer<typeof PromptVariableType>

/** Letters of any language, digits, `_` and `-`. */
const NAME = /^[\p{L}\p{M}\p{N}_-]{1,40}$/u
/** `{{name}}` in the text, with or without spaces within. Anything else in braces is text. */
const PLACE = /\{\{[ \t]*([\p{L}\p{M}\p{N}_-]{1,40})[ \t]*\}\}/gu

export const PromptVariable = z
  .object({
    name: z.string().regex(NAME).describe('As it stands between the braces: `{{name}}`.'),
    type: PromptVariableType,
    default: text(0, PROMPT_VALUE_MAX).describe('What the form holds before it is filled in; empty where nothing. A date as 2026-11-28, or `today`.'),
    options: z.array(text(1, 200)).max(PROMPT_OPTIONS_MAX).describe('What a `select` offers; empty for all others.'),
  })
  .meta({ id: 'PromptVariable' })
export type PromptVariable = z.infer<typeof PromptVariable>
const DescribeVariable = z.strictObject(PromptVariable.shape).meta({ id: 'DescribeVariable' })

const name = text(1, PROMPT_NAME_MAX).refine((value) => value.trim() !== '', { error: 'A name needs a visible character.' })
const description = text(0, PROMPT_DESCRIPTION_MAX)
const content = text(1, PROMPT_CONTENT_MAX)
  .refine((value) => value.trim() !== '', { error: 'A prompt needs a visible character.' })
  .describe('Markdown, or any text. `{{name}}` is a variable; `{{date}}`, `{{time}}`, `{{weekday}}` and `{{user}}` are filled in by themselves.')
const variables = z
  .array(DescribeVariable)
  .max(PROMPT_VARIABLES_MAX)
  .describe('Of the variables in the text. One that is not described is a `text`; one that is not in the text is left out.')
const shared = z.boolean().describe('Whether everybody of the workspace finds it. Needs `prompts:share`.')

export const CreatePrompt = z
  .strictObject({ name, description: description.optional(), content, variables: variables.optional(), shared: shared.optional() })
  .meta({ id: 'CreatePrompt' })
export type CreatePrompt = z.infer<typeof CreatePrompt>

export const UpdatePrompt = z
  .strictObject({
    name: name.optional(),
    description: description.optional(),
    content: content.optional(),
    variables: variables.optional(),
    shared: shared.optional(),
  })
  .meta({ id: 'UpdatePrompt' })
export type UpdatePrompt = z.infer<typeof UpdatePrompt>

export const PromptSummary = z
  .object({
    id: Id,
    name: z.string(),
    description: z.string(),
    shared: z.boolean(),
    mine: z.boolean(),
    owner_name: z.string().nullable().describe('Who shares it; null for one’s own, and where the account is gone.'),
    version: z.int().positive(),
    updated_at: Timestamp,
  })
  .meta({ id: 'PromptSummary' })
export type PromptSummary = z.infer<typeof PromptSummary>

export const Prompt = z
  .object({
    ...PromptSummary.shape,
    content: z.string(),
    variables: z.array(PromptVariable).describe('Every variable of the text, in the order in which they stand there.'),
    created_at: Timestamp,
  })
  .meta({ id: 'Prompt' })
export type Prompt = z.infer<typeof Prompt>

export const PromptVersion = z
  .object({
    version: z.int().positive(),
    name: z.string(),
    description: z.string(),
    content: z.string(),
    variables: z.array(PromptVariable),
    changed_by: z.string().nullable().describe('The name of whoever made it; null where the account is gone.'),
    changed_at: Timestamp,
  })
  .meta({ id: 'PromptVersion' })
export type PromptVersion = z.infer<typeof PromptVersion>

export const PromptsQuery = z.strictObject({
  q: text(0, 200).optional().describe('Words, each of which must occur in the name, the description or the text.'),
  scope: z.enum(['all', 'mine', 'shared']).prefault('all').describe('One’s own, what others share, or both.'),
  limit: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .pipe(z.int().min(1).max(200))
    .prefault('50'),
  cursor: z.string().min(1).max(1000).optional().describe('next_cursor of the page before.'),
})
export type PromptsQuery = z.infer<typeof PromptsQuery>

export const PromptParams = z.strictObject({ id: Id })
export const PromptEnvelope = success('PromptEnvelope', Prompt)
export const PromptsEnvelope = success('PromptsEnvelope', z.object({ prompts: z.array(PromptSummary), next_cursor: z.string().nullable() }))
export const PromptVersionsEnvelope = success('PromptVersionsEnvelope', z.object({ versions: z.array(PromptVersion).describe('Newest first.') }))

const isBuiltIn = (variable: string): variable is BuiltInVariable => (builtInVariables as readonly string[]).includes(variable)

/** The variables of a text, each once, in their order; without those that are filled in by themselves. */
export function variablesIn(prompt: string): string[] {
  const found = new Set<string>()
  for (const [, variable = ''] of prompt.matchAll(PLACE)) if (!isBuiltIn(variable)) found.add(variable)
  return [...found]
}

/** The text with its variables filled in; what has no value stays as it stands. What a value holds is never looked into again. */
export const fillIn = (prompt: string, values: Record<string, string>): string =>
  prompt.replaceAll(PLACE, (place, variable: string) => (Object.hasOwn(values, variable) ? (values[variable] ?? '') : place))

export const isDate = (value: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))
export const isNumber = (value: string): boolean => /^-?\d{1,15}(\.\d{1,10})?$/.test(value)
