import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importTexts } from '../web/collections/imports/texts.ts'
import { collectionTexts } from '../web/collections/texts.ts'
import { formatsOf } from '../web/i18n/format.ts'
import { check } from './page-axe.ts'
import { addCollection, addRow, changeRow, gridRow, readCollection, readRow, readRows } from './page-collection.ts'
import { type Desk, inOne, openDesk, PHONE } from './page-desk.ts'
import { addPerson } from './page-people.ts'
import { newTag } from './page-rows.ts'

let desk: Desk
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'deskmate-import-'))
  desk = await openDesk('built-in')
})
afterAll(async () => {
  await desk.close()
  rmSync(folder, { recursive: true, force: true })
})

const newSlug = () => `i-${newTag()}`
function fileOf(name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name)
  writeFileSync(file, content)
  return file
}
const customers = (slug: string) =>
  addCollection(desk.url, {
    slug,
    name: `客户 ${slug}`,
    fields: [
      { key: 'city', name: '城市', type: 'text' },
      { key: 'size', name: '人数', type: 'number', min: 0 },
    ],
  })

describe.each(inOne('en'))('the page of imports, %s', (language) => {
  const t = importTexts[language]
  const c = collectionTexts[language]
  const number = (count: number) => formatsOf(language).number(count)
  const count = (page: Page, what: keyof typeof t.counts) =>
    page.getByRole('main').locator('dl > div').filter({ hasText: t.counts[what] }).first().locator('dd').innerText()
  const choose = (page: Page, file: string) => page.getByLabel(t.choose, { exact: true }).and(page.locator('input')).setInputFiles(file)
  const ready = (page: Page) => page.getByRole('heading', { name: t.mapping }).waitFor()

  it('takes a file in: looked at, tried, imported, and taken back by one click', async () => {
    const slug = newSlug()
    await customers(slug)
    const kept = await addRow(desk.url, slug, { name: '云帆科技', values: { city: '北京', size: 1 } })
    const { page } = await desk.visit({ language, at: `/c/${slug}` })
    await gridRow(page, '云帆科技').waitFor()
    await page.getByRole('button', { name: c.more }).click()
    await page.getByRole('menuitem', { name: t.open }).click()
    await page.getByRole('heading', { level: 1, name: t.title(`客户 ${slug}`) }).waitFor()
    await page.getByText(t.none).waitFor()
    await check(page, 'no import yet')
    const lines = [
      '名称,城市,人数,签约日,内部',
      '云帆科技,上海,"1,200",2026年12月1日,a',
      '青禾食品,杭州,30,2026/12/2,b',
      '远山物流,成都,-5,2026-12-03,c',
      '晨光,广州,abc,2026-12-04,d',
    ]
    await choose(page, fileOf(`客户 ${slug}.csv`, `\ufeff${lines.join('\r\n')}\r\n`))
    await ready(page)
    const chosen = (what: string) => page.getByRole('combobox', { name: what }).locator('option:checked').innerText()
    expect(await chosen(t.facts.encoding)).toBe(t.foundOutAs('UTF-8'))
    expect(await chosen(t.facts.delimiter)).toBe(t.foundOutAs(t.delimiters[',']))
    await page
      .getByRole('region', { name: t.preview('4') })
      .getByText('2026年12月1日')
      .waitFor()
    // What is known by its header is there, the rest is suggested.
    const target = (column: string) => page.getByRole('combobox', { name: t.target(column) })
    expect(await target('城市').inputValue()).toBe('.city')
    expect(await target('签约日').inputValue()).toBe('new')
    expect(await page.getByRole('combobox', { name: t.newType('签约日') }).inputValue()).toBe('date')
    await target('内部').selectOption('nothing')
    await page.getByRole('combobox', { name: t.how }).selectOption('name')
    await check(page, 'an import is set up')
    // It survives a reload.
    await page.reload()
    await ready(page)
    expect(await target('内部').inputValue()).toBe('nothing')
    await target('城市').selectOption('name')
    await page.getByRole('button', { name: t.start }).click()
    await page.getByRole('alert').getByText(t.twice(t.targets.name)).waitFor()
    await target('城市').selectOption('.city')
    await page.getByRole('button', { name: t.try }).click()
    await page.getByText(t.tried).waitFor()
    expect(await Promise.all([count(page, 'created'), count(page, 'updated'), count(page, 'refused')])).toEqual(['1', '1', '2'])
    expect(await readRows(desk.url, slug)).toHaveLength(1)
    await check(page, 'a dry run')
    await page.getByRole('button', { name: t.start }).click()
    await page.getByText(t.doneTitle).waitFor()
    expect(await Promise.all([count(page, 'created'), count(page, 'updated'), count(page, 'refused')])).toEqual(['1', '1', '2'])
    await check(page, 'an import is done')
    const rows = async () => Object.fromEntries((await readRows(desk.url, slug)).map(({ name, values }) => [name, values]))
    const signed = (await readCollection(desk.url, slug)).fields.find(({ name }) => name === '签约日')?.key ?? ''
    expect(await rows()).toEqual({
      云帆科技: { city: '上海', size: 1200, [signed]: '2026-12-01' },
      青禾食品: { city: '杭州', size: 30, [signed]: '2026-12-02' },
    })
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: t.refused }).click()])
    const refused = readFileSync(await download.path(), 'utf8')
    expect(
      refused
        .split('\r\n')
        .slice(1, 3)
        .map((line) => line.split(',')[0]),
    ).toEqual(['4', '5'])
    expect(refused).toContain('远山物流')
    await page.getByRole('link', { name: t.look }).click()
    await gridRow(page, '青禾食品').waitFor()
    await page.goBack()
    await page.getByRole('button', { name: t.undo }).click()
    await page.getByText(t.undoneTitle).waitFor()
    expect(await rows()).toEqual({ 云帆科技: { city: '北京', size: 1 } })
    expect((await readRow(desk.url, slug, kept.id)).values).toEqual({ city: '北京', size: 1 })
    await page.getByRole('button', { name: t.another }).click()
    const list = page.getByRole('listitem').filter({ hasText: `客户 ${slug}.csv` })
    await list.getByText(t.states.undone, { exact: true }).waitFor()
    await check(page, 'the imports of a person')
    await list.getByRole('button', { name: t.forget(`客户 ${slug}.csv`) }).click()
    await page.getByText(t.none).waitFor()
  })

  it('is read in the encoding and by the separator that one says, and is what it was where it cannot be', async () => {
    const slug = newSlug()
    await customers(slug)
    const { page, provoke } = await desk.visit({ language, at: `/c/${slug}/import` })
    // 名稱|城市, 中|上海 in Big5.
    const bytes = Buffer.from('a657bad97cabb0a5ab0aa4a47ca457aefc0a', 'hex')
    await choose(page, fileOf(`big5-${slug}.csv`, bytes))
    await ready(page)
    const sample = page.getByRole('region', { name: t.preview('1') })
    await page.getByRole('combobox', { name: t.facts.encoding }).selectOption('big5')
    await sample.getByText('中|上海').waitFor()
    await page.getByRole('combobox', { name: t.facts.delimiter }).selectOption('|')
    await sample.getByRole('cell', { name: '上海', exact: true }).waitFor()
    await page.getByRole('combobox', { name: t.target('名稱') }).selectOption('name')
    provoke(/422/)
    await page.getByRole('combobox', { name: t.facts.encoding }).selectOption('utf-8')
    await page.getByRole('alert').getByText(t.notRead('').trim(), { exact: false }).waitFor()
    expect(await page.getByRole('combobox', { name: t.facts.encoding }).inputValue()).toBe('big5')
    await check(page, 'a file that was read in another way')
    // It survives a reload, as what was said of its columns does.
    await page.reload()
    await sample.getByRole('cell', { name: '上海', exact: true }).waitFor()
    expect(await page.getByRole('combobox', { name: t.facts.delimiter }).inputValue()).toBe('|')
    await page.getByRole('combobox', { name: t.target('城市') }).selectOption('.city')
    await page.getByRole('button', { name: t.start }).click()
    await page.getByText(t.doneTitle).waitFor()
    expect((await readRows(desk.url, slug)).map(({ name, values }) => [name, values])).toEqual([['中', { city: '上海' }]])
  })

  it('follows a long one live, through a reload, and stops it where it is', async () => {
    const slug = newSlug()
    await customers(slug)
    const { page } = await desk.visit({ language, at: `/c/${slug}/import` })
    const total = 30_000
    const file = fileOf(`long-${slug}.csv`, `名称,城市\n${Array.from({ length: total }, (_, at) => `行 ${at + 1},上海`).join('\n')}\n`)
    await choose(page, file)
    await ready(page)
    await page.getByRole('button', { name: t.start }).click()
    await page.getByRole('heading', { name: t.runningTitle }).waitFor()
    await check(page, 'an import is running')
    await page.reload()
    await page.getByRole('heading', { name: t.runningTitle }).waitFor()
    await page.getByRole('status').filter({ hasText: /[1-9]/ }).waitFor()
    await page.getByRole('button', { name: t.cancel }).click()
    await page.getByText(t.cancelledTitle).waitFor()
    const made = Number((await count(page, 'created')).replaceAll(/\D/g, ''))
    expect(made).toBeGreaterThan(0)
    expect(made).toBeLessThan(total)
    await page.getByRole('link', { name: t.look }).click()
    await page.getByText(c.total(number(made)), { exact: true }).waitFor()
    await page.goBack()
    await page.getByRole('button', { name: t.undo }).click()
    await page.getByText(t.undoneTitle).waitFor({ timeout: 120_000 })
    expect(await readRows(desk.url, slug)).toEqual([])
  })

  it('says what is wrong with a file, tries again, and takes a dropped one on a phone', async () => {
    const slug = newSlug()
    await customers(slug)
    const { page, context, provoke } = await desk.visit({ language, at: `/c/${slug}/import`, size: PHONE })
    provoke(/422/)
    await choose(page, fileOf('empty.csv', '名称,名称\n1,2\n'))
    await page.getByRole('alert').getByText(t.notUploaded('').trim(), { exact: false }).waitFor()
    await check(page, 'a file that cannot be read')
    provoke(/ERR_FAILED/)
    await context.route(/\/imports$/, (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()))
    await page
      .locator('section')
      .first()
      .evaluate((zone) => {
        const dataTransfer = new DataTransfer()
        dataTransfer.items.add(new File(['{"name": "甲", "city": "苏州"}\n{"name": "乙", "city": "无锡"}\n'], 'rows.ndjson'))
        zone.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
      })
    await page.getByRole('button', { name: t.retry }).waitFor()
    await context.unrouteAll()
    await page.getByRole('button', { name: t.retry }).tap()
    await ready(page)
    await page.getByText('NDJSON', { exact: true }).waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width)
    await check(page, 'an import on a phone')
    await page.getByRole('button', { name: t.start }).tap()
    await page.getByText(t.doneTitle).waitFor()
    expect((await readRows(desk.url, slug)).map(({ values }) => values)).toEqual([{ city: '苏州' }, { city: '无锡' }])
  })

  it('is refused to who may not write, and says where there is none', async () => {
    const slug = newSlug()
    await customers(slug)
    const viewer = await desk.visit({ language, at: `/c/${slug}/import`, as: await addPerson(desk.url, 'viewer') })
    await viewer.page.getByText(t.denied).waitFor()
    const { page, provoke } = await desk.visit({ language, at: `/c/${slug}/import?id=019abf00-0000-7000-8000-000000000000` })
    provoke(/404/)
    await page.getByText(t.gone.title).waitFor()
    const other = await desk.visit({ language, at: `/c/${slug}/nothing` })
    await other.page.getByRole('heading', { name: c.notFound.title }).waitFor()
  })

  it('has the other way beside it: the view as a file', async () => {
    const slug = newSlug()
    await customers(slug)
    for (const [name, size] of [
      ['丙', 3],
      ['乙', 2],
      ['甲', 1],
    ] as const) {
      const { id } = await addRow(desk.url, slug, { name, values: { size, city: '上海' } })
      await changeRow(desk.url, slug, id, { values: { city: '=1+1' } })
    }
    const { page } = await desk.visit({ language, at: `/c/${slug}?filter=${encodeURIComponent('size >= 2')}&sort=name` })
    await gridRow(page, '乙').waitFor()
    await page.getByRole('button', { name: c.columns, exact: true }).click()
    await page
      .getByRole('menuitemradio', { name: c.builtIn.updated_at })
      .or(page.getByRole('menuitemcheckbox', { name: c.builtIn.updated_at }))
      .click()
    await page.getByRole('columnheader', { name: c.builtIn.updated_at }).waitFor({ state: 'detached' })
    const save = async (format: keyof typeof t.export) => {
      await page.getByRole('button', { name: c.more }).click()
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: t.export[format] }).click()])
      return readFileSync(await download.path())
    }
    const csv = (await save('csv')).toString('utf8')
    expect(csv.charCodeAt(0)).toBe(0xfeff)
    expect(csv.slice(1).trimEnd().split('\r\n')).toEqual([expect.stringMatching(/,城市,人数$/), "丙,'=1+1,3", "乙,'=1+1,2"])
    expect(
      (await save('ndjson'))
        .toString('utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { name: '丙', city: '=1+1', size: 3 },
      { name: '乙', city: '=1+1', size: 2 },
    ])
    expect(JSON.parse((await save('json')).toString('utf8'))).toHaveLength(2)
    expect((await save('xlsx')).subarray(0, 2).toString()).toBe('PK')
  })
})
