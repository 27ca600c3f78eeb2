import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useRef } from 'react'
import type { ChatMessage } from '#shared/chat.ts'
import { ApiError } from '../../api.ts'
import { keepDraft } from '../composer/keepDraft.ts'
import { giveBackFiles } from '../files/draftFiles.ts'
import { forgetOlder, liveQuery, readHistory, refreshHistory, stopGeneration } from '../queries.ts'
import { type LiveAnswer, newAnswer, outlineOf } from './applyFrame.ts'
import type { Asked } from './asked.ts'
import type { Streams } from './followAnswer.ts'
import { streamsFor } from './openStream.ts'
import { type Reading, readAnswer } from './readAnswer.ts'

/** How often a stream that the server says is running, and then does not have, is asked for again. */
const LOST_ATTEMPTS = 3
const LOST_WAIT_MS = 2_000

type Options = {
  sessionId: string | null
  /** The newest message of the history. */
  newest: ChatMessage | undefined
  onBegin: (sessionId: string) => void
  onRefused: (asked: Asked, error: unknown) => void
  onStopFailed: () => void
}

/** Asks, reads, stops; and takes up the reading of an answer that was already being written when the conversation was opened. */
export function useAnswer({ sessionId, newest, onBegin, onRefused, onStopFailed }: Options) {
  const client = useQueryClient()
  const reading = useRef<Reading | null>(null)
  const shown = useRef(sessionId)
  const lost = useRef(new Map<string, number>())
  const unsure = useRef<{ text: string; streams: Streams } | null>(null)
  const live = useQuery({ ...liveQuery(sessionId), select: outlineOf }).data ?? null

  async function read(asked: Asked | null, from: { generationId: string | null; after: number }) {
    const mine: Reading = { controller: new AbortController(), sessionId, left: false }
    reading.current = mine
    const text = JSON.stringify([asked?.path, asked?.body])
    // Nobody knows whether a question that got no answer arrived; the same one again is sent under its key, so that it cannot be there twice.
    const streams = asked && unsure.current?.text === text ? unsure.current.streams : streamsFor(asked)
    unsure.current = null
    const outcome = await readAnswer(client, mine, streams, from, onBegin)
    if (reading.current === mine) reading.current = null
    if (outcome.type === 'refused' && asked) {
      if (outcome.error instanceof ApiError && (outcome.error.code === 'NETWORK' || outcome.error.code === 'TIMEOUT')) unsure.current = { text, streams }
      if (mine.left) {
        keepDraft(mine.sessionId, asked.question)
        giveBackFiles(mine.sessionId, asked.attachments ?? [])
      } else onRefused(asked, outcome.error)
    }
    if (outcome.type === 'lost') {
      lost.current.set(outcome.generationId, (lost.current.get(outcome.generationId) ?? 0) + 1)
      await refreshHistory(client, outcome.sessionId)
      setTimeout(() => {
        const message = readHistory(client, outcome.sessionId)?.messages.at(-1)
        if (message?.status === 'running' && shown.current === outcome.sessionId) resume(message)
      }, LOST_WAIT_MS)
    }
  }

  const ask = (asked: Asked) => {
    if (reading.current) return
    const { question, attachments, base, continues } = asked
    const answer: LiveAnswer = { ...newAnswer(question, attachments), base, continues }
    client.setQueryData(liveQuery(sessionId).queryKey, answer)
    void read(asked, { generationId: null, after: 0 })
  }

  const stop = () => {
    const key = liveQuery(sessionId).queryKey
    const answer = client.getQueryData(key)
    if (!answer || answer.stopping) return
    const stopping: LiveAnswer = { ...answer, stopping: true }
    client.setQueryData(key, stopping)
    // A question that the server has not confirmed is stopped as soon as it has.
    if (!answer.ids) return
    stopGeneration(answer.ids.generation).catch(() => {
      client.setQueryData(key, (now) => now && { ...now, stopping: false })
      onStopFailed()
    })
  }

  const resume = (message: ChatMessage) => {
    const generation = message.generation_id
    if (reading.current || !generation || (lost.current.get(generation) ?? 0) >= LOST_ATTEMPTS) return
    const key = liveQuery(message.session_id).queryKey
    const before = client.getQueryData(key)
    const mine = before?.ids?.generation === generation ? before : null
    client.setQueryData(
      key,
      mine ?? { ...newAnswer(''), ids: { generation, session: message.session_id, question: '', message: message.id }, model: message.model },
    )
    void read(null, { generationId: generation, after: mine?.position ?? 0 })
  }
  const takeUp = useEffectEvent((session: string | null, message: ChatMessage | undefined) => {
    shown.current = session
    if (message?.status === 'running') resume(message)
  })
  useEffect(() => takeUp(sessionId, newest), [newest, sessionId])

  const leave = useEffectEvent((from: string | null) => {
    const mine = reading.current
    // A conversation that just got its address is still the one being read.
    if (!mine || mine.sessionId !== from) return
    reading.current = null
    if (client.getQueryData(liveQuery(from).queryKey)?.ids) mine.controller.abort()
    else mine.left = true
  })
  useEffect(
    () => () => {
      leave(sessionId)
      if (sessionId) forgetOlder(client, sessionId)
    },
    [sessionId, client],
  )

  return { live, ask, stop }
}
