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
export function keepUnsent(): void {
  // What was kept before and has not been taken since is kept on.
  const forms = { ...read(), ...Object.fromEntries([...open].map(([name, written]) => [name, written()])) }
  write(Object.fromEntries(Object.entries(forms).filter(([, value]) => value !== null)))
}

/** Keeps what is on its way over a sign-in that ends meanwhile, on whichever page. @param written what there is to keep, or null for nothing */
export const keepSending = (name: string, written: () => unknown): void => void open.set(name, written)

/** What was being written or on its way when the sign-in ended, not yet parsed; undefined for nothing. It is kept no longer. */
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
    return () => void open.delete(name)
  }, [name])
}
