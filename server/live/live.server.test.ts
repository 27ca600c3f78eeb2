import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changesOf, feedOf, followCollection, itemsOf } from '../test/follow.ts'
import { startApp, type TestApp } from '../test/harness.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.close())

const insert = (name: string) =>
  sql`insert into items (id, name, created_by, updated_by) values (gen_random_uuid(), ${name}, ${app.administrator.id}::uuid, ${app.administrator.id}::uuid)`
/** Of more than 200 at once only that they are many is told: who writes waits for who reads before. */
const AHEAD_MAX = 150
const SEEN_AT_LEAST = 100
const names = (events: Parameters<typeof itemsOf>[0]) => itemsOf(events).map(({ name }) => name)

describe('transactions that end in another order than they began in', () => {
  test('are all told, to who follows and to who comes back in between', async () => {
    const reader = await followCollection(app.url, 'items')
    const positions = [reader.position()]
    const begun = Promise.withResolvers<void>()
    const hold = Promise.withResolvers<void>()
    const late = app.database.db.transaction(async (tx) => {
      await tx.execute(insert('late'))
      begun.resolve()
      await hold.promise
      await tx.execute(insert('late too'))
    })
    await begun.promise
    for (const name of ['early', 'between']) {
      await app.database.db.execute(insert(name))
      await reader.until((events) => names(events).includes(name))
      positions.push(reader.position())
    }
    hold.resolve()
    await late
    await reader.until((events) => names(events).includes('late too'))
    expect(names(reader.events)).toEqual(['early', 'between', 'late', 'late too'])
    const missed = [
      ['late', 'early', 'between', 'late too'],
      ['late', 'between', 'late too'],
      ['late', 'late too'],
    ]
    for (const [at, position] of positions.entries()) {
      const again = await followCollection(app.url, 'items', `?after=${position}`)
      expect(names(again.events)).toEqual(missed[at])
      await again.leave()
    }
    await reader.leave()
  })

  test('also hundreds of them, by readers that come and go', async () => {
    const seen = new Set<string>()
    let position = (await followCollection(app.url, 'items').then(async (reader) => (await reader.leave(), reader))).position()
    let writing = true
    const written: string[] = []
    const writers = Array.from({ length: 6 }, async (_, writer) => {
      for (let at = 0; at < 40; at++) {
        while (written.length - seen.size >= AHEAD_MAX) await sleep(10)
        await app.database.db.transaction(async (tx) => {
          await tx.execute(insert(`w${writer} ${at} a`))
          await tx.execute(sql`select pg_sleep(${((writer * 7 + at * 13) % 23) / 1000})`)
          await tx.execute(insert(`w${writer} ${at} b`))
        })
        written.push(`w${writer} ${at} a`, `w${writer} ${at} b`)
      }
    })
    const done = Promise.all(writers).finally(() => {
      writing = false
    })
    for (let last = false; !last; ) {
      last = !writing
      const reader = await followCollection(app.url, 'items', `?after=${position}`)
      if (!last) await reader.until((events) => feedOf(events).length > 3 || names(events).length >= SEEN_AT_LEAST || !writing)
      await reader.leave()
      for (const name of names(reader.events)) seen.add(name)
      position = reader.position()
      if (reader.events.some(({ type }) => type === 'many')) throw new Error('Too much at once for this test.')
    }
    await done
    expect(written.filter((name) => !seen.has(name))).toEqual([])
  })
})

describe('two replicas', () => {
  test('tell each other', async () => {
    const other = await app.replica()
    const [here, there] = [await followCollection(app.url, 'items'), await followCollection(other.url, 'items')]
    await app.api('POST', '/api/v1/items', { name: 'written here' })
    await other.api('POST', '/api/v1/items', { name: 'written there' })
    for (const reader of [here, there]) {
      await reader.until((events) => changesOf(events).length >= 2)
      expect(names(reader.events).sort()).toEqual(['written here', 'written there'])
    }
    const resumed = await followCollection(other.url, 'items', `?after=${here.position()}`)
    expect(feedOf(resumed.events)).toEqual([{ type: 'ready' }])
    for (const reader of [here, there, resumed]) await reader.leave()
  })
})
