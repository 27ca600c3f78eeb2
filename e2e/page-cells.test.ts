import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { collectionTexts } from '../web/collections/texts.ts'
import { check } from './page-axe.ts'
import { addCollection, addRow, changeRow, cursorAt, everyField, gridCell, gridRow, readRow, readRows } from './page-collection.ts'
import { type Desk, eventually, holdBack, inOne, languages, openDesk } from './page-desk.ts'
import { newTag } from './page-rows.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk('built-in')
})
afterAll(() => desk.close())

const newSlug = () => `t-${newTag()}`

describe.each(languages)('cells of a collection, in the words of %s', (language) => {
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
})

describe.each(inOne('zh-CN'))('cells of a collection, %s', (language) => {
  const t = collectionTexts[language]

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
    const release = await holdBack(page, '**/items?*q=*')
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
    release()
    await eventually(async () => (await readRow(desk.url, slug, id)).values).toEqual({ one: [company.id], many: [company.id], note: '又写了' })
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.type('没有这家')
    await page.getByText(t.nothingFound).waitFor()
    await page.keyboard.press('Tab')
    await page.locator('[aria-invalid]').waitFor()
    await page.keyboard.press('Escape')
  })

  it('keep what is picked where its name is typed again, before it is found', async () => {
    const [people, slug] = [newSlug(), newSlug()]
    await addCollection(desk.url, { slug: people, name: people })
    await addRow(desk.url, people, { name: '云帆科技' })
    const other = await addRow(desk.url, people, { name: '云帆物流' })
    await addCollection(desk.url, {
      slug,
      name: slug,
      fields: [
        { key: 'one', name: 'one', type: 'relation', collection: people },
        { key: 'note', name: 'note', type: 'text' },
      ],
    })
    const { id } = await addRow(desk.url, slug, { name: '甲', values: { one: [other.id] } })
    const { page } = await desk.visit({ language, at: `/c/${slug}` })
    const release = await holdBack(page, '**/items?*q=*')
    await gridCell(page, '甲', 'one').click()
    await page.keyboard.type('云帆')
    await page.keyboard.press('Enter')
    const answered = page.waitForResponse((response) => response.url().includes('q=') && response.request().method() === 'GET')
    release()
    await answered
    await page.keyboard.press('ArrowRight')
    await page.keyboard.type('之后')
    await page.keyboard.press('Enter')
    await eventually(async () => (await readRow(desk.url, slug, id)).values).toEqual({ one: [other.id], note: '之后' })
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
})
