import { useState } from 'react'
import type { Row } from './buildRows.ts'

/** How many answers came, or came to their end, since the reader left the end of the conversation. */
export function useUnread(rows: readonly Row[], away: boolean): { unread: number; writing: boolean } {
  const writing = isWriting(rows.at(-1))
  const [left, setLeft] = useState<{ count: number; writing: boolean } | null>(null)
  if (away && !left) setLeft({ count: rows.length, writing })
  if (!away && left) setLeft(null)
  if (!left) return { unread: 0, writing }
  const since = rows.slice(left.count).filter((row) => row.type === 'answer' && !isWriting(row)).length
  return { unread: since + (left.writing && !isWriting(rows[left.count - 1]) ? 1 : 0), writing }
}

const isWriting = (row: Row | undefined) => row?.type === 'waiting' || (row?.type === 'answer' && row.message.status === 'running')
