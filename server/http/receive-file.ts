import { Busboy, type BusboyFileStream } from '@fastify/busboy'
import type { FastifyRequest } from 'fastify'
import { appError } from '../errors.ts'

/** The headers of a part: its name, its type, seldom more. */
const PART_HEADERS_MAX = 20
const PART_HEADERS_MAX_BYTES = 8 * 1024

export type ReceivedFile = {
  /** As the sender calls it: nothing that may be trusted. */
  name: string
  /** The content as it comes. Ends with an error where it is too long, or where the form does not end as it should. */
  bytes: AsyncGenerator<Buffer, void>
}

const wrong = (en: string, zh: string) => appError('VALIDATION_FAILED', { details: [{ path: 'file', message: { en, 'zh-CN': zh } }] })

/**
 * Reads a form with one file in it, the field `file`, without holding more than a piece of it. How long it may take is the `largeBody` of its route.
 * @throws UNSUPPORTED_MEDIA_TYPE, MALFORMED_REQUEST, PAYLOAD_TOO_LARGE, VALIDATION_FAILED; the last three also while the content is read
 */
export async function receiveFile(request: FastifyRequest, maxBytes: number): Promise<ReceivedFile> {
  const { raw } = request
  const form = openForm(request, maxBytes)
  const ended = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<{ stream: BusboyFileStream; name: string }>()
  // Whoever waits for neither any more has had an error of his own.
  ended.promise.catch(() => {})
  let stream: BusboyFileStream | undefined

  const fail = (error: Error) => {
    begun.reject(error)
    ended.reject(error)
    stream?.destroy(error)
  }
  const onClose = () => raw.complete || fail(appError('MALFORMED_REQUEST', { details: [{ path: '', message: 'The connection ended before the file did.' }] }))
  const more = () => fail(wrong('Send one file, in the field “file”, and nothing else.', '请在 file 字段中发送一个文件，且不带其他内容。'))
  raw.once('close', onClose)
  form.on('file', (field, file, name) => {
    // What the parser has against the form it says to the file as well.
    file.on('error', () => {})
    if (field !== 'file') return more()
    stream = file
    begun.resolve({ stream: file, name })
  })
  for (const event of ['filesLimit', 'fieldsLimit', 'partsLimit'] as const) form.on(event, more)
  form.on('error', (cause: unknown) => fail(appError('MALFORMED_REQUEST', { cause, details: [{ path: '', message: 'The form cannot be read.' }] })))
  form.on('finish', () => {
    begun.reject(wrong('A file is missing.', '缺少文件。'))
    ended.resolve()
  })
  raw.pipe(form)

  /** What is left of the request is read and thrown away, so that the answer arrives. */
  const letGo = () => {
    raw.off('close', onClose)
    raw.unpipe(form)
    raw.resume()
  }
  async function* read(file: BusboyFileStream): AsyncGenerator<Buffer, void> {
    try {
      for await (const piece of file) yield Buffer.from(piece)
      if (file.truncated) throw appError('PAYLOAD_TOO_LARGE')
      await ended.promise
    } finally {
      letGo()
    }
  }
  try {
    const { stream: file, name } = await begun.promise
    return { name: name ?? '', bytes: read(file) }
  } catch (error) {
    letGo()
    throw error
  }
}

function openForm({ headers }: FastifyRequest, maxBytes: number) {
  const type = headers['content-type'] ?? ''
  if (!/^multipart\/form-data\s*(;|$)/i.test(type))
    throw appError('UNSUPPORTED_MEDIA_TYPE', { details: [{ path: 'Content-Type', message: 'multipart/form-data; boundary=…' }] })
  if (!/;\s*boundary\s*=\s*"?[^\s";]/i.test(type)) throw noBoundary()
  try {
    return new Busboy({
      headers: { ...headers, 'content-type': type },
      limits: { files: 1, fields: 0, parts: 1, fileSize: maxBytes, headerPairs: PART_HEADERS_MAX, headerSize: PART_HEADERS_MAX_BYTES },
      // A part without a name for its file is still the file.
      isPartAFile: (field, _type, name) => field === 'file' || name !== undefined,
    })
  } catch (cause) {
    throw noBoundary(cause)
  }
}

const noBoundary = (cause?: unknown) => appError('MALFORMED_REQUEST', { cause, details: [{ path: 'Content-Type', message: 'The form has no boundary.' }] })

/** The content in pieces of so many bytes, the last one shorter: no more than one of them is held at a time, and what came beyond it. */
export async function* inParts(bytes: AsyncIterable<Buffer>, size: number): AsyncGenerator<Buffer, void> {
  let pending: Buffer[] = []
  let waiting = 0
  for await (const piece of bytes) {
    pending.push(piece)
    waiting += piece.length
    while (waiting >= size) {
      const whole = Buffer.concat(pending)
      yield whole.subarray(0, size)
      pending = [Buffer.from(whole.subarray(size))]
      waiting -= size
    }
  }
  if (waiting > 0) yield Buffer.concat(pending)
}
