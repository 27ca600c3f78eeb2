import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ChatSession } from '#shared/chat.ts'
import { errorMessage } from '../../api.ts'
import { useLanguage } from '../../i18n/language.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { CheckIcon, PlusIcon } from '../../ui/icons.tsx'
import { FolderDialog } from './FolderDialogs.tsx'
import { changeSession, foldersQuery, refreshLists } from './listQueries.ts'
import { listTexts } from './texts.ts'

/** In which folder a conversation is to be; a new one can be made on the way. */
export function MoveDialog({ session, onClose }: { session: ChatSession; onClose: () => void }) {
  const t = useTexts(listTexts)
  const language = useLanguage()
  const client = useQueryClient()
  const folders = useQuery(foldersQuery)
  const [making, setMaking] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState('')
  const move = async (folderId: string | null) => {
    if (busy) return
    setBusy(true)
    try {
      await changeSession(session.id, { folder_id: folderId })
      await refreshLists(client)
      onClose()
    } catch (thrown) {
      setError(errorMessage(thrown))
      setBusy(false)
    }
  }
  if (making) return <FolderDialog onClose={() => setMaking(false)} onDone={({ id }) => void move(id)} />
  const choices = [{ id: null, name: t.noFolder }, ...(folders.data ?? []).toSorted((a, b) => a.name.localeCompare(b.name, language))]
  return (
    <Dialog title={t.moveTitle} width="narrow" onClose={onClose}>
      <ul className="grid gap-1" aria-busy={busy}>
        {choices.map(({ id, name }) => (
          <li key={id ?? ''}>
            <Button
              tone={session.folder_id === id ? 'plain' : 'quiet'}
              className="w-full justify-start"
              aria-pressed={session.folder_id === id}
              onClick={() => void move(id)}
            >
              <span className="min-w-0 truncate">{name}</span>
              {session.folder_id === id && <CheckIcon className="ml-auto shrink-0 text-accent" />}
            </Button>
          </li>
        ))}
        <li>
          <Button tone="quiet" className="w-full justify-start" icon={<PlusIcon />} onClick={() => setMaking(true)}>
            {t.newFolder}
          </Button>
        </li>
      </ul>
      <p role="alert" className="mt-2 text-sm text-danger empty:hidden">
        {error || (folders.isError ? errorMessage(folders.error) : '')}
      </p>
    </Dialog>
  )
}
