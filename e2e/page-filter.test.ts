import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filterTexts } from '../web/collections/filter/texts.ts'
import { collectionTexts } from '../web/collections/texts.ts'
import { check } from './page-axe.ts'
import { addCollection, addRow, addRows, everyField, gridCell, gridRow } from './page-collection.ts'
import { type Desk, eventually, inOne, openDesk, PHONE } from './page-desk.ts'
import { newTag } from './page-rows.ts'

let desk: Desk
let slug: string
beforeAll(async () => {
  desk = await openDesk('built-in')
  slug = `f-${newTag()}`
  await addCollection(desk.url, { slug: `${slug}-p`, name: 'P' })
  const company = await addRow(desk.url, `${slug}-p`, { name: '云帆科技' })
  await addCollection(desk.url, { slug, name: slug, fields: everyField(`${slug}-p`) })
  for (const [name, values] of [
    ['甲', { state: '洽谈中', count: 5, due: '2026-12-01', done: true, tags: ['VIP'], company: [company.id] }],
    ['乙', { state: '已签约', count: 50, due: '2026-12-20', tags: ['VIP', 'New'] }],
    ['丙', { state: 'Lost', count: 500 }],
    ['丁', {}],
  ] as const)
    await addRow(desk.url, slug, { name, values })
})
afterAll(() => desk.close())

const filterAt = (page: Page) => new URL(page.url()).searchParams.get('filter')
const names = async (page: Page) => {
  const cells = await page.getByRole('gridcell').and(page.locator('[data-column="name"]')).allInnerTexts()
  return cells.map((name) => name.trim())
}

describe.each(inOne('en'))('the filter, %s', (language) => {
  const t = filterTexts[language]
  const own = collectionTexts[language]
  const dialogOf = (page: Page) => page.getByRole('dialog')
  const panelOf = (page: Page) => page.getByRole('group', { name: t.panel })
  const write = async (page: Page, field: string, op: string) => {
    await dialogOf(page).getByRole('combobox', { name: t.field, exact: true }).selectOption({ label: field })
    await dialogOf(page).getByRole('combobox', { name: t.operator }).selectOption({ label: op })
  }
  const apply = async (page: Page) => {
    await dialogOf(page).getByRole('button', { name: t.apply, exact: true }).click()
    await dialogOf(page).waitFor({ state: 'detached' })
  }

  it('is built of conditions, each written as its field is', async () => {
    const { page } = await desk.visit({ language, at: `/c/${slug}?sort=name` })
    await gridRow(page, '甲').waitFor()
    await page.getByRole('button', { name: own.filter, exact: true }).click()
    await page.getByRole('button', { name: t.add }).click()
    await write(page, '数量', t.ops['>='])
    await dialogOf(page).getByRole('button', { name: t.apply, exact: true }).click()
    await dialogOf(page).getByText(t.needed).waitFor()
    await dialogOf(page).getByRole('textbox', { name: t.value }).fill('十')
    await dialogOf(page).getByRole('textbox', { name: t.value }).press('Enter')
    await dialogOf(page).getByText(own.unreadable.number).waitFor()
    await check(page, 'a condition that is wrong')
    await dialogOf(page).getByRole('textbox', { name: t.value }).fill('1,0')
    await dialogOf(page).getByRole('button', { name: t.alsoAnd }).click()
    await eventually(() => filterAt(page)).toBe('count >= 10')
    await write(page, '状态', t.ops.in)
    await dialogOf(page).getByRole('option', { name: '已签约' }).click()
    await dialogOf(page).getByRole('option', { name: 'Lost' }).click()
    await check(page, 'a condition with choices')
    await dialogOf(page).getByRole('button', { name: t.alsoOr }).click()
    await eventually(() => filterAt(page)).toBe('count >= 10 and state in ("已签约", "Lost")')
    await write(page, '到期', t.opsOf.date?.['>'] ?? '')
    await dialogOf(page).getByLabel(t.value, { exact: true }).fill('2026-12-10')
    await dialogOf(page).getByRole('checkbox', { name: t.negate }).check()
    await apply(page)
    await eventually(() => filterAt(page)).toBe('count >= 10 and (state in ("已签约", "Lost") or not due > 2026-12-10)')
    await eventually(() => names(page)).toEqual(['丙', '乙'])
    await check(page, 'conditions')
    // A condition is changed, joined otherwise, and taken away.
    await panelOf(page).first().getByRole('button', { name: /数量/ }).first().click()
    await dialogOf(page).getByRole('textbox', { name: t.value }).fill('100')
    await apply(page)
    await eventually(() => names(page)).toEqual(['丙'])
    await panelOf(page).first().getByRole('button', { name: t.and, exact: true }).click()
    await eventually(() => filterAt(page)).toBe('count >= 100 or (state in ("已签约", "Lost") or not due > 2026-12-10)')
    await page.getByRole('button', { name: t.remove('到期') }).click()
    await eventually(() => filterAt(page)).toBe('count >= 100 or state in ("已签约", "Lost")')
    await page.getByRole('button', { name: /数量/ }).first().press('Delete')
    await eventually(() => filterAt(page)).toBe('state in ("已签约", "Lost")')
  })

  it('is the same as text, and stays text where it cannot be read', async () => {
    const written = 'tags any ("VIP") and not (done = true or ghost = 1)'
    const { page, provoke } = await desk.visit({
      language,
      at: `/c/${slug}?filter=${encodeURIComponent('tags any ("VIP") and not (done = true or count > 100)')}`,
    })
    await eventually(() => names(page)).toEqual(['乙'])
    await panelOf(page).first().getByText('VIP').waitFor()
    await check(page, 'a group that is negated')
    await page.getByRole('button', { name: t.groupMenu }).click()
    await page.getByRole('menuitemradio', { name: t.negateGroup }).click()
    await eventually(() => filterAt(page)).toBe('tags any ("VIP") and (done = true or count > 100)')
    await eventually(() => names(page)).toEqual(['甲'])
    provoke(/422/)
    await page.getByRole('button', { name: t.asText }).click()
    const box = page.getByRole('textbox', { name: own.filter })
    expect(await box.inputValue()).toBe('tags any ("VIP") and (done = true or count > 100)')
    await box.fill(written)
    await box.press('Enter')
    await page.getByRole('alert').filter({ hasText: 'ghost' }).waitFor()
    await page.getByRole('button', { name: t.asConditions }).click()
    await page.getByRole('alert').filter({ hasText: 'ghost' }).waitFor()
    await page.getByRole('button', { name: 'ghost = 1' }).waitFor()
    await page.getByRole('button', { name: t.remove('ghost') }).click()
    await eventually(() => filterAt(page)).toBe('tags any ("VIP") and not done = true')
    await eventually(() => names(page)).toEqual(['乙'])
  })

  it('begins at a cell or at the head of a column', async () => {
    const { page } = await desk.visit({ language, at: `/c/${slug}?sort=name` })
    await gridCell(page, '甲', 'state').click({ button: 'right' })
    await page.getByRole('menuitem', { name: t.butThis }).click()
    await eventually(() => filterAt(page)).toBe('not state = "洽谈中"')
    await eventually(() => names(page)).toEqual(['丙', '丁', '乙'])
    await gridCell(page, '乙', 'due').click()
    await page.keyboard.press('Shift+F10')
    await page.getByRole('menuitem', { name: t.byThis }).press('Enter')
    await eventually(() => filterAt(page)).toBe('not state = "洽谈中" and due = 2026-12-20')
    await eventually(() => names(page)).toEqual(['乙'])
    await page.getByRole('columnheader', { name: '状态' }).getByRole('button').click()
    await page.getByRole('menuitem', { name: t.byColumn }).click()
    await dialogOf(page).getByRole('combobox', { name: t.operator }).waitFor()
    expect(await dialogOf(page).getByRole('combobox', { name: t.field, exact: true }).inputValue()).toBe('state')
  })

  it('stands beside an order of several fields', async () => {
    const { page } = await desk.visit({ language, at: `/c/${slug}` })
    await gridRow(page, '甲').waitFor()
    await page.getByRole('button', { name: t.sort, exact: true }).click()
    await dialogOf(page).getByRole('button', { name: t.sortAdd }).click()
    await dialogOf(page)
      .getByRole('combobox', { name: t.sortBy(1) })
      .selectOption({ label: '完成' })
    await dialogOf(page)
      .getByRole('combobox', { name: t.sortDirection(1) })
      .selectOption({ label: t.descending })
    await dialogOf(page).getByRole('button', { name: t.sortAdd }).click()
    await dialogOf(page)
      .getByRole('combobox', { name: t.sortBy(2) })
      .selectOption({ label: '数量' })
    await check(page, 'an order of two fields')
    await apply(page)
    await eventually(() => names(page)).toEqual(['甲', '丁', '乙', '丙'])
    expect(new URL(page.url()).searchParams.get('sort')).toBe('-done,count')
    await page.reload()
    await eventually(() => names(page)).toEqual(['甲', '丁', '乙', '丙'])
    expect(await page.getByRole('columnheader', { name: '数量' }).getAttribute('aria-sort')).toBe('ascending')
  })

  it('is built on a phone too', async () => {
    const { page } = await desk.visit({ language, at: `/c/${slug}?sort=name`, size: PHONE })
    await gridRow(page, '甲').waitFor()
    await page.getByRole('button', { name: own.filter, exact: true }).tap()
    await page.getByRole('button', { name: t.add }).tap()
    await write(page, '状态', t.ops.empty)
    await dialogOf(page).getByRole('checkbox', { name: t.negate }).tap()
    await check(page, 'a condition on a phone')
    await apply(page)
    await eventually(() => names(page)).toEqual(['丙', '甲', '乙'])
    await page.getByRole('button', { name: t.notEmpty }).waitFor()
    await check(page, 'conditions on a phone')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width)
  })

  it('selects all that are found, once they are counted, and shows them before', async () => {
    const many = `f-${newTag()}`
    await addCollection(desk.url, { slug: many, name: many, fields: [{ key: 'a', name: 'A', type: 'text' }] })
    await addRows(
      desk.url,
      many,
      Array.from({ length: 150 }, (_, at) => ({ name: `客户 ${at}` })),
    )
    const { page } = await desk.visit({ language, at: `/c/${many}` })
    const counted = Promise.withResolvers<void>()
    await page.route(`**/collections/${many}/items?*`, async (route) => {
      if (route.request().headers().prefer === 'count=exact') await counted.promise
      await route.continue()
    })
    await page.getByRole('textbox', { name: own.search }).fill('客户')
    await page.getByText(own.found('100+')).waitFor()
    await gridCell(page, '客户 149', 'name').click()
    await page.keyboard.press('Control+a')
    counted.resolve()
    await page.getByText(own.found('150')).waitFor()
    await page.getByRole('button', { name: own.deleteRows('150') }).waitFor()
  })
})
