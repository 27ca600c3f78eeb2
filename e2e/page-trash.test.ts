import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { check } from './page-axe.ts'
import { type Desk, eventually, inOne, openDesk, PHONE, textsOf } from './page-desk.ts'
import { addPerson } from './page-people.ts'
import { addItem, addItems, changeItem, descriptionCell, findItems, nameCell, newWord, readItem, readTrash, removeItem, rowOf, rowsOf } from './page-rows.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk('built-in')
})
afterAll(() => desk.close())

describe.each(inOne('zh-CN'))('deleting, %s', (language) => {
  const t = textsOf(language)

  it('is undone, and what is in the trash comes back', async () => {
    const word = newWord()
    const item = await addItem(desk.url, { name: `删除 ${word}` })
    const { page } = await desk.visit({ language, at: `/items?q=${word}&id=${item.id}` })
    const panel = page.getByRole('complementary', { name: t.items.details })
    await panel.getByRole('button', { name: t.items.remove }).click()
    await page.getByText(t.items.deleted(item.name)).waitFor()
    await rowOf(page, item.name).waitFor({ state: 'detached' })
    expect(await findItems(desk.url, word)).toEqual([])
    await page.getByRole('button', { name: t.items.undo }).click()
    await page.getByText(t.items.restored(item.name)).waitFor()
    await rowOf(page, item.name).waitFor()
    expect(await findItems(desk.url, word)).toHaveLength(1)

    await nameCell(page, item.name).click()
    await page.keyboard.press('Delete')
    await rowOf(page, item.name).waitFor({ state: 'detached' })
    await page.getByRole('link', { name: t.items.trash }).click()
    await page.getByRole('columnheader', { name: t.items.fields.deleted_at }).and(page.locator('[aria-sort="descending"]')).waitFor()
    expect(Date.now() - Date.parse((await rowOf(page, item.name).locator('[data-column="deleted_at"] time').getAttribute('datetime')) ?? '')).toBeLessThan(
      60_000,
    )
    await rowOf(page, item.name).getByRole('button', { name: t.items.restore }).click()
    await rowOf(page, item.name).waitFor({ state: 'detached' })
    await eventually(() => findItems(desk.url, word)).toHaveLength(1)
    await page.getByRole('link', { name: t.items.live, exact: true }).click()
    await rowOf(page, item.name).waitFor()
  })

  it('takes many at once, and gives them back', async () => {
    const word = newWord()
    await addItems(
      desk.url,
      Array.from({ length: 12 }, (_, at) => ({ name: `${word} ${at + 10}` })),
    )
    const { page } = await desk.visit({ language, at: `/items?q=${word}&sort=name` })
    const box = (at: number) => page.getByRole('checkbox', { name: t.items.selectRow(`${word} ${at}`) })
    await box(11).click()
    await box(18).click({ modifiers: ['Shift'] })
    await page.getByText(t.items.selected('8'), { exact: true }).waitFor()
    await page.getByRole('status').getByRole('button', { name: t.items.remove }).click()
    await page.getByText(t.items.deletedMany('8')).waitFor()
    await eventually(() => rowsOf(page, t).count()).toBe(4)
    expect(await findItems(desk.url, word)).toHaveLength(4)
    await page.getByRole('button', { name: t.items.undo }).click()
    await eventually(() => rowsOf(page, t).count()).toBe(12)

    await page.getByRole('checkbox', { name: t.items.selectAll }).click()
    await page.getByRole('status').getByRole('button', { name: t.items.remove }).click()
    await page.getByText(t.items.empty.none(word)).waitFor()
    await page.getByText(t.items.deletedMany('12')).waitFor()
    await page.goto(`/items?q=${word}&trash=true`)
    await eventually(() => rowsOf(page, t).count()).toBe(12)
    await page.getByRole('checkbox', { name: t.items.selectAll }).click()
    await page.getByRole('button', { name: t.items.restoreAll }).click()
    await page.getByText(t.items.restoredMany('12')).waitFor()
    expect(await findItems(desk.url, word)).toHaveLength(12)
  })
})

describe.each(inOne('zh-CN'))('deleting for good, %s', (language) => {
  const t = textsOf(language)
  const trashOf = async (word: string, count: number) => {
    const items = []
    for (let at = 0; at < count; at++) items.push(await addItem(desk.url, { name: `${word} ${at}`, description: '内容' }))
    for (const { id } of items) await removeItem(desk.url, id)
    return items
  }

  it('is asked for first, for one, for several, and by the keys; it is said until when each is kept', async () => {
    const word = newWord()
    const [first, ...others] = await trashOf(word, 4)
    const { page } = await desk.visit({ language, at: `/items?q=${word}&trash=true&sort=name` })
    await eventually(() => rowsOf(page, t).count()).toBe(4)
    const until = await rowOf(page, first?.name ?? '')
      .locator('[data-column="kept_until"] time')
      .getAttribute('datetime')
    expect(Math.round((Date.parse(until ?? '') - Date.now()) / 86_400_000)).toBe(30)
    await page.getByRole('columnheader', { name: t.items.fields.kept_until }).waitFor()

    await rowOf(page, first?.name ?? '')
      .getByRole('button', { name: t.items.purge })
      .click()
    const dialog = page.getByRole('dialog', { name: t.items.purgeOneAsk(first?.name ?? '') })
    await dialog.waitFor()
    await check(page, 'before one goes for good')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await nameCell(page, first?.name ?? '').click()
    await page.keyboard.press('Delete')
    await dialog.getByRole('button', { name: t.items.purge }).click()
    await page.getByText(t.items.purged(first?.name ?? '')).waitFor()
    await eventually(() => rowsOf(page, t).count()).toBe(3)

    for (const { name } of others.slice(0, 2)) await page.getByRole('checkbox', { name: t.items.selectRow(name) }).click()
    await page.getByRole('status').getByRole('button', { name: t.items.purge }).click()
    await page
      .getByRole('dialog', { name: t.items.purgeAsk('2') })
      .getByRole('button', { name: t.items.purge })
      .click()
    await page.getByText(t.items.purgedMany('2')).waitFor()
    await eventually(() => rowsOf(page, t).count()).toBe(1)
  })

  it('empties the trash, of as many as the question names, and nothing where others came meanwhile', async () => {
    const word = newWord()
    await trashOf(word, 2)
    const { page, provoke } = await desk.visit({ language, at: '/items?trash=true' })
    provoke(/\b409\b/)
    const count = async () => (await readTrash(desk.url)).count
    const before = await count()
    await page.getByRole('button', { name: t.items.emptyTrash }).click()
    await page.getByRole('dialog', { name: t.items.emptyAsk(String(before)) }).waitFor()
    await trashOf(word, 1)
    await page.getByRole('dialog').getByRole('button', { name: t.items.purge }).click()
    await page.getByRole('alert').filter({ hasText: /\S/ }).first().waitFor()
    expect(await count()).toBe(before + 1)
    // It asks again, of as many as there are now.
    await page
      .getByRole('dialog', { name: t.items.emptyAsk(String(before + 1)) })
      .getByRole('button', { name: t.items.purge })
      .click()
    await page.getByText(t.items.empty.trash).waitFor()
    await page.getByText(t.items.empty.trashDays('30')).waitFor()
    expect(await count()).toBe(0)
    await page.getByRole('button', { name: t.items.emptyTrash }).waitFor({ state: 'detached' })
  })

  it('is for those who may, and fits a phone', async () => {
    const word = newWord()
    const [item] = await trashOf(word, 1)
    const reader = await addPerson(desk.url, 'viewer')
    const { page } = await desk.visit({ language, at: `/items?q=${word}&trash=true`, size: PHONE, as: reader })
    await page.getByText(item?.name ?? '').waitFor()
    await page.getByText(t.items.keptUntil(''), { exact: false }).first().waitFor()
    const purge = page.getByRole('button', { name: t.items.purge })
    expect([await purge.getAttribute('aria-disabled'), await purge.getAttribute('data-tip')]).toEqual(['true', t.items.noPurge])
    expect(await page.getByRole('button', { name: t.items.emptyTrash }).getAttribute('data-tip')).toBe(t.items.noPurge)
    await check(page, 'the trash on a phone')
  })
})

describe.each(inOne('zh-CN'))('two who edit the same record, %s', (language) => {
  const t = textsOf(language)

  /** Has somebody else change the record while its cell is being edited here, then saves. */
  async function collide() {
    const word = newWord()
    const item = await addItem(desk.url, { name: `合同 ${word}`, description: '初稿' })
    const { page, provoke } = await desk.visit({ language, at: `/items?q=${word}` })
    provoke(/\b412\b/)
    await descriptionCell(page, item.name).dblclick()
    await changeItem(desk.url, item.id, { description: '他人的终稿' })
    await page.getByRole('grid').getByRole('textbox', { name: t.items.fields.description }).fill('我的终稿')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: t.items.conflict.title })
    await dialog.getByRole('button', { name: '他人的终稿' }).waitFor()
    return { page, dialog, item }
  }

  it('are shown both versions, and one is kept', async () => {
    const { page, dialog, item } = await collide()
    expect(await dialog.getByRole('button', { name: '我的终稿' }).getAttribute('aria-pressed')).toBe('true')
    await dialog.getByRole('button', { name: t.items.conflict.save }).click()
    await dialog.waitFor({ state: 'detached' })
    await descriptionCell(page, item.name).getByText('我的终稿').waitFor()
    await eventually(() => readItem(desk.url, item.id)).toMatchObject({ description: '我的终稿', version: 3 })
  })

  it('or the result is written by hand', async () => {
    const { page, dialog, item } = await collide()
    await dialog.getByRole('button', { name: '他人的终稿' }).click()
    const result = dialog.getByRole('textbox', { name: t.items.conflict.result })
    expect(await result.inputValue()).toBe('他人的终稿')
    await result.fill('我们的终稿')
    await dialog.getByRole('button', { name: t.items.conflict.save }).click()
    await descriptionCell(page, item.name).getByText('我们的终稿').waitFor()
    await eventually(() => readItem(desk.url, item.id)).toMatchObject({ description: '我们的终稿', version: 3 })
  })

  it('or the own one is given up', async () => {
    const { page, dialog, item } = await collide()
    await dialog.getByRole('button', { name: t.items.conflict.discard }).click()
    await dialog.waitFor({ state: 'detached' })
    await descriptionCell(page, item.name).getByText('他人的终稿').waitFor()
    expect(await readItem(desk.url, item.id)).toMatchObject({ description: '他人的终稿', version: 2 })
  })
})
