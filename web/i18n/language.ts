import { useSyncExternalStore } from 'react'
import { type Language, languages } from '#shared/errors.ts'

/** Read by public/boot.js too, before the first paint. */
const STORAGE_KEY = 'deskmate.language'

const isLanguage = (value: unknown): value is Language => languages.some((language) => language === value)

function stored(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY)
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
    return null
  }
}

function first(): Language {
  const chosen = stored()
  if (isLanguage(chosen)) return chosen
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}

let language = first()
const listeners = new Set<() => void>()

export const currentLanguage = () => language

export function setLanguage(next: Language) {
  language = next
  document.documentElement.lang = next
  try {
    localStorage.setItem(STORAGE_KEY, next)
  } catch {
    // See stored().
  }
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export const useLanguage = () => useSyncExternalStore(subscribe, currentLanguage)
