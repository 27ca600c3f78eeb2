import { type QueryClient, queryOptions, skipToken } from '@tanstack/react-query'
import {
  ChatSettings,
  ChatSettingsEnvelope,
  type CreatePreset,
  compactSettings,
  PresetEnvelope,
  PresetsEnvelope,
  type UpdatePreset,
} from '#shared/chat-settings.ts'
import { call, idempotencyKey } from '../../api.ts'
import { apiPaths } from '../../paths.ts'

/** They change by hand, in this browser or another. */
const STALE_MS = 60_000

export const chatSettingsQuery = (sessionId: string | null) =>
  queryOptions({
    queryKey: ['chat', 'settings', sessionId],
    queryFn: sessionId ? ({ signal }) => call(ChatSettingsEnvelope, { path: apiPaths.chatSettings(sessionId), signal }) : skipToken,
    staleTime: STALE_MS,
  })

export const presetsQuery = queryOptions({
  queryKey: ['chat', 'presets'],
  queryFn: async ({ signal }) => (await call(PresetsEnvelope, { path: apiPaths.presets(), signal })).presets,
  staleTime: STALE_MS,
})

/** Of a conversation that just began: what it began with. */
export const keepSettings = (client: QueryClient, sessionId: string, settings: ChatSettings) =>
  client.setQueryData(chatSettingsQuery(sessionId).queryKey, settings)

export async function saveSettings(client: QueryClient, sessionId: string, settings: ChatSettings): Promise<void> {
  keepSettings(client, sessionId, await call(ChatSettingsEnvelope, { method: 'PUT', path: apiPaths.chatSettings(sessionId), body: settings }))
}

const refresh = (client: QueryClient) => client.invalidateQueries({ queryKey: presetsQuery.queryKey })

export async function createPreset(client: QueryClient, preset: CreatePreset, key: string) {
  const made = await call(PresetEnvelope, { method: 'POST', path: apiPaths.presets(), body: preset, headers: idempotencyKey(key) })
  await refresh(client)
  return made
}

export async function updatePreset(client: QueryClient, id: string, change: UpdatePreset): Promise<void> {
  await call(PresetEnvelope, { method: 'PATCH', path: apiPaths.preset(id), body: change })
  await refresh(client)
}

export async function deletePreset(client: QueryClient, id: string): Promise<void> {
  await call(PresetEnvelope, { method: 'DELETE', path: apiPaths.preset(id) })
  await refresh(client)
}

const draftKey = 'deskmate.settings.new'

/** Of a conversation that has not begun; null where nothing was set. Storage may be refused: then it lasts as long as the page. */
export function readSettingsDraft(): ChatSettings | null {
  try {
    return ChatSettings.nullable().safeParse(JSON.parse(localStorage.getItem(draftKey) ?? 'null')).data ?? null
  } catch {
    return null
  }
}

export function keepSettingsDraft(settings: ChatSettings | null): void {
  try {
    if (settings) localStorage.setItem(draftKey, JSON.stringify(compactSettings(settings)))
    else localStorage.removeItem(draftKey)
  } catch {
    // The page works without memory.
  }
}
