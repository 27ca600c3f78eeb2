import type { Page } from 'playwright-core'
import { type Collection, CollectionEnvelope, type CreateCollection } from '#shared/collections.ts'
import { type CollectionItem, CollectionItemEnvelope, CollectionItemPageEnvelope, type CreateCollectionItem, type UpdateCollectionItem } from '#shared/items.ts'
import { fetchSigned } from '../server/test/credentials.ts'

async function call(url: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetchSigned(`${url}/api/v1/collections${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return await response.json()
}

export const addCollection = async (url: string, collection: CreateCollection): Promise<Collection> =>
  CollectionEnvelope.parse(await call(url, 'POST', '', collection)).data
export const readCollection = async (url: string, slug: string): Promise<Collection> => CollectionEnvelope.parse(await call(url, 'GET', `/${slug}`)).data
export const addRow = async (url: string, slug: string, row: CreateCollectionItem): Promise<CollectionItem> =>
  CollectionItemEnvelope.parse(await call(url, 'POST', `/${slug}/items`, row)).data
export const changeRow = async (url: string, slug: string, id: string, changes: UpdateCollectionItem): Promise<CollectionItem> =>
  CollectionItemEnvelope.parse(await call(url, 'PUT', `/${slug}/items/${id}`, changes)).data
export const readRow = async (url: string, slug: string, id: string): Promise<CollectionItem> =>
  CollectionItemEnvelope.parse(await call(url, 'GET', `/${slug}/items/${id}`)).data
export const readRows = async (url: string, slug: string): Promise<CollectionItem[]> =>
  CollectionItemPageEnvelope.parse(await call(url, 'GET', `/${slug}/items?limit=1000&sort=name`)).data.items

/** Sixteen at a time: one after the other takes minutes for a thousand. */
export async function addRows(url: string, slug: string, rows: CreateCollectionItem[]): Promise<void> {
  const waiting = [...rows]
  const work = async () => {
    for (let row = waiting.shift(); row; row = waiting.shift()) await addRow(url, slug, row)
  }
  await Promise.all(Array.from({ length: 16 }, work))
}

/** The row of that name. */
export const gridRow = (page: Page, name: string) =>
  page.getByRole('row').filter({ has: page.locator('[data-column="name"]').getByText(name, { exact: true }) })
/** The cells with the names, one in each row that the page holds. */
export const nameCells = (page: Page) => page.getByRole('gridcell').and(page.locator('[data-column="name"]'))
/** A cell of it, by the key of its column. */
export const gridCell = (page: Page, name: string, key: string) => gridRow(page, name).locator(`[data-column="${key}"]`)
/** Opens all about a row, as a pointer or a finger does. */
export async function openRow(page: Page, name: string, label: string): Promise<void> {
  await gridRow(page, name).hover()
  await page.getByRole('button', { name: `${label}: ${name}`, exact: true }).click()
}
/** Place of the cell with the cursor: `row column`, both from 0. */
export const cursorAt = (page: Page) => page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-cell]')?.dataset.cell ?? null)

/** One field of each type. */
export const everyField = (people: string): CreateCollection['fields'] => [
  { key: 'title', name: '标题', type: 'text' },
  { key: 'notes', name: '备注', type: 'long_text' },
  { key: 'count', name: '数量', type: 'number', decimals: 2, min: 0, max: 1000 },
  { key: 'price', name: '金额', type: 'currency', currency: 'CNY' },
  { key: 'due', name: '到期', type: 'date' },
  { key: 'meets', name: '会面', type: 'date_time' },
  { key: 'done', name: '完成', type: 'checkbox' },
  {
    key: 'state',
    name: '状态',
    type: 'select',
    choices: [
      { label: '洽谈中', color: 'yellow' },
      { label: '已签约', color: 'green' },
      { label: 'Lost', color: 'red' },
    ],
  },
  {
    key: 'tags',
    name: '标签',
    type: 'multi_select',
    choices: [
      { label: 'VIP', color: 'purple' },
      { label: '老客户', color: 'blue' },
      { label: 'New', color: 'teal' },
    ],
  },
  { key: 'site', name: '网址', type: 'url' },
  { key: 'mail', name: '邮箱', type: 'email' },
  { key: 'owner', name: '负责人', type: 'person' },
  { key: 'company', name: '公司', type: 'relation', collection: people, multiple: true },
]

/** Into the trash, one after the other. */
export async function removeRows(url: string, slug: string, rows: readonly CollectionItem[]): Promise<void> {
  for (const { id } of rows) await call(url, 'DELETE', `/${slug}/items/${id}`)
}
