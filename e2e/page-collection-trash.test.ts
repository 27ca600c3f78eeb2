import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CollectionItem } from '#shared/items.ts'
import { collectionTexts } from '../web/collections/texts.ts'
import { trashTexts } from '../web/collections/trash/texts.ts'
import { check } from './page-axe.ts'
import { addCollection, addRow, gridRow, readRows, removeRows } from './page-collection.ts'
import { type Desk, eventually, inOne, openDesk, PHONE, WIDE } from './page-desk.ts'
import { addPerson } from './page-people.ts'
import { newTag } from './page-rows.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk('built-in')
})
afterAll(() => desk.close())

async function newCollection(names: string[]): Promise<{ slug: string; rows: CollectionItem[] }> {
  const slug = `t-${newTag()}`
  await addCollection(desk.url, { slug, name: '客户', fields: [{ key: 'note', name: '备注', type: 'text' }] })
  const rows = []
  for (const name of names) rows.push(await addRow(desk.url, slug, { name, values: { note: `${name} 的备注` } }))
  return { slug, rows }
}
const names = async (slug: string) => (await readRows(desk.url, slug)).map(({ name }) => name)

describe.each(inOne('en'))('the trash of a collection, %s', (language) => {
  const t = trashTexts[language]
  const c = collectionTexts[language]

  it.each([WIDE, PHONE])('is opened from its menu; rows come back, one and several, and stand in the grid again', async (size) => {
    const { slug, rows } = await newCollection(['甲', '乙', '丙', '丁'])
    await removeRows(desk.url, slug, rows.slice(0, 3))
    const { page } = await desk.visit({ language, size, at: `/c/${slug}` })
    await gridRow(page, '丁').waitFor()
    await page.getByRole('button', { name: c.more, exact: true }).click()
    await page.getByRole('menuitem', { name: c.trash }).click()
    const list = page.getByRole('list', { name: t.list })
    await eventually(() => list.getByRole('listitem').count()).toBe(3)
    await page.getByText(t.count('3'), { exact: true }).waitFor()
    // What was deleted last comes first.
    expect(await list.getByRole('listitem').allInnerTexts()).toEqual([/丙/, /乙/, /甲/].map((name) => expect.stringMatching(name)))
    await check(page, 'the trash of a collection')
    await page.getByRole('button', { name: t.restoreOf('乙') }).click()
    await page.getByText(t.restored('乙')).waitFor()
    await eventually(() => list.getByRole('listitem').count()).toBe(2)
    for (const name of ['甲', '丙']) await page.getByRole('checkbox', { name: t.select(name) }).check()
    await page.getByRole('status').getByRole('button', { name: t.restore }).click()
    await page.getByText(t.restoredMany('2')).waitFor()
    await page.getByText(t.empty, { exact: true }).waitFor()
    await page.getByText(t.emptyDays('30')).waitFor()
    await check(page, 'an empty trash')
    await page.getByRole('link', { name: t.back('客户') }).click()
    await gridRow(page, '甲').waitFor()
    expect((await names(slug)).toSorted()).toEqual(['丁', '丙', '乙', '甲'].toSorted())
  })

  it('is searched, and goes for good once that was asked for', async () => {
    const { slug, rows } = await newCollection(['春天', '夏天', '秋天'])
    await removeRows(desk.url, slug, rows)
    const { page } = await desk.visit({ language, at: `/c/${slug}/trash` })
    const list = page.getByRole('list', { name: t.list })
    await eventually(() => list.getByRole('listitem').count()).toBe(3)
    await page
      .getByRole('searchbox', { name: t.search })
      .or(page.getByRole('textbox', { name: t.search }))
      .fill('夏天')
    await eventually(() => list.getByRole('listitem').count()).toBe(1)
    await page.getByText(t.found('1'), { exact: true }).waitFor()
    await page.getByRole('button', { name: t.purgeOf('夏天') }).click()
    await page
      .getByRole('dialog', { name: c.purgeOneAsk('夏天') })
      .getByRole('button', { name: c.purge })
      .click()
    await page.getByText(c.purged('夏天')).waitFor()
    await page.getByText(t.none('夏天')).waitFor()
    await page.goto(`/c/${slug}/trash`)
    await page.getByRole('button', { name: c.emptyTrash }).click()
    await page
      .getByRole('dialog', { name: c.emptyAsk('2') })
      .getByRole('button', { name: c.purge })
      .click()
    await page.getByText(t.empty, { exact: true }).waitFor()
    await page.getByRole('button', { name: c.emptyTrash }).waitFor({ state: 'detached' })
    expect(await names(slug)).toEqual([])
  })

  it('says to whoever may only read why nothing can be done', async () => {
    const { slug, rows } = await newCollection(['甲'])
    await removeRows(desk.url, slug, rows)
    const viewer = await addPerson(desk.url, 'viewer')
    const { page } = await desk.visit({ language, at: `/c/${slug}/trash`, as: viewer })
    const restore = page.getByRole('button', { name: t.restoreOf('甲') })
    await restore.waitFor()
    expect(await restore.getAttribute('aria-disabled')).toBe('true')
    expect(await page.getByRole('button', { name: t.purgeOf('甲') }).getAttribute('aria-disabled')).toBe('true')
  })
})
