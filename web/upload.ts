import type { z } from 'zod'
import { type ApiError, failureFrom, hasEnded, renewAccess, send, unreachable, unreadable } from './api.ts'
import { reportReachable } from './connection.ts'
import { currentLanguage } from './i18n/language.ts'
import { apiPaths } from './paths.ts'

/** A second and more on a slow line. */
const ASK_FIRST_BYTES = 256 * 1024

type Options = {
  path: string
  file: Blob
  name: string
  /** From 0 to 1, as far as it has left this machine. */
  onProgress: (part: number) => void
  signal: AbortSignal
}

/**
 * Sends a file as the form that the API takes, and gives back the `data` of its answer. Not by `fetch`, which does not say how far it is.
 * Throws ApiError, or the signal's reason.
 */
export async function upload<T>(envelope: z.ZodType<{ status: 'success'; data: T; message: string }>, options: Options): Promise<T> {
  // An access that has ended is renewed before so much is sent, not after: what strangers send is not waited for.
  if (options.file.size > ASK_FIRST_BYTES) await send({ path: apiPaths.me(), signal: options.signal })
  const sentAt = Date.now()
  let answer = await post(options)
  if (answer.failure && hasEnded(answer.failure)) {
    await renewAccess(sentAt)
    answer = await post(options)
  }
  if (answer.failure) throw answer.failure
  const parsed = envelope.safeParse(answer.body)
  if (!parsed.success) throw unreadable(answer.status, parsed.error)
  return parsed.data.data
}

type Answered = { status: number; body: unknown; failure: ApiError | null }

function post({ path, file, name, onProgress, signal }: Options): Promise<Answered> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const request = new XMLHttpRequest()
    const abort = () => request.abort()
    signal.addEventListener('abort', abort, { once: true })
    request.open('POST', path)
    request.setRequestHeader('Accept', 'application/json')
    request.setRequestHeader('Accept-Language', currentLanguage())
    request.upload.addEventListener('progress', ({ loaded, total, lengthComputable }) => lengthComputable && onProgress(loaded / total))
    request.addEventListener('loadend', () => signal.removeEventListener('abort', abort))
    request.addEventListener('abort', () => reject(signal.reason instanceof Error ? signal.reason : new DOMException('Aborted', 'AbortError')))
    request.addEventListener('error', () => {
      reportReachable(false)
      reject(unreachable())
    })
    request.addEventListener('load', () => {
      const { status } = request
      const body = parse(request.responseText)
      const failure = status >= 200 && status < 300 ? null : failureFrom(status, body)
      reportReachable(failure?.code !== 'NETWORK')
      resolve({ status, body, failure })
    })
    const form = new FormData()
    form.append('file', file, name)
    request.send(form)
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
