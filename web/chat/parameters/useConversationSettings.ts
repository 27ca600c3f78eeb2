import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type ChatSettings, compactSettings, type Preset } from '#shared/chat-settings.ts'
import { chatSettingsQuery, keepSettings, keepSettingsDraft, presetsQuery, readSettingsDraft, saveSettings } from './queries.ts'

export type ConversationSettings = {
  /** Undefined until they are known. */
  settings: ChatSettings | undefined
  failed: boolean
  retry: () => void
  /** What new conversations begin with. */
  standard: Preset | undefined
  save: (settings: ChatSettings) => Promise<void>
  /** With the first question: what it carries, once it is known. */
  first: () => Promise<ChatSettings>
  /** The new conversation has begun with what its question carried. */
  onBegin: (sessionId: string) => void
}

/** What a conversation asks of its models; of a new one what is going to be sent with its first question. */
export function useConversationSettings(sessionId: string | null, configured: boolean): ConversationSettings {
  const client = useQueryClient()
  const [draft, setDraft] = useState(readSettingsDraft)
  const stored = useQuery({ ...chatSettingsQuery(sessionId), enabled: sessionId !== null && configured })
  const presets = useQuery({ ...presetsQuery, enabled: configured })
  const standard = presets.data?.find((preset) => preset.is_default)
  const fresh = draft ?? (presets.isPending ? undefined : (standard?.settings ?? {}))

  return {
    settings: sessionId === null ? fresh : stored.data,
    failed: sessionId !== null && stored.isError && !stored.data,
    retry: () => void stored.refetch(),
    standard,
    async save(settings) {
      const compact = compactSettings(settings)
      if (sessionId !== null) return await saveSettings(client, sessionId, compact)
      setDraft(compact)
      keepSettingsDraft(compact)
    },
    async first() {
      if (fresh || !configured) return fresh ?? {}
      // Somebody types faster than the presets come; without them the question goes all the same.
      const known = await client.ensureQueryData(presetsQuery).catch(() => [])
      return known.find((preset) => preset.is_default)?.settings ?? {}
    },
    onBegin(begun) {
      if (fresh) keepSettings(client, begun, fresh)
      setDraft(null)
      keepSettingsDraft(null)
    },
  }
}
