import { ChatHistoryEnvelope, type ChatMessage, StopEnvelope } from '#shared/chat.ts'
import { type FakeOpenRouter, startFakeOpenRouter } from '../../e2e/fake-openrouter.ts'
import { startApp, type TestApp } from './harness.ts'
import { post, type Reader, readEvents, startOf } from './read-events.ts'

/** Slow enough that a reader can leave in the middle of an answer. */
const DELAY_MS = 10

export type Chat = {
  app: TestApp
  fake: FakeOpenRouter
  ask: (message: string, headers?: Record<string, string>) => Promise<Reader>
  /** Reads an answer from a position on; `at` is the replica that is asked. */
  resume: (generationId: string, after?: number, at?: TestApp) => Promise<Reader>
  /** @returns whether there was something to stop */
  stop: (generationId: string, at?: TestApp) => Promise<boolean>
  /** The first answer of a conversation, as the history has it. */
  answerIn: (sessionId: string, at?: TestApp) => Promise<ChatMessage | undefined>
  /** The last call that reached the model with these words in it. */
  callWith: (mark: string) => FakeOpenRouter['requests'][number] | undefined
  /** Waits for so many events. @returns the first, which names the answer */
  started: (reader: Reader, events?: number) => Promise<ReturnType<typeof startOf>>
  close: () => Promise<void>
}

/** The program with the stand-in as its model, and what a test does there with answers: ask, follow, stop, look. */
export async function startChat(): Promise<Chat> {
  const fake = await startFakeOpenRouter({ delay: DELAY_MS })
  const app = await startApp({ OPENROUTER_BASE_URL: fake.url })
  return {
    app,
    fake,
    ask: (message, headers) => readEvents(`${app.url}/api/v1/chat/stream`, post({ message }, headers)),
    resume: (id, after, at = app) => readEvents(`${at.url}/api/v1/chat/stream?generation_id=${id}${after === undefined ? '' : `&after=${after}`}`),
    stop: async (id, at = app) => StopEnvelope.parse((await at.api('POST', `/api/v1/chat/generations/${id}/stop`)).body).data.stopped,
    async answerIn(sessionId, at = app) {
      const { messages } = ChatHistoryEnvelope.parse((await at.api('GET', `/api/v1/chat/history?session_id=${sessionId}`)).body).data
      return messages[1]
    },
    callWith: (mark) => fake.requests.findLast(({ body }) => JSON.stringify(body ?? '').includes(mark)),
    async started(reader, events = 4) {
      await reader.until((read) => read.length >= events)
      return startOf(reader.events)
    },
    async close() {
      await app.close()
      await fake.close()
    },
  }
}
