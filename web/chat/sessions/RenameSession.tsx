import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { type ChatSession, TITLE_MAX } from '#shared/chat.ts'
import { errorMessage } from '../../api.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextInput } from '../../ui/Field.tsx'
import { refreshHistory } from '../queries.ts'
import { chatTexts } from '../texts.ts'
import { changeSession, refreshLists } from './listQueries.ts'

export function RenameSession({ session, onClose }: { session: ChatSession; onClose: () => void }) {
  const t = useTexts(chatTexts)
  const client = useQueryClient()
  const formId = useId()
  const [title, setTitle] = useState(session.title)
  const rename = useMutation({
    mutationFn: () => changeSession(session.id, { title: title.trim() }),
    onSuccess: async () => {
      await Promise.all([refreshLists(client), refreshHistory(client, session.id)])
      onClose()
    },
  })
  return (
    <Dialog
      title={t.sessions.rename}
      width="narrow"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.sessions.cancel}</Button>
          <Button submit form={formId} tone="primary" busy={rename.isPending} disabled={title.trim() === ''}>
            {t.sessions.save}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault()
          if (title.trim() !== '') rename.mutate()
        }}
      >
        <TextInput
          data-autofocus
          aria-label={t.sessions.renameLabel}
          value={title}
          maxLength={TITLE_MAX}
          onFocus={(event) => event.target.select()}
          onChange={(event) => setTitle(event.target.value)}
        />
        {rename.isError && (
          <p role="alert" className="mt-2 text-sm text-danger">
            {t.sessions.renameFailed}: {errorMessage(rename.error)}
          </p>
        )}
      </form>
    </Dialog>
  )
}
