import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { collectionTexts } from '../web/collections/texts.ts'
import { undoTexts } from '../web/collections/undo/texts.ts'
import { formatsOf } from '../web/i18n/format.ts'
import { check } from './page-axe.ts'
import { addCollection, addRow, changeRow, gridCell, gridRow, readRow, readRows } from './page-collection.ts'
import { type Desk, eventually, inOne, openDesk, PHONE } from './page-desk.ts'
import { addPerson } from './page-people.ts'
import { newTag } from './page-rows.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk('built-in')
})
afterAll(() => desk.close())

/** A collection with two texts and these rows. */
async function begin(rows: { name: string; values?: Record<string, unknown> }[]) {
  const slug = `u-${newTag()}`
  await addCollection(desk.url, {
    slug,
    name: slug,
    fields: [
      { key: 'a', name: 'A', type: 'text' },
      { key: 'b', name: 'B', type: 'text' },
    ],
  })
  const added = []
  for (const row of rows) added.push(await addRow(desk.url, slug, row))
  return { slug, rows: added }
}

/** Writes into a cell as one does, and waits until the page shows it. */
async function write(page: Page, name: string, key: string, text: string) {
  await gridCell(page, name, key).click()
  await page.keyboard.type(text)
  await page.keyboard.press('Enter')
  await gridCell(page, name, key).getByText(text, { exact: true }).waitFor()
}

describe.each(inOne('en'))('undo, %s', (language) => {
  const t = undoTexts[language]
  const { newRowName } = collectionTexts[language]
  const number = (count: number) => formatsOf(language).number(count)
  const told = (page: Page, side: 'done' | 'undone', what: string) => page.getByText(t.told[side](what), { exact: true }).first().waitFor()

  it('takes edits back in their order, and does them again, by keys', async () => {
    const { slug, rows } = await begin([{ name: '甲', values: { a: 'a1', b: 'b1' } }])
    const id = rows[0]?.id ?? ''
    const { page } = await desk.visit({ language, at: `/c/${slug}` })
    const values = async () => (await readRow(desk.url, slug, id)).values
    await write(page, '甲', 'a', 'a2')
    await write(page, '甲', 'b', 'b2')
    // At once: what is still on its way is undone when it is there.
    await gridCell(page, '甲', 'a').click()
    await page.keyboard.type('a3')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Control+z')
    await told(page, 'done', t.what.edit('1', '甲'))
    await eventually(values).toEqual({ a: 'a2', b: 'b2' })
    await gridCell(page, '甲', 'a').getByText('a2', { exact: true }).waitFor()
    await page.keyboard.press('Control+z')
    await page.keyboard.press('Control+z')
    await eventually(values).toEqual({ a: 'a1', b: 'b1' })
    await gridCell(page, '甲', 'b').getByText('b1', { exact: true }).waitFor()
    await page.keyboard.press('Control+Shift+Z')
    await told(page, 'undone', t.what.edit('1', '甲'))
    await page.keyboard.press('Control+y')
    await page.keyboard.press('Control+y')
    await eventually(values).toEqual({ a: 'a3', b: 'b2' })
    await gridCell(page, '甲', 'a').getByText('a3', { exact: true }).waitFor()
    // It holds over a reload.
    await page.reload()
    await gridCell(page, '甲', 'a').click()
    await page.keyboard.press('Control+z')
    await eventually(values).toEqual({ a: 'a2', b: 'b2' })
    // What is new takes the place of what could be done again.
    await write(page, '甲', 'b', 'b9')
    expect(await page.getByRole('button', { name: t.redo }).getAttribute('aria-disabled')).toBe('true')
  })

  it('takes back what was made and deleted, and what was done before the page was opened', async () => {
    const { slug, rows } = await begin([{ name: '乙', values: { a: 'a1' } }, { name: '甲' }])
    const names = async () => (await readRows(desk.url, slug)).map(({ name }) => name).toSorted()
    const first = await desk.visit({ language, at: `/c/${slug}` })
    await write(first.page, '乙', 'a', 'a2')
    await eventually(async () => (await readRow(desk.url, slug, rows[0]?.id ?? '')).values).toEqual({ a: 'a2' })
    const { page } = await desk.visit({ language, at: `/c/${slug}` })
    await gridRow(page, '甲').waitFor()
    await page.keyboard.press('n')
    await page.getByRole('textbox', { name: newRowName }).fill('新的')
    await page.keyboard.press('Enter')
    await gridRow(page, '新的').waitFor()
    await page.keyboard.press('Escape')
    await gridCell(page, '甲', 'name').click()
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Control+Delete')
    await gridRow(page, '甲').waitFor({ state: 'detached' })
    await page.keyboard.press('Control+z')
    await told(page, 'done', t.what.delete(number(2)))
    await gridRow(page, '甲').waitFor()
    await page.keyboard.press('Control+z')
    await told(page, 'done', t.what.create('1', '新的'))
    await gridRow(page, '新的').waitFor({ state: 'detached' })
    expect(await names()).toEqual(['甲', '乙'].toSorted())
    await page.keyboard.press('Control+z')
    await told(page, 'done', t.what.other('1', '乙'))
    await gridCell(page, '乙', 'a').getByText('a1', { exact: true }).waitFor()
    await page.keyboard.press('Control+z')
    await page.getByText(t.nothing.done).first().waitFor()
    for (const _ of [1, 2]) await page.keyboard.press('Control+y')
    await gridRow(page, '新的').waitFor()
    await eventually(names).toEqual(['新的', '甲', '乙'].toSorted())
  })

  it('tells what was changed since, and undoes the rest', async () => {
    const { slug } = await begin([
      { name: '甲', values: { a: 'a1' } },
      { name: '乙', values: { a: 'a1' } },
    ])
    const [one, other] = (await readRows(desk.url, slug)).toSorted((a, b) => a.name.localeCompare(b.name))
    const { page, provoke } = await desk.visit({ language, at: `/c/${slug}` })
    await write(page, one?.name ?? '', 'a', 'mine')
    await eventually(async () => (await readRow(desk.url, slug, one?.id ?? '')).values).toEqual({ a: 'mine' })
    await changeRow(desk.url, slug, one?.id ?? '', { values: { a: 'theirs' } })
    provoke(/409/)
    await page.keyboard.press('Control+z')
    const dialog = page.getByRole('dialog', { name: t.conflicts.title })
    await dialog.getByText(t.conflicts.changed).waitFor()
    await dialog.getByText('· A').waitFor()
    await check(page, 'conflicts of an undo')
    await dialog.getByRole('button', { name: t.conflicts.cancel }).click()
    await dialog.waitFor({ state: 'detached' })
    expect((await readRow(desk.url, slug, one?.id ?? '')).values).toEqual({ a: 'theirs' })
    await page.getByRole('button', { name: t.undo }).click()
    await dialog.getByRole('button', { name: t.conflicts.rest.done }).click()
    await told(page, 'done', t.partly(t.what.edit('1', one?.name), '1'))
    expect((await readRow(desk.url, slug, one?.id ?? '')).values).toEqual({ a: 'theirs' })
    expect((await readRow(desk.url, slug, other?.id ?? '')).values).toEqual({ a: 'a1' })
  })

  it('is not held up by a question that nobody has answered, nor forgets what can be done again', async () => {
    const { slug, rows } = await begin([{ name: '甲', values: { a: 'a1', b: 'b1' } }])
    const id = rows[0]?.id ?? ''
    const { page, provoke } = await desk.visit({ language, at: `/c/${slug}` })
    const values = async () => (await readRow(desk.url, slug, id)).values
    await write(page, '甲', 'a', 'mine')
    await eventually(values).toEqual({ a: 'mine', b: 'b1' })
    await changeRow(desk.url, slug, id, { values: { a: 'theirs' } })
    await gridCell(page, '甲', 'a').getByText('theirs', { exact: true }).waitFor()
    provoke(/409|412/)
    await page.keyboard.press('Control+z')
    await page.getByRole('dialog', { name: t.conflicts.title }).waitFor()
    // The page is left, and comes again.
    await page.evaluate(() => history.pushState(null, '', '/c'))
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.goBack()
    await write(page, '甲', 'b', 'b2')
    await page.keyboard.press('Control+z')
    await told(page, 'done', t.what.edit('1', '甲'))
    await eventually(values).toEqual({ a: 'theirs', b: 'b1' })
    // An edit that comes to nothing, as somebody else was first, leaves what can be done again.
    await gridCell(page, '甲', 'a').click()
    await page.keyboard.type('again mine')
    await changeRow(desk.url, slug, id, { values: { a: 'first' } })
    await page.keyboard.press('Enter')
    const { conflict } = collectionTexts[language]
    const dialog = page.getByRole('dialog', { name: conflict.title })
    await dialog.waitFor()
    await dialog.getByRole('button', { name: conflict.discard }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: t.redo }).click()
    await eventually(values).toEqual({ a: 'first', b: 'b2' })
  })

  it('has buttons for a finger, and none for who may not write', async () => {
    const { slug, rows } = await begin([{ name: '甲', values: { a: 'a1' } }])
    const { page } = await desk.visit({ language, at: `/c/${slug}`, size: PHONE })
    await gridCell(page, '甲', 'a').tap()
    await gridCell(page, '甲', 'a').tap()
    const sheet = page.getByRole('dialog', { name: '甲' })
    await sheet.getByRole('textbox', { name: 'A', exact: true }).fill('a2')
    await sheet.getByRole('button', { name: collectionTexts[language].save }).tap()
    await gridCell(page, '甲', 'a').getByText('a2', { exact: true }).waitFor()
    await page.getByRole('button', { name: t.undo }).tap()
    await gridCell(page, '甲', 'a').getByText('a1', { exact: true }).waitFor()
    await page.getByRole('button', { name: t.redo }).tap()
    await eventually(async () => (await readRow(desk.url, slug, rows[0]?.id ?? '')).values).toEqual({ a: 'a2' })
    await check(page, 'undo on a phone')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width)
    const viewer = await desk.visit({ language, at: `/c/${slug}`, as: await addPerson(desk.url, 'viewer') })
    await gridCell(viewer.page, '甲', 'a').click()
    await viewer.page.keyboard.press('Control+z')
    await viewer.page.getByText(collectionTexts[language].readOnly).first().waitFor()
    expect(await viewer.page.getByRole('button', { name: t.undo }).getAttribute('aria-disabled')).toBe('true')
  })
})
