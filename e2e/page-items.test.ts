import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Language } from '#shared/errors.ts'
import { CreateItem, NAME_MAX } from '#shared/items.ts'
import { fieldErrors } from '../web/i18n/validation.ts'
import { type Desk, eventually, inOne, openDesk, PHONE, textsOf } from './page-desk.ts'
import { addItem, addItems, descriptionCell, findItems, nameCell, newWord, readItem, rowOf, rowsOf } from './page-rows.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk('built-in')
})
afterAll(() => desk.close())

const complaint = (name: string, language: Language) => {
  const parsed = CreateItem.safeParse({ name })
  return parsed.success ? '' : (fieldErrors(parsed.error, language).name ?? '')
}

describe.each(inOne('zh-CN'))('records, %s', (language) => {
  const t = textsOf(language)

  it('are made in a dialog that says what is wrong', async () => {
    const { page } = await desk.visit({ language, at: '/items' })
    const name = `季度报告 ${newWord()}`
    await page.getByRole('button', { name: t.items.create }).first().click()
    const dialog = page.getByRole('dialog', { name: t.items.create })
    const submit = dialog.getByRole('button', { name: t.items.createShort, exact: true })
    const field = dialog.getByRole('textbox', { name: t.items.fields.name })
    await submit.click()
    await dialog.getByText(complaint('', language)).waitFor()
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true)
    await field.fill('名'.repeat(NAME_MAX + 1))
    await submit.click()
    await dialog.getByText(complaint('名'.repeat(NAME_MAX + 1), language)).waitFor()
    await field.fill(name)
    await dialog.getByRole('textbox', { name: t.items.fields.description }).fill('第一行\nsecond line')
    await submit.click()
    await page.getByText(t.items.created(name)).waitFor()
    await rowOf(page, name).waitFor()
    await page.reload()
    await rowOf(page, name).waitFor()
    expect(await findItems(desk.url, name)).toMatchObject([{ name, description: '第一行\nsecond line', version: 1 }])
  })

  it('are made once, however often the button is pressed', async () => {
    const { page } = await desk.visit({ language, at: '/items' })
    const name = `只要一个 ${newWord()}`
    await page.keyboard.press('n')
    const dialog = page.getByRole('dialog', { name: t.items.create })
    await dialog.getByRole('textbox', { name: t.items.fields.name }).fill(name)
    await dialog.getByRole('button', { name: t.items.createShort, exact: true }).dblclick()
    await rowOf(page, name).waitFor()
    await dialog.waitFor({ state: 'detached' })
    expect(await findItems(desk.url, name)).toHaveLength(1)
    expect(await rowOf(page, name).count()).toBe(1)
  })

  it('are not touched by the second half of a double click that closed the dialog above them', async () => {
    const { page } = await desk.visit({ language, at: '/items' })
    const head = page.getByRole('columnheader', { name: t.items.fields.name }).getByRole('button')
    const { x, y } = (await head.boundingBox()) ?? { x: 0, y: 0 }
    await page.keyboard.press('n')
    const dialog = page.getByRole('dialog', { name: t.items.create })
    await dialog.getByRole('textbox', { name: t.items.fields.name }).fill(`双击 ${newWord()}`)
    await dialog.getByRole('button', { name: t.items.createShort, exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    const click = async (clickCount: number) => {
      await page.mouse.move(x + 5, y + 5)
      await page.mouse.down({ clickCount })
      await page.mouse.up({ clickCount })
    }
    const sort = () => page.evaluate(() => new URL(location.href).searchParams.get('sort'))
    await click(2)
    expect(await sort()).toBeNull()
    await click(1)
    await eventually(sort).toBe('name')
  })

  it('are found by Chinese words, and by none that they lack', async () => {
    const word = newWord()
    await addItems(desk.url, [
      { name: `第三季度销售报告 ${word}` },
      { name: `客户名单 ${word}`, description: '含第三季度的联系人' },
      { name: `Roadmap ${word}` },
    ])
    const { page } = await desk.visit({ language, at: '/items' })
    const box = page.getByRole('textbox', { name: t.items.search })
    await page.keyboard.press('/')
    await box.pressSequentially(`季度 ${word}`)
    await eventually(() => rowsOf(page, t).count()).toBe(2)
    await page.getByText(t.items.found('2'), { exact: true }).waitFor()
    expect(await page.locator('mark').allInnerTexts()).toContain('季度')
    await page.waitForURL((url) => url.searchParams.get('q') === `季度 ${word}`)
    await box.fill(`${word} road`)
    await eventually(() => rowsOf(page, t).count()).toBe(1)
    await box.fill(`${word} 没有的词`)
    await page.getByText(t.items.empty.none(`${word} 没有的词`)).waitFor()
    await page.getByRole('main').getByRole('button', { name: t.items.clearSearch }).last().click()
    await rowOf(page, `Roadmap ${word}`).waitFor()
    expect(await box.inputValue()).toBe('')
  })

  it('are sorted by a click on the head, also after a reload', async () => {
    const word = newWord()
    for (const name of ['B', 'C', 'A']) await addItem(desk.url, { name: `${name} ${word}` })
    const { page } = await desk.visit({ language, at: `/items?q=${word}` })
    const names = async () => (await page.locator('[data-column="name"]').allInnerTexts()).map((name) => name[0])
    const head = page.getByRole('columnheader', { name: t.items.fields.name })
    await eventually(names).toEqual(['A', 'C', 'B'])
    await head.getByRole('button').click()
    await eventually(names).toEqual(['A', 'B', 'C'])
    expect(await head.getAttribute('aria-sort')).toBe('ascending')
    await head.getByRole('button').click()
    await eventually(names).toEqual(['C', 'B', 'A'])
    await page.reload()
    await eventually(names).toEqual(['C', 'B', 'A'])
    expect(await head.getAttribute('aria-sort')).toBe('descending')
  })

  it('are edited in their place', async () => {
    const word = newWord()
    const { id } = await addItem(desk.url, { name: `旧名称 ${word}`, description: '旧描述' })
    const { page } = await desk.visit({ language, at: `/items?q=${word}` })
    const editor = (field: 'name' | 'description') => page.getByRole('grid').getByRole('textbox', { name: t.items.fields[field] })
    await nameCell(page, `旧名称 ${word}`).dblclick()
    await editor('name').fill(' ')
    await page.keyboard.press('Enter')
    await page.getByText(complaint('', language)).waitFor()
    await page.keyboard.press('Escape')
    await nameCell(page, `旧名称 ${word}`).dblclick()
    await editor('name').fill(`新名称 ${word}`)
    await page.keyboard.press('Tab')
    await editor('description').fill('新描述')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('第二行')
    await page.keyboard.press('Enter')
    await editor('description').waitFor({ state: 'detached' })
    await eventually(() => readItem(desk.url, id)).toMatchObject({ name: `新名称 ${word}`, description: '新描述\n第二行', version: 3 })
    await page.reload()
    await descriptionCell(page, `新名称 ${word}`).getByText('新描述').waitFor()
  })

  it('open in a panel with their history', async () => {
    const word = newWord()
    const item = await addItem(desk.url, { name: `详情 ${word}` })
    const { page } = await desk.visit({ language, at: `/items?q=${word}` })
    await page.getByRole('button', { name: t.items.detailsOf(item.name) }).click()
    const panel = page.getByRole('complementary', { name: t.items.details })
    await panel.getByRole('listitem').getByText(t.items.history.create, { exact: true }).waitFor()
    await panel.getByRole('button', { name: t.items.copyId }).click()
    await page.getByText(t.items.copied).waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(item.id)
    await panel.getByRole('button', { name: t.items.edit }).click()
    const dialog = page.getByRole('dialog', { name: t.items.editItem })
    await dialog.getByRole('textbox', { name: t.items.fields.description }).fill('补充说明')
    await dialog.getByRole('button', { name: t.items.save }).click()
    await panel.getByRole('listitem').getByText(t.items.history.update, { exact: true }).waitFor()
    await panel.getByText('补充说明').first().waitFor()
    await panel.getByRole('button', { name: t.ui.close }).click()
    await panel.waitFor({ state: 'detached' })
    expect(new URL(page.url()).searchParams.get('id')).toBeNull()
  })

  it('scroll by the thousand, of which the page holds a window', async () => {
    const word = newWord()
    await addItems(
      desk.url,
      Array.from({ length: 1000 }, (_, at) => ({ name: `${word} ${String(at + 1).padStart(4, '0')}` })),
    )
    const { page } = await desk.visit({ language, at: `/items?q=${word}&sort=name` })
    await rowOf(page, `${word} 0001`).waitFor()
    const few = async () => expect(await rowsOf(page, t).count()).toBeLessThan(80)
    await few()
    await nameCell(page, `${word} 0001`).click()
    // The end is known only when the last page has come, so the way there is in steps.
    await eventually(async () => {
      await page.keyboard.press('Control+End')
      return await rowOf(page, `${word} 1000`).count()
    }).toBe(1)
    await few()
    await page.getByText(t.items.end).waitFor()
    await page.keyboard.press('Control+Home')
    await rowOf(page, `${word} 0001`).waitFor()
    await few()
    expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(3000)

    const phone = await desk.visit({ language, size: PHONE, at: `/items?q=${word}&sort=name` })
    const cards = phone.page.getByRole('list', { name: t.items.table })
    await cards.getByText(`${word} 0001`).waitFor()
    await eventually(async () => {
      await cards.evaluate((list) => list.parentElement?.scrollBy(0, list.scrollHeight))
      return await cards.getByText(`${word} 1000`).count()
    }).toBe(1)
    expect(await cards.getByRole('listitem').count()).toBeLessThan(40)
  })
})
