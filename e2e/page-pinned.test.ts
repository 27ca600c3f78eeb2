import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { collectionTexts } from '../web/collections/texts.ts'
import { viewTexts } from '../web/collections/views/texts.ts'
import { check } from './page-axe.ts'
import { addCollection, addRow, cursorAt, gridCell, gridRow } from './page-collection.ts'
import { type Desk, eventually, inOne, openDesk, PHONE } from './page-desk.ts'
import { newTag } from './page-rows.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk('built-in')
})
afterAll(() => desk.close())

const COLUMNS = 24
async function newCollection(): Promise<string> {
  const slug = `p-${newTag()}`
  const keys = Array.from({ length: COLUMNS }, (_, at) => `f${at}`)
  await addCollection(desk.url, { slug, name: slug, fields: keys.map((key) => ({ key, name: key.toUpperCase(), type: 'text' })) })
  for (const name of ['甲', '乙']) await addRow(desk.url, slug, { name, values: Object.fromEntries(keys.map((key) => [key, `${name} ${key}`])) })
  return slug
}
const leftOf = async (page: Page, name: string, key: string) => Math.round((await gridCell(page, name, key).boundingBox())?.x ?? -1)
const scrollTo = (page: Page, left: number) => page.getByRole('grid').evaluate((grid, to) => grid.parentElement?.scrollTo(to, 0), left)

describe.each(inOne('zh-CN'))('pinned columns, %s', (language) => {
  const t = collectionTexts[language]
  const views = viewTexts[language]

  it('stay at the left while the others scroll, for keys and the selection too, and are kept', async () => {
    const slug = await newCollection()
    const { page } = await desk.visit({ language, at: `/c/${slug}` })
    const choose = async (column: string, what: string) => {
      await page.getByRole('columnheader', { name: column, exact: true }).getByRole('button').click()
      await page.getByRole('menuitem', { name: what }).click()
    }
    await gridRow(page, '甲').waitFor()
    await choose('F3', t.pin)
    // Beside the names, before those that come before it.
    await eventually(async () => (await leftOf(page, '甲', 'f3')) < (await leftOf(page, '甲', 'f0'))).toBe(true)
    const left = await leftOf(page, '甲', 'f3')
    await scrollTo(page, 1500)
    await gridCell(page, '甲', 'f0').waitFor({ state: 'detached' })
    expect(await leftOf(page, '甲', 'f3')).toBe(left)
    await check(page, 'a grid with a pinned column')
    // From it to the next one, which comes out from behind it; and selected over the border.
    await gridCell(page, '甲', 'f3').click()
    await eventually(() => cursorAt(page)).toMatch(/ 1$/)
    await page.keyboard.press('Shift+ArrowRight')
    const width = (await gridCell(page, '甲', 'f3').boundingBox())?.width ?? 0
    await eventually(async () => (await leftOf(page, '甲', 'f0')) >= left + Math.floor(width)).toBe(true)
    expect(await gridCell(page, '甲', 'f3').getAttribute('aria-selected')).toBe('true')
    expect(await gridCell(page, '甲', 'f0').getAttribute('aria-selected')).toBe('true')
    await page.keyboard.press('Escape')
    await page.keyboard.press('End')
    await gridCell(page, '甲', `f${COLUMNS - 1}`).waitFor()
    expect(await leftOf(page, '甲', 'f3')).toBe(left)
    // What is written in it is written.
    await gridCell(page, '乙', 'f3').click()
    await page.keyboard.type('固定')
    await page.keyboard.press('Enter')
    await gridCell(page, '乙', 'f3').getByText('固定', { exact: true }).waitFor()
    // By this browser, and by a view.
    await page.reload()
    await gridRow(page, '甲').waitFor()
    expect(await leftOf(page, '甲', 'f3')).toBe(left)
    await page.getByRole('button', { name: views.saveAs }).click()
    await page.getByRole('dialog').getByRole('textbox', { name: views.name }).fill('固定列')
    await page.getByRole('dialog').getByRole('button', { name: views.save, exact: true }).click()
    await page.getByRole('link', { name: '固定列' }).and(page.locator('[aria-current="page"]')).waitFor()
    await choose('F0', t.pin)
    await page.getByText(views.changed).waitFor()
    await page.getByRole('button', { name: views.save, exact: true }).click()
    await page.getByText(views.changed).waitFor({ state: 'detached' })
    await page.reload()
    await gridRow(page, '甲').waitFor()
    await scrollTo(page, 1500)
    expect(await leftOf(page, '甲', 'f3')).toBe(left)
    expect(await leftOf(page, '甲', 'f0')).toBeGreaterThan(left)
    await choose('F3', t.unpin)
    await gridCell(page, '甲', 'f3').waitFor({ state: 'detached' })
    expect(await leftOf(page, '甲', 'f0')).toBe(left)
  })

  it('leave half of a phone to what is compared with them', async () => {
    const slug = await newCollection()
    const { page } = await desk.visit({ language, at: `/c/${slug}`, size: PHONE })
    await gridRow(page, '甲').waitFor()
    await page.getByRole('columnheader', { name: 'F0', exact: true }).getByRole('button').tap()
    await page.getByRole('menuitem', { name: t.pin }).tap()
    await scrollTo(page, 900)
    await gridCell(page, '甲', 'f6').waitFor()
    const kept = await page.getByRole('row').nth(1).locator('.sticky').boundingBox()
    expect(kept?.width).toBeLessThanOrEqual(PHONE.width / 2)
    await check(page, 'a pinned column on a phone')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width)
  })
})
