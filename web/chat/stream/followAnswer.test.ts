import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ApiError } from '../../api.ts'
import { applyFrames, type LiveAnswer, newAnswer } from './applyFrame.ts'
import { followAnswer, type Streams } from './followAnswer.ts'

const id = (n: number) => `019abf00-0000-7000-8000-00000000000${n}`
const start = { type: 'start', generation_id: id(1), session_id: id(2), question_id: id(3), message_id: id(4), model: 'm' }
const finish = { type: 'finish', status: 'complete', finish_reason: 'stop', usage: null }
const text = Array.from({ length: 300 }, (_, index) => `第${index}句 🎉 and more. `).join('')

/** Ends each wait for a network at once, as a browser does that comes back online. */
let network: ReturnType<typeof setInterval>
beforeEach(() => {
  vi.stubGlobal('window', new EventTarget())
  vi.stubGlobal('document', new EventTarget())
  network = setInterval(() => window.dispatchEvent(new Event('online')), 1)
})
afterEach(() => {
  clearInterval(network)
  vi.unstubAllGlobals()
})

type Send = (frame: (position: number, event: unknown) => void) => 'ended' | 'broken'

/** A response whose bytes arrive in pieces that respect neither frames nor characters. */
function respond(send: Send): Response {
  let written = ''
  const how = send((position, event) => {
    written += `id: ${position}\ndata: ${JSON.stringify(event)}\n\n: keep-alive\n\n`
  })
  const bytes = new TextEncoder().encode(written)
  let at = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = bytes.slice(at, at + 1 + Math.floor(Math.random() * 700))
      at += piece.length
      if (piece.length > 0) controller.enqueue(piece)
      else if (how === 'ended') controller.close()
      else controller.error(new TypeError('network error'))
    },
  })
  return new Response(body)
}

/** A log like the server's, read from any position in pieces of any size. */
const sendLog =
  (after: number, breaks: boolean): Send =>
  (frame) => {
    if (after < 1) frame(1, start)
    let at = Math.max(after, 1) - 1
    for (let pieces = 0; at < text.length; pieces++) {
      if (breaks && pieces > Math.random() * 40) return Math.random() < 0.5 ? 'ended' : 'broken'
      const piece = text.slice(at, at + 1 + Math.floor(Math.random() * 30))
      at += piece.length
      frame(1 + at, { type: 'text-delta', text: piece })
    }
    frame(text.length + 2, finish)
    return 'ended'
  }

function serve(handle: (method: 'POST' | 'GET', after: number) => Response): Streams {
  return { ask: async () => handle('POST', 0), resume: async (_, after) => handle('GET', after) }
}

async function read(streams: Streams, signal = new AbortController().signal): Promise<LiveAnswer> {
  let answer = newAnswer('?')
  for await (const followed of followAnswer(streams, { generationId: null, after: 0 }, signal)) {
    if (followed.type === 'frame') answer = applyFrames(answer, [followed.frame])
  }
  return answer
}

test('no character is lost or doubled over connections that break anywhere', async () => {
  const asked: string[] = []
  const streams = serve((method, after) => {
    asked.push(method)
    // A question is tried four times only.
    if (Math.random() < (method === 'GET' ? 0.1 : 0.005)) throw new TypeError('Failed to fetch')
    return respond(sendLog(after, true))
  })
  for (let round = 0; round < 50; round++) {
    const answer = await read(streams)
    expect(answer.text).toBe(text)
    expect(answer.finish?.status).toBe('complete')
  }
  expect(asked.filter((method) => method === 'GET').length).toBeGreaterThan(500)
})

test('once the server has confirmed it, the question is not sent again', async () => {
  const asked: string[] = []
  const streams = serve((method, after) => {
    asked.push(method)
    if (asked.length === 1) throw new TypeError('Failed to fetch')
    if (asked.length > 4) return respond(sendLog(after, false))
    return respond((frame) => {
      if (method === 'POST') frame(1, start)
      return 'ended'
    })
  })
  expect((await read(streams)).text).toBe(text)
  expect(asked).toEqual(['POST', 'POST', 'GET', 'GET', 'GET'])
})

test('a server that closes in order says when to come back: nothing looks broken, and the text is whole', async () => {
  const states: string[] = []
  let connections = 0
  const streams = serve((_, after) => {
    if (++connections > 3) return respond(sendLog(after, false))
    const at = Math.max(after, 1) + 10
    const frames = `id: 1\ndata: ${JSON.stringify(start)}\n\nid: ${at}\ndata: ${JSON.stringify({ type: 'text-delta', text: text.slice(at - 11, at - 1) })}\n\n`
    return new Response(`${frames}event: resume\nretry: 5\ndata: {"retry_ms":5}\n\n`)
  })
  let answer = newAnswer('?')
  for await (const followed of followAnswer(streams, { generationId: null, after: 0 }, new AbortController().signal)) {
    if (followed.type === 'frame') answer = applyFrames(answer, [followed.frame])
    else states.push(followed.connection.state)
  }
  expect(answer.text).toBe(text)
  expect(states).toEqual(['open', 'open', 'open', 'open'])
})

test('what the server says is no reason to ask again', async () => {
  let asked = 0
  const streams = serve(() => {
    asked++
    throw new ApiError(422, { code: 'MODEL_NOT_ALLOWED', message: 'no' })
  })
  await expect(read(streams)).rejects.toThrow('no')
  expect(asked).toBe(1)
})

test('text that was applied before is passed over', () => {
  const first = applyFrames(newAnswer('?'), [{ position: 6, event: { type: 'text-delta', text: '12345' } }])
  const again = applyFrames(first, [
    { position: 4, event: { type: 'text-delta', text: '123' } },
    { position: 8, event: { type: 'text-delta', text: '34567' } },
  ])
  expect(again.text).toBe('1234567')
})
