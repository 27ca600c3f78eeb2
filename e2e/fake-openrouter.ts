import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { answerTo, models } from './fake-openrouter-answers.ts'
import { faults } from './fake-openrouter-faults.ts'
import { openSender, pause, type Sender } from './fake-openrouter-sender.ts'

/** What one request to the fake was, and what became of it. */
export type RecordedRequest = {
  id: string
  method: string
  path: string
  headers: IncomingMessage['headers']
  body: unknown
  /** All text that was sent as content, exactly. */
  sent: string
  startedAt: number
  /** When the connection ended; undefined while it is open. */
  closedAt: number | undefined
  /** Whether the answer was written to its end; false where the caller hung up, or the fault did. */
  finished: boolean
}

export type FakeOpenRouter = { url: string; requests: RecordedRequest[]; openConnections: () => number; close: () => Promise<void> }

const Question = z.object({
  model: z.string().default('openrouter/auto'),
  stream: z.boolean().default(false),
  max_tokens: z.number().optional(),
  messages: z.array(z.object({ role: z.string(), content: z.string() })).min(1),
})
export type Question = z.infer<typeof Question>

/** What a call is told to do: `fault/http-429` as the model, or `[[fault:http-429 times=2]]` in the last message; `[[delay:5]]` `[[chunks:100]]` shape the answer. */
export type Directive = { fault: string; options: Record<string, string>; delay: number; chunks: number }

function readDirective(question: Question, delay: number): Directive {
  const text = question.messages.findLast((message) => message.role === 'user')?.content ?? ''
  const [, name, rest] = /\[\[fault:([\w-]+)([^\]]*)\]\]/.exec(text) ?? []
  const fault = name ?? /^fault\/([\w-]+)$/.exec(question.model)?.[1] ?? ''
  const options = Object.fromEntries([...(rest ?? '').matchAll(/([\w-]+)=(\S+)/g)].map((match) => [match[1] ?? '', match[2] ?? '']))
  const number = (key: string, otherwise: number) => Number(new RegExp(`\\[\\[${key}:(\\d+)\\]\\]`).exec(text)?.[1] ?? otherwise)
  return { fault, options, delay: number('delay', delay), chunks: number('chunks', 40) }
}

/**
 * A server that speaks OpenRouter's protocol as its documentation has it, faults included.
 * @param options `delay` in milliseconds between two pieces of an answer
 */
export async function startFakeOpenRouter(options: { port?: number; delay?: number } = {}): Promise<FakeOpenRouter> {
  const requests: RecordedRequest[] = []
  const tries = new Map<string, number>()
  let count = 0

  async function chat(record: RecordedRequest, response: ServerResponse) {
    const parsed = Question.safeParse(record.body)
    if (!parsed.success)
      return json(response, 400, { error: { code: 400, message: 'messages: expected an array', metadata: { error_type: 'invalid_request' } } })
    const question = parsed.data
    const directive = readDirective(question, options.delay ?? 20)
    const sender = openSender(record, response, question.model, directive.delay)
    const fault = faults[directive.fault]
    const key = `${question.model} ${question.messages.at(-1)?.content}`
    const tried = tries.get(key) ?? 0
    tries.set(key, tried + 1)
    // With times=n the fault goes away after n tries.
    if (fault && tried < Number(directive.options['times'] ?? Number.POSITIVE_INFINITY)) return await fault({ question, directive, record, response, sender })
    if (directive.fault && !fault) return json(response, 400, { error: { code: 400, message: `No such fault: ${directive.fault}` } })
    return question.stream ? await answer(sender, question, directive) : whole(sender, response, question)
  }

  const server = createServer(async (request, response) => {
    count += 1
    const path = new URL(request.url ?? '/', 'http://localhost').pathname.replace(/^\/api\/v1/, '')
    const record: RecordedRequest = {
      id: `gen-${count}`,
      method: request.method ?? '',
      path,
      headers: request.headers,
      body: undefined,
      sent: '',
      startedAt: performance.now(),
      closedAt: undefined,
      finished: false,
    }
    requests.push(record)
    response.on('close', () => {
      record.closedAt = performance.now()
      record.finished = response.writableFinished
    })
    try {
      record.body = await readJson(request)
      if (path === '/chat/completions') await chat(record, response)
      else if (path === '/models') json(response, 200, { data: models })
      else if (path === '/key')
        json(response, 200, { data: { label: 'test', usage: 0.25, limit: 10, limit_remaining: 9.75, limit_reset: null, is_free_tier: false } })
      else if (path === '/generation')
        json(response, 200, { data: { id: 'gen-1', total_cost: 0.00042, tokens_prompt: 12, tokens_completion: 40, cancelled: false } })
      else json(response, 404, { error: { code: 404, message: 'Not Found' } })
    } catch (error) {
      // A caller that hung up is what several tests are about; anything else is a fault of this file.
      if (!response.destroyed) json(response, 500, { error: { code: 500, message: String(error) } })
    }
  })

  const sockets = new Set<{ destroy: () => void }>()
  server.on('connection', (socket) => {
    socket.setNoDelay(true)
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/api/v1`,
    requests,
    openConnections: () => requests.filter((request) => request.path === '/chat/completions' && request.closedAt === undefined).length,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = ''
  request.setEncoding('utf8')
  for await (const piece of request) text += piece
  return text ? JSON.parse(text) : undefined
}

function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
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

function whole(sender: Sender, response: ServerResponse, question: Question) {
  const text = answerTo(question)
  sender.record.sent = text
  json(
    response,
    200,
    {
      id: sender.record.id,
      object: 'chat.completion',
      created: 1,
      model: question.model,
      choices: [{ index: 0, message: { role: 'assistant', content: text, refusal: null }, finish_reason: 'stop', native_finish_reason: 'stop' }],
      usage: sender.usageOf(),
    },
    { 'x-generation-id': sender.record.id },
  )
}

/** In about `count` pieces, never inside a character. */
export function cut(text: string, count: number): string[] {
  const characters = Array.from(text)
  const size = Math.max(1, Math.ceil(characters.length / Math.max(1, count)))
  const pieces: string[] = []
  for (let at = 0; at < characters.length; at += size) pieces.push(characters.slice(at, at + size).join(''))
  return pieces
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '8788' }, delay: { type: 'string', default: '20' } } })
  const fake = await startFakeOpenRouter({ port: Number(values.port), delay: Number(values.delay) })
  console.log(`A stand-in for OpenRouter: OPENROUTER_BASE_URL=${fake.url}`)
}
