import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type Ref, useCallback, useEffect, useEffectEvent, useImperativeHandle, useMemo, useRef, useState } from 'react'
import type { Attachment } from '#shared/attachments.ts'
import type { CompareModels } from '#shared/branches.ts'
import type { ChatMessage } from '#shared/chat.ts'
import type { ChatModels } from '#shared/models.ts'
import { ApiError } from '../api.ts'
import { useTexts } from '../i18n/texts.ts'
import { useGo } from '../link.tsx'
import { apiPaths, paths } from '../paths.ts'
import { useTitle } from '../title.ts'
import { toast } from '../ui/Toast.tsx'
import { BuiltInNotice } from './BuiltInNotice.tsx'
import { ConversationHeader } from './ConversationHeader.tsx'
import { LateCompareDialog } from './compare/CompareButton.tsx'
import { compareModels } from './compare/comparisonQueries.ts'
import { useComparison } from './compare/useComparison.ts'
import { Composer, type ComposerHandle } from './composer/Composer.tsx'
import { keepDraft, readDraft } from './composer/keepDraft.ts'
import { useChosenModel } from './composer/useChosenModel.ts'
import { messageList, preloadDrawing } from './drawing.ts'
import { Examples } from './Examples.tsx'
import { giveBackFiles, moveFiles } from './files/draftFiles.ts'
import { HistoryProblem, HistorySkeleton } from './HistoryState.tsx'
import { Announcer } from './messages/Announcer.tsx'
import { buildRows } from './messages/buildRows.ts'
import { type Refusal, Refused } from './messages/Refused.tsx'
import { useTarget } from './messages/useTarget.ts'
import { countSettings, LateSettingsDialog } from './parameters/SettingsButton.tsx'
import { useConversationSettings } from './parameters/useConversationSettings.ts'
import { historyQuery, liveQuery, modelsQuery, refreshSessions, stopGeneration } from './queries.ts'
import { QueueList } from './queue/QueueList.tsx'
import type { Queued } from './queue/queue.ts'
import { useQueue } from './queue/useQueue.ts'
import { newAnswer } from './stream/applyFrame.ts'
import { ConnectionLine } from './stream/ConnectionLine.tsx'
import { useAnswer } from './stream/useAnswer.ts'
import { chatTexts } from './texts.ts'
import { BranchActionsProvider } from './tree/actions.ts'
import { tellTabs } from './tree/tellTabs.ts'
import { useBranches } from './tree/useBranches.ts'
import { useKeyboardRoom } from './useKeyboardRoom.ts'

const nothing: ChatMessage[] = []
const nobody: string[] = []

const askedOf = ({ models }: ChatModels, ids: string[]) => models.filter(({ id }) => ids.includes(id))

export type ConversationHandle = { focus: () => void }
type Props = { ref: Ref<ConversationHandle>; sessionId: string | null; onNew: () => void; onList: () => void }

export function Conversation({ ref, sessionId, onNew, onList }: Props) {
  const t = useTexts(chatTexts)
  const go = useGo()
  const client = useQueryClient()
  const composer = useRef<ComposerHandle>(null)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const [choosing, setChoosing] = useState(false)
  const [setting, setSetting] = useState(false)
  const [pairing, setPairing] = useState(false)
  const models = useQuery(modelsQuery).data
  const { newest: history, messages, elsewhere, target, seeking, messageId } = useTarget(sessionId)
  const newest = messages.at(-1)
  const session = history.data?.session
  const compared = history.data?.compared ?? nothing
  const comparing = compared.some(({ status }) => status === 'running')
  useTitle(session?.title || t.title)
  const parameters = useConversationSettings(sessionId, models?.configured === true)
  const { model, choose } = useChosenModel(sessionId, { models, standard: parameters.standard, asked: session?.model })

  const { live, ask, stop } = useAnswer({
    sessionId,
    // What is compared is read by useComparison.
    newest: compared.length > 0 ? undefined : newest,
    onBegin: (begun) => {
      // What was typed meanwhile goes along.
      keepDraft(begun, readDraft(null))
      keepDraft(null, '')
      moveFiles(null, begun)
      parameters.onBegin(begun)
      go(paths.chat(begun), { replace: true })
    },
    onRefused: (asked, error) => {
      if (sessionId) void history.refetch()
      if (asked.queued) queue.putBack(asked.queued, !(error instanceof ApiError && error.code === 'CHAT_BUSY'))
      if (branches.takeBack(asked, error)) return
      setRefusal({ error, sessionId })
      if (asked.queued) return
      giveBackFiles(sessionId, asked.attachments ?? [])
      composer.current?.fill(asked.question)
    },
    onStopFailed: () => toast({ text: t.failure.stopFailed, tone: 'failed' }),
  })
  const running = live !== null || newest?.status === 'running' || comparing

  const send = (message: string, attachments: Attachment[] = [], queued?: Queued) => {
    setRefusal(null)
    preloadDrawing()
    // Whoever asks on is not looking at that message any more.
    if (sessionId && messageId) go(paths.chat(sessionId), { replace: true })
    const question = message.toWellFormed().replaceAll('\0', '')
    // After what is shown here, whatever another tab shows.
    const place = sessionId ? { session_id: sessionId, ...(newest?.role === 'assistant' ? { parent_id: newest.id } : {}) } : {}
    const files = attachments.length > 0 ? { attachment_ids: attachments.map(({ id }) => id) } : {}
    const body = { message: question, ...place, ...files }
    const put = (more: object) => {
      const wanted = queued?.models ?? wantedNow
      if (wanted.length > 1) void compare({ ...body, ...more, models: wanted }, attachments, queued)
      else {
        const chosen = wanted[0] ? { model: wanted[0] } : {}
        ask({ path: apiPaths.stream(), body: { ...body, ...chosen, ...more }, question, attachments, ...(queued ? { queued } : {}) })
      }
    }
    if (sessionId) put({})
    else if (parameters.settings) put(parameters.settings)
    else void parameters.first().then(put)
  }
  const [together, setTogether] = useState<string[]>([])
  const wantedNow = together.length > 1 ? together : model && models?.configured ? [model] : nobody
  useComparison(sessionId, compared)
  async function compare(body: CompareModels, attachments: Attachment[], queued?: Queued) {
    const { queryKey } = liveQuery(sessionId)
    client.setQueryData(queryKey, newAnswer(body.message, attachments))
    try {
      const { session_id } = await compareModels(body)
      await client.fetchQuery({ ...historyQuery(session_id), staleTime: 0 })
      if (!sessionId) {
        keepDraft(session_id, readDraft(null))
        keepDraft(null, '')
        go(paths.chat(session_id), { replace: true })
      }
      tellTabs(session_id)
      void refreshSessions(client)
    } catch (error) {
      if (queued) queue.putBack(queued, !(error instanceof ApiError && error.code === 'CHAT_BUSY'))
      setRefusal({ error, sessionId })
      if (queued) return
      giveBackFiles(sessionId, attachments)
      composer.current?.fill(body.message)
    } finally {
      client.setQueryData(queryKey, null)
    }
  }
  const stopAll = () => {
    if (!comparing) stop()
    else
      for (const { generation_id } of compared)
        if (generation_id) stopGeneration(generation_id).catch(() => toast({ text: t.failure.stopFailed, tone: 'failed' }))
  }
  const queue = useQueue({ sessionId, idle: history.isSuccess && !running, newest, send: (queued) => send(queued.text, queued.attachments, queued) })
  const branches = useBranches({ sessionId, messages, busy: running, model, models, ask })
  const chooseModel = useCallback(() => setChoosing(true), [setChoosing])

  useImperativeHandle(ref, () => ({ focus: () => composer.current?.focus() }))
  useEscape(stopAll)
  useEffect(() => {
    if (sessionId) preloadDrawing()
  }, [sessionId])
  const section = useRef<HTMLElement>(null)
  useKeyboardRoom(section)

  const rows = useMemo(() => buildRows(messages, compared, live), [messages, compared, live])
  // A question that the server has not taken may still go back into the box: nothing is broken where the list cannot be had till then.
  const taken = messages.length > 0 || Boolean(live?.ids)
  const drawn = messageList.useLoaded(taken)

  return (
    <section ref={section} className="flex min-w-0 flex-1 flex-col" aria-label={t.title}>
      <ConversationHeader title={session?.title ?? null} sessionId={sessionId} running={running} onNew={onNew} onList={onList} />
      {history.isError && messages.length === 0 ? (
        <HistoryProblem error={history.error} busy={history.isFetching} onRetry={() => void history.refetch()} onNew={onNew} />
      ) : rows.length > 0 && !seeking && drawn ? (
        <BranchActionsProvider value={branches.actions}>
          <drawn.MessageList
            key={sessionId ?? 'new'}
            sessionId={sessionId}
            rows={rows}
            elsewhere={elsewhere}
            target={target}
            asking={live !== null && !live.ids}
            onChooseModel={chooseModel}
          />
        </BranchActionsProvider>
      ) : rows.length > 0 || (sessionId && history.isPending) ? (
        <HistorySkeleton />
      ) : (
        <Examples onChoose={(example) => composer.current?.fill(example)} />
      )}
      {models?.configured === false && (
        // Beside the question box, not with it: it comes late, and the box is to stand still.
        <div className="chat-column shrink-0 pt-1">
          <BuiltInNotice />
        </div>
      )}
      <div className="chat-column shrink-0 pt-1 pb-3">
        {refusal && refusal.sessionId === sessionId && <Refused refusal={refusal} onDismiss={() => setRefusal(null)} onChooseModel={chooseModel} />}
        <QueueList
          queue={queue.queue}
          paused={queue.paused}
          onEdit={({ id, text, attachments }) => {
            queue.remove(id)
            giveBackFiles(sessionId, attachments)
            composer.current?.fill(text)
          }}
          onRemove={queue.remove}
          onGoOn={queue.goOn}
        />
        {live && <ConnectionLine connection={live.connection} />}
        <Composer
          key={sessionId ?? 'new'}
          ref={composer}
          sessionId={sessionId}
          running={running}
          stopping={live?.stopping ?? false}
          modalities={models?.models.find(({ id }) => id === model)?.input_modalities ?? null}
          onWriting={preloadDrawing}
          onSend={send}
          onStop={stopAll}
          onQueue={sessionId ? (text, attachments) => queue.add({ text, attachments, models: wantedNow }) : null}
          compare={models?.configured && models.models.length > 1 ? { count: together.length, onOpen: () => setPairing(true) } : null}
          onEditLast={branches.editLast}
          asking={
            models?.configured
              ? { sessionId, parentId: newest?.role === 'assistant' ? newest.id : null, models: askedOf(models, wantedNow), settings: parameters.settings }
              : null
          }
          model={model}
          onModel={choose}
          settings={models?.configured ? { count: countSettings(parameters), onOpen: () => setSetting(true) } : null}
          choosing={choosing}
          onChoosing={setChoosing}
        />
      </div>
      {setting && models && (
        <LateSettingsDialog
          of={parameters}
          model={models.models.find(({ id }) => id === model)}
          models={models.models}
          onModel={choose}
          onClose={() => setSetting(false)}
        />
      )}
      {pairing && <LateCompareDialog chosen={together} onChoose={setTogether} onClose={() => setPairing(false)} />}
      <Announcer sessionId={sessionId} running={live !== null} newest={newest} />
    </section>
  )
}

/** Escape stops an answer, unless it closes something first or belongs to an input method. */
function useEscape(stop: () => void) {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return
    if (!document.querySelector('dialog:modal, [popover="auto"]:popover-open')) stop()
  })
  useEffect(() => {
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}
