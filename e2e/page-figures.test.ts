import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { figureTexts } from '../web/collections/figures/texts.ts'
import { filterTexts } from '../web/collections/filter/texts.ts'
import { collectionTexts } from '../web/collections/texts.ts'
import { formatsOf } from '../web/i18n/format.ts'
import { check } from './page-axe.ts'
import { addCollection, addRow, gridCell, gridRow } from './page-collection.ts'
import { type Desk, eventually, inOne, openDesk, PHONE } from './page-desk.ts'
import { newTag } from './page-rows.ts'

let desk: Desk
let slug: string
beforeAll(async () => {
  desk = await openDesk('built-in')
  slug = `s-${newTag()}`
  await addCollection(desk.url, {
    slug,
    name: slug,
    fields: [
      { key: 'price', name: '金额', type: 'currency' },
      { key: 'state', name: '状态', type: 'select', choices: [{ label: '洽谈中' }, { label: '已签约', color: 'green' }] },
      { key: 'done', name: '完成', type: 'checkbox' },
      { key: 'city', name: '城市', type: 'text' },
    ],
  })
  for (const [name, values] of [
    ['甲', { price: 100.5, state: '洽谈中', done: true, city: '上海' }],
    ['乙', { price: 200, state: '已签约', city: '上海' }],
    ['丙', { price: 400, state: '已签约', city: '北京' }],
    ['丁', {}],
  ] as const)
    await addRow(desk.url, slug, { name, values })
})
afterAll(() => desk.close())

describe.each(inOne('zh-CN'))('figures, %s', (language) => {
  const t = figureTexts[language]
  const own = collectionTexts[language]
  const words = filterTexts[language]

  it('are rounded where there is no room for them, and told in full', async () => {
    const narrow = `s-${newTag()}`
    await addCollection(desk.url, { slug: narrow, name: narrow, fields: [{ key: 'price', name: '金额', type: 'currency' }] })
    await addRow(desk.url, narrow, { name: '甲', values: { price: 1_990_010_050.5 } })
    const { page } = await desk.visit({ language, at: `/c/${narrow}` })
    const foot = page.locator('[data-summary="price"]')
    const { money, moneyShort } = formatsOf(language)
    await foot.getByText(moneyShort(1_990_010_050.5, 'CNY'), { exact: true }).waitFor()
    await foot.getByRole('button', { name: money(1_990_010_050.5, 'CNY') }).waitFor()
    await check(page, 'a figure in a narrow column')
    for (let times = 0; times < 3; times++) {
      await page.getByRole('columnheader', { name: '金额' }).getByRole('button').click()
      await page.getByRole('menuitem', { name: own.wider }).click()
    }
    await foot.getByText(money(1_990_010_050.5, 'CNY'), { exact: true }).and(page.locator(':visible')).waitFor()
  })

  it('stand at the foot of each column, of the rows that are found', async () => {
    const { page } = await desk.visit({ language, at: `/c/${slug}?sort=name` })
    const foot = (key: string) => page.locator(`[data-summary="${key}"]`)
    await foot('price').getByText('¥700.50').waitFor()
    await foot('done').getByRole('button').click()
    await page.getByRole('menuitemradio', { name: t.names.checkedShare }).click()
    await foot('done').getByText('25%').waitFor()
    await foot('state').getByRole('button').press('Enter')
    await page.getByRole('menuitemradio', { name: t.names.filled, exact: true }).press('Enter')
    await foot('state').getByText('3', { exact: true }).waitFor()
    await check(page, 'a grid with its figures')
    await gridCell(page, '乙', 'state').click({ button: 'right' })
    await page.getByRole('menuitem', { name: words.byThis }).click()
    await foot('price').getByText('¥600.00').waitFor()
    await foot('done').getByText('0%').waitFor()
    // What is written is counted.
    const row = await addRow(desk.url, slug, { name: `新 ${language}`, values: { state: '已签约' } })
    await page.reload()
    await gridCell(page, row.name, 'price').click()
    // What is typed goes to the cell once it has the cursor.
    await gridCell(page, row.name, 'price').locator('[data-focus]').and(page.locator(':focus')).waitFor({ state: 'attached' })
    await page.keyboard.type('1.25')
    await page.keyboard.press('Enter')
    await foot('price').getByText('¥601.25').waitFor()
    await gridCell(page, row.name, 'name').click()
    await page.keyboard.press('Control+Delete')
    await foot('price').getByText('¥600.00').waitFor()
  })

  it('tell what a column holds', async () => {
    const { page } = await desk.visit({ language, at: `/c/${slug}?sort=name` })
    await gridRow(page, '甲').waitFor()
    await page.getByRole('columnheader', { name: '金额' }).getByRole('button').click()
    await page.getByRole('menuitem', { name: t.statistics }).click()
    const dialog = page.getByRole('dialog', { name: t.statisticsOf('金额') })
    await dialog.getByText('¥233.50').waitFor()
    await dialog.getByRole('table', { name: t.spread }).getByRole('row').nth(12).waitFor()
    await check(page, 'statistics of numbers')
    await page.keyboard.press('Escape')
    await page.getByRole('columnheader', { name: '状态' }).getByRole('button').click()
    await page.getByRole('menuitem', { name: t.statistics }).click()
    await page
      .getByRole('dialog', { name: t.statisticsOf('状态') })
      .getByRole('button', { name: '已签约' })
      .click()
    await eventually(() => new URL(page.url()).searchParams.get('filter')).toBe('state = "已签约"')
    await gridRow(page, '甲').waitFor({ state: 'detached' })
  })

  it('stand beside the values of a condition', async () => {
    const { page } = await desk.visit({ language, at: `/c/${slug}?sort=name` })
    await gridRow(page, '甲').waitFor()
    await page.getByRole('button', { name: own.filter, exact: true }).click()
    await page.getByRole('button', { name: words.add }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('combobox', { name: words.field, exact: true }).selectOption('state')
    await dialog.getByRole('option', { name: /已签约.*2/ }).waitFor()
    await dialog.getByRole('combobox', { name: words.field, exact: true }).selectOption('city')
    await dialog.getByRole('button', { name: /上海.*2/ }).click()
    expect(await dialog.getByRole('textbox', { name: words.value }).inputValue()).toBe('上海')
  })

  it('are there on a phone', async () => {
    const { page } = await desk.visit({ language, at: `/c/${slug}?sort=name`, size: PHONE })
    await page.locator('[data-summary="price"]').getByText('¥700.50').waitFor()
    await check(page, 'figures on a phone')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width)
  })
})
