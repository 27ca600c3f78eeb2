import { useEffect, useEffectEvent } from 'react'

/** Of this tab alone: each comes back to its own. */
const STORAGE_KEY = 'deskmate.unsent'

const open = new Map<string, () => unknown>()

function read(): Record<string, unknown> {
  try {
    const forms: unknown = JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? '{}')
    return typeof forms === 'object' && forms !== null ? { ...forms } : {}
  } catch {
    return {}
  }
}

function write(forms: Record<string, unknown>): void {
  try {
    sessionStorage.setItem(STORAGE_KEY, JSON.stringify(forms))
  } catch {
    // Storage may be full or refused; then what was written is lost with the page.
  }
}

/** Before the page is left against the will of whoever is writing on it. */
export const keepUnsent = (): void => write(Object.fromEntries([...open].map(([name, written]) => [name, written()]).filter(([, value]) => value !== null)))

/** What was being written in the form of that name when the sign-in ended, not yet parsed; undefined for nothing. */
export const unsent = (name: string): unknown => read()[name]

/** Keeps what is on its way over a sign-in that ends meanwhile, on whichever page. @param written what there is to keep, or null for nothing */
export const keepSending = (name: string, written: () => unknown): void => void open.set(name, written)

/** What was on its way, not yet parsed; undefined for nothing. It is kept no longer. */
export function takeUnsent(name: string): unknown {
  const { [name]: kept, ...rest } = read()
  write(rest)
  return kept
}

/** Keeps what is written in a form over a sign-in that ends meanwhile. @param written what there is to keep, or null for nothing */
export function useKeepUnsent(name: string, written: () => unknown): void {
  const now = useEffectEvent(written)
  useEffect(() => {
    open.set(name, () => now())
    return () => {
      open.delete(name)
      const { [name]: _, ...rest } = read()
      write(rest)
    }
  }, [name])
}
