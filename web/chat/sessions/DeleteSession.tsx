import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ChatSession } from '#shared/chat.ts'
import { errorMessage } from '../../api.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { toast } from '../../ui/Toast.tsx'
import { keepDraft } from '../composer/keepDraft.ts'
import { deleteSession, refreshSessions } from '../queries.ts'
import { chatTexts } from '../texts.ts'

export function DeleteSession({ session, onClose, onDeleted }: { session: ChatSession; onClose: () => void; onDeleted: (id: string) => void }) {
  const t = useTexts(chatTexts)
  const client = useQueryClient()
  const remove = useMutation({
    mutationFn: () => deleteSession(session.id),
    onSuccess: async () => {
      keepDraft(session.id, '')
      onDeleted(session.id)
      await refreshSessions(client)
      toast({ text: t.sessions.deleted })
      onClose()
    },
  })
  return (
    <Dialog
      title={t.sessions.deleteAsk}
      width="narrow"
      onClose={onClose}
      footer={
        <>
          <Button data-autofocus onClick={onClose}>
            {t.sessions.cancel}
          </Button>
          <Button tone="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
            {t.sessions.delete}
          </Button>
        </>
      }
    >
      <p className="text-ink-2">{session.title || t.sessions.untitled}</p>
      {remove.isError && (
        <p role="alert" className="mt-2 text-sm text-danger">
          {t.sessions.deleteFailed}: {errorMessage(remove.error)}
        </p>
      )}
    </Dialog>
  )
}
