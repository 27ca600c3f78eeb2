import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { AnswerEnvelope, ChatHistoryEnvelope } from '#shared/chat.ts'
import { type ErrorCode, ErrorEnvelope, errorCatalog } from '#shared/errors.ts'
import { type FakeOpenRouter, startFakeOpenRouter } from '../../e2e/fake-openrouter.ts'
import { faults } from '../../e2e/fake-openrouter-faults.ts'
import { startApp, type TestApp } from '../test/harness.ts'
import { finishOf, post, readEvents, startOf, textOf } from '../test/read-events.ts'

// docs/chat-faults.md is the promise; this reads it row by row and provokes each.

const document = readFileSync(path.join(import.meta.dirname, '../../docs/chat-faults.md'), 'utf8')
const endings = ['complete', 'length', 'content_filter'] as const
const Outcome = z.union([z.enum(endings), z.custom<ErrorCode>((value) => typeof value === 'string' && value in errorCatalog)])
const rows = [...document.matchAll(/^\| `([^`]+)` \|([^|]*)\| (none|part|whole) \| (`(\w+)`|complete|length|content_filter) \| (\d) \|/gm)].map((match) => ({
  fault: match[1] ?? '',
  text: match[3] ?? '',
  outcome: Outcome.parse(match[5] ?? match[4]),
  calls: Number(match[6]),
}))

let fake: FakeOpenRouter
let app: TestApp
beforeAll(async () => {
  fake = await startFakeOpenRouter({ delay: 1 })
  app = await startApp(
    { OPENROUTER_BASE_URL: fake.url, OPENROUTER_API_KEY: 'test-key' },
    // About a tenth of the real ones, in the same order of lengths: which clock strikes first decides how often is asked.
    { firstByte: 1400, firstToken: 2800, idle: 2600, tokenStall: 2800, retryWindow: 2500, retryBase: 10 },
  )
})
afterAll(async () => {
  await app.close()
  await fake.close()
})

let asked = 0
const callsOf = (mark: string) => fake.requests.filter(({ body }) => JSON.stringify(body ?? '').includes(mark))

test('the document names every fault of the stand-in', () => {
  const documented = new Set(rows.map(({ fault }) => fault.split(' ')[0]))
  expect(Object.keys(faults).filter((fault) => !documented.has(fault))).toEqual([])
})

describe.concurrent.each(rows)('$fault: $text text, $outcome, $calls calls', ({ fault, text, outcome, calls }) => {
  function newQuestion() {
    asked += 1
    const mark = `question ${asked}:`
    // Failures in a row of one model open its circuit, which has a test of its own.
    return { mark, question: { message: `${mark} [[fault:${fault}]]`, model: `test/${asked}` } }
  }

  test('streamed', async ({ expect }) => {
    const { mark, question } = newQuestion()
    const reader = await readEvents(`${app.url}/api/v1/chat/stream`, post(question, { 'Accept-Language': 'en' }))
    const events = await reader.end()
    expect(reader.status).toBe(200)
    const sent = callsOf(mark)
    expect(sent).toHaveLength(calls)
    expect(textOf(events)).toBe(text === 'none' ? '' : sent.at(-1)?.sent)
    const finish = finishOf(events)
    const error = events.find(({ event }) => event.type === 'error')?.event
    if (outcome in errorCatalog) {
      expect(finish).toMatchObject({ status: 'failed', finish_reason: 'error' })
      expect(error).toMatchObject({ type: 'error', error: { code: outcome } })
    } else {
      expect(finish).toMatchObject({ status: 'complete', finish_reason: outcome === 'complete' ? 'stop' : outcome })
      expect(error).toBeUndefined()
    }
    // What was streamed is what is kept.
    const kept = ChatHistoryEnvelope.parse((await app.api('GET', `/api/v1/chat/history?session_id=${startOf(events).session_id}`)).body).data.messages[1]
    expect(kept).toMatchObject({ content: textOf(events), status: finish.status, finish_reason: finish.finish_reason })
    expect(kept?.error ?? undefined).toEqual(error?.type === 'error' ? error.error : undefined)
    await expect.poll(() => sent.filter(({ closedAt }) => closedAt === undefined), { timeout: 2000 }).toEqual([])
  })

  test('waited for', async ({ expect }) => {
    const { mark, question } = newQuestion()
    const answer = await app.api('POST', '/api/v1/chat/message', question)
    if (outcome === 'complete' || outcome === 'length' || outcome === 'content_filter') {
      expect(answer.status).toBe(200)
      expect(AnswerEnvelope.parse(answer.body).data).toMatchObject({
        message: callsOf(mark).at(-1)?.sent,
        finish_reason: outcome === 'complete' ? 'stop' : outcome,
      })
    } else {
      expect(answer.status).toBe(errorCatalog[outcome].status)
      expect(ErrorEnvelope.parse(answer.body).error.code).toBe(outcome)
      expect(JSON.stringify(answer.body)).not.toContain('test-key')
    }
  })
})
