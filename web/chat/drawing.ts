import { later } from '../ui/later.ts'

export const messageList = later(() => import('./messages/MessageList.tsx'))
export const markdown = later(() => import('./markdown/Markdown.tsx'))
export const sessionPanel = later(() => import('./sessions/SessionPanel.tsx'))

/** Where the list of conversations has room beside the one that is open; Tailwind's `lg`. */
export const BESIDE = '(min-width: 64rem)'

// What cannot be had is asked for again where it is drawn.
const ignore = () => undefined

/**
 * What a conversation is drawn with, fetched when it will soon be needed: beside its messages, or while the first question is being
 * written. An empty page is not kept waiting for it.
 */
export function preloadDrawing(): void {
  messageList.load().catch(ignore)
  markdown.load().catch(ignore)
  preloadPanel()
}

export const preloadPanel = () => void sessionPanel.load().catch(ignore)
