import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { z } from 'zod'
import { WebhookBody } from '#shared/webhooks.ts'

export type Received = { path: string; headers: IncomingHttpHeaders; body: string; at: number }
/** What becomes of a request, in the order in which they come. */
type Answer = (response: ServerResponse, received: Received, nth: number) => void

export type Receiver = {
  url: string
  received: Received[]
  /** The bodies, without pings. */
  told: () => WebhookBody[]
  answerWith: (answer: Answer) => void
  /** Waits until so many were received. */
  until: (enough: (received: Received[]) => boolean) => Promise<void>
  close: () => Promise<void>
}

export const answer =
  (status: number, headers: Record<string, string> = {}, text = ''): Answer =>
  (response) =>
    void response.writeHead(status, headers).end(text)

/** A real receiver on the loopback address; answers 204 where nothing else is said. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = []
  let respond: Answer = answer(204)
  let waiting: (() => void)[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const one = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('utf8'), at: Date.now() }
      received.push(one)
      respond(response, one, received.length)
      const woken = waiting
      waiting = []
      for (const wake of woken) wake()
    })
  })
  // Whoever takes pictures does not wait for it.
  server.listen(0, '127.0.0.1').unref()
  await once(server, 'listening')
  const { port } = z.object({ port: z.number() }).parse(server.address())
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    told: () => received.map(({ body }) => WebhookBody.parse(JSON.parse(body))).filter(({ type }) => type !== 'ping'),
    answerWith(next) {
      respond = next
    },
    async until(enough) {
      while (!enough(received)) await new Promise<void>((resolve) => waiting.push(resolve))
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Written anew from the specification, so that the program's own signing is not what checks it. */
export function isSigned({ headers, body }: Pick<Received, 'headers' | 'body'>, secret: string): boolean {
  const id = String(headers['webhook-id'])
  const at = String(headers['webhook-timestamp'])
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const expected = createHmac('sha256', key).update(id).update('.').update(at).update('.').update(body).digest('base64')
  return String(headers['webhook-signature']).split(' ').includes(`v1,${expected}`)
}
