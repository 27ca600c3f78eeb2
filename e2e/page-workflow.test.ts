import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filterTexts } from '../web/collections/filter/texts.ts'
import { groupTexts } from '../web/collections/groups/texts.ts'
import { importTexts } from '../web/collections/imports/texts.ts'
import { pasteTexts } from '../web/collections/paste/texts.ts'
import { collectionTexts } from '../web/collections/texts.ts'
import { undoTexts } from '../web/collections/undo/texts.ts'
import { viewTexts } from '../web/collections/views/texts.ts'
import { tileTexts } from '../web/dashboard/tiles/texts.ts'
import { formatsOf } from '../web/i18n/format.ts'
import { check } from './page-axe.ts'
import { gridRow, readCollection, readRows } from './page-collection.ts'
import { type Desk, eventually, languages, openDesk, PHONE, textsOf, WIDE } from './page-desk.ts'
import { newTag } from './page-rows.ts'

// A spreadsheet moves in, from its first cell to the way back out.

let desk: Desk
beforeAll(async () => {
  desk = await openDesk('built-in')
})
afterAll(() => desk.close())

const ROWS = 200
const fields = [
  ['联系人', 'text'],
  ['人数', 'number'],
  ['金额', 'currency'],
  ['到期', 'date'],
  ['合作中', 'checkbox'],
  ['邮箱', 'email'],
] as const
/** By the head of its column, as a spreadsheet has it. */
const cellsOf = (at: number): Record<string, string> => ({
  联系人: `王 ${at}`,
  人数: String(at * 3),
  金额: `¥${(at * 1000 + 0.5).toLocaleString('en-US', { minimumFractionDigits: 2 })}`,
  到期: `2026/${1 + (at % 12)}/${1 + (at % 28)}`,
  合作中: at % 2 ? '是' : '否',
  邮箱: `c${at}@example.com`,
  阶段: at % 4 ? '洽谈中' : '已签约',
  标签: at % 3 ? 'VIP' : 'VIP、出口',
})
const nameOf = (at: number) => `客户 ${String(at).padStart(3, '0')}`

const paste = (page: Page, text: string) =>
  page.evaluate((given) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', given)
    const target = document.activeElement ?? document.body
    target.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, text)

describe.each(languages)('a spreadsheet, %s', (language) => {
  const c = collectionTexts[language]
  const t = { paste: pasteTexts[language], filter: filterTexts[language], group: groupTexts[language], view: viewTexts[language], tile: tileTexts[language] }
  const files = importTexts[language]
  const undo = undoTexts[language]
  const { dashboard } = textsOf(language)
  const number = (count: number) => formatsOf(language).number(count)

  it.each([
    ['on a desk', WIDE],
    ['on a phone', PHONE],
  ] as const)('moves in, is looked at, charted, taken out and back in, and undone, %s', async (_, size) => {
    const name = `客户 ${newTag()}`
    const { page } = await desk.visit({ language, at: '/c', size })

    // A collection of eight types of fields.
    await page.getByRole('button', { name: c.create }).first().click()
    const creating = page.getByRole('dialog', { name: c.create })
    await creating.getByRole('textbox', { name: c.name, exact: true }).fill(name)
    for (const [at, [field, type]] of fields.entries()) {
      if (at > 0) await creating.getByRole('button', { name: c.addField }).click()
      await creating.getByRole('textbox', { name: c.fieldName }).nth(at).fill(field)
      await creating.getByRole('combobox', { name: c.fieldType }).nth(at).selectOption(type)
    }
    await creating.getByRole('button', { name: c.createShort, exact: true }).click()
    await page.getByRole('heading', { level: 1, name }).waitFor()
    const slug = decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1) ?? '')
    for (const [field, type, choices] of [
      ['阶段', 'select', ['洽谈中', '已签约']],
      ['标签', 'multi_select', ['VIP', '出口']],
    ] as const) {
      await page.getByRole('button', { name: c.addField }).first().click()
      const adding = page.getByRole('dialog', { name: c.addField })
      await adding.getByRole('textbox', { name: c.fieldName }).fill(field)
      await adding.getByRole('combobox', { name: c.fieldType }).selectOption(type)
      for (const [at, choice] of choices.entries()) await adding.getByRole('textbox', { name: c.settings.choice(at + 1) }).fill(choice)
      await adding.getByRole('button', { name: c.addField, exact: true }).last().click()
      await adding.waitFor({ state: 'detached' })
    }
    expect(new Set((await readCollection(desk.url, slug)).fields.map(({ type }) => type)).size).toBe(8)

    // 200 rows from the clipboard of a spreadsheet, under the heads of its columns.
    const heads = [c.builtIn.name, ...Object.keys(cellsOf(0))]
    const lines = Array.from({ length: ROWS }, (__, at) => [nameOf(at), ...Object.values(cellsOf(at))].join('\t'))
    await paste(page, [heads.join('\t'), ...lines].join('\r\n'))
    const pasting = page.getByRole('dialog', { name: t.paste.title })
    await pasting.getByText(t.paste.creates(number(ROWS)), { exact: true }).waitFor()
    await check(page, 'a paste is looked at')
    await pasting.getByRole('button', { name: t.paste.paste, exact: true }).click()
    await pasting.waitFor({ state: 'detached' })
    await eventually(async () => (await readRows(desk.url, slug)).length).toBe(ROWS)
    const held = await readRows(desk.url, slug)
    const keys = Object.fromEntries((await readCollection(desk.url, slug)).fields.map((field) => [field.name, field.key]))
    expect(held[7]).toMatchObject({
      name: nameOf(7),
      values: {
        [keys.联系人 ?? '']: '王 7',
        [keys.人数 ?? '']: 21,
        [keys.金额 ?? '']: 7000.5,
        [keys.到期 ?? '']: '2026-08-08',
        [keys.合作中 ?? '']: true,
        [keys.邮箱 ?? '']: 'c7@example.com',
        [keys.阶段 ?? '']: '洽谈中',
        [keys.标签 ?? '']: ['VIP'],
      },
    })

    // Filtered, grouped, and kept as a view.
    await page.getByRole('button', { name: c.filter, exact: true }).click()
    await page.getByRole('button', { name: t.filter.add }).click()
    const condition = page.getByRole('dialog')
    await condition.getByRole('combobox', { name: t.filter.field, exact: true }).selectOption({ label: '人数' })
    await condition.getByRole('combobox', { name: t.filter.operator }).selectOption({ label: t.filter.ops['>='] })
    await condition.getByRole('textbox', { name: t.filter.value }).fill('300')
    await condition.getByRole('button', { name: t.filter.apply, exact: true }).click()
    await condition.waitFor({ state: 'detached' })
    await page.getByText(c.found('100'), { exact: true }).waitFor()
    await page.getByRole('columnheader', { name: '阶段' }).getByRole('button').click()
    await page
      .getByRole('menuitemradio', { name: t.group.byThis })
      .or(page.getByRole('menuitem', { name: t.group.byThis }))
      .first()
      .click()
    await page.getByText(t.group.rows('75')).first().waitFor()
    await check(page, 'filtered and grouped')
    await page.getByRole('button', { name: t.view.saveAs }).click()
    const saving = page.getByRole('dialog', { name: t.view.saveAs })
    await saving.getByRole('textbox', { name: t.view.name }).fill('大客户')
    await saving.getByRole('button', { name: t.view.save, exact: true }).click()
    await saving.waitFor({ state: 'detached' })
    await page.getByRole('link', { name: '大客户' }).and(page.locator('[aria-current="page"]')).waitFor()

    // As a file, of exactly what the view shows.
    await page.getByRole('button', { name: c.more }).click()
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: files.export.csv }).click()])
    const file = readFileSync(await download.path(), 'utf8')
    expect(file.startsWith('\ufeff')).toBe(true)
    expect(file.trim().split('\r\n')).toHaveLength(101)

    // On the start page, as a chart.
    await page.goto('/')
    await page.getByRole('button', { name: dashboard.addTile }).click()
    const making = page.getByRole('dialog')
    await making.getByRole('textbox', { name: t.tile.name }).fill(`各阶段 ${slug}`)
    await making.getByRole('combobox', { name: t.tile.collection }).locator(`option[value="${slug}"]`).waitFor({ state: 'attached' })
    await making.getByRole('combobox', { name: t.tile.collection, exact: true }).selectOption(slug)
    await making.getByRole('combobox', { name: t.tile.view, exact: true }).selectOption({ label: '大客户' })
    await making.getByRole('combobox', { name: t.tile.kind, exact: true }).selectOption('bar')
    await making.getByRole('combobox', { name: t.tile.group, exact: true }).selectOption(keys.阶段 ?? '')
    await making.getByRole('button', { name: t.tile.save }).click()
    await making.waitFor({ state: 'detached' })
    const tile = page.getByRole('article', { name: `各阶段 ${slug}` })
    await tile.getByRole('row', { name: '洽谈中 75' }).waitFor({ state: 'attached' })
    await tile.getByRole('row', { name: '已签约 25' }).waitFor({ state: 'attached' })
    await check(page, 'a chart of a view')

    // Back in from the file, and taken back.
    await page.goto(`/c/${slug}`)
    await gridRow(page, nameOf(0)).waitFor()
    await page.getByRole('button', { name: c.more }).click()
    await page.getByRole('menuitem', { name: files.open }).click()
    await page
      .getByLabel(files.choose, { exact: true })
      .and(page.locator('input'))
      .setInputFiles({ name: '大客户.csv', mimeType: 'text/csv', buffer: Buffer.from(file) })
    await page.getByRole('heading', { name: files.mapping }).waitFor()
    await page.getByRole('button', { name: files.start }).click()
    await page.getByText(files.doneTitle).waitFor()
    const known = new Set(held.map(({ id }) => id))
    const added = (await readRows(desk.url, slug)).filter(({ id }) => !known.has(id))
    const same = ({ name: own, description, values }: (typeof held)[number]) => ({ own, description, values })
    expect(added.map(same)).toEqual(held.slice(100).map(same))
    await page.getByRole('button', { name: files.undo }).click()
    await eventually(async () => await readRows(desk.url, slug)).toEqual(held)

    // And what was pasted is taken back in one step, and done again.
    await page.goto(`/c/${slug}`)
    await gridRow(page, nameOf(0)).waitFor()
    await page.getByRole('button', { name: undo.undo }).click()
    await eventually(async () => (await readRows(desk.url, slug)).length).toBe(0)
    await page.getByRole('button', { name: undo.redo }).click()
    await eventually(async () => (await readRows(desk.url, slug)).map(same)).toEqual(held.map(same))
  })
})
