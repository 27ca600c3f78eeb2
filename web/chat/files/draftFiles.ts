import type { QueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { z } from 'zod'
import { ATTACHMENT_MAX_BYTES, ATTACHMENTS_MAX, Attachment, AttachmentEnvelope, AttachmentsEnvelope } from '#shared/attachments.ts'
import { ApiError, call, errorMessage, newKey, unreachable } from '../../api.ts'
import { textsNow } from '../../i18n/texts.ts'
import { apiPaths } from '../../paths.ts'
import { fileQuery } from './queries.ts'
import { fileTexts } from './texts.ts'

/** A file beside a question that is being written. What is not `ready` is on its way; what `failed` may arrive if it is sent again, what was `refused` will not. */
export type DraftFile = {
  key: string
  name: string
  size: number
  state: 'preparing' | 'uploading' | 'ready' | 'failed' | 'refused'
  /** From 0 to 1. */
  progress: number
  error: string | null
  attachment: Attachment | null
}

// Not in the components: a file that is on its way arrives also when its reader looks at another conversation meanwhile.

const none: DraftFile[] = []
const lists = new Map<string, DraftFile[]>()
const listeners = new Set<() => void>()
/** Of those that are on their way: what is sent, and what ends it. */
const sources = new Map<string, { file: File; controller: AbortController }>()

const nameOf = (sessionId: string | null) => sessionId ?? 'new'
const storageKey = (list: string) => `deskmate.draft-files.${list}`

function read(list: string): DraftFile[] {
  const known = lists.get(list)
  if (known) return known
  const files = stored(list).map(asReady)
  lists.set(list, files.length > 0 ? files : none)
  if (files.length > 0) void dropForgotten()
  return lists.get(list) ?? none
}

function stored(list: string): Attachment[] {
  try {
    return z
      .array(Attachment)
      .max(ATTACHMENTS_MAX)
      .parse(JSON.parse(localStorage.getItem(storageKey(list)) ?? '[]'))
  } catch {
    return []
  }
}

const asReady = (attachment: Attachment): DraftFile => ({
  key: attachment.id,
  name: attachment.name,
  size: attachment.size,
  state: 'ready',
  progress: 1,
  error: null,
  attachment,
})

function write(list: string, files: DraftFile[]): void {
  lists.set(list, files.length > 0 ? files : none)
  try {
    const ready = readyOf(files)
    if (ready.length > 0) localStorage.setItem(storageKey(list), JSON.stringify(ready))
    else localStorage.removeItem(storageKey(list))
  } catch {
    // Storage may be full or refused; then they are lost with the page.
  }
  for (const listener of listeners) listener()
}

/** Wherever it is by now: a new conversation gets its address, and its files go along. */
function patch(key: string, change: Partial<DraftFile>): void {
  for (const [list, files] of lists)
    if (files.some((file) => file.key === key))
      write(
        list,
        files.map((file) => (file.key === key ? { ...file, ...change } : file)),
      )
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export const useDraftFiles = (sessionId: string | null): DraftFile[] => useSyncExternalStore(subscribe, () => read(nameOf(sessionId)))

export const readyOf = (files: DraftFile[]): Attachment[] => files.flatMap(({ attachment }) => attachment ?? [])

/** Begins to upload; those that are too many say so. */
export function addFiles(client: QueryClient, sessionId: string | null, files: File[]): void {
  const list = nameOf(sessionId)
  const before = read(list)
  const added = files.map((file, at): DraftFile => {
    const key = newKey()
    sources.set(key, { file, controller: new AbortController() })
    const fits = before.length + at < ATTACHMENTS_MAX
    const error = fits ? null : textsNow(fileTexts).tooMany(ATTACHMENTS_MAX)
    return { key, name: file.name, size: file.size, state: fits ? 'preparing' : 'failed', progress: 0, error, attachment: null }
  })
  write(list, [...before, ...added])
  for (const { key, state } of added) if (state === 'preparing') void send(client, key)
}

export function retryFile(client: QueryClient, key: string): void {
  patch(key, { state: 'preparing', progress: 0, error: null })
  void send(client, key)
}

/** Fetched with the first file: few questions have one. */
async function sending() {
  try {
    const [{ shrinkImage }, { upload }] = await Promise.all([import('./shrinkImage.ts'), import('../../upload.ts')])
    return { shrinkImage, upload }
  } catch (cause) {
    throw unreachable(cause)
  }
}

async function send(client: QueryClient, key: string): Promise<void> {
  const source = sources.get(key)
  if (!source) return
  const { signal } = source.controller
  try {
    const { shrinkImage, upload } = await sending()
    const file = await shrinkImage(source.file)
    if (signal.aborted) return
    if (file.size > ATTACHMENT_MAX_BYTES) return patch(key, { state: 'refused', error: textsNow(fileTexts).tooLarge })
    patch(key, { state: 'uploading', size: file.size })
    const attachment = await upload(AttachmentEnvelope, {
      path: apiPaths.attachments(),
      file,
      name: file.name,
      onProgress: (progress) => patch(key, { progress }),
      signal,
    })
    sources.delete(key)
    // What is here already is not fetched again to be shown.
    if (attachment.kind === 'image') client.setQueryData(fileQuery(attachment.id).queryKey, file)
    patch(key, { state: 'ready', progress: 1, name: attachment.name, size: attachment.size, attachment })
  } catch (error) {
    if (!signal.aborted) patch(key, { state: endsAlike(error) ? 'refused' : 'failed', error: reasonOf(error) })
  }
}

/** What the server has against this file says more than that something is not valid. */
const reasonOf = (error: unknown) => (error instanceof ApiError && error.details[0]?.path === 'file' && error.details[0].message) || errorMessage(error)

/** Whether the server would say the same of the same file again: its kind, its length, what is in it. */
const endsAlike = (error: unknown) => error instanceof ApiError && [400, 413, 415, 422].includes(error.status)

export function removeFile(sessionId: string | null, key: string): void {
  const list = nameOf(sessionId)
  const file = read(list).find((each) => each.key === key)
  sources.get(key)?.controller.abort()
  sources.delete(key)
  write(
    list,
    read(list).filter((each) => each.key !== key),
  )
  // What stays there is forgotten after some days.
  if (file?.attachment) void call(AttachmentEnvelope, { method: 'DELETE', path: apiPaths.attachment(file.attachment.id) }).catch(() => undefined)
}

/** They go with a question; what was refused goes away. */
export function takeFiles(sessionId: string | null): Attachment[] {
  const ready = readyOf(read(nameOf(sessionId)))
  write(nameOf(sessionId), [])
  return ready
}

/** The question did not get through. */
export function giveBackFiles(sessionId: string | null, attachments: Attachment[]): void {
  if (attachments.length === 0) return
  const list = nameOf(sessionId)
  const now = read(list)
  write(list, [...attachments.filter(({ id }) => !now.some(({ attachment }) => attachment?.id === id)).map(asReady), ...now])
  void dropForgotten()
}

/** A conversation that begins takes along what was added meanwhile. */
export function moveFiles(from: string | null, to: string | null): void {
  const files = read(nameOf(from))
  if (files.length === 0) return
  write(nameOf(from), [])
  write(nameOf(to), [...read(nameOf(to)), ...files])
}

/** What the server has forgotten, or was sent from elsewhere, is in no draft any more. */
async function dropForgotten(): Promise<void> {
  const known = await call(AttachmentsEnvelope, { path: apiPaths.attachments() }).catch(() => null)
  if (!known) return
  const there = new Set(known.unsent.map(({ id }) => id))
  for (const [list, files] of lists) {
    const kept = files.filter(({ attachment }) => !attachment || there.has(attachment.id))
    if (kept.length < files.length) write(list, kept)
  }
}
