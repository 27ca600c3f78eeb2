import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gridRow } from './page-collection.ts'
import { type Desk, eventually, inOne, openDesk, textsOf } from './page-desk.ts'
import { findItems, newWord } from './page-rows.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk('built-in')
})
afterAll(() => desk.close())

/** More than any page has from its beginning to its end, with a list of fifty conversations in it. */
const STOPS = 300

/** Presses Tab until the focus is there. */
async function tabTo(page: Page, target: Locator, key = 'Tab') {
  await target.waitFor({ state: 'attached' })
  for (let stop = 0; stop < STOPS; stop++) {
    await page.keyboard.press(key)
    if (await target.evaluate((element) => element === document.activeElement)) return
  }
  throw new Error(`${STOPS} times ${key} did not lead to ${target.toString()}`)
}
const focusedLabel = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null)
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '')

describe.each(inOne('en'))('without a mouse, %s', (language) => {
  const t = textsOf(language)

  it('a record is made, edited, deleted and taken back', async () => {
    const word = newWord()
    const { page } = await desk.visit({ language })
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe(t.shell.skip)
    await tabTo(page, page.getByRole('link', { name: t.shell.collections, exact: true }))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: t.collections.title, level: 1 }).waitFor()
    const name = t.collections.firstCollection
    await tabTo(page, page.getByRole('main').getByRole('link', { name }))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name, level: 1 }).waitFor()

    await page.keyboard.press('n')
    await eventually(() => focusedLabel(page)).toBe(t.collections.newRowName)
    await page.keyboard.type(`键盘 ${word}`)
    await page.keyboard.press('Enter')
    await gridRow(page, `键盘 ${word}`).waitFor()
    await page.keyboard.press('Escape')

    await page.keyboard.press('/')
    await page.keyboard.type(word)
    await eventually(() => page.getByText(t.collections.found('1'), { exact: true }).count()).toBe(1)
    await tabTo(page, page.getByRole('grid').getByRole('textbox', { name: t.collections.builtIn.name }))
    await page.keyboard.press('Enter')
    await page.keyboard.press('Control+A')
    await page.keyboard.type(`改名 ${word}`)
    await page.keyboard.press('Tab')
    await page.keyboard.type('只用键盘')
    await page.keyboard.press('Enter')
    await eventually(() => findItems(desk.url, word)).toMatchObject([{ name: `改名 ${word}`, description: '只用键盘' }])

    await page.keyboard.press('Control+Enter')
    await page.getByRole('complementary', { name: t.collections.details }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('complementary', { name: t.collections.details }).waitFor({ state: 'detached' })
    await page.keyboard.press('Control+Delete')
    await page.getByText(t.collections.deleted(`改名 ${word}`)).waitFor()
    expect(await findItems(desk.url, word)).toEqual([])
    await tabTo(page, page.getByRole('region', { name: t.ui.notices }).getByRole('button', { name: t.collections.undo }))
    await page.keyboard.press('Enter')
    await gridRow(page, `改名 ${word}`).waitFor()
  })

  it('pages, menus and dialogs are reached and left, and the focus comes back', async () => {
    const { page } = await desk.visit({ language, at: '/c/items' })
    await page.keyboard.press('g')
    await page.keyboard.press('c')
    const box = page.getByRole('textbox', { name: t.chat.composer.label })
    await box.waitFor()
    await eventually(() => box.evaluate((element) => element === document.activeElement)).toBe(true)
    await tabTo(page, page.getByRole('button', { name: t.shell.theme.label }), 'Shift+Tab')
    await page.keyboard.press('g')
    await page.keyboard.press('d')
    await page.getByRole('heading', { name: t.dashboard.title, level: 1 }).waitFor()

    await page.keyboard.press('?')
    const help = page.getByRole('dialog', { name: t.shell.shortcuts })
    await help.waitFor()
    await page.keyboard.press('Escape')
    await help.waitFor({ state: 'detached' })

    await tabTo(page, page.getByRole('button', { name: t.shell.theme.label }))
    await page.keyboard.press('Enter')
    const menu = page.getByRole('menu', { name: t.shell.theme.label })
    await menu.waitFor()
    await eventually(() => focused(page)).toBe(t.shell.theme.system)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    expect(await focused(page)).toBe(t.shell.theme.dark)
    await page.keyboard.press('Enter')
    await menu.waitFor({ state: 'detached' })
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-haspopup'))).toBe('menu')
  })
})
