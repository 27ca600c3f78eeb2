import { z } from 'zod'
import { CreatePrompt, Prompt, PromptEnvelope, PromptParams, PromptsEnvelope, PromptsQuery, PromptVersionsEnvelope, UpdatePrompt } from '#shared/prompts.ts'
import type { Db } from '../db/engine.ts'
import type { App } from '../http/app-types.ts'
import { ok } from '../http/envelope.ts'
import { errorResponses } from '../http/errors.ts'
import { IdempotencyHeader, idempotent } from '../http/idempotency.ts'
import { etag, expectedVersions, IfMatch, IfNoneMatch } from '../http/if-match.ts'
import { createPrompt, deletePrompt, findPrompt, listPrompts, listVersions, updatePrompt } from './queries.ts'

const tags = ['prompts']
const config = { permission: 'chat:use' } as const
const unchanged = { 304: z.null().describe('Nothing changed.') }

export function promptRoutes(app: App, { db }: { db: Db }): void {
  app.get(
    '/api/v1/prompts',
    {
      config,
      schema: {
        operationId: 'listPrompts',
        tags,
        summary: 'Prompts of one’s own and of the workspace, by name',
        querystring: PromptsQuery,
        headers: IfNoneMatch,
        response: { 200: PromptsEnvelope, ...unchanged, ...errorResponses('VALIDATION_FAILED') },
      },
    },
    async (request) => ok(request, await listPrompts(db, request.actor, request.query)),
  )

  app.post(
    '/api/v1/prompts',
    {
      config,
      schema: {
        operationId: 'createPrompt',
        tags,
        summary: 'Keep a prompt',
        headers: IdempotencyHeader,
        body: CreatePrompt,
        response: { 201: PromptEnvelope, ...errorResponses('PROMPTS_FULL', 'VALIDATION_FAILED', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE') },
      },
    },
    async (request, reply) => {
      const { value: prompt } = await idempotent(db, request, Prompt, (tx) => createPrompt(tx, request.actor, request.body))
      return reply
        .code(201)
        .headers({ Location: `/api/v1/prompts/${prompt.id}`, ETag: etag(prompt) })
        .send(ok(request, prompt))
    },
  )

  app.get(
    '/api/v1/prompts/:id',
    {
      config,
      schema: {
        operationId: 'getPrompt',
        tags,
        summary: 'One prompt, with its text',
        params: PromptParams,
        headers: IfNoneMatch,
        response: { 200: PromptEnvelope, ...unchanged, ...errorResponses('PROMPT_NOT_FOUND') },
      },
    },
    async (request, reply) => {
      const prompt = await findPrompt(db, request.actor, request.params.id)
      reply.header('ETag', etag(prompt))
      return ok(request, prompt)
    },
  )

  app.put(
    '/api/v1/prompts/:id',
    {
      config,
      schema: {
        operationId: 'updatePrompt',
        tags,
        summary: 'Change the fields that are sent',
        description: 'Each change is a version. What others share can be changed by who has `prompts:share`, and made private again by its owner alone.',
        params: PromptParams,
        headers: IfMatch,
        body: UpdatePrompt,
        response: {
          200: PromptEnvelope,
          ...errorResponses('PROMPT_NOT_FOUND', 'PRECONDITION_FAILED', 'VALIDATION_FAILED', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'),
        },
      },
    },
    async (request, reply) => {
      const prompt = await updatePrompt(db, request.actor, request.params.id, request.body, expectedVersions(request.headers['if-match']))
      reply.header('ETag', etag(prompt))
      return ok(request, prompt)
    },
  )

  app.delete(
    '/api/v1/prompts/:id',
    {
      config,
      schema: {
        operationId: 'deletePrompt',
        tags,
        summary: 'Delete a prompt for good, with its versions',
        params: PromptParams,
        headers: IfMatch,
        response: { 200: PromptEnvelope, ...errorResponses('PROMPT_NOT_FOUND', 'PRECONDITION_FAILED') },
      },
    },
    async (request) => ok(request, await deletePrompt(db, request.actor, request.params.id, expectedVersions(request.headers['if-match']))),
  )

  app.get(
    '/api/v1/prompts/:id/versions',
    {
      config,
      schema: {
        operationId: 'listPromptVersions',
        tags,
        summary: 'What a prompt was before, newest first',
        params: PromptParams,
        response: { 200: PromptVersionsEnvelope, ...errorResponses('PROMPT_NOT_FOUND') },
      },
    },
    async (request) => ok(request, { versions: await listVersions(db, request.actor, request.params.id) }),
  )
}
