import type { Language } from '#shared/errors.ts'
import { conversationOn } from './page-conversation.ts'
import { type Desk, type Look, type Opened, type Texts, textsOf, WIDE } from './page-desk.ts'

/** A page that has just been opened, and what is needed to go on from there. */
export type Scene = Opened & { desk: Desk; language: Language; t: Texts; wide: boolean; chat: ReturnType<typeof conversationOn> }
export type State = {
  name: string
  at: string
  /** Somebody who has not signed in. */
  guest?: boolean
  /** Goes there from the opened page, and waits until all of it is seen. */
  reach: (scene: Scene) => Promise<unknown>
  /** Where it is found in one of the two windows alone. */
  only?: 'wide' | 'phone'
  /** The window grows until nothing of the page is below it. */
  whole?: boolean
}

export const isFoundIn = ({ only }: State, { size }: Look) => only === undefined || (only === 'wide') === (size === WIDE)

export function setScene(desk: Desk, opened: Opened, { language, size }: Look): Scene {
  const t = textsOf(language)
  return { ...opened, desk, language, t, wide: size === WIDE, chat: conversationOn(opened.page, t) }
}
