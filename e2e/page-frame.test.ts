import type { Page } from 'playwright-core'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gridRow, nameCells, openRow } from './page-collection.ts'
import { type Desk, eventually, inOne, openDesk, PHONE, textsOf } from './page-desk.ts'
import { addItem, addItems, findItems, newWord } from './page-rows.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk('built-in')
})
afterAll(() => desk.close())

const other = { 'zh-CN': 'en', en: 'zh-CN' } as const

/** From the next opening on, how far what is shown moves without being asked to. */
const watchShifts = (page: Page) =>
  page.addInitScript(() => {
    Object.assign(window, { shifts: 0 })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        if (!Reflect.get(entry, 'hadRecentInput')) Object.assign(window, { shifts: Reflect.get(window, 'shifts') + Reflect.get(entry, 'value') })
    }).observe({ type: 'layout-shift' })
  })
const shifts = (page: Page) => page.evaluate(() => Number(Reflect.get(window, 'shifts')))

const names = { 'zh-CN': '简体中文', en: 'English' }

describe.each(inOne('zh-CN'))('the frame, %s', (language) => {
  const t = textsOf(language)
  const there = textsOf(other[language])

  it('keeps the chosen language and theme', async () => {
    const { page } = await desk.visit({ language })
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(language)
    await page.getByRole('button', { name: `${t.shell.language}: ${names[language]}` }).click()
    await page.getByRole('menuitemradio', { name: names[other[language]] }).click()
    await page.getByRole('heading', { name: there.dashboard.title, level: 1 }).waitFor()
    await page.getByRole('button', { name: `${there.shell.theme.label}: ${there.shell.theme.system}` }).click()
    await page.getByRole('menuitemradio', { name: there.shell.theme.dark }).click()
    await page.reload()
    await page.getByRole('heading', { name: there.dashboard.title, level: 1 }).waitFor()
    const root = await page.evaluate(() => ({ lang: document.documentElement.lang, theme: document.documentElement.dataset.theme }))
    expect(root).toEqual({ lang: other[language], theme: 'dark' })
    const dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    await page.getByRole('button', { name: `${there.shell.theme.label}: ${there.shell.theme.dark}` }).click()
    await page.getByRole('menuitemradio', { name: there.shell.theme.light }).click()
    await eventually(() => page.evaluate(() => getComputedStyle(document.body).backgroundColor)).not.toBe(dark)
  })

  it('opens at any address, and goes back and forward', async () => {
    const word = newWord()
    await addItems(desk.url, [{ name: `甲 ${word}` }, { name: `乙 ${word}` }])
    const item = await addItem(desk.url, { name: `丙 ${word}`, description: '深处' })
    const { page } = await desk.visit({ language, at: `/items?q=${word}&id=${item.id}` })
    const panel = page.getByRole('complementary', { name: t.collections.details })
    await panel.getByText('深处').waitFor()
    await eventually(() => nameCells(page).count()).toBe(3)
    expect(await page.getByRole('textbox', { name: t.collections.search }).inputValue()).toBe(word)

    expect(new URL(page.url()).pathname).toBe('/c/items')
    await openRow(page, `甲 ${word}`, t.collections.openRow)
    await panel.getByText(`甲 ${word}`).waitFor()
    await panel.getByRole('button', { name: t.ui.close }).click()
    await page.getByRole('link', { name: t.shell.chat, exact: true }).click()
    await page.getByRole('heading', { name: t.chat.empty.title }).waitFor()
    await page.goBack()
    await eventually(() => nameCells(page).count()).toBe(3)
    expect(await panel.count()).toBe(0)
    await openRow(page, `乙 ${word}`, t.collections.openRow)
    await panel.getByText(`乙 ${word}`).waitFor()
    await page.goBack()
    await panel.waitFor({ state: 'detached' })
    await page.goForward()
    await panel.getByText(`乙 ${word}`).waitFor()
    await page.getByRole('link', { name: t.shell.chat, exact: true }).click()
    await page.getByRole('heading', { name: t.chat.empty.title }).waitFor()
    expect(await page.title()).toContain(t.chat.title)
  })

  it('says so where there is nothing', async () => {
    const { page, provoke } = await desk.visit({ language, at: '/nowhere' })
    provoke(/\b404\b/)
    await page.getByRole('heading', { name: t.shell.notFound.title }).waitFor()
    await page.getByRole('link', { name: t.shell.notFound.home }).click()
    await page.getByRole('heading', { name: t.dashboard.title, level: 1 }).waitFor()
    await page.goto(`/c/items?id=${uuid()}`)
    await page.getByText(t.collections.goneDetails.title).waitFor()
    await page.goto('/items?trash=true&q=a')
    await page.waitForURL('**/c/items/trash?q=a')
    await page.goto(`/chat/${uuid()}`)
    await page.getByText(t.chat.history.missing).waitFor()
    await page.getByRole('main').getByRole('button', { name: t.chat.sessions.new }).last().click()
    await page.getByRole('heading', { name: t.chat.empty.title }).waitFor()
  })

  it('fits a phone', async () => {
    const word = newWord()
    await addItem(desk.url, { name: `手机 ${word}`, description: '一段很长的描述，'.repeat(40) })
    const { page } = await desk.visit({ language, at: `/c/items?q=${word}`, size: PHONE })
    const row = gridRow(page, `手机 ${word}`)
    await openRow(page, `手机 ${word}`, t.collections.openRow)
    const sheet = page.getByRole('dialog', { name: t.collections.details })
    await sheet.getByRole('button', { name: t.collections.deleteRow }).click()
    await row.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: t.collections.undo, exact: true }).click()
    await row.waitFor()
    for (const name of [t.shell.dashboard, t.shell.chat, t.shell.collections]) {
      await page.getByRole('navigation', { name: t.shell.navigation }).getByRole('link', { name, exact: true }).click()
      await page.getByRole('heading', { level: 1 }).waitFor()
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), name).toBe(0)
    }
  })

  it('stands still on a phone when who is there and what answers are known late', async () => {
    const { page } = await desk.visit({ language, at: '/chat', size: PHONE })
    const drawn = Promise.withResolvers<void>()
    const known = Promise.withResolvers<void>()
    await page.route('**/api/v1/**', async (route) => {
      await (route.request().url().endsWith('/auth/me') ? drawn : known).promise
      await route.continue()
    })
    await watchShifts(page)
    await page.reload()
    await page.getByRole('heading', { level: 1 }).waitFor()
    drawn.resolve()
    await page.getByRole('navigation', { name: t.shell.navigation }).getByRole('link', { name: t.shell.audit }).waitFor()
    known.resolve()
    await page.getByText(t.chat.builtInNotice.how).waitFor()
    await page.waitForLoadState('networkidle')
    expect(await shifts(page)).toBeLessThan(0.001)
  })

  it('says when the network is gone, and goes on when it is back', async () => {
    const word = newWord()
    const { page, context, provoke } = await desk.visit({ language, at: '/c/items' })
    provoke(/ERR_INTERNET_DISCONNECTED/)
    await context.setOffline(true)
    await page.getByRole('textbox', { name: t.collections.search }).fill(word)
    await page.getByText(t.shell.offline).waitFor()
    await context.setOffline(false)
    await page.getByText(t.shell.offline).waitFor({ state: 'detached' })
    await page.getByText(t.collections.noneFound.title).waitFor()
  })

  it('fetches what it could not fetch while the network was gone once that is back', async () => {
    const { page, context, provoke } = await desk.visit({ language, at: '/c/items' })
    provoke(/ERR_FAILED|ERR_INTERNET_DISCONNECTED/)
    await page.route(/\/assets\/Timeout-/, (route) => route.abort())
    await Promise.all([page.waitForEvent('requestfailed', (request) => request.url().includes('/assets/Timeout-')), page.reload()])
    await page.getByRole('heading', { level: 1 }).waitFor()
    await context.setOffline(true)
    await page.getByRole('textbox', { name: t.collections.search }).fill(newWord())
    await page.getByText(t.shell.offline).waitFor()
    await page.unroute(/\/assets\/Timeout-/)
    const fetched = page.waitForResponse((response) => response.url().includes('/assets/Timeout-'))
    await context.setOffline(false)
    expect((await fetched).status()).toBe(200)
  })

  it('goes on after the program was killed and started again', async ({ skip }) => {
    skip(!desk.canBeKilled, 'the program is not ours: see E2E_CONTAINER')
    const word = newWord()
    const { page, provoke } = await desk.visit({ language, at: '/c/items' })
    provoke(/ERR_CONNECTION_(REFUSED|RESET)|ERR_EMPTY_RESPONSE|ERR_SOCKET_NOT_CONNECTED|ERR_INCOMPLETE_CHUNKED_ENCODING/)
    await nameCells(page).first().waitFor()
    const start = await desk.kill()
    await page.keyboard.press('n')
    const field = page.getByRole('textbox', { name: t.collections.newRowName })
    await field.fill(`重启 ${word}`)
    await field.press('Enter')
    await page.locator('input[aria-invalid]').waitFor()
    await page.getByText(t.shell.offline).waitFor()
    await start()
    await page.getByText(t.shell.offline).waitFor({ state: 'detached' })
    await field.press('Enter')
    await gridRow(page, `重启 ${word}`).waitFor()
    expect(await findItems(desk.url, word)).toHaveLength(1)
  })

  it('goes on by itself where a page could not be fetched', async ({ skip }) => {
    skip(!desk.canBeKilled, 'the program is not ours: see E2E_CONTAINER')
    const { page, provoke } = await desk.visit({ language, at: '/prompts' })
    provoke(/ERR_CONNECTION_(REFUSED|RESET)|ERR_EMPTY_RESPONSE|ERR_SOCKET_NOT_CONNECTED|Failed to fetch dynamically imported module|preload/)
    await page.waitForLoadState('networkidle')
    const start = await desk.kill()
    await page.getByRole('link', { name: t.shell.chat, exact: true }).click()
    await page.getByRole('heading', { name: t.shell.broken.title }).waitFor()
    await page.getByRole('alert').getByText(t.shell.offline).waitFor()
    await start()
    await page.getByRole('heading', { name: t.chat.empty.title }).waitFor()
  })
})
