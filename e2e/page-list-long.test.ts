import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { MeEnvelope } from '#shared/me.ts'
import { type Postgres, startPostgres } from '../scripts/postgres.ts'
import { fetchSigned } from '../server/test/credentials.ts'
import { titleAt, writeConversations } from './many-conversations.ts'
import { check } from './page-axe.ts'
import { answerOf, conversationOn, SLOWLY } from './page-conversation.ts'
import { type Desk, eventually, inOne, openDesk, PHONE, textsOf } from './page-desk.ts'
import { newTag } from './page-rows.ts'

// More conversations than the page could hold, each language in a folder of its own.

const CONVERSATIONS = 2_000
/** What is seen, and as much above and below it. */
const ROWS_MAX = 80

let postgres: Postgres
let desk: Desk
beforeAll(async () => {
  postgres = await startPostgres()
  desk = await openDesk('stand-in', { DATABASE_URL: postgres.urlOf('postgres') })
})
beforeEach(({ skip }) => skip(desk.model !== 'stand-in', 'the model is not the stand-in: see E2E_MODEL'))
afterAll(async () => {
  await desk?.close()
  await postgres?.close()
})

describe.each(inOne('zh-CN'))(`${CONVERSATIONS} conversations, %s`, (language) => {
  const t = textsOf(language)
  const folder = `很多 ${newTag()}`
  beforeAll(async () => {
    const { user } = MeEnvelope.parse(await (await fetchSigned(`${desk.url}/api/v1/auth/me`)).json()).data
    await writeConversations(postgres.urlOf('postgres'), user.id, CONVERSATIONS, folder)
  })

  const listOn = (page: Page) => page.getByRole('navigation', { name: t.chat.sessions.label }).filter({ visible: true })
  const rows = (page: Page) => listOn(page).getByRole('listitem')
  const rowAt = (page: Page, place: number) => rows(page).filter({ hasText: titleAt(place) })
  const openFolder = async (page: Page) => {
    await page.getByRole('button', { name: t.list.views.label }).filter({ visible: true }).click()
    await page.getByRole('menuitemradio', { name: folder }).click()
    await rowAt(page, 1).waitFor()
  }
  const scrollTop = (page: Page) => listOn(page).evaluate((list) => list.scrollTop)
  const scrollTo = (page: Page, top: number) => listOn(page).evaluate((list, to) => list.scrollTo(0, to), top)
  /** To its end, as often as it has become longer. */
  const scrollToEnd = (page: Page) =>
    expect
      .poll(
        async () => {
          await scrollTo(page, 10_000_000)
          return await rowAt(page, CONVERSATIONS).count()
        },
        { timeout: 30_000 },
      )
      .toBe(1)
  const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '')
  /** How far below the upper edge of the list it begins. */
  const topOf = async (page: Page, place: number) => {
    const [row, list] = [await rowAt(page, place).boundingBox(), await listOn(page).boundingBox()]
    return Math.round((row?.y ?? 0) - (list?.y ?? 0))
  }
  const choose = async (page: Page, place: number, entry: string) => {
    await rowAt(page, place).hover()
    await rowAt(page, place)
      .getByRole('button', { name: t.chat.sessions.menu(titleAt(place)) })
      .click()
    await page.getByRole('menuitem', { name: entry }).click()
  }

  it('are read to their end by scrolling, with few of them in the page, and are found again where they were left', async () => {
    const { page } = await desk.visit({ language, at: '/chat' })
    await openFolder(page)
    expect(await rows(page).count()).toBeLessThan(ROWS_MAX)
    await scrollToEnd(page)
    expect(await rows(page).count()).toBeLessThan(ROWS_MAX)
    await listOn(page).getByRole('button', { name: t.chat.sessions.more }).waitFor({ state: 'detached' })
    const last = rowAt(page, CONVERSATIONS)
    const older = listOn(page).getByRole('list', { name: t.chat.sessions.older })
    expect(await last.getAttribute('aria-posinset')).toBe(await last.getAttribute('aria-setsize'))
    expect(await older.getByRole('listitem').last().innerText()).toContain(titleAt(CONVERSATIONS))
    await check(page, 'many conversations')

    await scrollTo(page, 20_000)
    await eventually(() => scrollTop(page)).toBe(20_000)
    await page.getByRole('link', { name: t.shell.collections, exact: true }).click()
    await page.getByRole('heading', { name: t.collections.title, level: 1 }).waitFor()
    await page.goBack()
    await eventually(() => scrollTop(page)).toBe(20_000)
  })

  it('stay where they are when one is opened, renamed, pinned, unpinned and deleted', async () => {
    const { page } = await desk.visit({ language, at: '/chat' })
    await openFolder(page)
    await scrollTo(page, 10_000_000)
    await rowAt(page, 51).waitFor()
    await scrollTo(page, 1_200)
    await rowAt(page, 42).waitFor()
    const before = await topOf(page, 42)
    const stays = () => eventually(() => topOf(page, 42)).toBe(before)

    await rowAt(page, 44).getByRole('link').click()
    await page.getByRole('heading', { name: titleAt(44), level: 1 }).waitFor()
    await stays()

    await rowAt(page, 45).getByRole('link').focus()
    await page.keyboard.press('F2')
    const renamed = `${titleAt(45)} ${newTag()}`
    await page.getByRole('textbox', { name: t.chat.sessions.renameLabel }).fill(renamed)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await rows(page).filter({ hasText: renamed }).waitFor()
    expect(await focused(page)).toContain(renamed)
    await stays()

    await choose(page, 46, t.list.pin)
    await listOn(page).getByRole('list', { name: t.list.pinned }).getByRole('listitem').waitFor()
    await stays()
    // It has gone to the beginning, and has taken the focus along.
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(t.chat.sessions.menu(titleAt(46)))
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: t.list.unpin }).click()
    await listOn(page).getByRole('heading', { name: t.list.pinned }).waitFor({ state: 'detached' })
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(t.chat.sessions.menu(titleAt(46)))
    // Its menu was opened at the beginning.
    await scrollTo(page, 1_200)
    await stays()

    await rowAt(page, 47).getByRole('link').focus()
    await page.keyboard.press('Delete')
    await rowAt(page, 47).waitFor({ state: 'detached' })
    await eventually(() => focused(page)).toContain(titleAt(48))
    await stays()
    await page.getByRole('button', { name: t.list.undo }).click()
    await rowAt(page, 47).waitFor()
    await stays()
  })

  it('are walked through by keys, from wherever the focus was when it was scrolled away', async () => {
    const { page } = await desk.visit({ language, at: '/chat' })
    await openFolder(page)
    await rowAt(page, 1).getByRole('link').focus()
    await page.keyboard.press('ArrowDown')
    expect(await focused(page)).toContain(titleAt(2))
    await expect
      .poll(
        async () => {
          await page.keyboard.press('End')
          return await focused(page)
        },
        { timeout: 30_000 },
      )
      .toContain(titleAt(CONVERSATIONS))
    await page.keyboard.press('ArrowUp')
    expect(await focused(page)).toContain(titleAt(CONVERSATIONS - 1))
    await scrollTo(page, 0)
    await rowAt(page, 1).waitFor()
    expect(await focused(page)).toContain(titleAt(CONVERSATIONS - 1))
    await page.keyboard.press('ArrowUp')
    expect(await focused(page)).toContain(titleAt(CONVERSATIONS - 2))
    await eventually(() => topOf(page, CONVERSATIONS - 2)).toBeGreaterThanOrEqual(0)
    await page.keyboard.press('Home')
    expect(await focused(page)).toContain(titleAt(1))
    await eventually(() => scrollTop(page)).toBeLessThan(60)

    // The focus goes on by Tab too, when its row is out of sight.
    await scrollTo(page, 30_000)
    await eventually(() => rowAt(page, 40).count()).toBe(0)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    expect(await focused(page)).toContain(titleAt(2))
    expect(await rows(page).count()).toBeLessThan(ROWS_MAX)
  })

  it('do not grow before whoever goes through them by Tab', async () => {
    const { page } = await desk.visit({ language, at: '/chat' })
    await openFolder(page)
    await rowAt(page, 1).getByRole('link').focus()
    const more = listOn(page).getByRole('button', { name: t.chat.sessions.more })
    for (let stop = 0; stop < 2 * 50; stop++) await page.keyboard.press('Tab')
    expect(await more.evaluate((button) => button === document.activeElement)).toBe(true)
    expect(await rowAt(page, 50).getAttribute('aria-setsize')).toBe('-1')
    await page.keyboard.press('Enter')
    await rowAt(page, 51).waitFor()
    expect(await more.evaluate((button) => button === document.activeElement)).toBe(true)
  })

  it('say what could not be loaded, on a phone too, and are asked for again', async () => {
    const { page, context, provoke } = await desk.visit({ language, at: '/chat', size: PHONE })
    provoke(/ERR_INTERNET_DISCONNECTED/)
    await page.getByRole('button', { name: t.chat.sessions.open }).click()
    await openFolder(page)
    expect(await rows(page).count()).toBeLessThan(ROWS_MAX)
    await context.setOffline(true)
    await scrollTo(page, 10_000_000)
    const again = listOn(page).getByRole('button', { name: t.chat.history.retry })
    await listOn(page).getByRole('alert').getByText(t.chat.sessions.moreFailed).waitFor()
    await check(page, 'more could not be loaded')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width)
    await context.setOffline(false)
    await again.click()
    await scrollToEnd(page)

    await scrollTo(page, 40_000)
    await eventually(() => scrollTop(page)).toBe(40_000)
    await rows(page).filter({ visible: true }).nth(10).getByRole('link').click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: t.chat.sessions.open }).click()
    await eventually(() => scrollTop(page)).toBe(40_000)
  })

  it('stay where they are when another one comes to the top, which somebody else has put there', async () => {
    const { page } = await desk.visit({ language, at: '/chat' })
    await openFolder(page)
    const other = await rowAt(page, 3).getAttribute('data-session')
    await scrollTo(page, 600)
    await rowAt(page, 30).waitFor()
    const before = await topOf(page, 30)
    const init = { method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ pinned: true }) }
    expect((await fetchSigned(`${desk.url}/api/v1/chat/sessions/${other}`, init)).status).toBe(200)
    await rowAt(page, 31).getByRole('link').focus()
    await page.keyboard.press('F2')
    await page.getByRole('textbox', { name: t.chat.sessions.renameLabel }).fill(`${titleAt(31)} ${newTag()}`)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await listOn(page).getByRole('heading', { name: t.list.pinned }).waitFor({ state: 'attached' })
    await eventually(() => topOf(page, 30)).toBe(before)
  })

  it('are not all asked for again while one of them is answered, which goes to the top', async () => {
    const { page } = await desk.visit({ language, at: '/chat' })
    await openFolder(page)
    await scrollToEnd(page)
    await scrollTo(page, 2_100)
    const place = 80
    await rowAt(page, place).getByRole('link').click()
    await page.getByRole('heading', { name: titleAt(place), level: 1 }).waitFor()
    const asked: string[] = []
    page.on('request', (request) => {
      const { pathname, search } = new URL(request.url())
      if (request.method() === 'GET' && pathname.endsWith('/chat/sessions')) asked.push(search)
    })
    const chat = conversationOn(page, t)
    const before = await chat.answers.count()
    await chat.ask(`${answerOf[language].question(newTag())} ${SLOWLY}`)
    await eventually(() => chat.answers.count()).toBe(before + 1)
    await chat.isDone()
    const inFolder = () => asked.filter((search) => search.includes('folder='))
    // As it begins, as it ends, and at least once between them.
    await eventually(() => Promise.resolve(inFolder().length)).toBeGreaterThanOrEqual(3)
    await scrollTo(page, 0)
    const top = listOn(page).getByRole('list', { name: t.chat.sessions.today }).getByRole('listitem').first()
    await eventually(() => top.innerText()).toContain(titleAt(place))
    await top.getByRole('img', { name: t.chat.sessions.running }).waitFor({ state: 'detached' })
    expect(asked.filter((search) => search.includes('cursor='))).toEqual([])
    // All of it is still there.
    await scrollToEnd(page)
    expect(asked.filter((search) => search.includes('cursor='))).toEqual([])
    const last = rowAt(page, CONVERSATIONS)
    expect(await last.getAttribute('aria-posinset')).toBe(await last.getAttribute('aria-setsize'))
  })
})
