import { useEffect, useRef, useState } from 'react'
import { ITEM_FILE_MAX_BYTES, ITEM_FILES_MAX, type ItemFile, ItemFileEnvelope } from '#shared/item-files.ts'
import { errorMessage, newKey } from '../../api.ts'
import { textsNow } from '../../i18n/texts.ts'
import { writeSize } from '../../i18n/writeSize.ts'
import { upload } from '../../upload.ts'
import { gridPaths } from '../paths.ts'
import { fileTexts } from './fileTexts.ts'

/** A file on its way, or what kept it from arriving. */
export type Upload = { key: string; name: string /** From 0 to 1. */; part: number; failed: string | null; stop: () => void }

type Options = {
  slug: string
  /** How many there are already. */
  held: number
  onArrived: (file: ItemFile) => void
  onSending: (sending: boolean) => void
}

/** Sends files to a collection, one after the other, each told of as it goes on. */
export function useUploads({ slug, held, onArrived, onSending }: Options) {
  const [uploads, setUploads] = useState<readonly Upload[]>([])
  const waiting = useRef(Promise.resolve())
  const running = useRef(new Set<AbortController>())
  // What arrives later is added to what is there by then.
  const latest = useRef({ onArrived, onSending })
  latest.current = { onArrived, onSending }
  useEffect(() => {
    const controllers = running.current
    return () => {
      for (const controller of controllers) controller.abort()
    }
  }, [])

  const change = (key: string, to: Partial<Upload>) => setUploads((all) => all.map((one) => (one.key === key ? { ...one, ...to } : one)))
  const forget = (key: string) => setUploads((all) => all.filter((one) => one.key !== key))

  async function send(file: File, key: string, controller: AbortController) {
    const t = textsNow(fileTexts)
    try {
      controller.signal.throwIfAborted()
      const onProgress = (part: number) => change(key, { part })
      const sent = await upload(ItemFileEnvelope, { path: gridPaths.files(slug), file, name: file.name, onProgress, signal: controller.signal })
      forget(key)
      latest.current.onArrived(sent)
    } catch (error) {
      if (controller.signal.aborted) forget(key)
      else change(key, { failed: t.failed(file.name, errorMessage(error)) })
    } finally {
      running.current.delete(controller)
      if (running.current.size === 0) latest.current.onSending(false)
    }
  }

  const add = (files: readonly File[]) => {
    const t = textsNow(fileTexts)
    const onWay = uploads.filter(({ failed }) => failed === null).length
    const room = Math.max(0, ITEM_FILES_MAX - held - onWay)
    const refused = (file: File, reason: string): Upload => {
      const key = newKey()
      return { key, name: file.name, part: 0, failed: t.failed(file.name, reason), stop: () => forget(key) }
    }
    const more = files.map((file, at) => {
      if (at >= room) return refused(file, t.full(ITEM_FILES_MAX))
      if (file.size > ITEM_FILE_MAX_BYTES) return refused(file, t.tooLarge(writeSize(ITEM_FILE_MAX_BYTES)))
      const key = newKey()
      const controller = new AbortController()
      running.current.add(controller)
      waiting.current = waiting.current.then(() => send(file, key, controller))
      const stop = () => {
        controller.abort()
        forget(key)
      }
      return { key, name: file.name, part: 0, failed: null, stop }
    })
    setUploads((all) => [...all, ...more])
    if (running.current.size > 0) latest.current.onSending(true)
  }
  return { uploads, add, isFull: held + uploads.filter(({ failed }) => failed === null).length >= ITEM_FILES_MAX }
}
