import { randomInt, randomUUID } from 'node:crypto'
import { type CreateItem, type Item, ItemEnvelope, ItemPageEnvelope, type UpdateItem } from '#shared/items.ts'
import { fetchSigned } from '../server/test/credentials.ts'

/** Four Chinese characters that nobody has used before, so that a search finds the rows of one test, in whatever database. */
export const newWord = (): string => Array.from({ length: 4 }, () => String.fromCodePoint(randomInt(0x4e00, 0x9000))).join('')

/** The same for questions in English: the stand-in answers Chinese characters in Chinese. */
export const newTag = (): string => randomUUID().slice(0, 8)

async function call(url: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetchSigned(`${url}/api/v1${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return await response.json()
}

export const addItem = async (url: string, item: CreateItem): Promise<Item> => ItemEnvelope.parse(await call(url, 'POST', '/items', item)).data
export const changeItem = async (url: string, id: string, changes: UpdateItem): Promise<Item> =>
  ItemEnvelope.parse(await call(url, 'PUT', `/items/${id}`, changes)).data
export const removeItem = async (url: string, id: string): Promise<unknown> => await call(url, 'DELETE', `/items/${id}`)
export const findItems = async (url: string, q: string): Promise<Item[]> =>
  ItemPageEnvelope.parse(await call(url, 'GET', `/items?limit=1000&sort=name&q=${encodeURIComponent(q)}`)).data.items

/** Sixteen at a time: one after the other takes minutes for a thousand. */
export async function addItems(url: string, items: CreateItem[]): Promise<void> {
  const waiting = [...items]
  const work = async () => {
    for (let item = waiting.shift(); item; item = waiting.shift()) await addItem(url, item)
  }
  await Promise.all(Array.from({ length: 16 }, work))
}
