import type { Language } from '#shared/errors.ts'
import { ImportEnvelope, ImportsEnvelope } from '#shared/imports.ts'
import { TilesEnvelope } from '#shared/tiles.ts'
import { fetchSigned } from '../server/test/credentials.ts'
import { followCollection } from '../server/test/follow.ts'
import { importTexts } from '../web/collections/imports/texts.ts'
import { liveTexts } from '../web/collections/live/texts.ts'
import { collectionTexts } from '../web/collections/texts.ts'
import { addCollection, addRow, changeRow, gridCell, readRows } from './page-collection.ts'
import type { Desk } from './page-desk.ts'
import { addPerson } from './page-people.ts'
import type { Scene } from './page-states.ts'
import { signIn } from './program.ts'

export const words = {
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

export const SLUG = 'customers'
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
export async function open({ desk, page, language }: Pick<Scene, 'desk' | 'page' | 'language'>, search = '') {
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
export const nameAt = ({ language }: Scene, at: number) => words[language].rows[at] ?? ''
export const cellOf = (scene: Scene, at: number, key: string) => gridCell(scene.page, nameAt(scene, at), key)
/** As a finger and as a mouse begin to write. */
export async function edit(scene: Scene, at: number, key: string) {
  const cell = cellOf(scene, at, key)
  if (scene.wide) return await cell.dblclick()
  // Columns that are far do not exist.
  for (let left = 0; (await cell.count()) === 0; left += 200)
    await scene.page.getByRole('grid').evaluate((grid, to) => grid.parentElement?.scrollTo(to, 0), left)
  await cell.tap()
  await cell.tap()
  await scene.page.getByRole('dialog').waitFor()
}

/** What the looks before have imported is taken back: an account keeps so many files, and the next state has the rows that it knows. */
export async function clearImports(url: string) {
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
export async function setUp(scene: Scene) {
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
export async function addTiles({ desk, language }: Scene) {
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
export async function others({ desk, page, language }: Scene) {
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
