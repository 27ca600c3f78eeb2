import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TilesEnvelope } from '#shared/tiles.ts'
import { fetchSigned } from '../server/test/credentials.ts'
import { tileTexts } from '../web/dashboard/tiles/texts.ts'
import { check } from './page-axe.ts'
import { addCollection, addRow } from './page-collection.ts'
import { type Desk, eventually, inOne, openDesk, PHONE, textsOf } from './page-desk.ts'
import { addPerson } from './page-people.ts'
import { newTag } from './page-rows.ts'

let desk: Desk
let slug: string
beforeAll(async () => {
  desk = await openDesk('built-in')
  slug = `d-${newTag()}`
  await addCollection(desk.url, {
    slug,
    name: `客户 ${slug}`,
    fields: [
      { key: 'price', name: '金额', type: 'currency' },
      { key: 'state', name: '状态', type: 'select', choices: [{ label: '洽谈中' }, { label: '已签约' }] },
      { key: 'due', name: '到期', type: 'date' },
    ],
  })
  for (const values of [
    { price: 100, state: '洽谈中', due: '2026-01-05' },
    { price: 200, state: '已签约', due: '2026-02-20' },
    { price: 400, state: '已签约', due: '2026-02-21' },
  ])
    await addRow(desk.url, slug, { name: '甲', values })
})
afterAll(() => desk.close())

const kept = async () => TilesEnvelope.parse(await (await fetchSigned(`${desk.url}/api/v1/dashboard/tiles`)).json()).data.tiles

describe.each(inOne('en'))('tiles, %s', (language) => {
  const t = tileTexts[language]
  const { dashboard } = textsOf(language)

  it('are made of a collection, put in order, taken away and brought back', async () => {
    for (const { id } of await kept()) await fetchSigned(`${desk.url}/api/v1/dashboard/tiles/${id}`, { method: 'DELETE' })
    const { page } = await desk.visit({ language })
    const dialog = page.getByRole('dialog')
    const choose = async (label: string, value: string) => {
      await dialog.getByRole('combobox', { name: label, exact: true }).selectOption(value)
    }
    const begin = async (title: string, kind: string) => {
      await page.getByRole('button', { name: dashboard.addTile }).click()
      await dialog.getByRole('textbox', { name: t.name }).fill(title)
      await dialog.getByRole('combobox', { name: t.collection }).locator(`option[value="${slug}"]`).waitFor({ state: 'attached' })
      await choose(t.collection, slug)
      await choose(t.kind, kind)
    }
    const finish = async () => {
      await dialog.getByRole('button', { name: t.save }).click()
      await dialog.waitFor({ state: 'detached' })
    }
    await begin('合计', 'number')
    await choose(t.figure, 'sum')
    await dialog.getByRole('button', { name: t.save }).click()
    await dialog.getByText(t.choose).waitFor()
    await check(page, 'a tile is made')
    await choose(t.field, 'price')
    await finish()
    await page.getByRole('article', { name: '合计' }).getByText('¥700.00').waitFor()
    for (const kind of ['bar', 'pie', 'table'] as const) {
      await begin(t.kinds[kind], kind)
      await choose(t.group, 'state')
      await finish()
      await page.getByRole('article', { name: t.kinds[kind] }).getByRole('row', { name: '已签约 2' }).waitFor()
    }
    for (const kind of ['line', 'trend'] as const) {
      await begin(t.kinds[kind], kind)
      await choose(t.figure, 'sum')
      await choose(t.field, 'price')
      await choose(t.group, 'due')
      await choose(t.period, 'month')
      await finish()
      await page.getByRole('article', { name: t.kinds[kind] }).getByRole('cell', { name: '¥600.00' }).waitFor({ state: 'attached' })
    }
    await page.getByText(t.before('+500%')).waitFor()
    await check(page, 'a start page with tiles')
    await page.getByRole('button', { name: t.menu('合计') }).click()
    await page.getByRole('menuitem', { name: t.later }).click()
    await eventually(async () => (await kept()).map(({ title }) => title).slice(0, 2)).toEqual([t.kinds.bar, '合计'])
    await page.getByRole('article', { name: '合计' }).dragTo(page.getByRole('article', { name: t.kinds.bar }))
    await eventually(async () => (await kept()).map(({ title }) => title).slice(0, 2)).toEqual(['合计', t.kinds.bar])
    await page.getByRole('button', { name: t.menu('合计') }).click()
    await page.getByRole('menuitem', { name: t.edit }).click()
    await dialog.getByRole('textbox', { name: t.name }).fill('签约合计')
    await dialog.getByRole('textbox', { name: t.filter }).fill('state = 已签约')
    await finish()
    await page.getByRole('article', { name: '签约合计' }).getByText('¥600.00').waitFor()
    await page.getByRole('button', { name: t.menu('签约合计') }).click()
    await page.getByRole('menuitem', { name: t.remove }).click()
    await page.getByRole('article', { name: '签约合计' }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: t.undo }).click()
    await page.getByRole('article', { name: '签约合计' }).waitFor()
    // For who may only look, on a phone.
    const viewer = await desk.visit({ language, as: await addPerson(desk.url, 'viewer'), size: PHONE })
    await viewer.page.getByRole('article', { name: '签约合计' }).getByText('¥600.00').waitFor()
    expect(await viewer.page.getByRole('button', { name: dashboard.addTile }).count()).toBe(0)
    expect(await viewer.page.getByRole('button', { name: t.menu('签约合计') }).count()).toBe(0)
    await check(viewer.page, 'tiles on a phone')
    expect(await viewer.page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width)
  })
})
