import { useQueryClient } from '@tanstack/react-query'
import type { ChatSession } from '#shared/chat.ts'
import { useTexts } from '../../i18n/texts.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { toast } from '../../ui/Toast.tsx'
import { chatTexts } from '../texts.ts'
import { purgeDeleted, purgeSession, refreshLists } from './listQueries.ts'
import { listTexts } from './texts.ts'

export function PurgeDialog({ session, onClose }: { session: ChatSession; onClose: () => void }) {
  const t = useTexts(listTexts)
  const { untitled } = useTexts(chatTexts).sessions
  const client = useQueryClient()
  return (
    <ConfirmDialog
      title={t.purgeAsk}
      confirm={t.purge}
      onClose={onClose}
      onConfirm={async () => {
        await purgeSession(session.id)
        toast({ text: t.purged })
        await refreshLists(client)
      }}
    >
      <p className="font-medium text-ink">{session.title || untitled}</p>
      <p>{t.purgeText}</p>
    </ConfirmDialog>
  )
}

export function PurgeAllDialog({ onClose }: { onClose: () => void }) {
  const t = useTexts(listTexts)
  const client = useQueryClient()
  return (
    <ConfirmDialog
      title={t.purgeAllAsk}
      confirm={t.purge}
      onClose={onClose}
      onConfirm={async () => {
        await purgeDeleted().finally(() => void refreshLists(client))
        toast({ text: t.purged })
      }}
    >
      <p>{t.purgeText}</p>
    </ConfirmDialog>
  )
}
