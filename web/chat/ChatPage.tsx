import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react'
import { useTexts } from '../i18n/texts.ts'
import { useGo } from '../link.tsx'
import { paths } from '../paths.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { useMedia } from '../ui/media.ts'
import './chat.css'
import { Conversation, type ConversationHandle } from './Conversation.tsx'
import { BESIDE } from './drawing.ts'
import { LatePanel } from './sessions/LatePanel.tsx'
import { chatTexts } from './texts.ts'

/** Conversations beside the one that is open; on narrow screens they are behind a button. */
export function ChatPage({ sessionId = null }: { sessionId?: string | null }) {
  const t = useTexts(chatTexts)
  const go = useGo()
  const [listOpen, setListOpen] = useState(false)
  const conversation = useRef<ConversationHandle>(null)
  const beside = useMedia(BESIDE)

  const closeList = useCallback(() => setListOpen(false), [])
  const startNew = () => {
    closeList()
    go(paths.chat())
    conversation.current?.focus()
  }
  const onDeleted = (id: string) => {
    if (id === sessionId) go(paths.chat(), { replace: true })
  }

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const command = event.ctrlKey || event.metaKey
    if (!command || !event.shiftKey || event.key.toLowerCase() !== 'o') return
    event.preventDefault()
    startNew()
  })
  useEffect(() => {
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])

  return (
    <div className="flex h-full min-h-0">
      {beside && (
        <aside className="w-64 shrink-0 border-r border-line">
          <LatePanel sessionId={sessionId} onNew={startNew} onDeleted={onDeleted} />
        </aside>
      )}
      <Conversation ref={conversation} sessionId={sessionId} onNew={startNew} onList={() => setListOpen(true)} />
      {listOpen && (
        <Dialog title={t.sessions.label} placement="side" onClose={closeList}>
          <div className="-mx-5 -mt-3 -mb-5 h-[calc(100%+2rem)]">
            <LatePanel sessionId={sessionId} onNew={startNew} onOpen={closeList} onDeleted={onDeleted} />
          </div>
        </Dialog>
      )}
    </div>
  )
}
