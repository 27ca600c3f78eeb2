import { z } from 'zod'
import { AskQuestion, ChatEvent } from './chat.ts'
import { settingsFields } from './chat-settings.ts'
import { success } from './envelope.ts'
import { Id } from './text.ts'

// A conversation is a tree: a question may have several answers, and an answer several questions after it.

/** More columns than four cannot be read side by side. */
export const COMPARED_MAX = 4

/** Parameters of what is asked of one message. */
export const MessageParams = z.strictObject({ id: Id })

const wishes = { model: AskQuestion.shape.model, ...settingsFields }

export const RegenerateAnswer = z.strictObject(wishes).meta({ id: 'RegenerateAnswer' })
export type RegenerateAnswer = z.infer<typeof RegenerateAnswer>

export const ContinueAnswer = z.strictObject(settingsFields).meta({ id: 'ContinueAnswer' })
export type ContinueAnswer = z.infer<typeof ContinueAnswer>

export const CompareModels = z
  .strictObject({
    ...AskQuestion.omit({ model: true }).shape,
    models: z
      .array(z.string().min(1).max(200))
      .min(2)
      .max(COMPARED_MAX)
      .refine((models) => new Set(models).size === models.length, { error: 'Each model can be compared once.' })
      .describe('Those that answer, each on its own and at the same time.'),
  })
  .meta({ id: 'CompareModels' })
export type CompareModels = z.infer<typeof CompareModels>

export const Comparison = z
  .object({
    session_id: Id,
    question_id: Id,
    answers: z.array(z.object({ message_id: Id, generation_id: Id, model: z.string() })).describe('In the order of the models.'),
  })
  .meta({ id: 'Comparison' })
export type Comparison = z.infer<typeof Comparison>

export const ShowBranch = z
  .strictObject({ message_id: Id.describe('The branch that goes through this message, and on to its newest end, is shown from now on.') })
  .meta({ id: 'ShowBranch' })

const list = (part: string) => new RegExp(`^${part}(,${part}){0,${COMPARED_MAX - 1}}$`)

export const ComparisonStreamQuery = z.strictObject({
  generation_ids: z
    .string()
    .regex(list('[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'))
    .transform((value) => value.split(','))
    .describe('One to four, as a comparison gives them, with commas between.')
    .meta({ example: '019abf00-0000-7000-8000-000000000000,019abf00-0000-7000-8000-000000000001' }),
  after: z
    .string()
    .regex(list('[0-9]{1,9}'))
    .transform((value) => value.split(',').map(Number))
    .optional()
    .describe('The last position seen of each, in the same order. Last-Event-ID does the same.'),
})

/** One event of one of the answers. */
export const ComparisonEvent = z.object({ generation_id: Id, position: z.int().positive(), event: ChatEvent }).meta({ id: 'ComparisonEvent' })
export type ComparisonEvent = z.infer<typeof ComparisonEvent>

export const ComparisonEnvelope = success('ComparisonEnvelope', Comparison)
