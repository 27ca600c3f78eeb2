/** Other tabs of this browser that show the same conversation hear of a change as soon as it is made. */
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('deskmate.chat')

export const tellTabs = (sessionId: string): void => channel?.postMessage(sessionId)

/** @returns what ends the listening */
export function hearTabs(sessionId: string, onChange: () => void): () => void {
  const onMessage = ({ data }: MessageEvent) => {
    if (data === sessionId) onChange()
  }
  channel?.addEventListener('message', onMessage)
  return () => channel?.removeEventListener('message', onMessage)
}
