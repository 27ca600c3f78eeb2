import { formulaTexts } from '../web/collections/fields/formulaTexts.ts'
import { figureTexts } from '../web/collections/figures/texts.ts'
import { filterTexts } from '../web/collections/filter/texts.ts'
import { importTexts } from '../web/collections/imports/texts.ts'
import { layoutTexts } from '../web/collections/layouts/texts.ts'
import { liveTexts } from '../web/collections/live/texts.ts'
import { pasteTexts } from '../web/collections/paste/texts.ts'
import { collectionTexts } from '../web/collections/texts.ts'
import { undoTexts } from '../web/collections/undo/texts.ts'
import { viewTexts } from '../web/collections/views/texts.ts'
import { addRow, changeRow, readRows } from './page-collection.ts'
import type { Scene, State } from './page-states.ts'
import { cellStates } from './page-states-cells.ts'
import { addTiles, cellOf, edit, nameAt, open, others, SLUG, setUp, words } from './page-states-customers.ts'

/** What somebody else writes, each time another sum: what is as it was before is no conflict. */
let theirs = 1000

export const emptyCollections: State[] = [
  {
    name: 'collection-empty',
    at: '/c/items',
    reach: ({ page, language }) => page.getByText(collectionTexts[language].noRows.title).waitFor(),
  },
  {
    name: 'collection-none',
    at: '/c/nowhere',
    reach: ({ page, language }) => page.getByRole('heading', { name: collectionTexts[language].notFound.title }).waitFor(),
  },
]

/** How rows are found and shown, what comes in and goes, and what a collection is made of. */
const listStates: State[] = [
  {
    name: 'collection-filter',
    at: '/c',
    reach: async (scene) => {
      await open(scene)
      await scene.page.getByRole('button', { name: collectionTexts[scene.language].filter, exact: true }).click()
      await scene.page.getByRole('button', { name: filterTexts[scene.language].asText }).click()
      await scene.page.getByRole('textbox', { name: collectionTexts[scene.language].filter }).fill('contract >')
      await scene.page.keyboard.press('Enter')
      await scene.page.getByRole('alert').waitFor()
    },
  },
  {
    name: 'collection-conditions',
    at: '/c',
    reach: async (scene) => {
      const { stages, tags } = words[scene.language]
      await open(scene)
      await scene.page.goto(
        `/c/${SLUG}?sort=stage,-contract&filter=${encodeURIComponent(`contract >= 1000 and (stage in ("${stages[0]}", "${stages[1]}") or not tags any ("${tags[0]}"))`)}`,
      )
      await scene.page.getByRole('group', { name: filterTexts[scene.language].group }).waitFor()
      await scene.page.getByRole('grid').getByRole('row').nth(3).waitFor()
    },
  },
  {
    name: 'collection-groups',
    at: '/c',
    reach: async (scene) => {
      await open(scene)
      await scene.page.goto(`/c/${SLUG}?sort=name&group=stage`)
      await scene.page.locator('[data-group]').nth(1).waitFor()
      await scene.page.getByRole('grid').getByRole('row').nth(4).waitFor()
    },
  },
  {
    name: 'collection-statistics',
    at: '/c',
    reach: async (scene) => {
      const t = figureTexts[scene.language]
      await open(scene)
      await scene.page.getByRole('columnheader').nth(2).getByRole('button').click()
      await scene.page.getByRole('menuitem', { name: t.statistics }).click()
      await scene.page.getByRole('dialog').getByText(t.values).waitFor()
    },
  },
  {
    name: 'collection-view',
    at: '/c',
    reach: async (scene) => {
      const t = viewTexts[scene.language]
      await open(scene)
      await scene.page.goto(`/c/${SLUG}?sort=name&filter=key_account%20%3D%20true`)
      await scene.page.getByRole('grid').getByRole('row').nth(3).waitFor()
      await scene.page.getByRole('button', { name: t.saveAs }).click()
      await scene.page
        .getByRole('dialog')
        .getByRole('textbox', { name: t.name })
        .fill(scene.language === 'en' ? 'Key accounts' : '重点客户')
    },
  },
  {
    name: 'collection-board',
    at: '/c',
    reach: async (scene) => {
      await open(scene)
      await scene.page.goto(`/c/${SLUG}?kind=board`)
      await scene.page.getByRole('listitem').nth(5).waitFor()
    },
  },
  {
    name: 'collection-calendar',
    at: '/c',
    reach: async (scene) => {
      await open(scene)
      await scene.page.goto(`/c/${SLUG}?kind=calendar`)
      await scene.page.getByRole('listitem').nth(20).waitFor()
      await scene.page.getByRole('button', { name: layoutTexts[scene.language].next }).click()
    },
  },
  {
    name: 'dashboard-tiles',
    at: '/',
    reach: async (scene) => {
      await open(scene)
      await addTiles(scene)
      await scene.page.goto('/')
      await scene.page.getByRole('article').nth(4).getByRole('table').waitFor()
    },
  },
  {
    name: 'collection-condition',
    at: '/c',
    reach: async (scene) => {
      const t = filterTexts[scene.language]
      await open(scene)
      await scene.page.getByRole('button', { name: collectionTexts[scene.language].filter, exact: true }).click()
      await scene.page.getByRole('button', { name: t.add }).click()
      await scene.page.getByRole('combobox', { name: t.field, exact: true }).selectOption('stage')
      await scene.page.getByRole('combobox', { name: t.operator }).selectOption('in')
      await scene.page.getByRole('listbox').getByRole('option').first().click()
    },
  },
  {
    name: 'collection-nothing-found',
    at: '/c',
    reach: async (scene) => {
      await open(scene)
      await scene.page.getByRole('textbox', { name: collectionTexts[scene.language].search }).fill('zebra')
      await scene.page.getByText(collectionTexts[scene.language].noneFound.title).waitFor()
    },
  },
  {
    name: 'collection-details',
    at: '/c',
    reach: async (scene) => {
      await open(scene)
      const [row] = (await readRows(scene.desk.url, SLUG)).filter(({ name }) => name === nameAt(scene, 1))
      await open(scene, `?id=${row?.id}`)
      await scene.page.getByRole('listitem').getByText(collectionTexts[scene.language].history.create, { exact: true }).waitFor()
    },
  },
  {
    name: 'collection-undo-conflicts',
    at: '/c',
    reach: async (scene) => {
      const { desk, language, page } = scene
      const t = undoTexts[language]
      await open(scene)
      const undo = page.getByRole('button', { name: t.undo })
      await edit(scene, 3, 'contract')
      await page.keyboard.press('Control+a')
      await page.keyboard.type(scene.wide ? '3' : '2')
      if (scene.wide) await page.keyboard.press('Enter')
      else await page.getByRole('button', { name: collectionTexts[language].save }).tap()
      await cellOf(scene, 3, 'contract')
        .getByText(scene.wide ? '3.00' : '2.00')
        .waitFor()
      const [row] = (await readRows(desk.url, SLUG)).filter(({ name }) => name === nameAt(scene, 3))
      await changeRow(desk.url, SLUG, row?.id ?? '', { values: { contract: theirs++ } })
      await undo.click()
      await page.getByRole('dialog', { name: t.conflicts.title }).waitFor()
    },
  },
  {
    name: 'collection-paste',
    at: '/c',
    reach: async (scene) => {
      const { page, language } = scene
      await open(scene)
      await cellOf(scene, 1, 'name').click()
      await page.getByRole('button', { name: collectionTexts[language].more }).click()
      await page.getByRole('menuitem', { name: pasteTexts[language].open }).click()
      const lines = [0, 1, 2].map((at) => [nameAt(scene, at + 1), words[language].stages[at], at === 1 ? 'abc' : '1,234.50', '2026/12/24'].join('\t'))
      await page.getByRole('textbox', { name: pasteTexts[language].box }).fill(lines.join('\n'))
      await page.getByRole('dialog').getByRole('region').waitFor()
    },
  },
  {
    name: 'collection-more',
    at: '/c',
    reach: async (scene) => {
      await open(scene)
      await scene.page.getByRole('button', { name: collectionTexts[scene.language].more }).click()
      await scene.page.getByRole('menu').waitFor()
    },
  },
  {
    name: 'collection-fill',
    at: '/c',
    only: 'wide',
    reach: async (scene) => {
      const { page } = scene
      await open(scene)
      await cellOf(scene, 1, 'stage').click()
      await page.keyboard.press('Shift+ArrowRight')
      const [from, to] = [await page.locator('[data-fill]').boundingBox(), await cellOf(scene, 4, 'stage').boundingBox()]
      await page.mouse.move((from?.x ?? 0) + 4, (from?.y ?? 0) + 4)
      await page.mouse.down()
      await page.mouse.move((to?.x ?? 0) + 20, (to?.y ?? 0) + 20, { steps: 4 })
    },
  },
  {
    name: 'import-begin',
    at: '/c',
    reach: async (scene) => {
      await open(scene)
      await scene.page.goto(`/c/${SLUG}/import`)
      await scene.page.getByText(importTexts[scene.language].past).waitFor()
    },
  },
  {
    name: 'import-setup',
    at: '/c',
    whole: true,
    reach: (scene) => setUp(scene),
  },
  {
    name: 'import-tried',
    at: '/c',
    whole: true,
    reach: async (scene) => {
      const t = importTexts[scene.language]
      await setUp(scene)
      await scene.page.getByRole('button', { name: t.try }).click()
      await scene.page.getByText(t.tried).waitFor()
    },
  },
  {
    name: 'import-done',
    at: '/c',
    reach: async (scene) => {
      const t = importTexts[scene.language]
      await setUp(scene)
      await scene.page.getByRole('button', { name: t.start }).click()
      await scene.page.getByText(t.doneTitle).waitFor()
      await scene.page.getByRole('button', { name: t.undo }).waitFor()
    },
  },
  {
    name: 'collection-add-field',
    at: '/c',
    reach: async (scene) => {
      const t = collectionTexts[scene.language]
      await open(scene)
      await scene.page.getByRole('button', { name: t.addField }).first().click()
      await scene.page.getByRole('combobox', { name: t.fieldType }).selectOption('select')
    },
  },
  ...(['', ' +'] as const).map((wrong) => ({
    name: wrong ? 'collection-formula-wrong' : 'collection-formula',
    at: '/c',
    reach: async (scene: Scene) => {
      const t = collectionTexts[scene.language]
      const f = formulaTexts[scene.language]
      await open(scene)
      await scene.page.getByRole('button', { name: t.addField }).first().click()
      await scene.page.getByRole('textbox', { name: t.fieldName }).fill(scene.language === 'en' ? 'Score' : '评分')
      await scene.page.getByRole('combobox', { name: t.fieldType }).selectOption('formula')
      await scene.page.getByRole('textbox', { name: f.formula }).fill(`ROUND(contract * grade / 5, 2)${wrong}`)
      await scene.page.getByText(wrong ? f.problem(33, '').trim() : f.gives.number).waitFor()
      if (!wrong) await scene.page.getByText(f.functions, { exact: true }).click()
    },
  })),
  {
    name: 'collection-people',
    at: '/c',
    reach: async (scene) => {
      await open(scene)
      await others(scene)
      await cellOf(scene, 2, 'name').click()
      await addRow(scene.desk.url, SLUG, { name: scene.language === 'en' ? 'Nora Lindgren' : '何以宁' })
      await scene.page.getByRole('button', { name: liveTexts[scene.language].above('1') }).waitFor()
    },
  },
]

export const filledCollections: State[] = [...cellStates, ...listStates]
