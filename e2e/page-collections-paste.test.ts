import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pasteTexts } from '../web/collections/paste/texts.ts'
import { collectionTexts } from '../web/collections/texts.ts'
import { undoTexts } from '../web/collections/undo/texts.ts'
import { writingTexts } from '../web/collections/writing/texts.ts'
import { formatsOf } from '../web/i18n/format.ts'
import { check } from './page-axe.ts'
import { addCollection, addRow, changeRow, cursorAt, everyField, gridCell, gridRow, readRow, readRows } from './page-collection.ts'
import { type Desk, eventually, inOne, openDesk, PHONE } from './page-desk.ts'
import { newTag } from './page-rows.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk('built-in')
})
afterAll(() => desk.close())

const newSlug = () => `p-${newTag()}`

/** As a spreadsheet fills the clipboard, and the keys that take from it. */
const paste = (page: Page, data: { text?: string; html?: string }) =>
  page.evaluate(({ text = '', html = '' }) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', text)
    if (html) clipboardData.setData('text/html', html)
    const target = document.activeElement ?? document.body
    target.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, data)

/** What Excel and WPS write: styles, comments, widths, a line break in a cell, spaces that are kept apart. */
const excel = (cells: string) => `<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=ProgId content=Excel.Sheet>
<style><!--table {mso-displayed-decimal-separator:"\\.";} td {white-space:nowrap;} --></style></head>
<body link="#0563C1"><table border=0 cellpadding=0 cellspacing=0 width=256 style='border-collapse:collapse;width:192pt'>
<!--StartFragment--><col width=64 span=4 style='width:48pt'>${cells}<!--EndFragment--></table></body></html>`

describe.each(inOne('zh-CN'))('paste, %s', (language) => {
  const t = pasteTexts[language]
  const w = writingTexts[language]
  const u = undoTexts[language]
  const c = collectionTexts[language]
  const number = (count: number) => formatsOf(language).number(count)
  const dialogOf = (page: Page) => page.getByRole('dialog', { name: t.title })
  const go = (page: Page) => dialogOf(page).getByRole('button', { name: t.paste, exact: true })

  it('shows what a block from Excel will change, writes it, and takes it back as one step', async () => {
    const [people, slug] = [newSlug(), newSlug()]
    await addCollection(desk.url, { slug: people, name: people })
    const company = await addRow(desk.url, people, { name: '云帆, 科技' })
    await addCollection(desk.url, { slug, name: slug, fields: everyField(people) })
    const { id } = await addRow(desk.url, slug, { name: '甲', values: { count: 5 } })
    const { page } = await desk.visit({ language, at: `/c/${slug}` })
    await gridCell(page, '甲', 'name').click()
    await eventually(() => cursorAt(page)).toBe('0 0')
    const line = (cells: string[]) => `<tr height=20>${cells.map((cell) => `<td class=xl65 width=64>${cell}</td>`).join('')}</tr>`
    await paste(page, {
      html: excel(
        line([
          '甲',
          ' 标题\n  一 ',
          '第一行<br style="mso-data-placement:same-cell">\n第二行',
          '12.5',
          '¥1,200.50',
          '2026/12/1',
          '2026/12/1 14:30',
          '是',
          '已签约',
          'VIP、New',
          'https://example.com/a',
          'lin@example.com',
          '',
          '云帆, 科技',
        ]) +
          line(['乙', '', '', 'abc', '$5', '30/2/2026', '', '√', '没有的', '', 'nowhere', '', '', '']) +
          line(['', 'x', '', '', '', '', '', '', '', '', '', '', '', '']),
      ),
    })
    const dialog = dialogOf(page)
    await dialog.getByText(t.changes('12', '1'), { exact: true }).waitFor()
    await dialog.getByText(t.creates('1'), { exact: true }).waitFor()
    // Five cells of 乙, and a row without a name.
    await dialog.getByText(t.refused('6'), { exact: true }).waitFor()
    await dialog.getByText(t.noName).waitFor()
    await check(page, 'a paste is looked at')
    await go(page).click()
    const failures = page.getByRole('dialog', { name: w.failures.title })
    await failures.getByText('abc').first().waitFor()
    await check(page, 'what was not pasted')
    await failures.getByRole('button', { name: w.failures.close }).last().click()
    expect((await readRow(desk.url, slug, id)).values).toEqual({
      title: '标题 一',
      notes: '第一行\n第二行',
      count: 12.5,
      price: 1200.5,
      due: '2026-12-01',
      meets: '2026-12-01T06:30:00.000Z',
      done: true,
      state: '已签约',
      tags: ['VIP', 'New'],
      site: 'https://example.com/a',
      mail: 'lin@example.com',
      company: [company.id],
    })
    const made = (await readRows(desk.url, slug)).find(({ name }) => name === '乙')
    expect(made?.values).toEqual({ done: true })
    await gridRow(page, '乙').waitFor()
    await page.keyboard.press('Control+z')
    await gridRow(page, '乙').waitFor({ state: 'detached' })
    expect((await readRows(desk.url, slug)).map(({ values }) => values)).toEqual([{ count: 5 }])
  })

  it('takes text with quotes and line breaks, leaves out a header, and says what has no place', async () => {
    const slug = newSlug()
    await addCollection(desk.url, {
      slug,
      name: slug,
      fields: [
        { key: 'a', name: 'A', type: 'text' },
        { key: 'notes', name: 'Notes', type: 'long_text' },
      ],
    })
    const { page } = await desk.visit({ language, at: `/c/${slug}` })
    // There is no cell yet.
    await page.getByText(c.noRows.title).waitFor()
    await paste(page, { text: `${c.builtIn.name}\tA\tNotes\r\n一\t"say ""hi"""\t"第一行\n第二行"\r\n二\t5" pipe\t\r\n` })
    const dialog = dialogOf(page)
    await dialog.getByText(t.creates('2'), { exact: true }).waitFor()
    expect(await dialog.getByRole('checkbox', { name: t.header }).isChecked()).toBe(true)
    await go(page).click()
    await page.getByText(w.done.paste('2'), { exact: true }).first().waitFor()
    const rows = async (): Promise<Record<string, unknown>[]> => (await readRows(desk.url, slug)).map(({ name, values }) => ({ name, ...values }))
    expect(await rows()).toEqual([
      { name: '二', a: '5" pipe' },
      { name: '一', a: 'say "hi"', notes: '第一行\n第二行' },
    ])
    // As they stood where they were copied.
    const names = async () => (await page.locator('[role="gridcell"][data-column="name"]').allInnerTexts()).map((name) => name.trim())
    await eventually(names).toEqual(['一', '二'])
    await gridCell(page, '二', 'notes').click()
    await paste(page, { text: 'x\ty\tz\tright\nx2\ty2\tz2\tright 2' })
    await dialog.getByText(t.readOnly(c.builtIn.updated_at)).waitFor()
    await dialog
      .getByText(t.overflow('2', '“z”, “right”'))
      .or(dialog.getByText(t.overflow('1', '“right”')))
      .waitFor()
    await dialog.getByText(t.noName).waitFor()
    await dialog.getByRole('button', { name: t.cancel, exact: true }).click()
    expect(await rows()).toHaveLength(2)
    // One value over a selection fills it; one into one cell is an edit.
    await gridCell(page, '一', 'a').click()
    await page.keyboard.press('Shift+ArrowDown')
    await paste(page, { text: '满' })
    await dialog.getByText(t.changes('2', '2'), { exact: true }).waitFor()
    await go(page).click()
    await page.getByText(w.done.paste('2'), { exact: true }).first().waitFor()
    expect((await rows()).map(({ a }) => a)).toEqual(['满', '满'])
    await gridCell(page, '一', 'notes').click()
    await eventually(() => cursorAt(page)).toBe('0 2')
    await page.evaluate(() => navigator.clipboard.writeText('一格'))
    await page.keyboard.press('Control+v')
    await eventually(async () => (await rows()).find(({ name }) => name === '一')?.notes).toBe('一格')
    for (const _ of [1, 2, 3]) await page.keyboard.press('Control+z')
    await page
      .getByText(u.told.done(u.what.paste('2')))
      .first()
      .waitFor()
    await eventually(rows).toEqual([])
  })

  it('writes thousands of rows part by part, and undoes them as one', async () => {
    const slug = newSlug()
    await addCollection(desk.url, {
      slug,
      name: slug,
      fields: [
        { key: 'size', name: 'Size', type: 'number' },
        { key: 'city', name: 'City', type: 'text' },
      ],
    })
    await addRow(desk.url, slug, { name: '第一' })
    const { page } = await desk.visit({ language, at: `/c/${slug}?sort=name` })
    await gridCell(page, '第一', 'name').click()
    await paste(page, { text: Array.from({ length: 5000 }, (_, at) => `行 ${String(at + 1).padStart(4, '0')}\t${at + 1}\t上海`).join('\n') })
    await dialogOf(page)
      .getByText(t.creates(number(4999)), { exact: true })
      .waitFor()
    await go(page).click()
    await page
      .getByText(w.done.paste(number(5000)), { exact: true })
      .first()
      .waitFor({ timeout: 240_000 })
    await page.getByText(c.total(number(5000)), { exact: true }).waitFor()
    await gridCell(page, '行 0001', 'size').getByText('1', { exact: true }).waitFor()
    await page.keyboard.press('Control+End')
    await gridRow(page, '行 5000').waitFor()
    await page.keyboard.press('Control+z')
    await page
      .getByText(u.told.done(u.what.paste(number(5000))), { exact: true })
      .first()
      .waitFor({ timeout: 240_000 })
    await gridRow(page, '第一').waitFor()
    expect((await readRows(desk.url, slug)).map(({ name, values }) => ({ name, values }))).toEqual([{ name: '第一', values: {} }])
  })

  it('keeps what others write meanwhile, and tells where it was the same cell', async () => {
    const slug = newSlug()
    await addCollection(desk.url, {
      slug,
      name: slug,
      fields: [
        { key: 'a', name: 'A', type: 'text' },
        { key: 'b', name: 'B', type: 'text' },
      ],
    })
    const rows = []
    for (const name of ['三', '二', '一']) rows.unshift(await addRow(desk.url, slug, { name, values: { a: 'a', b: 'b' } }))
    const [one, two] = rows
    const { page } = await desk.visit({ language, at: `/c/${slug}` })
    await gridCell(page, '一', 'a').click()
    await paste(page, { text: 'x1\nx2\nx3' })
    await dialogOf(page).getByText(t.changes('3', '3'), { exact: true }).waitFor()
    await changeRow(desk.url, slug, one?.id ?? '', { values: { b: '别人的' } })
    await changeRow(desk.url, slug, two?.id ?? '', { values: { a: '别人的' } })
    await go(page).click()
    const failures = page.getByRole('dialog', { name: w.failures.title })
    await failures.getByText('二', { exact: true }).waitFor()
    await failures.getByText(w.failures.changed).waitFor()
    await failures.getByRole('button', { name: w.failures.close }).last().click()
    await gridCell(page, '二', 'a').getByText('别人的').waitFor()
    expect((await Promise.all(rows.map(({ id }) => readRow(desk.url, slug, id)))).map(({ values }) => values)).toEqual([
      { a: 'x1', b: '别人的' },
      { a: '别人的', b: 'b' },
      { a: 'x3', b: 'b' },
    ])
  })

  it('takes nothing off that the server did not write', async () => {
    const slug = newSlug()
    await addCollection(desk.url, { slug, name: slug, fields: [{ key: 'a', name: 'A', type: 'text' }] })
    for (const name of ['二', '一']) await addRow(desk.url, slug, { name, values: { a: 'a1' } })
    const { page, context, provoke } = await desk.visit({ language, at: `/c/${slug}` })
    await gridCell(page, '一', 'a').click()
    provoke(/500/)
    await context.route(/\/bulk$/, (route) => route.fulfill({ status: 500, body: '{}' }))
    await paste(page, { text: 'x1\nx2' })
    await go(page).click()
    const failures = page.getByRole('dialog', { name: w.failures.title })
    await failures.getByText('一', { exact: true }).waitFor()
    await failures.getByRole('button', { name: w.failures.close }).last().click()
    await gridCell(page, '一', 'a').getByText('a1', { exact: true }).waitFor()
    await context.unrouteAll()
  })

  it('writes into the rows that are seen: among groups those below the cursor, from a board none', async () => {
    const slug = newSlug()
    await addCollection(desk.url, {
      slug,
      name: slug,
      fields: [
        { key: 'a', name: 'A', type: 'text' },
        { key: 'state', name: '状态', type: 'select', choices: [{ label: '甲组' }, { label: '乙组' }] },
      ],
    })
    for (const [name, state] of [
      ['一', '甲组'],
      ['二', '乙组'],
      ['三', '甲组'],
      ['四', '乙组'],
    ] as const)
      await addRow(desk.url, slug, { name, values: { state } })
    // [甲组] 一 三 [乙组] 二 四
    const { page } = await desk.visit({ language, at: `/c/${slug}?group=state&sort=created_at` })
    const written = async () => Object.fromEntries((await readRows(desk.url, slug)).map(({ name, values }) => [name, values.a]))
    await gridCell(page, '三', 'a').click()
    await eventually(() => cursorAt(page)).toBe('2 1')
    await paste(page, { text: 'x1\nx2' })
    await dialogOf(page).getByText(t.changes('2', '2'), { exact: true }).waitFor()
    await dialogOf(page).getByRole('rowheader', { name: '三', exact: true }).waitFor()
    await dialogOf(page).getByRole('rowheader', { name: '二', exact: true }).waitFor()
    await go(page).click()
    await eventually(written).toEqual({ 一: undefined, 二: 'x2', 三: 'x1', 四: undefined })
    await page.goto(`/c/${slug}?kind=board`)
    await page.getByRole('button', { name: '一', exact: true }).waitFor()
    await page.getByRole('button', { name: c.more, exact: true }).click()
    await page.getByRole('menuitem', { name: t.open }).click()
    await dialogOf(page).getByRole('textbox').fill('五\tx5')
    await dialogOf(page).getByText(t.creates('1'), { exact: true }).waitFor()
    await go(page).click()
    await eventually(async () => Object.keys(await written()).length).toBe(5)
  })

  it('has a box to paste into where there are no keys', async () => {
    const slug = newSlug()
    await addCollection(desk.url, { slug, name: slug, fields: [{ key: 'a', name: 'A', type: 'text' }] })
    await addRow(desk.url, slug, { name: '甲' })
    const { page } = await desk.visit({ language, at: `/c/${slug}`, size: PHONE })
    await gridCell(page, '甲', 'a').tap()
    await page.getByRole('button', { name: c.more }).tap()
    await page.getByRole('menuitem', { name: t.open }).tap()
    await dialogOf(page).getByRole('textbox', { name: t.box }).fill('手机')
    await dialogOf(page).getByText(t.changes('1', '1'), { exact: true }).waitFor()
    await check(page, 'a paste on a phone')
    await go(page).tap()
    await gridCell(page, '甲', 'a').getByText('手机').waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width)
  })
})
