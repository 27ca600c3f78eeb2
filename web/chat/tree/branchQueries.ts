import type { QueryClient } from '@tanstack/react-query'
import { ChatSessionEnvelope } from '#shared/chat.ts'
import { call } from '../../api.ts'
import { apiPaths } from '../../paths.ts'
import { historyKey } from '../queries.ts'
import { tellTabs } from './tellTabs.ts'

/** Shows the branch through a message, here and in every other place where the conversation is open. */
export async function showBranch(client: QueryClient, sessionId: string, messageId: string): Promise<void> {
  await call(ChatSessionEnvelope, { method: 'PUT', path: apiPaths.head(sessionId), body: { message_id: messageId } })
  await branchChanged(client, sessionId)
  tellTabs(sessionId)
}

/** What is known of places away from the end may be of another branch. */
export async function branchChanged(client: QueryClient, sessionId: string): Promise<void> {
  const key = historyKey(sessionId)
  await Promise.all([client.invalidateQueries({ queryKey: key, exact: true }), client.resetQueries({ queryKey: [...key, 'page'] })])
}
