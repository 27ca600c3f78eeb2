import type { BrowserContext } from 'playwright-core'
import type { Language } from '#shared/errors.ts'
import { exampleRows } from './example-rows.ts'
import { exampleTalks } from './example-talks.ts'
import { conversationOn } from './page-conversation.ts'
import { type Desk, textsOf } from './page-desk.ts'
import { addItem, changeItem, removeItem } from './page-rows.ts'

const ROWS = 36
const IN_TRASH = 3
const HOUR_MS = 3_600_000
/** Where it is three in the afternoon: what is hours old is of today. (The names of these zones count westwards.) */
const hoursAhead = ((15 - new Date().getUTCHours() + 36) % 24) - 12
export const AFTERNOON = `Etc/GMT${hoursAhead > 0 ? '-' : '+'}${Math.abs(hoursAhead)}`

/** A workspace in use, for pictures: records, of which the first was changed twice, a few in the trash, and conversations. */
export async function fillDesk(desk: Desk, language: Language): Promise<void> {
  const all = exampleRows(language, ROWS + IN_TRASH)
  for (const gone of all.slice(ROWS)) await removeItem(desk.url, (await addItem(desk.url, gone)).id)
  const rows = all.slice(0, ROWS)
  for (const item of rows.slice(1).toReversed()) await addItem(desk.url, item)
  const [first, second] = rows
  if (!first || !second) throw new Error('There are no examples.')
  const { id } = await addItem(desk.url, { name: second.name })
  await changeItem(desk.url, id, { description: second.description })
  await changeItem(desk.url, id, first)

  const { page, context } = await desk.open({ language })
  const chat = conversationOn(page, textsOf(language))
  for (const question of exampleTalks[language].earlier.toReversed()) {
    await page.goto('/chat')
    await chat.ask(question)
    await chat.isDone()
  }
  await context.close()
}

/** All was made a moment ago; a workspace in use has a past. Hours grow with the place in the list, and each day has figures of its own. */
const spread = (texts: string) => {
  const ages = [0.1, 0.6, 1.4, 3, 5, 9, 22, 27, 46, 50, 71, 98, 120, 146, 170, 200, 240, 290, 330, 400]
  const at = new Map<string, number>()
  let day = 0
  const figures = () => {
    day += 1
    return `"created":${(day * 7) % 11},"questions":${(day * 5) % 8}`
  }
  return texts.replaceAll(/"created":\d+,"questions":\d+/g, figures).replaceAll(/"(created_at|updated_at)":"[^"]+"/g, (_, field: string) => {
    const index = at.get(field) ?? 0
    at.set(field, index + 1)
    const hours = (ages[index] ?? 400 + index * 7) * (field === 'created_at' ? 2.5 : 1)
    return `"${field}":"${new Date(Date.now() - hours * HOUR_MS).toISOString()}"`
  })
}

/** Has the lists and figures on these pages come from the past. */
export const lendPast = (context: BrowserContext) =>
  context.route(/\/api\/v1\/(collections\/items\/items\?|chat\/sessions\?|dashboard)/, async (route) => {
    // What comes behind a first page is older than all of it as it is.
    if (route.request().url().includes('cursor=')) return await route.continue()
    const response = await route.fetch()
    await route.fulfill({ response, body: spread(await response.text()) })
  })
