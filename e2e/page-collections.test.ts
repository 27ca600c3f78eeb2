import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filterTexts } from '../web/collections/filter/texts.ts'
import { collectionTexts } from '../web/collections/texts.ts'
import { check } from './page-axe.ts'
import { addCollection, addRow, addRows, everyField, gridCell, gridRow, readCollection, readRow, readRows } from './page-collection.ts'
import { type Desk, eventually, inOne, openDesk, PHONE, textsOf } from './page-desk.ts'
import { addPerson } from './page-people.ts'
import { newTag, newWord } from './page-rows.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk('built-in')
})
afterAll(() => desk.close())

const newSlug = () => `t-${newTag()}`

describe.each(inOne('zh-CN'))('collections, %s', (language) => {
  const t = collectionTexts[language]
  const { shell, ui } = textsOf(language)

  it('are made with their first fields, found at the side, and renamed', async () => {
    const { page } = await desk.visit({ language, at: '/c' })
    const name = `客户 ${newWord()}`
    await page.getByRole('main').getByRole('button', { name: t.create }).first().click()
    const dialog = page.getByRole('dialog', { name: t.create })
    await dialog.getByRole('button', { name: t.createShort, exact: true }).click()
    expect(await dialog.getByRole('textbox', { name: t.name, exact: true }).getAttribute('aria-invalid')).toBe('true')
    await dialog.getByRole('textbox', { name: t.name, exact: true }).fill(name)
    await dialog.getByRole('textbox', { name: t.fieldName }).fill('城市')
    await check(page, 'a collection is made')
    await dialog.getByRole('button', { name: t.createShort, exact: true }).click()
    await page.getByRole('heading', { name, level: 1 }).waitFor()
    await page.getByText(t.noRows.title).waitFor()
    await page.getByRole('navigation', { name: t.title }).getByRole('link', { name }).waitFor()
    await page.getByRole('button', { name: t.renameCollection }).click()
    await page.getByRole('dialog').getByRole('textbox', { name: t.name }).fill(`${name} 2`)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: `${name} 2`, level: 1 }).waitFor()
    await page.getByRole('link', { name: shell.collections, exact: true }).click()
    await page
      .getByRole('main')
      .getByRole('link', { name: `${name} 2` })
      .waitFor()
  })

  it('say where there is none, and who may not', async () => {
    const slug = newSlug()
    await addCollection(desk.url, { slug, name: `只读 ${slug}`, fields: [{ key: 'city', name: 'City', type: 'text' }] })
    await addRow(desk.url, slug, { name: '云帆科技', values: { city: '上海' } })
    const { page, provoke } = await desk.visit({ language, at: '/c/no-such-one' })
    provoke(/404/)
    await page.getByRole('heading', { name: t.notFound.title }).waitFor()
    const viewer = await desk.visit({ language, at: `/c/${slug}`, as: await addPerson(desk.url, 'viewer') })
    await gridCell(viewer.page, '云帆科技', 'city').getByText('上海').waitFor()
    const button = viewer.page.getByRole('button', { name: t.newRow })
    expect(await button.getAttribute('aria-disabled')).toBe('true')
    expect(await viewer.page.getByRole('button', { name: t.renameCollection }).getAttribute('aria-disabled')).toBe('true')
    await gridCell(viewer.page, '云帆科技', 'city').dblclick()
    await viewer.page.getByText(t.readOnly).first().waitFor()
    await check(viewer.page, 'a grid that may only be read')
  })

  it('get fields of every kind, in an order of their own', async () => {
    const slug = newSlug()
    await addCollection(desk.url, { slug, name: slug, fields: [{ key: 'a', name: 'A', type: 'text' }] })
    await addRow(desk.url, slug, { name: '甲' })
    const { page } = await desk.visit({ language, at: `/c/${slug}` })
    const add = async (name: string, type: keyof typeof t.types, more: () => Promise<void>) => {
      await page.getByRole('button', { name: t.addField }).first().click()
      const dialog = page.getByRole('dialog', { name: t.addField })
      await dialog.getByRole('textbox', { name: t.fieldName }).fill(name)
      await dialog.getByRole('combobox', { name: t.fieldType }).selectOption(type)
      await more()
      await dialog.getByRole('button', { name: t.addField, exact: true }).last().click()
      await dialog.waitFor({ state: 'detached' })
    }
    await add('阶段', 'select', async () => {
      await page.getByRole('textbox', { name: t.settings.choice(1) }).fill('开始')
      await page.getByRole('textbox', { name: t.settings.choice(2) }).fill('结束')
      await page.getByRole('textbox', { name: t.settings.choice(2) }).press('Enter')
      await page.getByRole('textbox', { name: t.settings.choice(3) }).fill('暂停')
      await page.getByRole('button', { name: t.settings.color('暂停') }).click()
      await page.getByRole('menuitemradio', { name: t.colors.pink }).click()
      await check(page, 'a field is added')
    })
    await add('预算', 'currency', async () => {
      await page.getByRole('combobox', { name: t.settings.currency }).selectOption('JPY')
      await page.getByRole('textbox', { name: t.settings.min }).fill('0')
    })
    await add('上级', 'relation', async () => {
      await page.getByRole('combobox', { name: t.settings.collection }).selectOption(slug)
      await page.getByRole('checkbox', { name: t.settings.multiple }).check()
    })
    const fields = async () => (await readCollection(desk.url, slug)).fields
    expect(await fields()).toMatchObject([
      { key: 'a' },
      { name: '阶段', type: 'select', choices: [{ label: '开始' }, { label: '结束' }, { label: '暂停', color: 'pink' }] },
      { name: '预算', currency: 'JPY', min: 0 },
      { name: '上级', collection: slug, multiple: true },
    ])
    await page.getByRole('columnheader', { name: '预算' }).getByRole('button').click()
    await page.getByRole('menuitem', { name: t.moveLeft }).click()
    await eventually(async () => (await fields()).map(({ name }) => name)).toEqual(['A', '预算', '阶段', '上级'])
    await page.getByRole('columnheader', { name: 'A', exact: true }).getByRole('button').click()
    await page.getByRole('menuitem', { name: t.editField }).click()
    await page.getByRole('dialog', { name: t.editField }).getByRole('textbox', { name: t.fieldName }).fill('甲列')
    await page.keyboard.press('Enter')
    await page.getByRole('columnheader', { name: '甲列' }).waitFor()
    await page.getByRole('columnheader', { name: '甲列' }).getByRole('button').click()
    await page.getByRole('menuitem', { name: t.hide }).click()
    await page.getByRole('columnheader', { name: '甲列' }).waitFor({ state: 'detached' })
    await page.reload()
    await page.getByRole('columnheader', { name: '预算' }).waitFor()
    expect(await page.getByRole('columnheader', { name: '甲列' }).count()).toBe(0)
  })

  it('have fields that become of another type once what gets lost was seen, and come back when they were deleted', async () => {
    const slug = newSlug()
    await addCollection(desk.url, { slug, name: slug, fields: [{ key: 'a', name: 'A', type: 'text' }] })
    for (const [name, a] of [
      ['甲', '1,200'],
      ['乙', '很多'],
      ['丙', '1,200'],
    ] as const)
      await addRow(desk.url, slug, { name, values: { a } })
    const { page, provoke } = await desk.visit({ language, at: `/c/${slug}` })
    await gridCell(page, '乙', 'a').getByText('很多').waitFor()
    const edit = async (type: keyof typeof t.types) => {
      await page.getByRole('columnheader', { name: 'A', exact: true }).getByRole('button').click()
      await page.getByRole('menuitem', { name: t.editField }).click()
      const dialog = page.getByRole('dialog', { name: t.editField })
      await dialog.getByRole('combobox', { name: t.fieldType }).selectOption(type)
      return dialog
    }
    const first = await edit('multi_select')
    await first.getByRole('button', { name: t.save }).click()
    await first.waitFor({ state: 'detached' })
    await gridCell(page, '甲', 'a').getByText('200', { exact: true }).waitFor()
    const back = await edit('text')
    await back.getByRole('button', { name: t.save }).click()
    await back.waitFor({ state: 'detached' })
    await gridCell(page, '甲', 'a').getByText('1, 200').waitFor()
    provoke(/409/)
    const second = await edit('number')
    await second.getByRole('button', { name: t.save }).click()
    await second.getByText(t.losing.title('3', '3')).waitFor()
    await check(page, 'what gets lost')
    await second.getByRole('textbox', { name: t.fieldName }).fill('B')
    // Changed meanwhile, it is asked anew.
    await second.getByRole('button', { name: t.save }).click()
    await second.getByRole('button', { name: t.losing.anyway('3') }).click()
    await second.waitFor({ state: 'detached' })
    expect((await readCollection(desk.url, slug)).fields).toMatchObject([{ key: 'a', name: 'B', type: 'number' }])
    await page.getByRole('columnheader', { name: 'B', exact: true }).getByRole('button').click()
    await page.getByRole('menuitem', { name: t.deleteField }).click()
    await page.getByRole('columnheader', { name: 'B', exact: true }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: t.undo, exact: true }).last().click()
    await page.getByRole('columnheader', { name: 'B', exact: true }).waitFor()
  })

  it('are searched, filtered and sorted, all of it in the address', async () => {
    const slug = newSlug()
    await addCollection(desk.url, { slug, name: slug, fields: [{ key: 'size', name: 'Size', type: 'number' }] })
    for (const [name, size] of [
      ['苹果', 3],
      ['香蕉', 1],
      ['苹果派', 2],
    ] as const)
      await addRow(desk.url, slug, { name, values: { size } })
    const { page } = await desk.visit({ language, at: `/c/${slug}` })
    const names = async () => (await page.getByRole('gridcell').and(page.locator('[data-column="name"]')).allInnerTexts()).map((name) => name.trim())
    await eventually(names).toEqual(['苹果派', '香蕉', '苹果'])
    await page.getByRole('columnheader', { name: t.builtIn.name }).getByRole('button').click()
    await page.getByRole('menuitemradio', { name: t.sortDown }).click()
    await page.waitForURL((url) => url.searchParams.get('sort') === '-name')
    await page.keyboard.press('/')
    await page.getByRole('textbox', { name: t.search }).fill('苹果')
    await page.getByText(t.found('2'), { exact: true }).waitFor()
    await page.getByRole('button', { name: t.filter, exact: true }).click()
    await page.getByRole('button', { name: filterTexts[language].asText }).click()
    const filter = page.getByRole('textbox', { name: t.filter })
    await filter.fill('size >')
    await filter.press('Enter')
    await page.getByRole('alert').filter({ hasText: '7' }).waitFor()
    await check(page, 'a filter that cannot be read')
    await filter.fill('size > 2')
    await filter.press('Enter')
    await eventually(names).toEqual(['苹果'])
    await page.reload()
    await eventually(names).toEqual(['苹果'])
    expect(new URL(page.url()).searchParams.get('filter')).toBe('size > 2')
    await page.getByRole('textbox', { name: t.search }).fill('没有的')
    await page.getByRole('button', { name: t.noneFound.clear }).click()
    await eventually(async () => (await names()).length).toBe(3)
  })

  it('get one row, however often the button is pressed, of which the second half touches nothing', async () => {
    const slug = newSlug()
    await addCollection(desk.url, { slug, name: slug, fields: [{ key: 'a', name: 'A', type: 'text', required: true }] })
    await addRow(desk.url, slug, { name: '甲', values: { a: '1' } })
    const { page } = await desk.visit({ language, at: `/c/${slug}` })
    const head = page.getByRole('columnheader', { name: 'A', exact: true }).getByRole('button')
    const { x, y } = (await head.boundingBox()) ?? { x: 0, y: 0 }
    const form = page.getByRole('dialog', { name: t.createRow })
    const fill = async (name: string) => {
      await page.keyboard.press('n')
      await form.getByRole('textbox', { name: t.builtIn.name }).fill(name)
      await form.getByRole('textbox', { name: 'A', exact: true }).fill('2')
    }
    await fill('乙')
    await form.getByRole('button', { name: t.createShort, exact: true }).dblclick()
    await form.waitFor({ state: 'detached' })
    await gridRow(page, '乙').waitFor()
    expect((await readRows(desk.url, slug)).map(({ name }) => name)).toEqual(['甲', '乙'])

    await fill('丙')
    await form.getByRole('button', { name: t.createShort, exact: true }).click()
    await form.waitFor({ state: 'detached' })
    const click = async (clickCount: number) => {
      await page.mouse.move(x + 5, y + 5)
      await page.mouse.down({ clickCount })
      await page.mouse.up({ clickCount })
    }
    await click(2)
    expect(await page.getByRole('menu').count()).toBe(0)
    await click(1)
    await page.getByRole('menu').waitFor()
  })

  it('say what the server has against a filter, and keep the rows', async () => {
    const slug = newSlug()
    await addCollection(desk.url, { slug, name: slug, fields: [{ key: 'size', name: 'Size', type: 'number' }] })
    await addRow(desk.url, slug, { name: '甲' })
    const { page, provoke } = await desk.visit({ language, at: `/c/${slug}` })
    await gridRow(page, '甲').waitFor()
    await page.getByRole('button', { name: t.filter, exact: true }).click()
    await page.getByRole('button', { name: filterTexts[language].asText }).click()
    provoke(/422/)
    await page.getByRole('textbox', { name: t.filter }).fill('nothing = 1')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').filter({ hasText: 'nothing' }).waitFor()
    await gridRow(page, '甲').waitFor()
  })

  it('show a row with its history, and lose it only to the trash', async () => {
    const slug = newSlug()
    await addCollection(desk.url, { slug, name: slug, fields: [{ key: 'city', name: 'City', type: 'text' }] })
    const { id } = await addRow(desk.url, slug, { name: '甲', values: { city: '北京' } })
    await addRow(desk.url, slug, { name: '乙' })
    const { page } = await desk.visit({ language, at: `/c/${slug}` })
    await gridRow(page, '甲').hover()
    await page.getByRole('button', { name: `${t.openRow}: 甲` }).click()
    const panel = page.getByRole('complementary', { name: t.details })
    await panel.getByRole('listitem').getByText(t.history.create, { exact: true }).waitFor()
    await panel.getByRole('button', { name: t.edit('City') }).click()
    const dialog = page.getByRole('dialog', { name: '甲' })
    await dialog.getByRole('textbox', { name: 'City' }).fill('上海')
    await dialog.getByRole('button', { name: t.save }).click()
    await panel.getByRole('listitem').getByText(t.history.update, { exact: true }).waitFor()
    await check(page, 'details of a row')
    expect((await readRow(desk.url, slug, id)).values).toEqual({ city: '上海' })
    await panel.getByRole('button', { name: t.deleteRow }).click()
    await gridRow(page, '甲').waitFor({ state: 'detached' })
    await page.getByText(t.deleted('甲')).waitFor()
    await page.getByRole('button', { name: t.undo, exact: true }).click()
    await gridRow(page, '甲').waitFor()
    await gridCell(page, '乙', 'name').click()
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Control+Delete')
    await page.getByText(t.deletedMany('2')).waitFor()
    await page.getByText(t.noRows.title).waitFor()
  })

  it('scroll by the thousand, of which the page holds a window', async () => {
    const slug = newSlug()
    const fields = Array.from({ length: 60 }, (_, at) => ({ key: `f${at}`, name: `F${at}`, type: 'text' as const }))
    await addCollection(desk.url, { slug, name: slug, fields })
    await addRows(
      desk.url,
      slug,
      Array.from({ length: 600 }, (_, at) => ({ name: `行 ${String(at + 1).padStart(4, '0')}`, values: { f59: `${at + 1}` } })),
    )
    const { page } = await desk.visit({ language, at: `/c/${slug}?sort=name` })
    await gridCell(page, '行 0001', 'name').click()
    await page.keyboard.press('Control+End')
    await gridRow(page, '行 0600').waitFor()
    await gridCell(page, '行 0600', 'f59').getByText('600').waitFor()
    expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(3000)
    await page.keyboard.press('Control+Home')
    await gridRow(page, '行 0001').waitFor()
    // All of them, though most are not in the page.
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Control+c')
    await page.getByText(t.copied((600 * 62).toLocaleString(language))).waitFor()
    expect((await page.evaluate(() => navigator.clipboard.readText())).split('\n').map((line) => line.split('\t')[60])).toEqual(
      Array.from({ length: 600 }, (_, at) => `${at + 1}`),
    )
    await page.getByRole('grid').evaluate((grid) => grid.parentElement?.scrollTo(0, 300 * 36))
    await gridRow(page, '行 0301').waitFor()
    expect(await page.getByRole('row').count()).toBeLessThan(80)
    expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe('601')
    expect(await page.getByRole('gridcell').count()).toBeLessThan(1000)
  })

  it('are usable on a phone', async () => {
    const [people, slug] = [newSlug(), newSlug()]
    await addCollection(desk.url, { slug: people, name: people })
    await addCollection(desk.url, { slug, name: slug, fields: everyField(people) })
    const { page } = await desk.visit({ language, at: `/c/${slug}`, size: PHONE })
    await page.getByRole('button', { name: t.newRow }).first().click()
    const form = page.getByRole('dialog', { name: t.createRow })
    await form.getByRole('textbox', { name: t.builtIn.name }).fill('甲')
    await form.getByRole('textbox', { name: '数量' }).fill('5000')
    await form.getByRole('button', { name: t.createShort, exact: true }).click()
    await form.locator('[aria-invalid]').waitFor()
    await check(page, 'a row is made on a phone')
    await form.getByRole('textbox', { name: '数量' }).fill('5')
    await form.getByRole('button', { name: t.createShort, exact: true }).click()
    await gridRow(page, '甲').waitFor()
    await gridCell(page, '甲', 'title').tap()
    await gridCell(page, '甲', 'title').tap()
    const sheet = page.getByRole('dialog', { name: '甲' })
    await sheet.getByRole('textbox', { name: '标题' }).fill('手机上写的')
    await sheet.getByRole('button', { name: t.save }).click()
    await gridCell(page, '甲', 'title').getByText('手机上写的').waitFor()
    await check(page, 'a grid on a phone')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width)
    await page.getByRole('button', { name: `${t.openRow}: 甲` }).tap()
    await page.getByRole('dialog', { name: t.details }).getByText('手机上写的').first().waitFor()
    await check(page, 'details on a phone')
    await page.getByRole('dialog', { name: t.details }).getByRole('button', { name: ui.close }).tap()
  })
})
