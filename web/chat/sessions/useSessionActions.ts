import { useQueryClient } from '@tanstack/react-query'
import type { ChatSession, UpdateChatSession } from '#shared/chat.ts'
import { errorMessage, send } from '../../api.ts'
import { textsNow } from '../../i18n/texts.ts'
import { apiPaths } from '../../paths.ts'
import { download } from '../../ui/download.ts'
import { toast } from '../../ui/Toast.tsx'
import { keepDraft } from '../composer/keepDraft.ts'
import { refreshHistory } from '../queries.ts'
import { chatTexts } from '../texts.ts'
import { changeSession, deleteSession, refreshLists, restoreSession } from './listQueries.ts'
import { listTexts } from './texts.ts'

/** Tells of what failed; the list shows how it is. */
const fail = (error: unknown) => toast({ tone: 'failed', text: `${textsNow(listTexts).failed}: ${errorMessage(error)}` })
const titleOf = (session: ChatSession) => session.title || textsNow(chatTexts).sessions.untitled

/** What can be done with a conversation without being asked anything. @param onGone it is in no list of what can be read */
export function useSessionActions(onGone: (id: string) => void) {
  const client = useQueryClient()

  async function attempt(run: () => Promise<unknown>): Promise<boolean> {
    try {
      await run()
      return true
    } catch (error) {
      fail(error)
      return false
    } finally {
      void refreshLists(client)
    }
  }
  const change = async (session: ChatSession, body: UpdateChatSession) => {
    const done = await attempt(() => changeSession(session.id, body))
    if (done) void refreshHistory(client, session.id)
    return done
  }
  const restore = async (session: ChatSession) => {
    if (await attempt(() => restoreSession(session.id))) toast({ text: textsNow(listTexts).restored(titleOf(session)) })
    void refreshHistory(client, session.id)
  }

  return {
    pin: (session: ChatSession) => change(session, { pinned: !session.pinned }),
    restore,
    async archive(session: ChatSession) {
      const archived = !session.archived
      if (!(await change(session, { archived })) || !archived) return
      const t = textsNow(listTexts)
      toast({ text: t.archived(titleOf(session)), action: { label: t.undo, run: () => void change(session, { archived: false, pinned: session.pinned }) } })
    },
    async remove(session: ChatSession) {
      if (!(await attempt(() => deleteSession(session.id)))) return
      keepDraft(session.id, '')
      onGone(session.id)
      const t = textsNow(listTexts)
      toast({ text: t.deleted(titleOf(session)), action: { label: t.undo, run: () => void restore(session) } })
    },
    async save(session: ChatSession, format: 'markdown' | 'json') {
      try {
        await saveFile(apiPaths.exportSession(session.id), format)
      } catch (error) {
        fail(error)
      }
    },
  }
}

/** Has the browser store what an export gives, under the name that the server thinks of. */
export async function saveFile(path: string, format: string): Promise<void> {
  const response = await send({ path, query: { format } })
  const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('content-disposition') ?? '')?.[1]
  download(name ? decodeURIComponent(name) : 'conversation', await response.blob())
}
