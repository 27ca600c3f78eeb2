import { useSyncExternalStore } from 'react'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** Read by public/boot.js too, before the first paint. */
const STORAGE_KEY = 'deskmate.theme'
const PAPER = { light: '#faf9f6', dark: '#171614' }

const systemDark = matchMedia('(prefers-color-scheme: dark)')
const listeners = new Set<() => void>()

function stored(): Theme {
  try {
    const value = localStorage.getItem(STORAGE_KEY)
    return themes.find((theme) => theme === value) ?? 'system'
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
    return 'system'
  }
}

let theme = stored()

function apply() {
  const resolved = theme === 'dark' || (theme === 'system' && systemDark.matches) ? 'dark' : 'light'
  document.documentElement.dataset.theme = resolved
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', PAPER[resolved])
}
systemDark.addEventListener('change', apply)

export function setTheme(next: Theme) {
  theme = next
  try {
    localStorage.setItem(STORAGE_KEY, next)
  } catch {
    // See stored().
  }
  apply()
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
export const useTheme = () => useSyncExternalStore(subscribe, () => theme)
