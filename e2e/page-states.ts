import type { Language } from '#shared/errors.ts'
import { conversationOn } from './page-conversation.ts'
import { type Desk, type Opened, PHONE, type Texts, textsOf, WIDE } from './page-desk.ts'

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

/** Every look of a state: its theme, and its window. */
export const looks = (['light', 'dark'] as const).flatMap((theme) => [WIDE, PHONE].map((size) => ({ theme, size, wide: size === WIDE })))
export type Look = (typeof looks)[number]

export const isFoundIn = (state: State, { wide }: Look) => state.only === undefined || (state.only === 'wide') === wide

export function setScene(desk: Desk, opened: Opened, language: Language, wide: boolean): Scene {
  const t = textsOf(language)
  return { ...opened, desk, language, t, wide, chat: conversationOn(opened.page, t) }
}
