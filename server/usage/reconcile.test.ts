import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Chat, startChat } from '../test/ask-and-follow.ts'
import { post, readEvents, startOf } from '../test/read-events.ts'

// Every way in which an answer can end, and what the ledger says of it afterwards.

let chat: Chat
beforeAll(async () => {
  chat = await startChat()
})
afterAll(() => chat.close())

/** Asked again after 2 and 3 seconds, on a slow machine. */
const SETTLED = { timeout: 30_000, interval: 200 }

const Row = z.object({
  cost: z.string().nullable(),
  state: z.string(),
  provider_id: z.string().nullable(),
  prompt_tokens: z.number().nullable(),
  completion_tokens: z.number().nullable(),
  purpose: z.string(),
})
const rowsOf = async (sessionId: string) => {
  const { rows } = await chat.app.database.db.execute(sql`
    select trim_scale(cost)::text as cost, state, provider_id, prompt_tokens, completion_tokens, purpose from model_calls
    where session_id = ${sessionId} order by id`)
  return z.array(Row).parse(rows)
}
const booked = (mark: string) =>
  chat.fake.requests
    .filter(({ path, body }) => path === '/chat/completions' && JSON.stringify(body ?? '').includes(mark))
    .map(({ id }) => z.object({ total_cost: z.number() }).parse(chat.fake.accounts.find(id)).total_cost)

describe('an answer', () => {
  it('that is complete is in the ledger as the provider charged it', async () => {
    const reader = await chat.ask('complete')
    const { session_id } = startOf(await reader.end())
    await expect.poll(() => rowsOf(session_id)).toMatchObject([{ state: 'settled', purpose: 'answer' }])
    const [row] = await rowsOf(session_id)
    expect(Number(row?.cost)).toBe(booked('complete')[0])
    expect((await chat.answerIn(session_id))?.usage).toMatchObject({ cost: Number(row?.cost), prompt_tokens: row?.prompt_tokens })
  })

  it.each(['cut-mid', 'error-mid-number', 'no-usage', 'malformed-mid', 'finish-error'])('that ended with %s is asked for afterwards', async (fault) => {
    const mark = `ended with ${fault}`
    const { session_id } = startOf(await (await chat.ask(`${mark} [[fault:${fault}]]`)).end())
    await expect.poll(() => rowsOf(session_id), SETTLED).toMatchObject([{ state: 'settled' }])
    const [row] = await rowsOf(session_id)
    expect(Number(row?.cost)).toBe(booked(mark)[0])
    expect(Number(row?.cost)).toBeGreaterThan(0)
    await expect.poll(async () => (await chat.answerIn(session_id))?.usage, SETTLED).toMatchObject({ cost: Number(row?.cost) })
  })

  it('that was stopped too, and its message says what it cost', async () => {
    const mark = 'stopped with a cost'
    const reader = await chat.ask(`${mark} [[fault:hang-mid]]`)
    const { generation_id, session_id } = await chat.started(reader, 6)
    expect(await chat.stop(generation_id)).toBe(true)
    expect((await chat.answerIn(session_id))?.usage).toBeNull()
    await expect.poll(async () => (await chat.answerIn(session_id))?.usage?.cost, SETTLED).toBe(booked(mark)[0])
    expect(await rowsOf(session_id)).toMatchObject([{ state: 'settled' }])
  })

  it('that the provider refused cost nothing, and one that it took and dropped before a word is asked for by itself', async () => {
    const refused = startOf(await (await chat.ask('refused [[fault:http-402]]')).end())
    await expect.poll(() => rowsOf(refused.session_id)).toMatchObject([{ state: 'settled', cost: '0' }])
    const dropped = startOf(await (await chat.ask('dropped twice [[fault:cut-before-token times=2]]')).end())
    await expect.poll(() => rowsOf(dropped.session_id), SETTLED).toMatchObject([{ state: 'settled' }, { state: 'settled' }, { state: 'settled' }])
    const rows = await rowsOf(dropped.session_id)
    expect(new Set(rows.map(({ provider_id }) => provider_id)).size).toBe(3)
    const byAmount = (a: number, b: number) => a - b
    expect(rows.map(({ cost }) => Number(cost)).sort(byAmount)).toEqual(booked('dropped twice').sort(byAmount))
  })

  it('whose process is gone is taken over by another, with what was set aside until then', async () => {
    const person = await chat.app.as('editor')
    await chat.app.api('PUT', `/api/v1/usage/budgets/users/${person.id}`, { day: '1', month: null })
    const mark = 'left behind'
    const reader = await readEvents(
      `${chat.app.url}/api/v1/chat/stream`,
      post({ message: `${mark} [[fault:hang-mid]]` }, { Authorization: `Bearer ${person.token}` }),
    )
    const { session_id } = await chat.started(reader, 6)
    await expect.poll(() => rowsOf(session_id)).toMatchObject([{ state: 'reserved', provider_id: expect.stringContaining('gen-') }])
    const amount = async () => {
      const { rows } = await chat.app.database.db.execute(sql`select sum(amount)::float8 as amount from usage_days where user_id = ${person.id}`)
      return z.array(z.object({ amount: z.number() })).parse(rows)[0]?.amount
    }
    expect(await amount()).toBeGreaterThan(0.001)
    // The stand-in ends the call, as it does when the other side dies; then the ledger has heard nothing for too long.
    chat.fake.hangUp(mark)
    await chat.app.database.db.execute(sql`update model_calls set alive_at = now() - interval '2 minutes' where session_id = ${session_id}`)
    await expect.poll(() => rowsOf(session_id), SETTLED).toMatchObject([{ state: 'settled' }])
    await expect.poll(amount).toBe(booked(mark)[0])
    await reader.leave()
  })
})
