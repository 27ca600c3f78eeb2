import { Buffer } from 'node:buffer'
import type { ServerResponse } from 'node:http'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { answerTo } from './fake-openrouter-answers.ts'
import type { Directive, Question, RecordedRequest } from './fake-openrouter-directive.ts'
import { answer, cut, openSender, pause, type Sender, untilClosed } from './fake-openrouter-sender.ts'
import { uneven } from './fake-openrouter-uneven.ts'

type Call = { question: Question; directive: Directive; record: RecordedRequest; response: ServerResponse; sender: Sender }
type Fault = (call: Call) => Promise<void> | void

const errorTypes: Record<number, string> = {
  400: 'invalid_request',
  401: 'authentication',
  402: 'payment_required',
  403: 'permission_denied',
  404: 'not_found',
  408: 'timeout',
  413: 'payload_too_large',
  429: 'rate_limit_exceeded',
  500: 'server',
  502: 'provider_unavailable',
  503: 'provider_overloaded',
  504: 'timeout',
  529: 'provider_overloaded',
}

/** `retry-after=1` (seconds), `retry-date=1` (the same as a date), `retryable=true|false`, `wait=1` (availability.retry_after), `type=…` (error_type). */
function httpError(status: number): Fault {
  return ({ directive: { options }, response, record }) => {
    const headers: Record<string, string> = { 'content-type': 'application/json', 'x-generation-id': record.id }
    if (options['retry-after']) headers['retry-after'] = options['retry-after']
    if (options['retry-date']) headers['retry-after'] = new Date(Date.now() + Number(options['retry-date']) * 1000).toUTCString()
    const availability =
      options['retryable'] || options['wait']
        ? {
            code: options['retryable'] === 'false' ? 'model_deprecated' : 'capacity_exhausted',
            retryable: options['retryable'] !== 'false',
            ...(options['wait'] ? { retry_after: Number(options['wait']) } : {}),
          }
        : undefined
    // A real provider repeats what it was sent; here it is the key, which must not get any further.
    const message = `Refused with ${status} for ${record.headers.authorization ?? 'nobody'}`
    const body = {
      error: {
        code: status,
        message,
        metadata: { error_type: options['type'] ?? errorTypes[status] ?? 'unmapped' },
        ...(availability ? { availability } : {}),
      },
    }
    response.writeHead(status, headers).end(JSON.stringify(body))
  }
}

/** The head, and the first half of the answer. */
async function half({ sender, question, directive }: Call): Promise<void> {
  sender.head()
  sender.comment()
  const pieces = cut(answerTo(question), directive.chunks)
  for (const piece of pieces.slice(0, Math.ceil(pieces.length / 2))) {
    if (!(await pause(sender, directive.delay))) return
    sender.text(piece)
  }
}

/** After the first token: one chunk with the error beside an empty delta, then the end of the stream. */
const midStream =
  (error: object): Fault =>
  async (call) => {
    await half(call)
    call.sender.chunk({ error, choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error', native_finish_reason: null }] })
    call.response.end()
  }

/** The whole answer, with each write passed through `change`. */
const rewritten =
  (change: (bytes: Buffer, response: ServerResponse) => Promise<void>, headers: Record<string, string> = {}): Fault =>
  async ({ sender, question, directive }) => {
    const frames: Buffer[] = []
    const collecting = { ...sender, raw: (bytes: string | Uint8Array) => void frames.push(Buffer.from(bytes)) }
    sender.head(headers)
    for (const piece of cut(answerTo(question), directive.chunks)) {
      collecting.record.sent += piece
      collecting.raw(sender.frame({ choices: [{ index: 0, delta: { content: piece }, finish_reason: null }] }))
    }
    collecting.raw(sender.frame({ choices: [{ index: 0, delta: { content: '' }, finish_reason: 'stop' }] }))
    collecting.raw(sender.frame({ choices: [], usage: sender.usageOf() }))
    collecting.raw('data: [DONE]\n\n')
    await change(Buffer.concat(frames), sender.response)
    sender.response.end()
  }

async function inPieces(bytes: Buffer, response: ServerResponse, size: number): Promise<void> {
  for (let at = 0; at < bytes.length && !response.destroyed; at += size) {
    response.write(bytes.subarray(at, at + size))
    // Each write leaves on its own.
    await new Promise(setImmediate)
  }
}

async function answerWith({ sender, question, directive }: Call, extra: () => void, reason = 'stop', rest = true): Promise<void> {
  sender.head()
  extra()
  for (const piece of cut(answerTo(question), directive.chunks)) {
    if (!(await pause(sender, directive.delay))) return
    sender.text(piece)
  }
  sender.finish(reason)
  if (rest) {
    sender.usage()
    sender.done()
  }
}

const jsonBody =
  (status: number, body: unknown) =>
  ({ response }: Pick<Call, 'response'>) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

export const faults: Record<string, Fault> = {
  ...Object.fromEntries(Object.keys(errorTypes).map((status) => [`http-${status}`, httpError(Number(status))])),
  'http-302': ({ response }) => void response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(),
  'http-500-html': ({ response }) => void response.writeHead(500, { 'content-type': 'text/html' }).end('<h1>Internal Server Error</h1>'),
  'http-500-endless': async ({ sender, response }) => {
    response.writeHead(500, { 'content-type': 'application/json' })
    while (await pause(sender, 0)) response.write(' '.repeat(16_384))
  },
  'error-in-200': jsonBody(200, { error: { code: 402, message: 'Insufficient credits', metadata: { error_type: 'payment_required' } } }),
  'error-first': ({ sender, response }) => {
    sender.head()
    sender.chunk({ error: { code: 503, message: 'Overloaded', metadata: { error_type: 'provider_overloaded' } }, choices: [] })
    response.end()
  },
  'error-mid-number': midStream({ code: 429, message: 'Rate limited', metadata: { error_type: 'rate_limit_exceeded' } }),
  'error-mid-string': midStream({ code: 'server_error', message: 'Provider failed' }),
  'error-mid-type': midStream({ code: 400, message: 'Too long', metadata: { error_type: 'context_length_exceeded', provider_code: 'too_long' } }),
  'finish-error': async (call) => {
    await half(call)
    call.sender.finish('error')
    call.response.end()
  },
  'cut-before-headers': ({ sender }) => sender.cut(),
  'cut-before-token': async ({ sender }) => {
    sender.head()
    sender.comment()
    await pause(sender, 20)
    sender.cut()
  },
  'cut-mid': async (call) => {
    await half(call)
    await pause(call.sender, 20)
    call.sender.cut()
  },
  'cut-in-character': async (call) => {
    await half(call)
    const frame = Buffer.from(call.sender.frame({ choices: [{ index: 0, delta: { content: '断' } }] }))
    call.sender.raw(frame.subarray(0, frame.indexOf('断') + 1))
    await pause(call.sender, 20)
    call.sender.cut()
  },
  'reset-before-headers': ({ sender }) => sender.reset(),
  'reset-mid': async (call) => {
    await half(call)
    await pause(call.sender, 20)
    call.sender.reset()
  },
  'hang-after-headers': async ({ sender }) => {
    sender.head()
    await untilClosed(sender)
  },
  'hang-before-headers': ({ sender }) => untilClosed(sender),
  'hang-before-token': async ({ sender }) => {
    sender.head()
    sender.delta({ role: 'assistant', content: '' })
    await untilClosed(sender)
  },
  'hang-mid': async (call) => {
    await half(call)
    await untilClosed(call.sender)
  },
  'keep-alives-only': async ({ sender, directive }) => {
    sender.head()
    while (await pause(sender, Math.max(directive.delay, 5))) sender.comment()
  },
  'keep-alives-mid': async (call) => {
    await half(call)
    while (await pause(call.sender, Math.max(call.directive.delay, 5))) call.sender.comment()
  },
  'slow-drip': (call) => answer(call.sender, call.question, { ...call.directive, delay: Number(call.directive.options['ms'] ?? 1000) }),
  'split-utf8': rewritten((bytes, response) => inPieces(bytes, response, 7)),
  'one-byte-writes': rewritten((bytes, response) => inPieces(bytes, response, 1)),
  'many-in-one': rewritten(async (bytes, response) => void response.write(bytes)),
  crlf: rewritten(async (bytes, response) => await inPieces(Buffer.from(bytes.toString().replaceAll('\n', '\r\n')), response, 50)),
  cr: rewritten(async (bytes, response) => await inPieces(Buffer.from(bytes.toString().replaceAll('\n', '\r')), response, 50)),
  bom: rewritten(async (bytes, response) => await inPieces(Buffer.concat([Buffer.from('\ufeff'), bytes]), response, 2)),
  // Nobody asked for it: every request says identity.
  gzip: rewritten((bytes, response) => inPieces(gzipSync(bytes), response, 50), { 'content-encoding': 'gzip' }),
  brotli: rewritten((bytes, response) => inPieces(brotliCompressSync(bytes), response, 50), { 'content-encoding': 'br' }),
  'no-gzip': rewritten((bytes, response) => inPieces(bytes, response, 50), { 'content-encoding': 'gzip' }),
  'malformed-first': ({ sender, response }) => {
    sender.head()
    sender.raw('data: {"choices":[{"delta":{"content":"ha\n\n')
    response.end('data: [DONE]\n\n')
  },
  'malformed-mid': async (call) => {
    await half(call)
    call.sender.raw('data: {"choices":[{"delta":{"content":"ha\n\n')
    call.sender.done()
  },
  'wrong-shape': async (call) => {
    await half(call)
    call.sender.raw('data: {"choices":[{"delta":{"content":{"a":1}}}]}\n\n')
    call.sender.done()
  },
  'no-done': async (call) => {
    await answerWith(call, () => undefined, 'stop', false)
    call.response.end()
  },
  'no-usage': async (call) => {
    await answerWith(call, () => undefined, 'stop', false)
    call.sender.done()
  },
  'no-finish': async (call) => {
    await half(call)
    call.response.end()
  },
  'empty-choices': (call) => answerWith(call, () => call.sender.chunk({ choices: [] })),
  'empty-answer': ({ sender }) => {
    sender.head()
    sender.finish('stop')
    sender.done()
  },
  'unknown-fields': (call) =>
    answerWith(call, () => {
      call.sender.raw('event: novelty\nid: 7\nretry: 1\nunknown: x\ndata: {"choices":[],"novel":{"deep":[1]},"usage":{"weird":true}}\n\n')
    }),
  reasoning: (call) =>
    answerWith(call, () => {
      for (const thought of ['Let me ', 'think. ', '想一想。']) call.sender.reasoning(thought)
    }),
  'other-model': (call) => {
    const model = call.directive.options['model'] ?? 'qwen/qwen3-max-2026'
    const sender = openSender(call.record, call.response, { model, usageOf: call.sender.usageOf }, call.directive.delay)
    return answer(sender, call.question, call.directive)
  },
  uneven,
  'finish-length': (call) => answerWith(call, () => undefined, 'length'),
  'finish-content-filter': (call) => answerWith(call, () => undefined, 'content_filter'),
  'tool-call': (call) => {
    const { sender } = call
    sender.head()
    sender.delta({ tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'find_items', arguments: '' } }] })
    for (const piece of ['{"wor', 'ds":"季度', '"}']) sender.delta({ tool_calls: [{ index: 0, function: { arguments: piece } }] })
    sender.finish('tool_calls')
    sender.usage()
    sender.done()
  },
  'tool-calls-interleaved': ({ sender }) => {
    const call = (index: number, fields: object) => sender.delta({ tool_calls: [{ index, ...fields }] })
    sender.head()
    call(0, { id: 'call_a', type: 'function', function: { name: 'find_items', arguments: '' } })
    call(1, { id: 'call_b', type: 'function', function: { name: 'count_items', arguments: '{"of' } })
    call(0, { function: { arguments: '{"words":' } })
    call(1, { function: { arguments: '":"季' } })
    call(0, { function: { arguments: '"客户"}' } })
    call(1, { function: { arguments: '度"}' } })
    sender.finish('tool_calls')
    sender.usage()
    sender.done()
  },
  'tool-calls-unnumbered': ({ sender }) => {
    const call = (fields: object) => sender.delta({ tool_calls: [fields] })
    sender.head()
    call({ id: 'call_a', type: 'function', function: { name: 'find_items' } })
    call({ function: { arguments: '{"words":' } })
    call({ id: 'call_a', function: { arguments: '"客户"}' } })
    call({ id: 'call_b', type: 'function', function: { name: 'count_items', arguments: '{}' } })
    sender.finish('stop')
    sender.done()
  },
  'split-surrogate': (call) =>
    answerWith(call, () => {
      // What one character becomes when it is cut in two UTF-16 halves, as some servers do.
      call.record.sent += '🎉\ufffd'
      call.sender.raw('data: {"choices":[{"delta":{"content":"\\ud83c"}}]}\n\n')
      call.sender.raw('data: {"choices":[{"delta":{"content":"\\udf89\\u0000"}}]}\n\n')
    }),
  'very-long': async ({ sender, directive }) => {
    sender.head()
    const count = Number(directive.options['count'] ?? 10_000)
    for (let at = 0; at < count; at++) {
      sender.text(`第 ${at} 段。`)
      if (at % 200 === 0 && !(await pause(sender, 0))) return
    }
    sender.finish('stop')
    sender.usage()
    sender.done()
  },
  'endless-frame': async ({ sender }) => {
    sender.head()
    sender.raw('data: {"choices":[{"delta":{"content":"')
    while (await pause(sender, 0)) sender.raw('x'.repeat(65_536))
  },
  'big-frame': ({ sender }) => {
    sender.head()
    sender.text('字'.repeat(1_000_000))
    sender.finish('stop')
    sender.usage()
    sender.done()
  },
  'too-big-frame': ({ sender }) => {
    sender.head()
    sender.text('字'.repeat(1_100_000))
    sender.done()
  },
  'not-streamed': ({ response, question, record }) => {
    record.sent = answerTo(question)
    jsonBody(200, {
      id: record.id,
      model: question.model,
      choices: [{ message: { role: 'assistant', content: record.sent }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 1, completion_tokens: 2 },
    })({ response })
  },
  html: ({ response }) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>'),
  'html-as-stream': ({ sender, response }) => {
    sender.head()
    response.end('<!doctype html><title>Sign in</title>')
  },
}
