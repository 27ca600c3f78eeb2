import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LiveEvent } from '#shared/live.ts'
import { followCollection } from '../test/follow.ts'
import { onServer, type Person, startApp, type TestApp } from '../test/harness.ts'

let app: TestApp
let one: Person
let two: Person
beforeAll(async () => {
  app = await startApp()
  one = await app.as('editor')
  two = await app.as('viewer')
})
afterAll(() => app.close())

const as = (person: Person) => ({ Authorization: `Bearer ${person.token}` })
const clients = { one: 'page-of-one', two: 'page-of-two' }
const peopleOf = (events: readonly LiveEvent[]) => events.flatMap((event) => (event.type === 'presence' ? [event.people] : [])).at(-1) ?? []
const item = '019abf00-0000-7000-8000-000000000000'

/** At which program each of two people is. */
const places: [string, () => Promise<[TestApp, TestApp]>][] = [['at one program', async () => [app, app]]]
if (onServer) places.push(['at two', async () => [app, await app.replica()]])

describe.each(places)('who else is there, %s', (_, programs) => {
  test('is told, with the cell, until he leaves', async () => {
    const [here, there] = await programs()
    const first = await followCollection(here.url, 'items', `?client=${clients.one}`, as(one))
    const second = await followCollection(there.url, 'items', `?client=${clients.two}`, as(two))
    await first.until((events) => peopleOf(events).length === 1)
    await second.until((events) => peopleOf(events).length === 1)
    expect(peopleOf(first.events)).toEqual([{ client: clients.two, user_id: two.id, name: 'viewer', item_id: null, field: null, editing: false }])
    expect(peopleOf(second.events)).toMatchObject([{ client: clients.one, user_id: one.id }])

    // At the other program than the one that he follows at.
    const place = { client: clients.two, item_id: item, field: 'name', editing: true }
    expect((await here.anonymous('POST', '/api/v1/collections/items/presence', place, as(two))).status).toBe(200)
    await first.until((events) => peopleOf(events)[0]?.editing === true)
    expect(peopleOf(first.events)).toMatchObject([{ client: clients.two, item_id: item, field: 'name', editing: true }])

    await second.leave()
    await first.until((events) => peopleOf(events).length === 0)
    await first.leave()
  })

  test('is told to who follows at the program where he does, wherever his place came in', async () => {
    const [here, there] = await programs()
    const second = await followCollection(there.url, 'items', `?client=${clients.two}`, as(two))
    const third = await followCollection(there.url, 'items', '', as(one))
    const near = await followCollection(here.url, 'items', '', as(one))
    // It is known at the other program from here on.
    await near.until((events) => peopleOf(events).length === 1)
    await third.until((events) => peopleOf(events).length === 1)
    await here.anonymous('POST', '/api/v1/collections/items/presence', { client: clients.two, item_id: item, field: 'name', editing: true }, as(two))
    await third.until((events) => peopleOf(events)[0]?.editing === true)
    for (const reader of [second, third, near]) await reader.leave()
  })

  test('is not replaced by who calls his page the same', async () => {
    const [here, there] = await programs()
    const first = await followCollection(here.url, 'items', `?client=${clients.one}`, as(one))
    const other = await followCollection(there.url, 'items', `?client=${clients.one}`, as(two))
    const watching = await followCollection(here.url, 'items', '', as(one))
    await watching.until((events) => peopleOf(events).length === 2)
    await here.anonymous('POST', '/api/v1/collections/items/presence', { client: clients.one, item_id: item, field: 'name', editing: true }, as(two))
    await watching.until((events) => peopleOf(events).some(({ editing }) => editing))
    expect(peopleOf(watching.events).find(({ editing }) => editing)?.user_id).toBe(two.id)
    await other.leave()
    await watching.until((events) => peopleOf(events).length === 1)
    expect(peopleOf(watching.events)).toMatchObject([{ user_id: one.id }])
    await first.leave()
    await watching.leave()
  })

  test('cannot be moved by anybody else', async () => {
    const [here, there] = await programs()
    const first = await followCollection(here.url, 'items', `?client=${clients.one}`, as(one))
    const second = await followCollection(there.url, 'items', `?client=${clients.two}`, as(two))
    await first.until((events) => peopleOf(events).length === 1)
    await here.anonymous('POST', '/api/v1/collections/items/presence', { client: clients.two, item_id: item, field: 'name', editing: true }, as(one))
    await here.anonymous('POST', '/api/v1/collections/items/presence', { client: clients.two, item_id: null, field: 'description', editing: false }, as(two))
    await first.until((events) => peopleOf(events)[0]?.field === 'description')
    expect(first.events.filter((event) => event.type === 'presence').some(({ people }) => people.some(({ editing }) => editing))).toBe(false)
    await first.leave()
    await second.leave()
  })
})

test('who comes back is told that nobody is there any more', async () => {
  const first = await followCollection(app.url, 'items', `?client=${clients.one}`, as(one))
  const second = await followCollection(app.url, 'items', `?client=${clients.two}`, as(two))
  await first.until((events) => peopleOf(events).length === 1)
  await first.leave()
  await second.leave()
  const again = await followCollection(app.url, 'items', `?client=${clients.one}&after=${first.position()}`, as(one))
  await again.until((events) => events.some((event) => event.type === 'presence' && event.people.length === 0))
  await again.leave()
})

test('who follows without a name of his page is not seen', async () => {
  const first = await followCollection(app.url, 'items', `?client=${clients.one}`, as(one))
  const hidden = await followCollection(app.url, 'items', '', as(two))
  const second = await followCollection(app.url, 'items', `?client=${clients.two}`, as(two))
  await first.until((events) => peopleOf(events).length > 0)
  expect(peopleOf(first.events).map(({ client }) => client)).toEqual([clients.two])
  for (const reader of [first, hidden, second]) await reader.leave()
})
