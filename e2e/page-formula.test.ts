import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formulaTexts } from '../web/collections/fields/formulaTexts.ts'
import { collectionTexts } from '../web/collections/texts.ts'
import { check } from './page-axe.ts'
import { addCollection, addRow, gridCell, readCollection, readRow } from './page-collection.ts'
import { type Desk, eventually, lightLooks, openDesk, PHONE } from './page-desk.ts'
import { newTag } from './page-rows.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk('built-in')
})
afterAll(() => desk.close())

async function orders() {
  const slug = `f-${newTag()}`
  await addCollection(desk.url, {
    slug,
    name: slug,
    fields: [
      { key: 'price', name: '单价', type: 'currency' },
      { key: 'count', name: '数量', type: 'number' },
    ],
  })
  const row = await addRow(desk.url, slug, { name: '甲', values: { price: 2.5, count: 3 } })
  await addRow(desk.url, slug, { name: '乙' })
  return { slug, row }
}

describe.each(lightLooks)('a formula, $language at $width px', ({ language, size }) => {
  const t = collectionTexts[language]
  const f = formulaTexts[language]

  it('is written with what may stand in it, tried, and computed in each row', async () => {
    const { slug, row } = await orders()
    const { page } = await desk.visit({ language, size, at: `/c/${slug}?sort=name` })
    await page.getByRole('button', { name: t.addField }).first().click()
    const dialog = page.getByRole('dialog', { name: t.addField })
    await dialog.getByRole('textbox', { name: t.fieldName }).fill('总价')
    await dialog.getByRole('combobox', { name: t.fieldType }).selectOption('formula')
    const area = dialog.getByRole('textbox', { name: f.formula })
    await dialog.getByText(f.functions, { exact: true }).click()
    await dialog.getByRole('button', { name: f.help.ROUND[0] }).click()
    await dialog.getByText(f.fields, { exact: true }).click()
    await dialog.getByRole('button', { name: 'price 单价' }).click()
    // The cursor is back where it was.
    await page.locator('textarea:focus').waitFor()
    await page.keyboard.type(' * ')
    await dialog.getByText(f.problem(15, '').trim()).waitFor()
    await check(page, 'a formula with a mistake')
    await dialog.getByRole('button', { name: 'count 数量' }).click()
    expect(await area.inputValue()).toBe('ROUND(price * count)')
    await dialog.getByText(f.gives.number).waitFor()
    await dialog.locator('dd').getByText('8', { exact: true }).waitFor()
    await dialog.getByRole('combobox', { name: f.shownAs }).selectOption('CNY')
    await dialog.getByText('¥8.00').waitFor()
    await check(page, 'a formula that is tried')
    await dialog.getByRole('button', { name: t.addField, exact: true }).last().click()
    await dialog.waitFor({ state: 'detached' })
    const { fields } = await readCollection(desk.url, slug)
    expect(fields.at(-1)).toMatchObject({ name: '总价', type: 'formula', formula: 'ROUND(price * count)', result: 'number', currency: 'CNY' })
    const key = fields.at(-1)?.key ?? ''
    await page.getByRole('grid').evaluate((grid) => grid.parentElement?.scrollTo(300, 0))
    await gridCell(page, '甲', key).getByText('¥8.00').waitFor()
    expect(await gridCell(page, '甲', key).getAttribute('aria-readonly')).toBe('true')

    if (size === PHONE) return
    // It follows what it is computed of, and says why it is not written.
    await gridCell(page, '甲', 'count').click()
    await page.keyboard.type('4')
    await page.keyboard.press('Enter')
    await gridCell(page, '甲', key).getByText('¥10.00').waitFor()
    await gridCell(page, '甲', key).click()
    await page.keyboard.type('5')
    await page.getByText(t.computed).waitFor()
    expect((await readRow(desk.url, slug, row.id)).values).toEqual({ price: 2.5, count: 4, [key]: 10 })
    await page.getByRole('columnheader', { name: '总价' }).getByRole('button').click()
    await page.getByRole('menuitem', { name: t.editField }).click()
    const edit = page.getByRole('dialog', { name: t.editField })
    await edit.getByRole('textbox', { name: f.formula }).fill('price > 1')
    await edit.getByText(f.gives.checkbox).waitFor()
    await page.keyboard.press('Tab')
    await edit.getByRole('button', { name: t.save, exact: true }).click()
    await edit.waitFor({ state: 'detached' })
    await eventually(async () => (await readRow(desk.url, slug, row.id)).values[key]).toBe(true)
  })
})
