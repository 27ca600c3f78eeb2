import { lazy, Suspense } from 'react'
import { compactSettings } from '#shared/chat-settings.ts'
import type { ChatModel } from '#shared/models.ts'
import { useTexts } from '../../i18n/texts.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { toolTexts } from '../composer/texts.ts'
import { SlidersIcon } from '../models/icons.tsx'
import type { ConversationSettings } from './useConversationSettings.ts'

const load = () => import('./SettingsDialog.tsx').then(({ SettingsDialog }) => ({ default: SettingsDialog }))
const SettingsDialog = lazy(load)

export const countSettings = (of: ConversationSettings): number => Object.keys(compactSettings(of.settings ?? {})).length

/** Opens what this conversation asks of its models, and shows that something is set. */
export function SettingsButton({ count, onOpen }: { count: number; onOpen: () => void }) {
  const t = useTexts(toolTexts)
  return (
    <span className="relative inline-flex">
      <IconButton
        icon={SlidersIcon}
        label={count > 0 ? t.settingsSet(count) : t.settings}
        aria-haspopup="dialog"
        onPointerEnter={() => void load().catch(() => undefined)}
        onClick={onOpen}
      />
      {count > 0 && (
        <span
          aria-hidden="true"
          className="pointer-events-none absolute -top-0.5 -right-0.5 grid h-4 min-w-4 place-items-center rounded-full bg-accent px-1 text-[0.6875rem] leading-none font-medium text-on-accent"
        >
          {count}
        </span>
      )}
    </span>
  )
}

export type SettingsProps = {
  of: ConversationSettings
  model: ChatModel | undefined
  models: ChatModel[]
  onModel: (id: string) => void
  onClose: () => void
}

/** Fetched when it is opened first. Not within the form of the question: it has one of its own. */
export const LateSettingsDialog = (props: SettingsProps) => (
  <Suspense>
    <SettingsDialog {...props} />
  </Suspense>
)
