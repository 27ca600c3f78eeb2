const keyOf = (of: string) => `deskmate.comment.${of}`

/** What somebody has begun to write stays in this tab, also over a reload, until it is sent. @param of the item or the comment that it is about */
export function readDraft(of: string): string | null {
  try {
    return sessionStorage.getItem(keyOf(of))
  } catch {
    return null
  }
}

export function keepDraft(of: string, text: string | null): void {
  try {
    if (text === null || text === '') sessionStorage.removeItem(keyOf(of))
    else sessionStorage.setItem(keyOf(of), text)
  } catch {
    // Storage may be full or refused; then it holds until the panel is closed.
  }
}
