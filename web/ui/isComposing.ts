import type { KeyboardEvent } from 'react'

/** The key code that browsers give to what goes to an input method; some say it without isComposing (Safari, for the Enter that ends a composition). */
const COMPOSING = 229

export const isComposing = (event: KeyboardEvent): boolean => event.nativeEvent.isComposing || event.keyCode === COMPOSING
