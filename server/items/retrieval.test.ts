import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { ItemPageEnvelope } from '#shared/items.ts'
import { startApp, type TestApp } from '../test/harness.ts'
import { questions, sampleTexts } from '../test/sample-words.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
  for (const part of sampleTexts(3000, 500)) expect((await app.api('POST', '/api/v1/collections/items/items/bulk', { create: part })).status).toBe(200)
})
afterAll(() => app.close())

const Ids = z.array(z.object({ id: z.string() }))

it.each(questions())('finds of $kind what a plain comparison finds, and nothing else: $words', async ({ words, like }) => {
  const answer = await app.api('GET', `/api/v1/items?${new URLSearchParams({ q: words, limit: '1000' }).toString()}`, undefined, { Prefer: 'count=exact' })
  const { total, items } = ItemPageEnvelope.parse(answer.body).data
  const { rows } = await app.database.db.execute(sql`
    select id from items where deleted_at is null
      and lower(normalize(name || E'\n' || coalesce(item_text(description, "values"), ''), NFKC)) like '%' || lower(normalize(${like}::text, NFKC)) || '%'`)
  const expected = new Set(Ids.parse(rows).map(({ id }) => id))
  expect(total).toBe(expected.size)
  expect(items.filter(({ id }) => !expected.has(id))).toEqual([])
  expect(expected.size).toBeGreaterThan(0)
})
