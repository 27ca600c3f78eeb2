import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ITEM_FILES_MAX } from '#shared/item-files.ts'
import { png } from '../server/test/sample-files.ts'
import { collectionTexts } from '../web/collections/texts.ts'
import { fileTexts } from '../web/collections/values/fileTexts.ts'
import { check } from './page-axe.ts'
import { addCollection, addRow, gridCell, gridRow, readCollection, readRow } from './page-collection.ts'
import { type Desk, eventually, inOne, openDesk, PHONE, WIDE } from './page-desk.ts'
import { addPerson } from './page-people.ts'
import { newTag } from './page-rows.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk('built-in')
})
afterAll(() => desk.close())

async function newRow() {
  const slug = `f-${newTag()}`
  await addCollection(desk.url, { slug, name: slug, fields: [{ key: 'papers', name: '附件', type: 'attachment' }] })
  const { id } = await addRow(desk.url, slug, { name: '甲' })
  await addRow(desk.url, slug, { name: '乙' })
  return { slug, id }
}
const image = { name: '照片.png', mimeType: 'image/png', buffer: png(60, 40, [20, 120, 90]) }
const paper = (name: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(`内容 ${name}`) })
const heldBy = async (slug: string, id: string) => JSON.stringify((await readRow(desk.url, slug, id)).values.papers ?? null)

/** As a hand on the page gives them: dropped on what holds the files, or pasted there. */
const give = (page: Page, how: 'drop' | 'paste', name: string) =>
  page.locator('dialog input[type="file"]').evaluate(
    (input, [event, called]) => {
      const data = new DataTransfer()
      data.items.add(new File(['given'], called, { type: 'text/plain' }))
      const target = input.parentElement
      if (event === 'paste') target?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
      else for (const step of ['dragover', 'drop']) target?.dispatchEvent(new DragEvent(step, { dataTransfer: data, bubbles: true, cancelable: true }))
    },
    [how, name] as const,
  )

describe.each(inOne('en'))('files of a row, %s', (language) => {
  const t = fileTexts[language]
  const c = collectionTexts[language]

  it('are chosen by keys, shown in the cell and in the panel, taken away, removed, and brought back by undo', async () => {
    const { slug, id } = await newRow()
    const { page } = await desk.visit({ language, at: `/c/${slug}` })
    await gridCell(page, '甲', 'papers').click()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: '甲' })
    await dialog.locator('input[type="file"]').setInputFiles([image, paper('合同.txt')])
    const list = dialog.getByRole('list', { name: t.list })
    await eventually(() => list.getByRole('button', { name: t.remove('合同.txt') }).count()).toBe(1)
    await list.getByRole('button', { name: t.remove('照片.png') }).waitFor()
    await check(page, 'files that are chosen')
    await dialog.getByRole('button', { name: c.save, exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await gridCell(page, '甲', 'papers').getByText('合同.txt').waitFor()
    await eventually(() => heldBy(slug, id)).toMatch(/照片\.png.*合同\.txt/)

    await page.goto(`/c/${slug}?id=${id}`)
    const panel = page.getByRole('complementary', { name: c.details })
    await panel
      .getByRole('link', { name: t.open('照片.png') })
      .locator('img')
      .waitFor()
    await eventually(() => panel.locator('img').evaluate((drawn) => (drawn instanceof HTMLImageElement ? drawn.naturalWidth : 0))).toBe(60)
    await check(page, 'a row with files')
    const [download] = await Promise.all([page.waitForEvent('download'), panel.getByRole('button', { name: new RegExp(`^${t.download}.*合同\\.txt`) }).click()])
    expect(download.suggestedFilename()).toBe('合同.txt')

    await panel.getByRole('button', { name: c.edit('附件') }).click()
    await dialog.getByRole('button', { name: t.remove('照片.png') }).click()
    await dialog.getByRole('button', { name: c.save, exact: true }).click()
    await eventually(() => heldBy(slug, id)).not.toContain('照片.png')
    await gridCell(page, '甲', 'papers').click()
    await page.keyboard.press('Control+z')
    await eventually(() => heldBy(slug, id)).toContain('照片.png')
    await gridCell(page, '甲', 'papers').getByText('照片.png').waitFor()
    await page.keyboard.press('Delete')
    await eventually(() => heldBy(slug, id)).toBe('null')
  })

  it.each([WIDE, PHONE])('are dropped and pasted, no more than there is room for; a failed one says why', async (size) => {
    const { slug, id } = await newRow()
    const { page, provoke } = await desk.visit({ language, size, at: `/c/${slug}?id=${id}` })
    provoke(/ERR_FAILED/)
    await page.getByRole('button', { name: c.edit('附件') }).click()
    const dialog = page.getByRole('dialog', { name: '甲' })
    await give(page, 'drop', 'a.txt')
    await dialog.getByRole('button', { name: t.remove('a.txt') }).waitFor()
    await give(page, 'paste', 'b.txt')
    await dialog.getByRole('button', { name: t.remove('b.txt') }).waitFor()
    await page.route(`**/collections/${slug}/files`, (route) => route.abort())
    await give(page, 'drop', 'lost.txt')
    await dialog.getByRole('alert').filter({ hasText: 'lost.txt' }).waitFor()
    await check(page, 'a file that was not sent')
    await page.unroute(`**/collections/${slug}/files`)
    await dialog.getByRole('button', { name: t.dismiss('lost.txt') }).click()
    const rest = Array.from({ length: ITEM_FILES_MAX - 1 }, (_, at) => paper(`${at}.txt`))
    await dialog.locator('input[type="file"]').setInputFiles(rest)
    await dialog
      .getByRole('alert')
      .filter({ hasText: `${ITEM_FILES_MAX - 2}.txt` })
      .waitFor()
    await eventually(() => dialog.getByRole('list', { name: t.list }).locator('progress').count()).toBe(0)
    await dialog.getByRole('button', { name: c.save, exact: true }).click()
    await eventually(async () => (await heldBy(slug, id)).match(/"size"/g)?.length).toBe(ITEM_FILES_MAX)
  })

  it('have a field that is added on the page, and are whoever may read’s to look at', async () => {
    const slug = `f-${newTag()}`
    await addCollection(desk.url, { slug, name: slug, fields: [] })
    await addRow(desk.url, slug, { name: '甲' })
    const { page } = await desk.visit({ language, at: `/c/${slug}` })
    await gridRow(page, '甲').waitFor()
    await page.getByRole('button', { name: c.addField }).first().click()
    const dialog = page.getByRole('dialog', { name: c.addField })
    await dialog.getByRole('textbox', { name: c.fieldName }).fill('合同')
    await dialog.getByRole('combobox').selectOption('attachment')
    await dialog.getByRole('button', { name: c.addField }).click()
    await eventually(async () => (await readCollection(desk.url, slug)).fields.map(({ type }) => type)).toEqual(['attachment'])
    await page.getByRole('columnheader', { name: '合同' }).waitFor()

    const { slug: other, id } = await newRow()
    const viewer = await desk.visit({ language, at: `/c/${other}?id=${id}`, as: await addPerson(desk.url, 'viewer') })
    const edit = viewer.page.getByRole('button', { name: c.edit('附件') })
    await edit.waitFor()
    expect(await edit.getAttribute('aria-disabled')).toBe('true')
  })
})
