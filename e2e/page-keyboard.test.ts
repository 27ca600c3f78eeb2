import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Desk, eventually, inOne, openDesk, textsOf } from './page-desk.ts'
import { findItems, newWord, rowOf } from './page-rows.ts'

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
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '')

describe.each(inOne('en'))('without a mouse, %s', (language) => {
  const t = textsOf(language)

  it('a record is made, edited, deleted and taken back', async () => {
    const word = newWord()
    const { page } = await desk.visit({ language })
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe(t.shell.skip)
    await tabTo(page, page.getByRole('link', { name: t.shell.items, exact: true }))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: t.items.title, level: 1 }).waitFor()

    await page.keyboard.press('n')
    const dialog = page.getByRole('dialog', { name: t.items.create })
    await dialog.waitFor()
    await page.keyboard.type(`键盘 ${word}`)
    await page.keyboard.press('Tab')
    await page.keyboard.type('只用键盘')
    await page.keyboard.press('Control+Enter')
    await dialog.waitFor({ state: 'detached' })
    await rowOf(page, `键盘 ${word}`).waitFor()

    await page.keyboard.press('/')
    await page.keyboard.type(word)
    await eventually(() => page.getByText(t.items.found('1'), { exact: true }).count()).toBe(1)
    await tabTo(page, page.getByRole('gridcell', { name: `键盘 ${word}`, exact: true }))
    expect(await focused(page)).toBe(`键盘 ${word}`)
    await page.keyboard.press('Enter')
    await page.keyboard.press('Control+A')
    await page.keyboard.type(`改名 ${word}`)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Control+A')
    await page.keyboard.type('改过')
    await page.keyboard.press('Enter')
    await eventually(() => findItems(desk.url, word)).toMatchObject([{ name: `改名 ${word}`, description: '改过' }])
    expect(await focused(page)).toBe('改过')

    await page.keyboard.press('o')
    await page.getByRole('complementary', { name: t.items.details }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('complementary', { name: t.items.details }).waitFor({ state: 'detached' })
    await page.keyboard.press('Space')
    await page.getByText(t.items.selected('1'), { exact: true }).waitFor()
    await page.keyboard.press('Delete')
    await page.getByText(t.items.deleted(`改名 ${word}`)).waitFor()
    expect(await findItems(desk.url, word)).toEqual([])
    await tabTo(page, page.getByRole('button', { name: t.items.undo }))
    await page.keyboard.press('Enter')
    await rowOf(page, `改名 ${word}`).waitFor()
  })

  it('pages, menus and dialogs are reached and left, and the focus comes back', async () => {
    const { page } = await desk.visit({ language, at: '/items' })
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
