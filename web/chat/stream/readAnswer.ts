import type { QueryClient } from '@tanstack/react-query'
import { beginHistory, goOn, keepMessages, liveQuery, markEnded, putBehind, readHistory, refreshSessions, stopGeneration } from '../queries.ts'
import { branchChanged } from '../tree/branchQueries.ts'
import { tellTabs } from '../tree/tellTabs.ts'
import { applyFrames, type LiveAnswer } from './applyFrame.ts'
import { followAnswer, type Streams } from './followAnswer.ts'
import { answerOf, questionOf } from './messagesOf.ts'
import { perFrame } from './perFrame.ts'
import type { Frame } from './readFrames.ts'

export type Reading = {
  /** Aborting ends the reading and nothing else: the answer belongs to the server. */
  controller: AbortController
  sessionId: string | null
  /** Set when the reader went elsewhere while the server had not confirmed the question: it is awaited, then the reading ends. */
  left: boolean
}

export type Outcome = { type: 'ended' } | { type: 'refused'; error: unknown } | { type: 'lost'; sessionId: string; generationId: string }

/**
 * Reads one answer into the query cache until it ends or the reading is aborted. `refused`: the question was not taken.
 * `lost`: the server no longer has the stream; its history knows how the answer ended.
 */
export async function readAnswer(
  client: QueryClient,
  reading: Reading,
  streams: Streams,
  from: { generationId: string | null; after: number },
  onBegin: (sessionId: string) => void,
): Promise<Outcome> {
  const { signal } = reading.controller
  const live = () => client.getQueryData(liveQuery(reading.sessionId).queryKey) ?? null
  const write = (answer: LiveAnswer | null) => client.setQueryData(liveQuery(reading.sessionId).queryKey, answer)
  const change = (update: (answer: LiveAnswer) => LiveAnswer) => {
    const answer = live()
    if (answer) write(update(answer))
  }
  const batch = perFrame<Frame>((frames) => change((answer) => applyFrames(answer, frames)))
  try {
    for await (const followed of followAnswer(streams, from, signal)) {
      if (followed.type === 'connection') {
        const { connection } = followed
        change((answer) => ({ ...answer, connection }))
        continue
      }
      batch.push(followed.frame)
      if (followed.frame.event.type === 'start') {
        batch.flush()
        begin(client, reading, onBegin)
        if (reading.left) reading.controller.abort()
      }
    }
    batch.flush()
    const answer = live()
    if (answer?.finish) settle(client, answer)
    return { type: 'ended' }
  } catch (error) {
    batch.flush()
    const accepted = live()?.ids
    write(null)
    return accepted ? { type: 'lost', sessionId: accepted.session, generationId: accepted.generation } : { type: 'refused', error }
  } finally {
    batch.drop()
  }
}

/** The server has taken the question: both rows exist from now on. A new conversation gets its address. */
function begin(client: QueryClient, reading: Reading, onBegin: (sessionId: string) => void): void {
  const key = liveQuery(reading.sessionId).queryKey
  const answer = client.getQueryData(key)
  if (!answer?.ids) return
  const now = new Date().toISOString()
  const { session, generation } = answer.ids
  const messages = [questionOf(answer, now), answerOf(answer, now)].filter((message) => message !== null)
  if (reading.sessionId === null) {
    beginHistory(client, {
      session: {
        id: session,
        title: answer.question,
        model: answer.model,
        message_count: 2,
        running: true,
        head_id: answer.ids.message,
        unread: false,
        pinned: false,
        archived: false,
        folder_id: null,
        deleted_at: null,
        created_at: now,
        updated_at: now,
      },
      messages,
      head_id: answer.ids.message,
      compared: [],
      before: 0,
      total: messages.length,
      next_cursor: null,
    })
    client.setQueryData(liveQuery(session).queryKey, answer)
    client.setQueryData(key, null)
    reading.sessionId = session
    if (!reading.left) onBegin(session)
  } else if (answer.continues) goOn(client, session, answer.continues, generation)
  else if (answer.base === undefined) keepMessages(client, session, messages)
  else {
    putBehind(client, session, answer.base, messages)
    // What stands beside it only the server knows.
    void branchChanged(client, session)
  }
  tellTabs(session)
  if (answer.stopping) stopGeneration(generation).catch(() => undefined)
  void refreshSessions(client)
}

function settle(client: QueryClient, answer: LiveAnswer): void {
  if (!answer.ids) return
  const { session, generation } = answer.ids
  markEnded(generation)
  const known = readHistory(client, session)?.messages ?? []
  const createdAt = known.find((message) => message.id === answer.ids?.message)?.created_at ?? new Date().toISOString()
  const asked = known.some((message) => message.id === answer.ids?.question) ? null : questionOf(answer, createdAt)
  keepMessages(
    client,
    session,
    [asked, answerOf(answer, createdAt)].filter((message) => message !== null),
  )
  tellTabs(session)
  // Behind the history, whose readers are told in a task of their own: drawn in between, the answer would be without a word.
  setTimeout(() => client.setQueryData(liveQuery(session).queryKey, (now) => (now?.ids?.generation === generation ? null : now)))
  void refreshSessions(client)
}
