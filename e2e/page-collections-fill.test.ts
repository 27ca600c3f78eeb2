import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fetchSigned } from '../server/test/credentials.ts'
import { collectionTexts } from '../web/collections/texts.ts'
import { undoTexts } from '../web/collections/undo/texts.ts'
import { writingTexts } from '../web/collections/writing/texts.ts'
import { formatsOf } from '../web/i18n/format.ts'
import { check } from './page-axe.ts'
import { addCollection, addRow, cursorAt, gridCell, gridRow, readRows } from './page-collection.ts'
import { type Desk, eventually, inOne, openDesk, PHONE } from './page-desk.ts'
import { newTag } from './page-rows.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk('built-in')
})
afterAll(() => desk.close())

const fields = [
  { key: 'a', name: 'A', type: 'text' as const },
  { key: 'b', name: 'B', type: 'number' as const },
]
async function begin(rows: { name: string; values?: Record<string, unknown> }[]) {
  const slug = `f-${newTag()}`
  await addCollection(desk.url, { slug, name: slug, fields })
  for (const row of rows.toReversed()) await addRow(desk.url, slug, row)
  return slug
}

describe.each(inOne('zh-CN'))('fill and clear, %s', (language) => {
  const u = undoTexts[language]
  const w = writingTexts[language]
  const c = collectionTexts[language]
  const number = (count: number) => formatsOf(language).number(count)
  const values = async (slug: string) =>
    (await readRows(desk.url, slug)).toSorted((one, other) => one.name.localeCompare(other.name)).map(({ values: of }) => of)

  it('repeats the first row of a selection, empties it at once, and cuts it, each one step to undo', async () => {
    const slug = await begin([{ name: '1', values: { a: 'x', b: 7 } }, { name: '2', values: { a: 'y' } }, { name: '3' }, { name: '4' }])
    const { page } = await desk.visit({ language, at: `/c/${slug}` })
    await gridCell(page, '1', 'a').click()
    for (const key of ['Shift+ArrowRight', 'Shift+ArrowDown', 'Shift+ArrowDown']) await page.keyboard.press(key)
    await eventually(() => cursorAt(page)).toBe('2 2')
    await page.keyboard.press('Control+d')
    await page.getByText(w.done.fill('2'), { exact: true }).waitFor()
    expect(await values(slug)).toEqual([{ a: 'x', b: 7 }, { a: 'x', b: 7 }, { a: 'x', b: 7 }, {}])
    // One row alone takes what stands above it.
    await gridCell(page, '4', 'a').click()
    await page.keyboard.press('Control+d')
    await eventually(async () => (await values(slug))[3]).toEqual({ a: 'x' })
    await page.keyboard.press('Control+z')
    await page
      .getByText(u.told.done(u.what.fill('1', '4')), { exact: true })
      .first()
      .waitFor()
    await page.keyboard.press('Control+z')
    await page
      .getByText(u.told.done(u.what.fill('2')), { exact: true })
      .first()
      .waitFor()
    expect(await values(slug)).toEqual([{ a: 'x', b: 7 }, { a: 'y' }, {}, {}])
    await gridCell(page, '1', 'a').click()
    for (const key of ['Shift+ArrowRight', 'Shift+ArrowDown']) await page.keyboard.press(key)
    await eventually(() => cursorAt(page)).toBe('1 2')
    await page.keyboard.press('Control+x')
    await page.getByText(w.done.clear('2'), { exact: true }).waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('x\t7\ny\t')
    expect(await values(slug)).toEqual([{}, {}, {}, {}])
    await page.keyboard.press('Control+z')
    await eventually(() => values(slug)).toEqual([{ a: 'x', b: 7 }, { a: 'y' }, {}, {}])
    await gridCell(page, '1', 'a').getByText('x', { exact: true }).waitFor()
  })

  it('waits for what is still being written, and is no conflict with it', async () => {
    const slug = await begin([{ name: '1', values: { a: 'x' } }, { name: '2' }])
    const { page } = await desk.visit({ language, at: `/c/${slug}` })
    // The first save is on its way until all has been done.
    const { promise: done, resolve: go } = Promise.withResolvers<void>()
    let sent = 0
    await page.route(/\/items\/[^/]+$/, async (route) => {
      if (route.request().method() === 'PUT' && sent++ === 0) await done
      await route.continue()
    })
    await gridCell(page, '2', 'a').click()
    await page.keyboard.type('mine')
    await page.keyboard.press('Enter')
    await eventually(() => sent).toBe(1)
    // Over the same cell, and again; then one more edit, and the row is deleted.
    await gridCell(page, '2', 'a').click()
    await page.keyboard.press('Control+d')
    await gridCell(page, '2', 'a').getByText('x', { exact: true }).waitFor()
    await gridCell(page, '1', 'a').click()
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Delete')
    await gridCell(page, '1', 'a').getByText('x', { exact: true }).waitFor({ state: 'detached' })
    await gridCell(page, '2', 'b').click()
    await page.keyboard.type('5')
    await page.keyboard.press('Enter')
    go()
    await eventually(() => values(slug)).toEqual([{}, { b: 5 }])
    expect(await page.getByRole('dialog').count()).toBe(0)
  })

  it('goes over the heads of groups', async () => {
    const state = { key: 'state', name: '状态', type: 'select' as const, choices: [{ label: '甲组' }, { label: '乙组' }] }
    const slug = `f-${newTag()}`
    await addCollection(desk.url, { slug, name: slug, fields: [...fields, state] })
    for (const [name, group, a] of [
      ['4', '乙组', undefined],
      ['3', '乙组', 'x'],
      ['2', '甲组', undefined],
      ['1', '甲组', undefined],
    ] as const)
      await addRow(desk.url, slug, { name, values: { state: group, ...(a ? { a } : {}) } })
    const { page } = await desk.visit({ language, at: `/c/${slug}?group=state&sort=name` })
    await gridCell(page, '3', 'a').click()
    const from = await page.locator('[data-fill]').boundingBox()
    const end = await gridCell(page, '1', 'a').boundingBox()
    if (!from || !end) throw new Error('There is nothing to drag.')
    await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2)
    await page.mouse.down()
    await page.mouse.move(end.x + 20, end.y + end.height / 2, { steps: 6 })
    await page.mouse.up()
    await page.getByText(w.done.fill('2'), { exact: true }).waitFor()
    expect((await values(slug)).map(({ a }) => a)).toEqual(['x', 'x', 'x', undefined])
  })

  it('is dragged from the corner of the selection, down and up', async () => {
    const slug = await begin([{ name: '1' }, { name: '2', values: { a: 'x' } }, { name: '3', values: { a: 'y' } }, { name: '4' }, { name: '5' }, { name: '6' }])
    const { page } = await desk.visit({ language, at: `/c/${slug}` })
    await gridCell(page, '2', 'a').click()
    await page.keyboard.press('Shift+ArrowDown')
    await eventually(() => cursorAt(page)).toBe('2 1')
    const drag = async (to: string) => {
      const from = await page.locator('[data-fill]').boundingBox()
      const end = await gridCell(page, to, 'a').boundingBox()
      if (!from || !end) throw new Error('There is nothing to drag.')
      await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2)
      await page.mouse.down()
      await page.mouse.move(end.x + 20, end.y + end.height / 2, { steps: 6 })
      await check(page, 'a fill is dragged')
      await page.mouse.up()
    }
    await drag('6')
    await page.getByText(w.done.fill('3'), { exact: true }).waitFor()
    expect((await values(slug)).map(({ a }) => a)).toEqual([undefined, 'x', 'y', 'x', 'y', 'x'])
    await drag('1')
    await page
      .getByText(u.what.fill('1', '1'))
      .or(page.getByText(w.done.fill('1'), { exact: true }))
      .first()
      .waitFor()
    expect((await values(slug)).map(({ a }) => a)).toEqual(['y', 'x', 'y', 'x', 'y', 'x'])
    await page.keyboard.press('Control+z')
    await eventually(async () => (await values(slug))[0]).toEqual({})
  })

  it('goes over rows that are not in the page', async () => {
    const slug = await begin([])
    for (const part of [0, 1, 2])
      await fetchSigned(`${desk.url}/api/v1/collections/${slug}/items/bulk`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({
          create: Array.from({ length: 700 }, (_, at) => ({ name: `行 ${String(part * 700 + at + 1).padStart(4, '0')}`, values: { b: part * 700 + at + 1 } })),
        }),
      })
    const { page } = await desk.visit({ language, at: `/c/${slug}?sort=name` })
    await gridCell(page, '行 0001', 'a').click()
    await page.keyboard.type('满')
    await page.keyboard.press('Enter')
    await gridCell(page, '行 0001', 'a').getByText('满').waitFor()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Control+Shift+ArrowDown')
    await eventually(() => cursorAt(page)).toBe('2099 1')
    await page.keyboard.press('Control+d')
    await page.getByText(w.done.fill(number(2099)), { exact: true }).waitFor()
    await gridCell(page, '行 2100', 'a').getByText('满').waitFor()
    await page.keyboard.press('Control+c')
    await page.getByText(c.copied(number(2100))).waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(Array.from({ length: 2100 }, () => '满').join('\n'))
    await page.keyboard.press('Delete')
    await page.getByText(w.done.clear(number(2100)), { exact: true }).waitFor()
    await page.keyboard.press('Control+z')
    await page
      .getByText(u.told.done(u.what.clear(number(2100))), { exact: true })
      .first()
      .waitFor()
    expect((await readRows(desk.url, slug)).every(({ values: { a } }) => a === '满')).toBe(true)
  })

  it('is dragged by a finger', async () => {
    const slug = await begin([{ name: '1', values: { a: 'x' } }, { name: '2' }, { name: '3' }])
    const { page, context } = await desk.visit({ language, at: `/c/${slug}`, size: PHONE })
    await gridCell(page, '1', 'a').tap()
    await page.locator('[data-fill]').waitFor()
    const from = await page.locator('[data-fill]').boundingBox()
    const to = await gridCell(page, '3', 'a').boundingBox()
    if (!from || !to) throw new Error('There is nothing to drag.')
    const touch = await context.newCDPSession(page)
    const at = (x: number, y: number) => [{ x, y }]
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(from.x + from.width / 2, from.y + from.height / 2) })
    for (const part of [0.3, 0.6, 1]) {
      const [x, y] = [from.x, from.y + (to.y + to.height / 2 - from.y) * part]
      await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(x, y) })
    }
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    await page.getByText(w.done.fill('2'), { exact: true }).waitFor()
    expect((await values(slug)).map(({ a }) => a)).toEqual(['x', 'x', 'x'])
    await gridRow(page, '3').waitFor()
    await check(page, 'a corner to drag on a phone')
  })
})
