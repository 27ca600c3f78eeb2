import { GenerationParams } from '#shared/chat.ts'
import { ChatSettingsEnvelope, CreatePreset, Preset, PresetEnvelope, PresetsEnvelope, SetChatSettings, UpdatePreset } from '#shared/chat-settings.ts'
import type { Db } from '../db/engine.ts'
import type { App } from '../http/app-types.ts'
import { ok } from '../http/envelope.ts'
import { errorResponses } from '../http/errors.ts'
import { IdempotencyHeader, idempotent } from '../http/idempotency.ts'
import { createPreset, deletePreset, listPresets, updatePreset } from './presets.ts'
import { findSettings, setSettings } from './settings.ts'

const tags = ['chat']
const config = { permission: 'chat:use' } as const
const body = ['VALIDATION_FAILED', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const

/** What a conversation asks of its models, and the names under which somebody keeps such settings. */
export function settingsRoutes(app: App, db: Db): void {
  app.get(
    '/api/v1/chat/sessions/:id/settings',
    {
      config,
      schema: {
        operationId: 'getChatSettings',
        tags,
        summary: 'What a conversation asks of its models',
        description: 'Only what is set.',
        params: GenerationParams,
        response: { 200: ChatSettingsEnvelope, ...errorResponses('CHAT_SESSION_NOT_FOUND') },
      },
    },
    async (request) => ok(request, await findSettings(db, request.actor, request.params.id)),
  )

  app.put(
    '/api/v1/chat/sessions/:id/settings',
    {
      config,
      schema: {
        operationId: 'setChatSettings',
        tags,
        summary: 'Set what a conversation asks of its models',
        description: 'In place of what was set before, from the next question on. What a model does not take is kept and not sent to it.',
        params: GenerationParams,
        body: SetChatSettings,
        response: { 200: ChatSettingsEnvelope, ...errorResponses(...body, 'CHAT_SESSION_NOT_FOUND') },
      },
    },
    async (request) => ok(request, await setSettings(db, request.actor, request.params.id, request.body)),
  )

  app.get(
    '/api/v1/chat/presets',
    {
      config,
      schema: { operationId: 'listPresets', tags, summary: 'The presets of the caller, by name', response: { 200: PresetsEnvelope, ...errorResponses() } },
    },
    async (request) => ok(request, { presets: await listPresets(db, request.actor) }),
  )

  app.post(
    '/api/v1/chat/presets',
    {
      config,
      schema: {
        operationId: 'createPreset',
        tags,
        summary: 'Keep settings under a name',
        headers: IdempotencyHeader,
        body: CreatePreset,
        response: { 201: PresetEnvelope, ...errorResponses(...body, 'PRESET_NAME_TAKEN') },
      },
    },
    async (request, reply) => {
      const { value } = await idempotent(db, request, Preset, (tx) => createPreset(tx, request.actor, request.body))
      return reply.code(201).send(ok(request, value))
    },
  )

  app.patch(
    '/api/v1/chat/presets/:id',
    {
      config,
      schema: {
        operationId: 'updatePreset',
        tags,
        summary: 'Rename a preset, change what it sets, or make it the default',
        params: GenerationParams,
        body: UpdatePreset,
        response: { 200: PresetEnvelope, ...errorResponses(...body, 'PRESET_NOT_FOUND', 'PRESET_NAME_TAKEN') },
      },
    },
    async (request) => ok(request, await updatePreset(db, request.actor, request.params.id, request.body)),
  )

  app.delete(
    '/api/v1/chat/presets/:id',
    {
      config,
      schema: {
        operationId: 'deletePreset',
        tags,
        summary: 'Delete a preset',
        description: 'Conversations that it was applied to keep their settings.',
        params: GenerationParams,
        response: { 200: PresetEnvelope, ...errorResponses('PRESET_NOT_FOUND') },
      },
    },
    async (request) => ok(request, await deletePreset(db, request.actor, request.params.id)),
  )
}
