import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Account } from './fake-openrouter-accounts.ts'
import { answerTo } from './fake-openrouter-answers.ts'
import type { Directive, Question, RecordedRequest } from './fake-openrouter-directive.ts'

/** Writes the parts of a stream; every fault is made of these. */
export type Sender = {
  record: RecordedRequest
  response: ServerResponse
  /** Which answers; a router chooses one. */
  model: string
  head: (headers?: Record<string, string>) => void
  /** Bytes as they are, in a write of their own. */
  raw: (bytes: string | Uint8Array) => void
  /** A chunk with these fields beside the usual ones. */
  chunk: (fields: object) => void
  frame: (fields: object) => string
  delta: (delta: object, finishReason?: string | null) => void
  text: (content: string) => void
  reasoning: (thought: string) => void
  comment: () => void
  finish: (reason: string) => void
  usageOf: () => object
  usage: () => void
  done: () => void
  /** Ends the connection without a word. */
  cut: () => void
  /** Breaks it, as a machine does that knows nothing of it any more. */
  reset: () => void
}

export function openSender(record: RecordedRequest, response: ServerResponse, { model, usageOf }: Account, delay: number): Sender {
  const raw = (bytes: string | Uint8Array) => void response.write(bytes)
  const frame = (fields: object) =>
    `data: ${JSON.stringify({ id: record.id, provider: 'Fake', model, object: 'chat.completion.chunk', created: 1_795_000_000, ...fields })}\n\n`
  const chunk = (fields: object) => raw(frame(fields))
  const delta = (part: object, reason: string | null = null) =>
    chunk({ choices: [{ index: 0, delta: part, finish_reason: reason, native_finish_reason: reason }] })
  return {
    record,
    response,
    model,
    raw,
    frame,
    chunk,
    delta,
    head(headers = {}) {
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-cache',
        'x-generation-id': record.id,
        'x-fake-delay': `${delay}`,
        ...headers,
      })
      response.flushHeaders()
    },
    text(content) {
      record.sent += content
      delta({ role: 'assistant', content })
    },
    reasoning(thought) {
      record.reasoned += thought
      delta({ role: 'assistant', content: '', reasoning: thought, reasoning_details: [{ type: 'reasoning.text', text: thought }] })
    },
    comment: () => raw(': OPENROUTER PROCESSING\n\n'),
    finish: (reason) => delta({ role: 'assistant', content: '' }, reason),
    usageOf,
    usage: () => chunk({ choices: [], usage: usageOf() }),
    done: () => void response.end('data: [DONE]\n\n'),
    cut: () => response.socket?.destroy(),
    reset: () => response.socket?.resetAndDestroy(),
  }
}

/** False where the caller has hung up in the meantime. */
export async function pause(sender: Sender, milliseconds: number): Promise<boolean> {
  if (milliseconds > 0) await sleep(milliseconds)
  else await new Promise(setImmediate)
  return !sender.response.destroyed
}

/** Resolves when the caller hangs up: what hangs must not hang for ever. */
export function untilClosed(sender: Sender): Promise<void> {
  return new Promise((resolve) => (sender.response.destroyed ? resolve() : sender.response.on('close', resolve)))
}

/** The ordinary answer: role, a comment, the text in pieces, the reason of the end, the usage with empty choices, [DONE]. */
export async function answer(sender: Sender, question: Question, directive: Directive, text = answerTo(question)) {
  sender.head()
  sender.delta({ role: 'assistant', content: '' })
  sender.comment()
  for (const piece of cut(text, directive.chunks)) {
    if (!(await pause(sender, directive.delay))) return
    sender.text(piece)
  }
  sender.finish('stop')
  sender.usage()
  sender.done()
}

/** In about `count` pieces, never inside a character. */
export function cut(text: string, count: number): string[] {
  const characters = Array.from(text)
  const size = Math.max(1, Math.ceil(characters.length / Math.max(1, count)))
  const pieces: string[] = []
  for (let at = 0; at < characters.length; at += size) pieces.push(characters.slice(at, at + size).join(''))
  return pieces
}
