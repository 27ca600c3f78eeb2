const key = (sessionId: string | null) => `deskmate.draft.${sessionId ?? 'new'}`
const modelKey = 'deskmate.model'

/** Storage may be full, or refused by the browser's settings; then the page works without memory. */
function attempt<T>(run: () => T): T | null {
  try {
    return run()
  } catch {
    return null
  }
}

export const readDraft = (sessionId: string | null): string => attempt(() => localStorage.getItem(key(sessionId))) ?? ''

export const keepDraft = (sessionId: string | null, text: string): void => {
  attempt(() => (text ? localStorage.setItem(key(sessionId), text) : localStorage.removeItem(key(sessionId))))
}

export const readModel = (): string | null => attempt(() => localStorage.getItem(modelKey))

export const keepModel = (id: string): void => {
  attempt(() => localStorage.setItem(modelKey, id))
}
