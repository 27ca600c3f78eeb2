import { later } from '../ui/later.ts'

export const messageList = later(() => import('./messages/MessageList.tsx'))
export const markdown = later(() => import('./markdown/Markdown.tsx'))

/**
 * What a conversation is drawn with, fetched when it will soon be needed: beside its messages, or while the first question is being
 * written. An empty page is not kept waiting for it.
 */
export function preloadDrawing(): void {
  // What cannot be had is asked for again where it is drawn.
  const ignore = () => undefined
  messageList.load().catch(ignore)
  markdown.load().catch(ignore)
}
