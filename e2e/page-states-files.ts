import { png } from '../server/test/sample-files.ts'
import { collectionTexts } from '../web/collections/texts.ts'
import { trashTexts } from '../web/collections/trash/texts.ts'
import { fileTexts } from '../web/collections/values/fileTexts.ts'
import { addCollection, addRow, changeRow, gridCell, readRows, removeRows } from './page-collection.ts'
import type { Scene, State } from './page-states.ts'

const words = {
  'zh-CN': {
    name: '合同档案',
    field: '附件',
    rows: ['云帆科技采购合同', '青禾食品年度框架协议', '远山物流运输合同', '旧版报价单'],
    image: '盖章页.png',
    paper: '采购合同（终稿）.txt',
  },
  en: {
    name: 'Contracts',
    field: 'Files',
    rows: ['Northwind purchase', 'Blue Harbour frame', 'Summit transport', 'Old offer'],
    image: 'Stamped page.png',
    paper: 'Purchase, final.txt',
  },
}
const SLUG = 'contracts'

async function open({ desk, page, language }: Scene, search = '') {
  const w = words[language]
  const there = await readRows(desk.url, SLUG).catch(() => null)
  if (there === null) {
    await addCollection(desk.url, { slug: SLUG, name: w.name, fields: [{ key: 'files', name: w.field, type: 'attachment' }] })
    for (const name of w.rows) await addRow(desk.url, SLUG, { name })
  }
  await page.goto(`/c/${SLUG}${search}`)
}

/** What an earlier picture left in the first row is taken out of it. */
async function empty({ desk, language }: Scene) {
  const row = (await readRows(desk.url, SLUG)).find(({ name }) => name === words[language].rows[0])
  if (row) await changeRow(desk.url, SLUG, row.id, { values: { files: null } })
}

/** Two files, chosen for the first row. */
async function choose(scene: Scene) {
  const { page, language } = scene
  const w = words[language]
  await open(scene)
  await empty(scene)
  await page.reload()
  await page.getByRole('grid').waitFor()
  await gridCell(page, w.rows[0] ?? '', 'files').click()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.locator('input[type="file"]').setInputFiles([
    { name: w.image, mimeType: 'image/png', buffer: png(400, 240, [30, 120, 100]) },
    { name: w.paper, mimeType: 'text/plain', buffer: Buffer.from('合同') },
  ])
  await dialog
    .getByRole('button', { name: fileTexts[language].remove(w.paper) })
    .first()
    .waitFor()
  return dialog
}

export const fileStates: State[] = [
  { name: 'collection-files', at: '/c', reach: async (scene) => void (await choose(scene)) },
  {
    name: 'collection-files-held',
    at: '/c',
    reach: async (scene) => {
      const { desk, page, language } = scene
      const dialog = await choose(scene)
      await dialog.getByRole('button', { name: collectionTexts[language].save, exact: true }).click()
      await dialog.waitFor({ state: 'detached' })
      const row = (await readRows(desk.url, SLUG)).find(({ name }) => name === words[language].rows[0])
      await open(scene, `?id=${row?.id}`)
      await page
        .getByRole('link', { name: fileTexts[language].open(words[language].image) })
        .first()
        .waitFor()
    },
  },
  {
    name: 'collection-trash',
    at: '/c',
    reach: async (scene) => {
      const { desk, page, language } = scene
      await open(scene)
      await removeRows(
        desk.url,
        SLUG,
        (await readRows(desk.url, SLUG)).filter(({ name }) => name !== words[language].rows[0]),
      )
      await open(scene, '/trash')
      await page
        .getByRole('checkbox', { name: trashTexts[language].select(words[language].rows[1] ?? '') })
        .first()
        .check()
    },
  },
]
