import { randomInt, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ErrorEnvelope } from '#shared/errors.ts'
import { CollectionItem, CollectionItemEnvelope, CollectionItemPageEnvelope } from '#shared/items.ts'
import { type Answer, startApp, type TestApp } from '../test/harness.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
  await app.api('POST', '/api/v1/collections', { slug: 'counters', name: 'Counters', fields: [{ key: 'count', name: 'Count', type: 'number' }] })
})
afterAll(() => app.close())

const at = '/api/v1/collections/counters/items'
const read = ({ body }: Answer) => CollectionItemEnvelope.parse(body).data
const create = async (name: string, headers?: Record<string, string>) => read(await app.api('POST', at, { name, values: { count: 0 } }, headers))
const together = <T>(count: number, run: (n: number) => Promise<T>) => Promise.all(Array.from({ length: count }, (_, n) => run(n)))
const page = async (query: string) => CollectionItemPageEnvelope.parse((await app.api('GET', `${at}?${query}`)).body).data

describe('of many at once', () => {
  it('one of 50 who change the same version is the one who does', async () => {
    const { id } = await create('race')
    const answers = await together(50, (n) => app.api('PUT', `${at}/${id}`, { values: { count: n + 1 } }, { 'If-Match': '"1"' }))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, ...Array.from({ length: 49 }, () => 412)])
    const winner = answers.findIndex(({ status }) => status === 200)
    expect(read(await app.api('GET', `${at}/${id}`))).toMatchObject({ version: 2, values: { count: winner + 1 } })
  })

  it('50 with one Idempotency-Key make one row', async () => {
    const key = randomUUID()
    const made = await together(50, () => create('once', { 'Idempotency-Key': key }))
    expect(new Set(made.map(({ id }) => id)).size).toBe(1)
    expect(await page('q=once')).toMatchObject({ total: 1 })
  })

  it('8 who each count up by compare and set lose none of it', { timeout: 600_000 }, async () => {
    // One connection serves them all where the database is embedded: more of the same shows nothing more.
    const times = app.database.kind === 'server' ? 500 : 100
    const { id } = await create('counter')
    let late = 0
    await together(8, async () => {
      let { version, values } = read(await app.api('GET', `${at}/${id}`))
      for (let done = 0; done < times; ) {
        const asked = performance.now()
        const answer = await app.api('PUT', `${at}/${id}`, { values: { count: Number(values.count) + 1 } }, { 'If-Match': `"${version}"` })
        if (answer.status === 200) {
          done += 1
          ;({ version, values } = read(answer))
          continue
        }
        expect(answer.status).toBe(412)
        late += 1
        // Who was too late is told what is there now; of those who go on at once all would be too late again but for one.
        expect(CollectionItem.parse(ErrorEnvelope.parse(answer.body).error.current).version).toBeGreaterThan(version)
        // As long as some writes take, on whatever machine.
        await sleep((performance.now() - asked) * randomInt(15))
        ;({ version, values } = read(await app.api('GET', `${at}/${id}`)))
      }
    })
    expect(read(await app.api('GET', `${at}/${id}`))).toMatchObject({ version: 8 * times + 1, values: { count: 8 * times } })
    expect(late).toBeGreaterThan(times)
  })

  it('none takes a row from a walker, or shows it twice, while 1,000 are read by cursor', async () => {
    await app.api('POST', '/api/v1/collections', { slug: 'walked', name: 'Walked', fields: [{ key: 'place', name: 'Place', type: 'number' }] })
    const rows = '/api/v1/collections/walked/items'
    const old: string[] = []
    for (let from = 0; from < 2000; from += 500)
      await app.api('POST', `${rows}/bulk`, {
        create: Array.from({ length: 500 }, (_, n) => ({ name: `old ${from + n}`, values: { place: (from + n) % 97 } })),
      })
    const list = async (query: string) => CollectionItemPageEnvelope.parse((await app.api('GET', `${rows}?${query}`)).body).data
    for (let skip = 0; skip < 2000; skip += 1000) old.push(...(await list(`skip=${skip}&limit=1000&sort=created_at`)).items.map(({ id }) => id))
    // Every other one stays all the time; the rest goes, and new ones come, while each order is walked.
    const staying = new Set(old.filter((_, n) => n % 2 === 0))
    const going = old.filter((id) => !staying.has(id))
    for (const sort of ['-created_at', 'name', 'place,-name']) {
      let over = false
      const disturbing = (async () => {
        while (!over) {
          const gone = going.pop()
          if (gone !== undefined) await app.api('DELETE', `${rows}/${gone}`)
          await app.api('POST', rows, { name: `new ${going.length}`, values: { place: going.length % 97 } })
        }
      })()
      const seen: string[] = []
      for (let cursor: string | null = ''; cursor !== null; ) {
        const next: Awaited<ReturnType<typeof list>> = await list(`sort=${sort}&limit=20${cursor && `&cursor=${cursor}`}`)
        seen.push(...next.items.map(({ id }) => id))
        cursor = next.next_cursor
      }
      over = true
      await disturbing
      expect(new Set(seen).size, sort).toBe(seen.length)
      expect(
        [...staying].filter((id) => !seen.includes(id)),
        sort,
      ).toEqual([])
    }
  })
})
