import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filterTexts } from '../web/collections/filter/texts.ts'
import { collectionTexts } from '../web/collections/texts.ts'
import { check } from './page-axe.ts'
import { addCollection, addRow, addRows, changeRow, cursorAt, everyField, gridCell, gridRow, readCollection, readRow, readRows } from './page-collection.ts'
import { type Desk, eventually, languages, openDesk, PHONE, textsOf } from './page-desk.ts'
import { addPerson } from './page-people.ts'
import { newTag, newWord } from './page-rows.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk('built-in')
})
afterAll(() => desk.close())

const newSlug = () => `t-${newTag()}`

describe.each(languages)('collections, %s', (language) => {
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

  it('have rows that begin with a name, one after the other', async () => {
    const slug = newSlug()
    await addCollection(desk.url, { slug, name: slug, fields: [{ key: 'city', name: 'City', type: 'text' }] })
    const { page } = await desk.visit({ language, at: `/c/${slug}` })
    await page.keyboard.press('n')
    const box = page.getByRole('textbox', { name: t.newRowName })
    await box.press('Enter')
    expect(await box.getAttribute('aria-invalid')).toBe('true')
    for (const name of ['第一行', '第二行']) {
      await box.fill(name)
      await box.press('Enter')
      await gridRow(page, name).waitFor()
    }
    await box.press('Escape')
    await box.waitFor({ state: 'detached' })
    expect((await readRows(desk.url, slug)).map(({ name }) => name).toSorted()).toEqual(['第一行', '第二行'].toSorted())
    await page.getByText(t.total('2'), { exact: true }).waitFor()
  })

  it('take and show values of every type', async () => {
    const [people, slug] = [newSlug(), newSlug()]
    await addCollection(desk.url, { slug: people, name: people })
    const company = await addRow(desk.url, people, { name: '云帆科技' })
    await addCollection(desk.url, { slug, name: slug, fields: everyField(people) })
    const { id } = await addRow(desk.url, slug, { name: '甲' })
    const { page } = await desk.visit({ language, at: `/c/${slug}` })
    const cell = (key: string) => gridCell(page, '甲', key)
    const saved = async () => (await readRow(desk.url, slug, id)).values
    await cell('name').click()
    await page.keyboard.press('Home')
    const write = async (...keys: (() => Promise<void>)[]) => {
      await page.keyboard.press('ArrowRight')
      for (const key of keys) await key()
    }
    const type = (text: string) => () => page.keyboard.type(text)
    const press = (key: string) => () => page.keyboard.press(key)
    // Tab saves and goes on; the next one begins by going right, so it goes back first.
    const done = async () => {
      await page.keyboard.press('Tab')
      await page.keyboard.press('ArrowLeft')
    }
    await write(type('标题一'), done)
    await write(type('第一行'), press('Shift+Enter'), type('第二行'), done)
    await write(type('1,234'), press('Enter'))
    await page
      .getByText(/1,?000/)
      .first()
      .waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.type('12.5')
    await done()
    await write(type('￥1,200.50'), done)
    await write(type('2026年12月1日'), done)
    await write(type('2026-12-01 14:30'), done)
    await write(press('Space'))
    await write(type('签约'), press('Enter'))
    await write(type('VIP'), press('Enter'), type('老'), press('Enter'), done)
    await write(type('https://example.com/a'), done)
    await write(type('nobody'), press('Enter'))
    await page.locator('[aria-invalid]').waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.type('lin@example.com')
    await done()
    await write(press('Enter'), press('Enter'))
    await write(type('云帆'))
    await page.getByRole('option', { name: '云帆科技' }).waitFor()
    await page.keyboard.press('Enter')
    await done()
    await eventually(saved).toMatchObject({
      title: '标题一',
      notes: '第一行\n第二行',
      count: 12.5,
      price: 1200.5,
      due: '2026-12-01',
      meets: '2026-12-01T06:30:00.000Z',
      done: true,
      state: '已签约',
      tags: ['VIP', '老客户'],
      site: 'https://example.com/a',
      mail: 'lin@example.com',
      owner: [expect.any(String)],
      company: [company.id],
    })
    await page.keyboard.press('Home')
    await cell('price').getByText('¥1,200.50').waitFor()
    await cell('due')
      .getByText(language === 'en' ? 'Dec 1, 2026' : '2026年12月1日')
      .waitFor()
    await check(page, 'a grid of every type')
    await page.keyboard.press('End')
    await cell('company').getByText('云帆科技').waitFor()
  })

  it('are walked through by the keys of a spreadsheet', async () => {
    const slug = newSlug()
    await addCollection(desk.url, {
      slug,
      name: slug,
      fields: [
        { key: 'a', name: 'A', type: 'text' },
        { key: 'b', name: 'B', type: 'number' },
      ],
    })
    for (const name of ['3', '2', '1']) await addRow(desk.url, slug, { name: `行 ${name}`, values: { a: `a"${name}\tx`, b: Number(name) } })
    const { page } = await desk.visit({ language, at: `/c/${slug}` })
    await gridCell(page, '行 1', 'name').click()
    const at = () => cursorAt(page)
    const press = async (keys: string, place: string) => {
      await page.keyboard.press(keys)
      await eventually(at).toBe(place)
    }
    await eventually(at).toBe('0 0')
    await press('ArrowRight', '0 1')
    await press('ArrowDown', '1 1')
    await press('Tab', '1 2')
    await press('Tab', '1 3')
    await press('Tab', '2 0')
    await press('Shift+Tab', '1 3')
    await press('Home', '1 0')
    await press('End', '1 3')
    await press('Control+Home', '0 0')
    await press('Control+End', '2 3')
    await press('Control+Home', '0 0')
    await press('ArrowRight', '0 1')
    await press('ArrowUp', '-1 1')
    await press('ArrowDown', '0 1')
    await press('Shift+ArrowDown', '1 1')
    await press('Shift+ArrowRight', '1 2')
    expect(await page.locator('[aria-selected="true"]').count()).toBe(4)
    await page.getByRole('button', { name: t.deleteRows('2') }).waitFor()
    await check(page, 'a selection')
    await page.keyboard.press('Control+c')
    await page.getByText(t.copied('4')).waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('"a""1\tx"\t1\n"a""2\tx"\t2')
    await page.keyboard.press('Delete')
    await eventually(async () => (await readRows(desk.url, slug)).map(({ values }) => values)).toEqual([{}, {}, { a: 'a"3\tx', b: 3 }])
    await press('Escape', '1 2')
    expect(await page.locator('[aria-selected="true"]').count()).toBe(0)
    await page.keyboard.press('F2')
    await page.keyboard.type('7')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Enter')
    await page.keyboard.type('8')
    await press('Enter', '2 2')
    await eventually(async () => (await readRows(desk.url, slug))[1]?.values).toEqual({ b: 8 })
    await page.keyboard.press('Control+Enter')
    await page.getByRole('complementary', { name: t.details }).waitFor()
  })

  it('lose no character of an input method', async () => {
    const slug = newSlug()
    await addCollection(desk.url, { slug, name: slug, fields: [{ key: 'city', name: 'City', type: 'text' }] })
    const { id } = await addRow(desk.url, slug, { name: '甲', values: { city: '北京' } })
    const { page, context } = await desk.visit({ language, at: `/c/${slug}` })
    await gridCell(page, '甲', 'city').click()
    await eventually(() => cursorAt(page)).toBe('0 1')
    const keys = await context.newCDPSession(page)
    for (const text of ['s', 'sh', 'shang', 'shang hai'])
      await keys.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
    await keys.send('Input.insertText', { text: '上海' })
    expect(await page.getByRole('textbox', { name: 'City' }).inputValue()).toBe('上海')
    await page.keyboard.press('Enter')
    await eventually(async () => (await readRow(desk.url, slug, id)).values).toEqual({ city: '上海' })
  })

  it('save what is named by who types and goes on before it is found', async () => {
    const [people, slug] = [newSlug(), newSlug()]
    await addCollection(desk.url, { slug: people, name: people })
    const company = await addRow(desk.url, people, { name: '云帆科技' })
    const field = (key: string, multiple: boolean) => ({ key, name: key, type: 'relation' as const, collection: people, multiple })
    await addCollection(desk.url, { slug, name: slug, fields: [field('one', false), field('many', true), { key: 'note', name: 'note', type: 'text' }] })
    const { id } = await addRow(desk.url, slug, { name: '甲' })
    const { page } = await desk.visit({ language, at: `/c/${slug}` })
    const found = Promise.withResolvers<void>()
    await page.route('**/items?*q=*', async (route) => {
      await found.promise
      await route.continue()
    })
    await gridCell(page, '甲', 'one').click()
    await eventually(() => cursorAt(page)).toBe('0 1')
    await page.keyboard.type('云帆')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await page.keyboard.type('云')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await page.keyboard.type('又写了')
    await page.keyboard.press('Enter')
    found.resolve()
    await eventually(async () => (await readRow(desk.url, slug, id)).values).toEqual({ one: [company.id], many: [company.id], note: '又写了' })
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.type('没有这家')
    await page.getByText(t.nothingFound).waitFor()
    await page.keyboard.press('Tab')
    await page.locator('[aria-invalid]').waitFor()
    await page.keyboard.press('Escape')
  })

  it('keep what two people write in different fields, and ask where it was the same', async () => {
    const slug = newSlug()
    await addCollection(desk.url, {
      slug,
      name: slug,
      fields: [
        { key: 'a', name: 'A', type: 'text' },
        { key: 'b', name: 'B', type: 'text' },
      ],
    })
    const { id } = await addRow(desk.url, slug, { name: '甲', values: { a: 'a1', b: 'b1' } })
    const { page, provoke } = await desk.visit({ language, at: `/c/${slug}` })
    provoke(/412/)
    await gridCell(page, '甲', 'a').getByText('a1').waitFor()
    await changeRow(desk.url, slug, id, { values: { b: 'b2' } })
    await gridCell(page, '甲', 'a').click()
    await page.keyboard.type('a2')
    await page.keyboard.press('Enter')
    await eventually(async () => (await readRow(desk.url, slug, id)).values).toEqual({ a: 'a2', b: 'b2' })
    await gridCell(page, '甲', 'b').getByText('b2').waitFor()
    await gridCell(page, '甲', 'a').click()
    await page.keyboard.type('我的')
    await changeRow(desk.url, slug, id, { values: { a: '别人的' } })
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: t.conflict.title })
    await dialog.getByText('别人的').waitFor()
    await check(page, 'a conflict')
    await dialog.getByRole('button', { name: t.conflict.save }).click()
    await eventually(async () => (await readRow(desk.url, slug, id)).values).toEqual({ a: '我的', b: 'b2' })
  })

  it('take an edit back that the server refuses', async () => {
    const slug = newSlug()
    await addCollection(desk.url, { slug, name: slug, fields: [{ key: 'a', name: 'A', type: 'text' }] })
    await addRow(desk.url, slug, { name: '甲', values: { a: 'a1' } })
    const { page, context, provoke } = await desk.visit({ language, at: `/c/${slug}` })
    await gridCell(page, '甲', 'a').click()
    await eventually(() => cursorAt(page)).toBe('0 1')
    provoke(/ERR_FAILED/)
    await context.route(/\/items\/[^/]+$/, (route) => (route.request().method() === 'PUT' ? route.abort() : route.continue()))
    await page.keyboard.type('a2')
    await page.keyboard.press('Enter')
    await page.getByText(t.notSaved('')).first().waitFor()
    await gridCell(page, '甲', 'a').getByText('a1').waitFor()
    await context.unrouteAll()
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
