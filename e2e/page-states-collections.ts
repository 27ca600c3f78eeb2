import type { Language } from '#shared/errors.ts'
import { ImportEnvelope, ImportsEnvelope } from '#shared/imports.ts'
import { TilesEnvelope } from '#shared/tiles.ts'
import { fetchSigned } from '../server/test/credentials.ts'
import { followCollection } from '../server/test/follow.ts'
import { commentTexts } from '../web/collections/comments/texts.ts'
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
import { addCollection, addRow, changeRow, gridCell, readRows } from './page-collection.ts'
import type { Desk } from './page-desk.ts'
import { addPerson } from './page-people.ts'
import type { Scene, State } from './page-states.ts'
import { signIn } from './program.ts'

const words = {
  'zh-CN': {
    collection: '客户',
    people: '公司',
    companies: ['云帆科技', '青禾食品', '远山物流'],
    fields: ['阶段', '合同金额', '下次联系', '重点', '标签', '公司', '网址', '备注', '邮箱', '满意度'],
    stages: ['洽谈中', '已签约', '暂停', '流失'],
    tags: ['老客户', 'VIP', '华东', '渠道'],
    rows: ['林小满', '周子墨', '陈安然', '沈怀瑾', '江一白', '许知远', '苏禾', '顾清川', '唐婉', '陆远舟', '叶南星', '宋知夏'],
    note: '希望十二月中旬前完成试用，预算已批；下周三电话确认部署方式与培训时间。',
  },
  en: {
    collection: 'Customers',
    people: 'Companies',
    companies: ['Northwind Traders', 'Blue Harbour Foods', 'Summit Logistics'],
    fields: ['Stage', 'Contract', 'Next call', 'Key account', 'Tags', 'Company', 'Website', 'Notes', 'E-mail', 'Satisfaction'],
    stages: ['Talking', 'Signed', 'On hold', 'Lost'],
    tags: ['Returning', 'VIP', 'East', 'Partner'],
    rows: [
      'Ada Whitfield',
      'Bruno Keller',
      'Carmen Ortega',
      'Dmitri Sokolov',
      'Elena Marchetti',
      'Farid Haddad',
      'Grace Okafor',
      'Hiro Tanaka',
      'Ines Almeida',
      'Jonas Lindqvist',
      'Katya Morozova',
      'Liam O’Connor',
    ],
    note: 'Wants to finish the trial by mid-December; the budget is approved. Call on Wednesday about deployment and training.',
  },
} satisfies Record<Language, unknown>

const SLUG = 'customers'
const colors = ['yellow', 'green', 'gray', 'red'] as const
const tagColors = ['blue', 'purple', 'teal', 'pink'] as const

/** A collection in use. */
async function fill(desk: Desk, language: Language) {
  const w = words[language]
  await addCollection(desk.url, { slug: 'companies', name: w.people })
  const companies = []
  for (const name of w.companies) companies.push(await addRow(desk.url, 'companies', { name }))
  const [stage = '', contract = '', call = '', key = '', tags = '', company = '', site = '', notes = '', mail = '', grade = ''] = w.fields
  await addCollection(desk.url, {
    slug: SLUG,
    name: w.collection,
    fields: [
      { key: 'stage', name: stage, type: 'select', choices: w.stages.map((label, at) => ({ label, color: colors[at] })) },
      { key: 'contract', name: contract, type: 'currency', currency: language === 'en' ? 'USD' : 'CNY' },
      { key: 'next_call', name: call, type: 'date' },
      { key: 'key_account', name: key, type: 'checkbox' },
      { key: 'tags', name: tags, type: 'multi_select', choices: w.tags.map((label, at) => ({ label, color: tagColors[at] })) },
      { key: 'company', name: company, type: 'relation', collection: 'companies' },
      { key: 'site', name: site, type: 'url' },
      { key: 'notes', name: notes, type: 'long_text' },
      { key: 'mail', name: mail, type: 'email' },
      { key: 'grade', name: grade, type: 'number', decimals: 1, min: 0, max: 5 },
    ],
  })
  for (const [at, name] of [...w.rows, ...w.rows.map((row) => `${row} II`)].toReversed().entries()) {
    const values = {
      stage: w.stages[(at * 3) % 4],
      contract: ((at * 7919) % 90) * 1250 + 480.5,
      next_call: `2026-12-${String((at % 27) + 1).padStart(2, '0')}`,
      key_account: at % 3 === 0,
      tags: [w.tags[at % 4], ...(at % 2 ? [w.tags[(at + 1) % 4]] : [])],
      company: [companies[at % 3]?.id],
      site: `https://example.com/${at}`,
      ...(at % 4 === 0 ? {} : { notes: w.note }),
      mail: `contact${at}@example.com`,
      grade: (at % 10) / 2,
    }
    const row = await addRow(desk.url, SLUG, { name, values })
    if (at % 5 === 0) await changeRow(desk.url, SLUG, row.id, { values: { stage: w.stages[1] } })
  }
}

const filled = new WeakMap<Desk, Promise<void>>()
async function open({ desk, page, language }: Scene, search = '') {
  const filling = filled.get(desk) ?? fill(desk, language)
  filled.set(desk, filling)
  await filling
  await page.goto(`/c/${SLUG}${search}`)
  await page.getByRole('grid').waitFor()
  await gridCell(page, words[language].rows[0] ?? '', 'name').waitFor()
  await page
    .getByText(words[language].companies[0] ?? '')
    .first()
    .waitFor({ state: 'attached' })
}
const nameAt = ({ language }: Scene, at: number) => words[language].rows[at] ?? ''
const cellOf = (scene: Scene, at: number, key: string) => gridCell(scene.page, nameAt(scene, at), key)
/** As a finger and as a mouse begin to write. */
async function edit(scene: Scene, at: number, key: string) {
  const cell = cellOf(scene, at, key)
  if (scene.wide) return await cell.dblclick()
  // Columns that are far do not exist.
  for (let left = 0; (await cell.count()) === 0; left += 200)
    await scene.page.getByRole('grid').evaluate((grid, to) => grid.parentElement?.scrollTo(to, 0), left)
  await cell.tap()
  await cell.tap()
  await scene.page.getByRole('dialog').waitFor()
}

/** What somebody else writes, each time another sum: what is as it was before is no conflict. */
let theirs = 1000

/** What the looks before have imported is taken back: an account keeps so many files, and the next state has the rows that it knows. */
async function clearImports(url: string) {
  const read = async (path: string, method = 'GET') => await (await fetchSigned(`${url}/api/v1${path}`, { method })).json()
  const { imports } = ImportsEnvelope.parse(await read(`/collections/${SLUG}/imports`)).data
  for (const { id, state, dry_run: dry } of imports) {
    if (state === 'done' && !dry) {
      await read(`/imports/${id}/undo`, 'POST')
      while (ImportEnvelope.parse(await read(`/imports/${id}`)).data.state === 'undoing') await new Promise((resolve) => setTimeout(resolve, 100))
    }
    await read(`/imports/${id}`, 'DELETE')
  }
}

/** A file that has been uploaded, with a column that is not known yet. */
async function setUp(scene: Scene) {
  const { page, language } = scene
  const w = words[language]
  const t = importTexts[language]
  await open(scene)
  await clearImports(scene.desk.url)
  await page.goto(`/c/${SLUG}/import`)
  const lines = [0, 1, 2, 3].map((at) => [`${w.rows[at]} III`, w.stages[at], at === 2 ? 'abc' : '1,234.50', `2026/12/${at + 1}`, `13900000${at}00`].join('\t'))
  const head = [collectionTexts[language].builtIn.name, w.fields[0], w.fields[1], w.fields[2], language === 'en' ? 'Phone' : '电话'].join('\t')
  const file = { name: language === 'en' ? 'customers.tsv' : '客户名单.tsv', mimeType: 'text/plain', buffer: Buffer.from([head, ...lines].join('\n')) }
  await page.getByLabel(t.choose, { exact: true }).and(page.locator('input')).setInputFiles(file)
  await page.getByRole('heading', { name: t.mapping }).waitFor()
  await page.getByRole('combobox', { name: t.target(language === 'en' ? 'Phone' : '电话') }).selectOption('nothing')
}

/** One of each kind; they are there once. */
async function addTiles({ desk, language }: Scene) {
  const path = `${desk.url}/api/v1/dashboard/tiles`
  if (TilesEnvelope.parse(await (await fetchSigned(path)).json()).data.tiles.length > 0) return
  const [stage = '', contract = '', call = ''] = words[language].fields
  const sum = { figure: 'sum', field: 'contract' }
  for (const tile of [
    { title: contract, kind: 'number', ...sum },
    { title: `${contract} · ${call}`, kind: 'trend', ...sum, group: 'next_call', by: 'week' },
    { title: stage, kind: 'pie', figure: 'count', group: 'stage' },
    { title: `${stage} · ${contract}`, kind: 'bar', ...sum, group: 'stage' },
    { title: call, kind: 'table', figure: 'count', group: 'next_call', by: 'month' },
    { title: `${contract} · ${call}`, kind: 'line', ...sum, group: 'next_call', by: 'day', wide: true },
  ]) {
    const body = JSON.stringify({ collection: SLUG, ...tile })
    const { status } = await fetchSigned(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })
    if (status !== 201) throw new Error(`A tile was not made: ${status}`)
  }
}

/** Others who look at it: some in a cell, one of them writing. */
async function others({ desk, page, language }: Scene) {
  const t = liveTexts[language]
  const rows = await readRows(desk.url, SLUG)
  const places = [
    { item: 1, field: 'stage', editing: false },
    { item: 3, field: 'contract', editing: true },
    { item: 4, field: 'name', editing: false },
    { item: 6, field: 'next_call', editing: true },
  ]
  for (const [at, { item, field, editing }] of places.entries()) {
    const person = await addPerson(desk.url, 'editor')
    const { token } = await signIn(desk.url, person)
    const headers = { Authorization: `Bearer ${token}` }
    const client = `picture-${at}`
    const reader = await followCollection(desk.url, SLUG, `?client=${client}`, headers)
    page.once('close', () => void reader.leave())
    const row = rows.find(({ name }) => name === words[language].rows[item])
    await fetch(`${desk.url}/api/v1/collections/${SLUG}/presence`, {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: JSON.stringify({ client, item_id: row?.id ?? null, field, editing }),
    })
    await page
      .getByRole('list', { name: t.here })
      .getByText(at < 3 ? person.name : '+1')
      .first()
      .waitFor()
  }
  await page.locator('[data-person="picture-2"]').waitFor()
}

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

export const filledCollections: State[] = [
  { name: 'collection-grid', at: '/c', reach: open },
  {
    name: 'collections',
    at: '/c',
    reach: async (scene) => {
      await open(scene)
      await scene.page.goto('/c')
      await scene.page.getByRole('main').getByRole('link', { name: words[scene.language].collection }).waitFor()
    },
  },
  {
    name: 'collection-create',
    at: '/c',
    reach: async ({ page, language }) => {
      const t = collectionTexts[language]
      await page.getByRole('main').getByRole('button', { name: t.create }).first().click()
      await page.getByRole('button', { name: t.addField }).click()
    },
  },
  {
    name: 'collection-range',
    at: '/c',
    only: 'wide',
    reach: async (scene) => {
      await open(scene)
      await cellOf(scene, 1, 'stage').click()
      for (const key of ['Shift+ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowRight', 'Shift+ArrowRight']) await scene.page.keyboard.press(key)
    },
  },
  {
    name: 'collection-edit-text',
    at: '/c',
    reach: async (scene) => {
      await open(scene)
      await edit(scene, 1, 'notes')
      await scene.page.getByRole('textbox').last().waitFor()
    },
  },
  {
    name: 'collection-edit-wrong',
    at: '/c',
    reach: async (scene) => {
      await open(scene)
      await edit(scene, 1, 'contract')
      await scene.page.keyboard.press('Control+a')
      await scene.page.keyboard.type('abc')
      await scene.page.keyboard.press('Enter')
      await scene.page.locator('[aria-invalid]').waitFor()
    },
  },
  {
    name: 'collection-edit-choices',
    at: '/c',
    reach: async (scene) => {
      await open(scene)
      await edit(scene, 1, 'tags')
      await scene.page.getByRole('option').first().waitFor()
    },
  },
  {
    name: 'collection-edit-relation',
    at: '/c',
    reach: async (scene) => {
      await open(scene)
      await edit(scene, 2, 'company')
      await scene.page.getByRole('option').nth(2).waitFor()
    },
  },
  {
    name: 'collection-edit-date',
    at: '/c',
    reach: async (scene) => {
      await open(scene)
      await edit(scene, 2, 'next_call')
    },
  },
  {
    name: 'collection-column-menu',
    at: '/c',
    reach: async (scene) => {
      await open(scene)
      await scene.page
        .getByRole('columnheader', { name: words[scene.language].fields[0] ?? '' })
        .getByRole('button')
        .click()
      await scene.page.getByRole('menu').waitFor()
    },
  },
  {
    name: 'collection-pinned',
    at: '/c',
    reach: async (scene) => {
      await open(scene)
      const t = collectionTexts[scene.language]
      await scene.page
        .getByRole('columnheader', { name: words[scene.language].fields[1] ?? '' })
        .getByRole('button')
        .click()
      await scene.page.getByRole('menuitem', { name: t.pin }).click()
      await scene.page.getByRole('grid').evaluate((grid) => grid.parentElement?.scrollTo(330, 0))
      await scene.page.locator('[data-scrolled]').waitFor()
    },
  },
  {
    name: 'collection-comments',
    at: '/c',
    reach: async (scene) => {
      await open(scene)
      const [row] = (await readRows(scene.desk.url, SLUG)).filter(({ name }) => name === nameAt(scene, 1))
      const said =
        scene.language === 'en'
          ? ['Called, wants the contract by Friday.\nhttps://example.com/contract', 'Sent.']
          : ['电话沟通过，周五前要合同。\nhttps://example.com/contract', '已发送。']
      for (const body of said)
        await fetchSigned(`${scene.desk.url}/api/v1/collections/${SLUG}/items/${row?.id}/comments`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ body }),
        })
      await open(scene, `?id=${row?.id}`)
      const t = commentTexts[scene.language]
      await scene.page.getByRole('button', { name: t.edit }).last().click()
      await scene.page.getByRole('textbox', { name: t.write }).scrollIntoViewIfNeeded()
    },
  },
  {
    name: 'collection-columns',
    at: '/c',
    reach: async (scene) => {
      await open(scene)
      await scene.page.getByRole('button', { name: collectionTexts[scene.language].columns }).click()
      await scene.page.getByRole('menu').waitFor()
    },
  },
  {
    name: 'collection-new-row',
    at: '/c',
    reach: async (scene) => {
      await open(scene)
      await scene.page.getByRole('button', { name: collectionTexts[scene.language].newRow }).click()
      await scene.page.getByRole('textbox').first().waitFor()
    },
  },
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
