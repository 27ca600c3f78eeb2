/**
 * `signed-in`: whose sign-in this browser has. `owner`: whose drafts it keeps, also after a sign-in that ended by itself.
 * `used`, `renewed`: when, in milliseconds since 1970. Tabs share them.
 */
type Name = 'signed-in' | 'owner' | 'used' | 'renewed'

/** In place of a storage that the browser's settings refuse; it lasts as long as the page. */
const instead = new Map<string, string>()

export function recall(name: Name): string | null {
  try {
    return localStorage.getItem(`deskmate.${name}`)
  } catch {
    return instead.get(name) ?? null
  }
}

export const recallTime = (name: 'used' | 'renewed'): number => Number(recall(name) ?? 0)

export function remember(name: Name, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`deskmate.${name}`)
    else localStorage.setItem(`deskmate.${name}`, value)
  } catch {
    if (value === null) instead.delete(name)
    else instead.set(name, value)
  }
}

/** How the page looks and which language it speaks: a choice for this browser, which tells nothing of anybody. */
const staying = new Set(['deskmate.theme', 'deskmate.language'])

/** Drafts, choices, and whose they are: nothing of a person stays behind. */
export function forgetPerson(): void {
  instead.clear()
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith('deskmate.') && !staying.has(name)) localStorage.removeItem(name)
    sessionStorage.clear()
  } catch {
    // Then nothing was stored either.
  }
}
