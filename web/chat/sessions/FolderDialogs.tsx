import { useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { type ChatFolder, FOLDER_NAME_MAX } from '#shared/chat-list.ts'
import { errorMessage } from '../../api.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Field, TextInput } from '../../ui/Field.tsx'
import { createFolder, deleteFolder, refreshLists, renameFolder } from './listQueries.ts'
import { listTexts } from './texts.ts'

/** Asks for the name of a folder: a new one, or the one that is given. */
export function FolderDialog({ folder, onClose, onDone }: { folder?: ChatFolder; onClose: () => void; onDone?: (folder: ChatFolder) => void }) {
  const t = useTexts(listTexts)
  const client = useQueryClient()
  const formId = useId()
  const [name, setName] = useState(folder?.name ?? '')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState('')
  const save = async () => {
    if (busy || name.trim() === '') return
    setBusy(true)
    try {
      const done = folder ? await renameFolder(folder.id, name.trim()) : await createFolder(name.trim())
      await refreshLists(client)
      onClose()
      onDone?.(done)
    } catch (thrown) {
      setError(errorMessage(thrown))
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={folder ? t.renameFolder.replace('…', '') : t.newFolder.replace('…', '')}
      width="narrow"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button submit form={formId} tone="primary" busy={busy} disabled={name.trim() === ''}>
            {folder ? t.save : t.create}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <Field label={t.folderName} error={error || undefined}>
          {(control) => (
            <TextInput
              {...control}
              data-autofocus
              autoComplete="off"
              value={name}
              maxLength={FOLDER_NAME_MAX}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  )
}

export function DeleteFolderDialog({ folder, onClose, onDone }: { folder: ChatFolder; onClose: () => void; onDone: () => void }) {
  const t = useTexts(listTexts)
  const client = useQueryClient()
  return (
    <ConfirmDialog
      title={t.deleteFolderAsk(folder.name)}
      confirm={t.deleteFolder.replace('…', '')}
      onClose={onClose}
      onConfirm={async () => {
        await deleteFolder(folder.id)
        onDone()
        await refreshLists(client)
      }}
    >
      <p>{t.deleteFolderText}</p>
    </ConfirmDialog>
  )
}
