import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ViewsEnvelope } from '#shared/views.ts'
import { fetchSigned } from '../server/test/credentials.ts'
import { filterTexts } from '../web/collections/filter/texts.ts'
import { collectionTexts } from '../web/collections/texts.ts'
import { viewTexts } from '../web/collections/views/texts.ts'
import { check } from './page-axe.ts'
import { addCollection, addRow, gridRow } from './page-collection.ts'
import { type Desk, eventually, inOne, openDesk, PHONE } from './page-desk.ts'
import { addPerson } from './page-people.ts'
import { newTag } from './page-rows.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk('built-in')
})
afterAll(() => desk.close())

async function newCollection(): Promise<string> {
  const slug = `v-${newTag()}`
  await addCollection(desk.url, {
    slug,
    name: slug,
    fields: [
      { key: 'state', name: '状态', type: 'select', choices: [{ label: '洽谈中' }, { label: '已签约' }] },
      { key: 'city', name: '城市', type: 'text' },
    ],
  })
  for (const [name, state] of [
    ['甲', '洽谈中'],
    ['乙', '已签约'],
    ['丙', '已签约'],
  ] as const)
    await addRow(desk.url, slug, { name, values: { state, city: '上海' } })
  return slug
}

describe.each(inOne('en'))('views, %s', (language) => {
  const t = viewTexts[language]
  const own = collectionTexts[language]
  const words = filterTexts[language]

  it('keep how rows are shown, say what was changed, and are taken away and brought back', async () => {
    const slug = await newCollection()
    const { page } = await desk.visit({ language, at: `/c/${slug}?filter=${encodeURIComponent('state = 已签约')}&sort=name` })
    const tabs = page.getByRole('navigation', { name: t.title })
    await gridRow(page, '丙').waitFor()
    await page.getByRole('button', { name: t.saveAs }).click()
    const dialog = page.getByRole('dialog', { name: t.saveAs })
    await dialog.getByRole('button', { name: t.save, exact: true }).click()
    expect(await dialog.getByRole('textbox', { name: t.name }).getAttribute('aria-invalid')).toBe('true')
    await dialog.getByRole('textbox', { name: t.name }).fill('签约客户')
    await check(page, 'a view is saved')
    await dialog.getByRole('button', { name: t.save, exact: true }).click()
    await tabs.getByRole('link', { name: '签约客户' }).and(page.locator('[aria-current="page"]')).waitFor()
    expect(new URL(page.url()).searchParams.get('filter')).toBeNull()
    // Opened by its address it is the same.
    await page.reload()
    await gridRow(page, '丙').waitFor()
    expect(await gridRow(page, '甲').count()).toBe(0)
    // What is changed is said, thrown away, and saved.
    await page.getByRole('columnheader', { name: '城市' }).getByRole('button').click()
    await page.getByRole('menuitem', { name: own.hide }).click()
    await page.getByText(t.changed).waitFor()
    await check(page, 'a view that was changed')
    await page.getByRole('button', { name: t.discard }).click()
    await page.getByRole('columnheader', { name: '城市' }).waitFor()
    await page.getByText(t.changed).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: words.remove('状态') }).click()
    await gridRow(page, '甲').waitFor()
    await page.getByRole('columnheader', { name: '城市' }).getByRole('button').click()
    await page.getByRole('menuitem', { name: own.moveLeft }).click()
    await page.getByRole('button', { name: t.save, exact: true }).click()
    await page.getByText(t.changed).waitFor({ state: 'detached' })
    await page.reload()
    await gridRow(page, '甲').waitFor()
    const heads = async () => (await page.getByRole('columnheader').allInnerTexts()).map((name) => name.trim())
    expect(await heads()).toEqual(expect.arrayContaining(['城市', '状态']))
    expect((await heads()).indexOf('城市')).toBeLessThan((await heads()).indexOf('状态'))
    // Under another name, twice, gone and back.
    await page.getByRole('button', { name: t.menu('签约客户') }).click()
    await page.getByRole('menuitem', { name: t.rename }).click()
    await page.getByRole('dialog', { name: t.rename }).getByRole('textbox').fill('全体客户')
    await page.keyboard.press('Enter')
    await tabs.getByRole('link', { name: '全体客户' }).waitFor()
    await page.getByRole('button', { name: t.menu('全体客户') }).click()
    await page.getByRole('menuitem', { name: t.duplicate }).click()
    const copy = t.copyOf('全体客户')
    await tabs.getByRole('link', { name: copy }).and(page.locator('[aria-current="page"]')).waitFor()
    await page.getByRole('button', { name: t.menu(copy) }).click()
    await page.getByRole('menuitem', { name: t.remove }).click()
    await page.getByText(t.removed(copy)).waitFor()
    await tabs.getByRole('link', { name: copy }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: t.undo, exact: true }).last().click()
    await tabs.getByRole('link', { name: copy }).waitFor()
  })

  it('are saved over what somebody else has made of them meanwhile, once that is known', async () => {
    const slug = await newCollection()
    const { page, provoke } = await desk.visit({ language, at: `/c/${slug}?sort=name` })
    await gridRow(page, '甲').waitFor()
    await page.getByRole('button', { name: t.saveAs }).click()
    await page.getByRole('dialog').getByRole('textbox', { name: t.name }).fill('我们的')
    await page.getByRole('dialog').getByRole('button', { name: t.save, exact: true }).click()
    await page.getByRole('link', { name: '我们的' }).and(page.locator('[aria-current="page"]')).waitFor()
    const path = `${desk.url}/api/v1/collections/${slug}/views`
    const read = async () => ViewsEnvelope.parse(await (await fetchSigned(path)).json()).data.views[0]
    const body = JSON.stringify({ filter: 'city = 上海' })
    const theirs = await fetchSigned(`${path}/${(await read())?.id}`, { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body })
    expect(theirs.status).toBe(200)
    await page.getByRole('columnheader', { name: '城市' }).getByRole('button').click()
    await page.getByRole('menuitem', { name: own.hide }).click()
    provoke(/412/)
    await page.getByRole('button', { name: t.save, exact: true }).click()
    await page.getByText(t.meanwhile('我们的')).waitFor()
    expect(await page.getByRole('columnheader', { name: '城市' }).count()).toBe(0)
    await page.getByRole('button', { name: t.save, exact: true }).click()
    await page.getByText(t.changed).waitFor({ state: 'detached' })
    // Both are kept.
    const saved = await read()
    expect([saved?.filter, saved?.columns.find(({ key }) => key === 'city')?.hidden]).toEqual(['city = 上海', true])
  })

  it('are shared, opened with, and not changed by who may not', async () => {
    const slug = await newCollection()
    const { page } = await desk.visit({ language, at: `/c/${slug}?sort=name` })
    const tabs = page.getByRole('navigation', { name: t.title })
    await gridRow(page, '甲').waitFor()
    await page.getByRole('button', { name: t.saveAs }).click()
    await page.getByRole('dialog').getByRole('textbox', { name: t.name }).fill('给大家')
    await page.getByRole('dialog').getByRole('checkbox', { name: t.share }).check()
    await page.getByRole('dialog').getByRole('button', { name: t.save, exact: true }).click()
    await tabs.getByRole('link', { name: '给大家' }).waitFor()
    await page.getByRole('button', { name: t.menu('给大家') }).click()
    await page.getByRole('menuitem', { name: t.makeDefault }).click()
    const viewer = await desk.visit({ language, at: `/c/${slug}`, as: await addPerson(desk.url, 'viewer') })
    const theirs = viewer.page.getByRole('navigation', { name: t.title })
    await eventually(async () => {
      await viewer.page.goto(`/c/${slug}`)
      await gridRow(viewer.page, '甲').waitFor()
      return await theirs.locator('[aria-current="page"]').innerText()
    }).toBe('给大家')
    await viewer.page.getByRole('columnheader', { name: '城市' }).getByRole('button').click()
    await viewer.page.getByRole('menuitem', { name: own.hide }).click()
    expect(await viewer.page.getByRole('button', { name: t.save, exact: true }).getAttribute('aria-disabled')).toBe('true')
    await check(viewer.page, 'a shared view for who may not change it')
    await viewer.page.getByRole('button', { name: t.saveAsShort }).click()
    await viewer.page.getByRole('dialog').getByRole('textbox', { name: t.name }).fill('我的')
    await viewer.page.getByRole('dialog').getByRole('button', { name: t.save, exact: true }).click()
    await theirs.getByRole('link', { name: '我的' }).waitFor()
    // The others do not see it.
    await page.reload()
    await gridRow(page, '甲').waitFor()
    expect(await tabs.getByRole('link', { name: '我的' }).count()).toBe(0)
  })

  it('open without the fields that are gone, and say so', async () => {
    const slug = await newCollection()
    const { page } = await desk.visit({ language, at: `/c/${slug}?sort=city` })
    await gridRow(page, '甲').waitFor()
    await page.getByRole('button', { name: t.saveAs }).click()
    await page.getByRole('dialog').getByRole('textbox', { name: t.name }).fill('按城市')
    await page.getByRole('dialog').getByRole('button', { name: t.save, exact: true }).click()
    await page.getByRole('link', { name: '按城市' }).waitFor()
    expect((await fetchSigned(`${desk.url}/api/v1/collections/${slug}/fields/city`, { method: 'DELETE' })).status).toBe(200)
    await page.reload()
    await gridRow(page, '甲').waitFor()
    await page.getByText(t.gone('city')).waitFor()
    expect(await page.getByText(t.changed).count()).toBe(0)
  })

  it('are there on a phone', async () => {
    const slug = await newCollection()
    const { page } = await desk.visit({ language, at: `/c/${slug}`, size: PHONE })
    await gridRow(page, '甲').waitFor()
    await page.getByRole('button', { name: t.saveAs }).tap()
    await page.getByRole('dialog').getByRole('textbox', { name: t.name }).fill('手机上的视图')
    await page.getByRole('dialog').getByRole('button', { name: t.save, exact: true }).tap()
    await page.getByRole('link', { name: '手机上的视图' }).waitFor()
    await check(page, 'views on a phone')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width)
  })
})
