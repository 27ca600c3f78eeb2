import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { parseArgs } from 'node:util'
import { type Accounts, openAccounts } from './fake-openrouter-accounts.ts'
import { answerTo } from './fake-openrouter-answers.ts'
import { Asked, type Question, type RecordedRequest, readDirective } from './fake-openrouter-directive.ts'
import { faults } from './fake-openrouter-faults.ts'
import { type ListAnswer, models } from './fake-openrouter-models.ts'
import { tellParts } from './fake-openrouter-parts.ts'
import { answer, openSender, type Sender } from './fake-openrouter-sender.ts'

export type FakeOpenRouter = {
  url: string
  requests: RecordedRequest[]
  accounts: Accounts
  openConnections: () => number
  hangUp: (mark: string) => void
  /** What is answered from now on to who asks for the list of models. */
  setList: (answer: ListAnswer) => void
  close: () => Promise<void>
}

/**
 * A server that speaks OpenRouter's protocol as its documentation has it, faults included.
 * @param options `delay` in milliseconds between two pieces of an answer; `host` is where a container reaches this machine; `accepts` says who may ask
 */
export async function startFakeOpenRouter(
  options: { host?: string | undefined; port?: number; delay?: number; accepts?: (authorization: string | undefined) => boolean } = {},
): Promise<FakeOpenRouter> {
  const requests: RecordedRequest[] = []
  const tries = new Map<string, number>()
  const accounts = openAccounts()
  const open = new Map<RecordedRequest, ServerResponse>()
  let count = 0
  let list: ListAnswer = { status: 200, body: { data: models } }

  async function chat(record: RecordedRequest, response: ServerResponse) {
    const parsed = Asked.safeParse(record.body)
    if (!parsed.success)
      return json(response, 400, { error: { code: 400, message: 'messages: expected an array', metadata: { error_type: 'invalid_request' } } })
    const directive = readDirective(parsed.data, options.delay ?? 20)
    const fault = faults[directive.fault]
    // With only=model the fault is that model's alone; of several it is the first without the fault that answers.
    const fails = (model: string) => fault !== undefined && (directive.options['only'] ?? model) === model
    const model = (parsed.data.models ?? []).find((each) => !fails(each)) ?? parsed.data.model
    const question = { ...parsed.data, model }
    const sender = openSender(record, response, accounts.begin(record, question), directive.delay)
    const said = question.messages.findLast(({ role }) => role === 'user')?.content ?? ''
    const key = `${question.model} ${said}`
    const tried = tries.get(key) ?? 0
    tries.set(key, tried + 1)
    // With times=n the fault goes away after n tries.
    if (fault && fails(model) && tried < Number(directive.options['times'] ?? Number.POSITIVE_INFINITY))
      return await fault({ question, directive, record, response, sender })
    if (directive.fault && !fault) return json(response, 400, { error: { code: 400, message: `No such fault: ${directive.fault}` } })
    // Asked so, it tells what it was given.
    if (said.includes('[[parts]]') && question.stream) return await answer(sender, question, directive, tellParts(record.body))
    return question.stream ? await answer(sender, question, directive) : whole(sender, response, question)
  }

  const server = createServer((request, response) => void answerRequest(request, response))

  async function answerRequest(request: IncomingMessage, response: ServerResponse) {
    count += 1
    const path = new URL(request.url ?? '/', 'http://localhost').pathname.replace(/^\/api\/v1/, '')
    const record: RecordedRequest = {
      id: `gen-${count}`,
      method: request.method ?? '',
      path,
      headers: request.headers,
      body: undefined,
      sent: '',
      reasoned: '',
      startedAt: performance.now(),
      closedAt: undefined,
      finished: false,
    }
    requests.push(record)
    open.set(record, response)
    response.on('close', () => {
      open.delete(record)
      record.closedAt = performance.now()
      record.finished = response.writableFinished
    })
    try {
      record.body = await readJson(request)
      if (options.accepts && !options.accepts(request.headers.authorization))
        json(response, 401, { error: { code: 401, message: `No cookie auth credentials found for ${request.headers.authorization ?? 'nobody'}` } })
      else if (path === '/chat/completions') await chat(record, response)
      else if (path === '/models') {
        // Whoever gives up closes the connection.
        if (list !== 'hang') json(response, list.status, list.body)
      } else if (path === '/key')
        json(response, 200, { data: { label: 'test', usage: 0.25, limit: 10, limit_remaining: 9.75, limit_reset: null, is_free_tier: false } })
      else if (path === '/generation') {
        const booked = accounts.find(new URL(request.url ?? '/', 'http://localhost').searchParams.get('id') ?? '')
        if (booked) json(response, 200, { data: booked })
        else json(response, 404, { error: { code: 404, message: 'Generation not found' } })
      } else json(response, 404, { error: { code: 404, message: 'Not Found' } })
    } catch (error) {
      // A caller that hung up is what several tests are about; anything else is a fault of this file.
      if (!response.destroyed) json(response, 500, { error: { code: 500, message: String(error) } })
    }
  }

  const sockets = new Set<{ destroy: () => void }>()
  server.on('connection', (socket) => {
    socket.setNoDelay(true)
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  const host = options.host ?? '127.0.0.1'
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, host, resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://${host}:${port}/api/v1`,
    requests,
    accounts,
    openConnections: () => requests.filter((request) => request.path === '/chat/completions' && request.closedAt === undefined).length,
    /** Closes the open calls with these words in them. */
    hangUp(mark) {
      for (const [record, response] of open) if (JSON.stringify(record.body ?? '').includes(mark)) response.destroy()
    },
    setList(answer) {
      list = answer
    },
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
      model: sender.model,
      choices: [{ index: 0, message: { role: 'assistant', content: text, refusal: null }, finish_reason: 'stop', native_finish_reason: 'stop' }],
      usage: sender.usageOf(),
    },
    { 'x-generation-id': sender.record.id },
  )
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { host: { type: 'string' }, port: { type: 'string', default: '8788' }, delay: { type: 'string', default: '20' } },
  })
  const fake = await startFakeOpenRouter({ ...values, port: Number(values.port), delay: Number(values.delay) })
  console.log(`A stand-in for OpenRouter: OPENROUTER_BASE_URL=${fake.url}`)
}
