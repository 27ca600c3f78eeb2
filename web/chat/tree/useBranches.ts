import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { ChatMessage } from '#shared/chat.ts'
import type { ChatModels } from '#shared/models.ts'
import { errorMessage } from '../../api.ts'
import { useTexts } from '../../i18n/texts.ts'
import { apiPaths } from '../../paths.ts'
import { toast } from '../../ui/Toast.tsx'
import type { Asked } from '../stream/asked.ts'
import type { BranchActions } from './actions.ts'
import { branchChanged, showBranch } from './branchQueries.ts'
import { hearTabs } from './tellTabs.ts'
import { treeTexts } from './texts.ts'

type Options = {
  sessionId: string | null
  messages: readonly (ChatMessage | undefined)[]
  busy: boolean
  /** What the composer has chosen. */
  model: string | null
  models: ChatModels | undefined
  ask: (asked: Asked) => void
}

/** The actions of a conversation's messages, and what came of those that the server refused. */
export function useBranches({ sessionId, messages, busy, model, models, ask }: Options) {
  const t = useTexts(treeTexts)
  const client = useQueryClient()
  const [editing, setEditing] = useState<BranchActions['editing']>(null)

  useEffect(() => (sessionId ? hearTabs(sessionId, () => void branchChanged(client, sessionId)) : undefined), [client, sessionId])

  const onSave = (question: ChatMessage, text: string) => {
    setEditing(null)
    const message = text.toWellFormed().replaceAll('\0', '')
    const files = question.attachments.length > 0 ? { attachment_ids: question.attachments.map(({ id }) => id) } : {}
    ask({
      path: apiPaths.stream(),
      body: { message, session_id: question.session_id, parent_id: question.parent_id, ...files, ...(model && models?.configured ? { model } : {}) },
      question: message,
      attachments: question.attachments,
      base: question.parent_id,
      edits: question.id,
    })
  }
  const onRegenerate = (answer: ChatMessage, wanted?: string) => {
    // The one that was asked, whoever stood in for it; after a failure the one that the person has chosen since.
    const before = answer.asked_model ?? answer.model
    const same = !answer.error && models?.models.some(({ id }) => id === before) ? before : model
    const from = wanted ?? same
    ask({ path: apiPaths.regenerate(answer.id), body: models?.configured && from ? { model: from } : {}, question: '', base: answer.parent_id })
  }
  const onContinue = (answer: ChatMessage) => ask({ path: apiPaths.continueAnswer(answer.id), body: {}, question: '', continues: answer.id })
  const onWalk = (to: string) => {
    if (sessionId) showBranch(client, sessionId, to).catch((error: unknown) => toast({ text: `${t.walkFailed} ${errorMessage(error)}`, tone: 'failed' }))
  }
  const latest = useRef({ onSave, onRegenerate, onContinue, onWalk })
  useEffect(() => {
    latest.current = { onSave, onRegenerate, onContinue, onWalk }
  })
  // What the rows of a long history are given changes only when it means something to them.
  const [stable] = useState(() => ({
    onEdit: (question: ChatMessage | null) => setEditing(question && { id: question.id, text: question.content }),
    onSave: (question: ChatMessage, text: string) => latest.current.onSave(question, text),
    onRegenerate: (answer: ChatMessage, wanted?: string) => latest.current.onRegenerate(answer, wanted),
    onContinue: (answer: ChatMessage) => latest.current.onContinue(answer),
    onWalk: (to: string) => latest.current.onWalk(to),
  }))
  const actions: BranchActions = useMemo(() => ({ busy, editing, ...stable }), [busy, editing, stable])

  return {
    actions,
    editLast: () => {
      const last = messages.findLast((message) => message?.role === 'user')
      if (last && !busy) stable.onEdit(last)
    },
    /** @returns whether there is a place for the question other than the box at the bottom */
    takeBack(asked: Asked, error: unknown): boolean {
      if (asked.edits) setEditing({ id: asked.edits, text: asked.question })
      if (asked.edits || !asked.question) toast({ text: `${t.refused} ${errorMessage(error)}`, tone: 'failed' })
      return Boolean(asked.edits) || !asked.question
    },
  }
}
