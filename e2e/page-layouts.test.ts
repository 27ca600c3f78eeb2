import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FILTER_CONDITIONS_MAX } from '#shared/filter.ts'
import { filterTexts } from '../web/collections/filter/texts.ts'
import { layoutTexts } from '../web/collections/layouts/texts.ts'
import { viewTexts } from '../web/collections/views/texts.ts'
import { check } from './page-axe.ts'
import { addCollection, addRow, addRows, gridRow, readRow } from './page-collection.ts'
import { type Desk, eventually, holdBack, inOne, openDesk, PHONE, ZONE } from './page-desk.ts'
import { newTag } from './page-rows.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk('built-in')
})
afterAll(() => desk.close())

const two = (number: number) => String(number).padStart(2, '0')
/** A day of this month, which is another one where the reader is. */
const dayOfMonth = (day: number) => `${new Intl.DateTimeFormat('sv', { timeZone: ZONE, year: 'numeric', month: '2-digit' }).format()}-${two(day)}`

async function newCollection() {
  const slug = `l-${newTag()}`
  await addCollection(desk.url, {
    slug,
    name: slug,
    fields: [
      { key: 'price', name: '金额', type: 'currency' },
      { key: 'state', name: '状态', type: 'select', choices: [{ label: '洽谈中' }, { label: '已签约', color: 'green' }] },
      { key: 'due', name: '到期', type: 'date' },
    ],
  })
  const first = await addRow(desk.url, slug, { name: '甲', values: { price: 100, state: '洽谈中', due: dayOfMonth(10) } })
  await addRow(desk.url, slug, { name: '乙', values: { price: 200, state: '已签约', due: dayOfMonth(20) } })
  await addRow(desk.url, slug, { name: '丙' })
  return { slug, first: first.id }
}

describe.each(inOne('en'))('layouts, %s', (language) => {
  const t = layoutTexts[language]
  const views = viewTexts[language]

  it('are a board, whose cards are moved by dragging and by a menu', async () => {
    const { slug, first } = await newCollection()
    const { page } = await desk.visit({ language, at: `/c/${slug}` })
    await page.getByRole('button', { name: t.layout }).click()
    await page.getByRole('menuitemradio', { name: t.kinds.board }).click()
    const column = (name: string) => page.getByRole('region', { name, exact: true })
    await column('洽谈中').getByRole('button', { name: '甲', exact: true }).waitFor()
    await column(t.none).getByRole('button', { name: '丙', exact: true }).waitFor()
    await check(page, 'a board')
    const state = async () => (await readRow(desk.url, slug, first)).values.state
    await page.getByRole('button', { name: t.move('甲') }).press('Enter')
    await page.getByRole('menuitem', { name: t.moveTo('已签约') }).press('Enter')
    await column('已签约').getByRole('button', { name: '甲', exact: true }).waitFor()
    await eventually(state).toBe('已签约')
    // It has come to its place in the order of the list: what is dragged is not to move away from under the pointer.
    await eventually(() => column('已签约').getByRole('listitem').first().innerText()).toContain('乙')
    await column('已签约').getByRole('listitem').filter({ hasText: '甲' }).dragTo(column('洽谈中'))
    await column('洽谈中').getByRole('button', { name: '甲', exact: true }).waitFor()
    await eventually(state).toBe('洽谈中')
    // It is kept as a view.
    await page.getByRole('button', { name: views.saveAs }).click()
    await page.getByRole('dialog').getByRole('textbox', { name: views.name }).fill('看板')
    await page.getByRole('dialog').getByRole('button', { name: views.save, exact: true }).click()
    await page.getByRole('link', { name: '看板' }).waitFor()
    await page.reload()
    await column('已签约').getByRole('button', { name: '乙', exact: true }).waitFor()
    expect(await page.getByRole('grid').count()).toBe(0)
  })

  it('are a calendar, whose rows are moved by dragging and by keys', async () => {
    const { slug, first } = await newCollection()
    const { page } = await desk.visit({ language, at: `/c/${slug}?kind=calendar` })
    await page.getByRole('button', { name: '甲', exact: true }).waitFor()
    await page.getByRole('button', { name: '乙', exact: true }).waitFor()
    await check(page, 'a calendar')
    const due = async () => (await readRow(desk.url, slug, first)).values.due
    await page.getByRole('button', { name: '甲', exact: true }).press('Alt+ArrowRight')
    await eventually(due).toBe(dayOfMonth(11))
    const box = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: '乙', exact: true }) })
    await page
      .getByRole('listitem')
      .filter({ has: page.getByRole('button', { name: '甲', exact: true }), hasText: '11' })
      .waitFor()
    await page.getByRole('button', { name: '甲', exact: true }).dragTo(box)
    await eventually(due).toBe(dayOfMonth(20))
    await page.getByRole('combobox', { name: t.span }).selectOption('week')
    await page.getByRole('button', { name: t.next }).click()
    await page.getByRole('button', { name: t.today }).click()
    await check(page, 'a week')
  })

  it('keep the time of the day, to the millisecond, where a moment is moved', async () => {
    const slug = `l-${newTag()}`
    await addCollection(desk.url, { slug, name: slug, fields: [{ key: 'meets', name: '会面', type: 'date_time' }] })
    const noon = `${dayOfMonth(10)}T04:05:06.789Z`
    const { id } = await addRow(desk.url, slug, { name: '会', values: { meets: noon } })
    const { page } = await desk.visit({ language, at: `/c/${slug}?kind=calendar` })
    await page.getByRole('button', { name: '会', exact: true }).press('Alt+ArrowRight')
    await eventually(async () => (await readRow(desk.url, slug, id)).values.meets).toBe(`${dayOfMonth(11)}T04:05:06.789Z`)
  })

  it('say so where the filter leaves no room for them, instead of showing what it is not about', async () => {
    const { slug } = await newCollection()
    // As many conditions as a filter may have.
    const filter = Array.from({ length: FILTER_CONDITIONS_MAX }, (_, at) => `name != "x${at}"`).join(' and ')
    const { noRoom } = filterTexts[language]
    const { page } = await desk.visit({ language, at: `/c/${slug}?${new URLSearchParams({ filter })}` })
    await gridRow(page, '甲').waitFor()
    for (const other of ['group=state', 'kind=board', 'kind=calendar']) {
      await page.goto(`/c/${slug}?${new URLSearchParams({ filter })}&${other}`)
      await page.getByText(noRoom.title).waitFor()
      expect(await page.getByText('甲', { exact: true }).count()).toBe(0)
    }
    await check(page, 'a filter without room')
    await page.getByRole('button', { name: noRoom.plain }).click()
    await gridRow(page, '甲').waitFor()
  })

  it('say how many cards of a column are shown', async () => {
    const slug = `l-${newTag()}`
    await addCollection(desk.url, { slug, name: slug, fields: [{ key: 'state', name: '状态', type: 'select', choices: [{ label: '洽谈中' }] }] })
    await addRows(
      desk.url,
      slug,
      Array.from({ length: 103 }, (_, at) => ({ name: `卡 ${at}`, values: { state: '洽谈中' } })),
    )
    const { page } = await desk.visit({ language, at: `/c/${slug}?kind=board` })
    await page.getByText(t.more('100', '3')).waitFor()
  })

  it('do not say that nothing is there while nobody has answered', async () => {
    const { slug } = await newCollection()
    const { page } = await desk.visit({ language, at: `/c/${slug}` })
    await gridRow(page, '甲').waitFor()
    const release = await holdBack(page, /\/items\?/)
    await page.getByRole('button', { name: t.layout }).click()
    await page.getByRole('menuitemradio', { name: t.kinds.board }).click()
    const talking = page.getByRole('region', { name: '洽谈中' })
    await talking.locator('.shimmer').waitFor()
    expect(await talking.innerText()).toBe('洽谈中')
    await page.getByRole('button', { name: t.layout }).click()
    await page.getByRole('menuitemradio', { name: t.kinds.calendar }).click()
    await page.getByRole('list').and(page.locator('[aria-busy=true]')).locator('.shimmer').first().waitFor()
    release()
    await page.getByRole('button', { name: '甲', exact: true }).waitFor()
    expect(await page.locator('.shimmer').count()).toBe(0)
  })

  it('are there on a phone', async () => {
    const { slug } = await newCollection()
    const { page } = await desk.visit({ language, at: `/c/${slug}?kind=board`, size: PHONE })
    await page.getByRole('button', { name: '甲', exact: true }).waitFor()
    await check(page, 'a board on a phone')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width)
    await page.goto(`/c/${slug}?kind=calendar`)
    await page.getByRole('button', { name: '乙', exact: true }).waitFor()
    await check(page, 'a calendar on a phone')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width)
  })
})
