import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { groupTexts } from '../web/collections/groups/texts.ts'
import { formatsOf } from '../web/i18n/format.ts'
import { periodText } from '../web/records/periods.ts'
import { check } from './page-axe.ts'
import { addCollection, addRow, addRows, changeRow, cursorAt, gridCell, gridRow } from './page-collection.ts'
import { type Desk, eventually, inOne, openDesk, PHONE } from './page-desk.ts'
import { newTag } from './page-rows.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk('built-in')
})
afterAll(() => desk.close())

async function newCollection(): Promise<string> {
  const slug = `g-${newTag()}`
  await addCollection(desk.url, {
    slug,
    name: slug,
    fields: [
      { key: 'price', name: '金额', type: 'currency' },
      { key: 'state', name: '状态', type: 'select', choices: [{ label: '洽谈中' }, { label: '已签约', color: 'green' }] },
      { key: 'tags', name: '标签', type: 'multi_select', choices: [{ label: 'VIP' }, { label: 'New' }] },
      { key: 'due', name: '到期', type: 'date' },
    ],
  })
  for (const [name, values] of [
    ['甲', { price: 100, state: '洽谈中', tags: ['VIP', 'New'], due: '2026-01-05' }],
    ['乙', { price: 200, state: '已签约', tags: ['VIP'], due: '2026-02-20' }],
    ['丙', { price: 400, state: '已签约', due: '2026-03-01' }],
    ['丁', {}],
  ] as const)
    await addRow(desk.url, slug, { name, values })
  return slug
}

/** What stands in each line, heads in brackets. */
const lines = async (page: Page) => {
  const all = await page
    .getByRole('grid')
    .locator('[role="row"][aria-rowindex]')
    .evaluateAll((rows) =>
      rows
        .toSorted((one, other) => Number(one.getAttribute('aria-rowindex')) - Number(other.getAttribute('aria-rowindex')))
        .map((row) => {
          const head = row.querySelector('button[aria-expanded]')
          return row.hasAttribute('data-group')
            ? `[${head?.children[1]?.textContent ?? ''}]`
            : (row.querySelector('[data-column="name"]')?.textContent?.trim() ?? '')
        }),
    )
  return all.slice(1)
}

describe.each(inOne('zh-CN'))('groups, %s', (language) => {
  const t = groupTexts[language]

  it('stand among the rows, with what they come to, and are folded', async () => {
    const slug = await newCollection()
    const { page } = await desk.visit({ language, at: `/c/${slug}?sort=name` })
    await gridRow(page, '甲').waitFor()
    await page.getByRole('columnheader', { name: '状态' }).getByRole('button').click()
    await page.getByRole('menuitemradio', { name: t.byThis }).click()
    await eventually(() => lines(page)).toEqual(['[洽谈中]', '甲', '[已签约]', '丙', '乙', `[${t.none}]`, '丁'])
    await page.locator('[data-group]').filter({ hasText: '已签约' }).getByText('¥600.00').waitFor()
    await check(page, 'a grid in groups')
    // By keys.
    await gridCell(page, '甲', 'name').click()
    await page.keyboard.press('ArrowUp')
    await eventually(() => cursorAt(page)).toBe('0 0')
    await page.keyboard.press('Enter')
    await eventually(() => lines(page)).toEqual(['[洽谈中]', '[已签约]', '丙', '乙', `[${t.none}]`, '丁'])
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await eventually(() => cursorAt(page)).toBe('2 0')
    await page.locator('[data-group]').filter({ hasText: '洽谈中' }).getByRole('button').click()
    await eventually(() => lines(page)).toEqual(['[洽谈中]', '甲', '[已签约]', '丙', '乙', `[${t.none}]`, '丁'])
    // The address keeps it; a row that is written in goes to its group.
    await page.reload()
    await gridCell(page, '丁', 'state').click()
    await page.keyboard.type('洽谈')
    await page.keyboard.press('Enter')
    await eventually(() => lines(page)).toEqual(['[洽谈中]', '丁', '甲', '[已签约]', '丙', '乙'])
  })

  it('are of several values and of periods too', async () => {
    const slug = await newCollection()
    const { page } = await desk.visit({ language, at: `/c/${slug}?sort=name&group=tags` })
    await eventually(() => lines(page)).toEqual(['[VIP]', '甲', '乙', '[New]', '甲', `[${t.none}]`, '丙', '丁'])
    await page.getByRole('button', { name: t.groupBy('标签') }).click()
    await page.getByRole('menuitemradio', { name: '到期' }).click()
    await page.getByRole('button', { name: t.groupBy('到期') }).click()
    await page.getByRole('menuitemradio', { name: t.by.quarter }).click()
    await eventually(() => lines(page)).toEqual(['[2026 Q1]', '丙', '甲', '乙', `[${t.none}]`, '丁'])
    await page.getByRole('button', { name: t.groupBy('到期') }).click()
    await page.getByRole('menuitemradio', { name: t.not }).click()
    await eventually(() => lines(page)).toEqual(['丙', '丁', '甲', '乙'])
  })

  it('are of the days of who looks, and follow what others change', async () => {
    const slug = `g-${newTag()}`
    await addCollection(desk.url, {
      slug,
      name: slug,
      fields: [
        { key: 'meets', name: '会面', type: 'date_time' },
        { key: 'price', name: '金额', type: 'currency' },
      ],
    })
    const row = await addRow(desk.url, slug, { name: '甲', values: { meets: '2026-01-31T17:30:00Z', price: 5 } })
    // In Shanghai it is the next day by then, and another month.
    const { page } = await desk.visit({ language, at: `/c/${slug}?group=meets&by=month` })
    await eventually(() => lines(page)).toEqual([`[${periodText('2026-02-01', 'month', formatsOf(language))}]`, '甲'])
    await page.locator('[data-group]').getByText('¥5.00').waitFor()
    await page.locator('[data-summary="price"]').getByText('¥5.00').waitFor()
    await changeRow(desk.url, slug, row.id, { values: { price: 7 } })
    await page.locator('[data-group]').getByText('¥7.00').waitFor()
    await page.locator('[data-summary="price"]').getByText('¥7.00').waitFor()
    await changeRow(desk.url, slug, row.id, { values: { meets: '2026-03-31T17:30:00Z' } })
    await eventually(() => lines(page)).toEqual([`[${periodText('2026-04-01', 'month', formatsOf(language))}]`, '甲'])
  })

  it('hold hundreds of rows, of which the page holds a window', async () => {
    const slug = await newCollection()
    await addRows(
      desk.url,
      slug,
      Array.from({ length: 300 }, (_, at) => ({ name: `行 ${String(at + 1).padStart(4, '0')}`, values: { state: at < 250 ? '洽谈中' : '已签约' } })),
    )
    const { page } = await desk.visit({ language, at: `/c/${slug}?sort=name&group=state`, size: PHONE })
    await gridRow(page, '行 0001').waitFor()
    await check(page, 'groups on a phone')
    await page.getByRole('grid').evaluate((grid) => grid.parentElement?.scrollTo(0, 260 * 44))
    await gridRow(page, '行 0252').waitFor()
    expect(await page.getByRole('row').count()).toBeLessThan(80)
    await page.locator('[data-summary="price"]').waitFor()
  })
})
