import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { conversationOn } from './page-conversation.ts'
import { type Desk, eventually, languages, openDesk, PHONE, textsOf } from './page-desk.ts'

// What is read does not move: an answer grows below it, and the reader decides where to look.

let desk: Desk
beforeAll(async () => {
  desk = await openDesk('stand-in')
})
afterAll(() => desk.close())
beforeEach(({ skip }) => skip(desk.model !== 'stand-in', 'the model is not the stand-in: see E2E_MODEL'))

const paragraphs = (count: number) => Array.from({ length: count }, (_, at) => `Paragraph ${at}: ${'这里是一些文字 and some words. '.repeat(4)}`).join('\n\n')
const rich = `${paragraphs(4)}\n\n| a | b |\n|---|---|\n${'| 1 | 2 |\n'.repeat(12)}\n\`\`\`ts\n${'const a = 1\n'.repeat(20)}\`\`\`\n\n$$x^2$$\n\n${paragraphs(30)}`

/** Layout shifts that nobody asked for, from now on; but for those of the caret that is written with, which has no node of its own. */
const watchShifts = (page: Page) =>
  page.evaluate(() => {
    Object.assign(window, { shifts: 0 })
    const ofText = (entry: PerformanceEntry) => [...Reflect.get(entry, 'sources')].some((source) => Reflect.get(source, 'node'))
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        if (!Reflect.get(entry, 'hadRecentInput') && ofText(entry))
          Object.assign(window, { shifts: Reflect.get(window, 'shifts') + Reflect.get(entry, 'value') })
    }).observe({ type: 'layout-shift' })
  })
const shifts = (page: Page) => page.evaluate(() => Number(Reflect.get(window, 'shifts')))

/** From now on how often a word, but the last, has changed its line within a paragraph that grows. */
const watchWords = (page: Page) =>
  page.evaluate(() => {
    Object.assign(window, { movedWords: 0, watchedWords: 0 })
    let before: { text: string; tops: number[] } = { text: '', tops: [] }
    const look = () => {
      const paragraph = [...document.querySelectorAll('article[aria-busy="true"] .chat-text p')].at(-1)
      const node = paragraph?.firstChild
      if (paragraph && node instanceof Text) {
        const range = document.createRange()
        const tops = [...node.data.matchAll(/\S+/g)].map(({ index }) => {
          range.setStart(node, index)
          range.setEnd(node, index + 1)
          return range.getBoundingClientRect().top - paragraph.getBoundingClientRect().top
        })
        if (before.text !== '' && node.data.startsWith(before.text)) {
          const kept = before.tops.slice(0, -1)
          Object.assign(window, {
            watchedWords: Reflect.get(window, 'watchedWords') + kept.length,
            movedWords: Reflect.get(window, 'movedWords') + kept.filter((top, at) => Math.abs(top - (tops[at] ?? top)) > 2).length,
          })
        }
        before = { text: node.data, tops }
      }
      requestAnimationFrame(look)
    }
    look()
  })

describe.each(languages)('an answer that is written, %s', (language) => {
  const t = textsOf(language)

  async function ask(text: string, delay: number, size?: { width: number; height: number }) {
    const visit = await desk.visit({ language, at: '/chat', ...(size && { size }) })
    const chat = conversationOn(visit.page, t)
    await chat.box.fill(`[[delay:${delay}]] [[chunks:240]] [[say]]${text}`)
    await visit.page.getByRole('button', { name: t.chat.composer.send, exact: true }).click()
    return { ...visit, chat }
  }

  it('is followed to its end without a shift', async () => {
    const { page, chat } = await ask(rich, 20)
    await chat.answer.getByText('Paragraph 1:').waitFor()
    await watchShifts(page)
    await chat.answer.getByText('Paragraph 20:').waitFor()
    expect(await chat.below()).toBeLessThan(80)
    await chat.isDone()
    expect(await shifts(page)).toBeLessThan(0.01)
    await eventually(chat.below).toBeLessThanOrEqual(1)
  })

  it('keeps each word in the line in which it is read', async () => {
    const { page, chat } = await ask(
      `Begin.\n\n${'The report of the third quarter is late and nobody has said why it would be so for all of us. '.repeat(12)}`,
      30,
      PHONE,
    )
    await chat.answer.getByText('Begin.').waitFor()
    await watchWords(page)
    await chat.isDone()
    const [watched, moved] = await page.evaluate(() => [Reflect.get(window, 'watchedWords'), Reflect.get(window, 'movedWords')])
    expect(watched).toBeGreaterThan(100)
    expect(moved).toBe(0)
  })

  it('never shows less than it has shown, on a slow device neither', async () => {
    const { page, chat } = await ask(paragraphs(20), 20)
    await chat.answer.getByText('Paragraph 12:').waitFor()
    await page.evaluate(() => {
      // What is to follow at once, does so in one frame after the other.
      const own = window.setTimeout.bind(window)
      let last = 0
      const slow = (run: () => void, wait = 0) => {
        if (wait > 0) return own(run, wait)
        last = Math.max(last + 40, performance.now())
        return own(run, last - performance.now())
      }
      Object.assign(window, { setTimeout: slow, least: 0, lost: 0 })
      const answer = [...document.querySelectorAll('article')].at(-1)
      if (!answer) throw new Error('There is no answer.')
      const look = () => {
        const length = answer.querySelector('.chat-text')?.textContent?.length ?? 0
        const most = Number(Reflect.get(window, 'least'))
        if (length < most) Object.assign(window, { lost: most - length })
        Object.assign(window, { least: Math.max(most, length) })
      }
      new MutationObserver(look).observe(answer, { subtree: true, childList: true, characterData: true })
      look()
    })
    await chat.isDone()
    await chat.answer.getByText('Paragraph 19:').waitFor()
    const [seen, lost] = await page.evaluate(() => [Reflect.get(window, 'least'), Reflect.get(window, 'lost')])
    expect(seen).toBeGreaterThan(1000)
    // The half of a mark may come and go.
    expect(lost).toBeLessThan(5)
  })

  it('leaves alone whoever scrolls up, by however little, and says what came', async () => {
    const { page, chat } = await ask(paragraphs(40), 30, language === 'en' ? PHONE : undefined)
    await chat.answer.getByText('Paragraph 12:').waitFor()
    const list = page.getByRole('region', { name: t.chat.history.label })
    await list.hover()
    await page.mouse.wheel(0, -30)
    const line = chat.answer.getByText('Paragraph 11:')
    // The wheel has come to rest when two looks see the same.
    const top = () => line.evaluate((element) => element.getBoundingClientRect().top)
    let before = await top()
    await eventually(async () => {
      const last = before
      before = await top()
      return before - last
    }).toBe(0)
    const height = () => chat.answer.evaluate((element) => element.clientHeight)
    const small = await height()
    await eventually(height).toBeGreaterThan(small + 400)
    expect(await top()).toBe(before)
    const newest = page.getByRole('button', { name: t.chat.history.newest })
    await newest.waitFor()
    await chat.isDone()
    expect(await top()).toBe(before)
    await page.getByRole('button', { name: t.chat.history.unread(1) }).click()
    await eventually(chat.below).toBeLessThanOrEqual(1)
    await newest.waitFor({ state: 'detached' })
  })

  it('stands as it was read when a look at the conversation from before its end comes late', async () => {
    const { page, chat } = await ask(paragraphs(40), 20)
    await chat.answer.getByText('Paragraph 12:').waitFor()
    const session = await chat.address()
    const looked = Promise.withResolvers<void>()
    const over = Promise.withResolvers<void>()
    const shown = Promise.withResolvers<void>()
    await page.route(
      '**/api/v1/chat/history**',
      async (route) => {
        const response = await route.fetch()
        looked.resolve()
        await over.promise
        await route.fulfill({ response })
        shown.resolve()
      },
      { times: 1 },
    )
    // As another tab does that shows the same conversation.
    await page.evaluate((id) => new BroadcastChannel('deskmate.chat').postMessage(id), session)
    await looked.promise
    await page.mouse.move(600, 300)
    await page.mouse.wheel(0, -400)
    await chat.isDone()
    const height = await chat.answer.evaluate((element) => element.clientHeight)
    const below = await chat.below()
    await page.evaluate(() => {
      Object.assign(window, { least: Infinity })
      const list = document.querySelector('[role="feed"]')
      if (list) new ResizeObserver(() => Object.assign(window, { least: Math.min(Number(Reflect.get(window, 'least')), list.clientHeight) })).observe(list)
    })
    over.resolve()
    await shown.promise
    await page.waitForLoadState('networkidle')
    expect(await page.evaluate(() => Number(Reflect.get(window, 'least')))).toBeGreaterThanOrEqual(height)
    expect(await chat.below()).toBe(below)
  })

  it('is printed in full, without what can be pressed', async () => {
    const { page, chat } = await ask(paragraphs(60), 1)
    await chat.isDone()
    await page.emulateMedia({ media: 'print' })
    expect(await chat.box.isVisible()).toBe(false)
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeGreaterThan(2_000)
    await chat.answer.getByText('Paragraph 59:').waitFor()
    await page.emulateMedia({ media: 'screen' })
    expect(await chat.box.isVisible()).toBe(true)
  })
})
