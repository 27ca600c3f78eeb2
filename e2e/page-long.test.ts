import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MeEnvelope } from '#shared/me.ts'
import { type Postgres, startPostgres } from '../scripts/postgres.ts'
import { fetchSigned } from '../server/test/credentials.ts'
import { idAt, messageAt, writeConversation } from './long-conversation.ts'
import { check } from './page-axe.ts'
import { conversationOn } from './page-conversation.ts'
import { type Desk, eventually, inOne, openDesk, PHONE, textsOf } from './page-desk.ts'

const MESSAGES = 10_000
/** What was promised; half of it would be a page without a conversation. */
const NODES_MAX = 3_000

let postgres: Postgres
let desk: Desk
let session = ''
beforeAll(async () => {
  postgres = await startPostgres()
  desk = await openDesk('stand-in', { DATABASE_URL: postgres.urlOf('postgres') })
  session = await newConversation()
})
afterAll(async () => {
  await desk?.close()
  await postgres?.close()
})

async function newConversation(messages = MESSAGES) {
  const { user } = MeEnvelope.parse(await (await fetchSigned(`${desk.url}/api/v1/auth/me`)).json()).data
  return await writeConversation(postgres.urlOf('postgres'), user.id, messages)
}

/** Texts of the history begin with their place in it. */
const opening = (place: number) => `№${place}.`
const nodes = (page: Page) => page.evaluate(() => document.querySelectorAll('*').length)
/** Which messages are seen in full or in part, and where each begins. */
const inView = (page: Page) =>
  page.evaluate(() => {
    const list = document.querySelector('[role="feed"]')?.closest('section')?.getBoundingClientRect()
    return Array.from(document.querySelectorAll('[role="feed"] article'), (article) => ({
      place: Number(article.getAttribute('aria-posinset')),
      top: article.getBoundingClientRect().top,
      bottom: article.getBoundingClientRect().bottom,
    })).filter(({ top, bottom }) => list && bottom > list.top && top < list.bottom)
  })

/** From now on where the message at this place ends in each frame that is drawn, as `painted` tells: between two, nobody sees it. */
const watchEnd = (page: Page, place: number) =>
  page.evaluate((place) => {
    const ends: number[] = []
    // Of the observers that a frame tells of what has another size, the newest is the last, behind the one that measures messages.
    const probe = document.body.appendChild(document.createElement('div'))
    probe.style.cssText = 'position:fixed;width:1px;height:1px;visibility:hidden'
    new ResizeObserver(() => {
      const article = document.querySelector(`[role="feed"] article[aria-posinset="${place}"]`)
      ends.push(article?.getBoundingClientRect().bottom ?? Number.NaN)
    }).observe(probe)
    const again = () => {
      probe.style.width = `${1 + (ends.length % 2)}px`
      requestAnimationFrame(again)
    }
    again()
    Object.assign(window, { painted: ends })
  }, place)
const painted = (page: Page) => page.evaluate<number[]>(() => Reflect.get(window, 'painted'))
const nextFrames = (page: Page, count: number) =>
  page.evaluate(async (count) => {
    for (let frame = 0; frame < count; frame++) await new Promise(requestAnimationFrame)
  }, count)

describe.each(inOne('en'))(`${MESSAGES} messages, %s`, (language) => {
  const t = textsOf(language)

  it('open at the newest, in few nodes, each with its place among all', async () => {
    const { page } = await desk.visit({ language, at: `/chat/${session}` })
    const chat = conversationOn(page, t)
    await chat.answer.getByText(opening(MESSAGES)).waitFor()
    await eventually(chat.below).toBeLessThanOrEqual(1)
    expect(await nodes(page)).toBeLessThan(NODES_MAX)
    expect(await chat.answer.getAttribute('aria-posinset')).toBe(String(MESSAGES))
    expect(await chat.answer.getAttribute('aria-setsize')).toBe(String(MESSAGES))
    await check(page, 'a long conversation')
  })

  it('are reached at their beginning and end by keys, also from the list itself', async () => {
    const { page } = await desk.visit({ language, at: `/chat/${session}` })
    const chat = conversationOn(page, t)
    await chat.answer.getByText(opening(MESSAGES)).waitFor()
    await page.keyboard.press('Control+Home')
    await page.getByRole('article').getByText(opening(1)).waitFor()
    await eventually(async () => (await inView(page))[0]?.place).toBe(1)
    expect(await nodes(page)).toBeLessThan(NODES_MAX)
    // The first message has the focus, and the keys of the list go on from there.
    await eventually(() => page.evaluate(() => document.activeElement?.getAttribute('aria-posinset'))).toBe('1')
    await page.keyboard.press('End')
    await page.getByRole('article').getByText(opening(MESSAGES)).waitFor()
    await eventually(chat.below).toBeLessThanOrEqual(1)
    await page.keyboard.press('Home')
    await page.getByRole('article').getByText(opening(1)).waitFor()
    await page.getByRole('button', { name: t.chat.history.newest }).click()
    await page.getByRole('article').getByText(opening(MESSAGES)).waitFor()
    await eventually(chat.below).toBeLessThanOrEqual(1)
    await page.keyboard.press('Alt+ArrowUp')
    await page.keyboard.press('Alt+ArrowUp')
    await eventually(() => page.evaluate(() => Number(document.activeElement?.getAttribute('aria-posinset')) % 2)).toBe(1)
  })

  it('are reached in their middle by the scroll bar, and by an address that names one of them', async () => {
    const { page, provoke } = await desk.visit({ language, at: `/chat/${session}` })
    provoke(/\b404\b/)
    const chat = conversationOn(page, t)
    await chat.answer.getByText(opening(MESSAGES)).waitFor()
    await page.getByRole('region', { name: t.chat.history.label }).evaluate((list) => list.scrollTo({ top: list.scrollHeight / 2 }))
    await eventually(async () => Math.abs(((await inView(page))[0]?.place ?? 0) - MESSAGES / 2)).toBeLessThan(MESSAGES / 10)
    expect(await nodes(page)).toBeLessThan(NODES_MAX)
    await page.goto(`/chat/${session}?message=${idAt(session, 4_321)}`)
    const wanted = page.getByRole('article').filter({ hasText: opening(4_321) })
    await wanted.waitFor()
    await eventually(async () => (await inView(page)).some(({ place }) => place === 4_321)).toBe(true)
    await eventually(() => wanted.evaluate((article) => article === document.activeElement)).toBe(true)
    await page.goto(`/chat/${session}?message=${idAt(session, MESSAGES + 1)}`)
    await page.getByText(t.chat.history.gone).waitFor()
    await chat.answer.getByText(opening(MESSAGES)).waitFor()
  })

  it('come from above without moving the line that is read', async () => {
    const { page } = await desk.visit({ language, at: `/chat/${session}` })
    await conversationOn(page, t).answer.getByText(opening(MESSAGES)).waitFor()
    // To where nothing has been read yet, with its page held back.
    const gate = Promise.withResolvers<void>()
    let held = 0
    await page.route(/offset=/, async (route) => {
      held += 1
      await gate.promise
      await route.continue()
    })
    const list = page.getByRole('region', { name: t.chat.history.label })
    const unknown = page.locator(`[data-index="${MESSAGES - 51}"]`)
    for (let turn = 0; turn < 100 && (await unknown.count()) === 0; turn++) {
      await list.hover()
      await page.mouse.wheel(0, -300)
      await page.waitForTimeout(50)
    }
    // A wheel goes on for a moment.
    await page.evaluate(async () => {
      const list = document.querySelector('[role="feed"]')?.closest('section')
      for (let still = 0, last = -1; still < 10; still = list?.scrollTop === last ? still + 1 : 0) {
        last = list?.scrollTop ?? 0
        await new Promise(requestAnimationFrame)
      }
    })
    const line = (await inView(page)).at(-1)
    if (!line) throw new Error('No message is in view.')
    await eventually(() => held).toBeGreaterThan(0)
    await watchEnd(page, line.place)
    gate.resolve()
    await unknown.getByRole('article').waitFor({ state: 'attached' })
    await nextFrames(page, 3)
    const ends = await painted(page)
    expect(ends.length).toBeGreaterThanOrEqual(3)
    expect(ends.filter((end) => !(Math.abs(end - line.bottom) <= 1))).toEqual([])
  })
})

it('is read to its beginning by scrolling alone, every message in its place', async () => {
  const many = 300
  const { page } = await desk.visit({ language: 'en', at: `/chat/${await newConversation(many)}`, size: PHONE })
  await page.getByRole('article').getByText(opening(many)).waitFor()
  const seen = new Set<number>()
  const list = page.getByRole('region', { name: textsOf('en').chat.history.label })
  for (let turn = 0; turn < 400 && !seen.has(1); turn++) {
    for (const { place, text } of await page.evaluate(() =>
      Array.from(document.querySelectorAll('[role="feed"] article'), (article) => ({
        place: Number(article.getAttribute('aria-posinset')),
        text: article.textContent ?? '',
      })),
    )) {
      expect(text).toContain(opening(place))
      seen.add(place)
    }
    await list.evaluate((element) => element.scrollBy({ top: -0.7 * element.clientHeight }))
    await page.waitForTimeout(30)
  }
  expect([...seen].toSorted((a, b) => a - b)).toEqual(Array.from({ length: many }, (_, at) => at + 1))
  expect(messageAt(1)).toContain(opening(1))
})
