import { useEffect } from 'react'

/** Names the page in the tab and in the history: `对话 · Deskmate 同桌`. */
export function useTitle(title: string) {
  useEffect(() => {
    document.title = `${title} · Deskmate 同桌`
  }, [title])
}
