import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import type { Language } from '#shared/errors.ts'
import { AFTERNOON, fillDesk, lendPast } from './fill-desk.ts'
import { arrive, type Desk, everyLook, type Look, languages, openDesk } from './page-desk.ts'
import { isFoundIn, type State, setScene } from './page-states.ts'
import { guests, owner } from './page-states-account.ts'
import { builtInChat, emptyChat, filledChat } from './page-states-chat.ts'
import { emptyCollections, filledCollections } from './page-states-collections.ts'
import { fileStates } from './page-states-files.ts'
import { emptyFrame, filledFrame } from './page-states-frame.ts'
import { emptyItems, filledItems } from './page-states-items.ts'
import { chatLists, crowdedLists } from './page-states-list.ts'
import { emptyPrompts, filledPrompts } from './page-states-prompts.ts'
import { webhookStates } from './page-states-webhooks.ts'

// Takes a picture of every state that a person can meet, in both languages, both themes and both windows, to look at them side by side:
// `node e2e/take-every-screenshot.ts FOLDER`, after `npm run build`. `--only chat` takes those whose names begin so; it can be said more than once.

const { values, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: 'string', multiple: true, default: [''] } } })
const [folder] = positionals
if (!folder) throw new Error('Where should the pictures go? node e2e/take-every-screenshot.ts FOLDER')
mkdirSync(folder, { recursive: true })

/** What scrolls within the page is as high as the window allows, so the window grows by what is hidden. */
async function showWhole(page: Page) {
  const below = await page.evaluate(() =>
    Array.from(document.querySelectorAll('main, main *'))
      .filter((element) => getComputedStyle(element).overflowY === 'auto')
      .reduce((most, { scrollHeight, clientHeight }) => Math.max(most, scrollHeight - clientHeight), 0),
  )
  const size = page.viewportSize()
  if (size) await page.setViewportSize({ ...size, height: size.height + below })
}

async function take(desk: Desk, state: State, look: Look) {
  const { language, theme, size, width } = look
  const { page, context } = await desk.open({ language, theme, size, timezone: AFTERNOON, ...(state.guest && { as: null }) })
  try {
    await lendPast(context)
    await arrive(page, state.at)
    await state.reach(setScene(desk, { page, context }, look))
    await page.locator('.shimmer').first().waitFor({ state: 'detached' })
    if (state.whole) await showWhole(page)
    const file = `${state.name}.${language}.${theme}.${width}.png`
    await page.screenshot({ path: path.join(folder ?? '', file), caret: 'hide', animations: 'disabled' })
  } finally {
    // What is still asked for is no longer wanted.
    await context.unrouteAll({ behavior: 'ignoreErrors' })
    await context.close()
  }
}

/** A state that is not reached is told of, and does not keep the others from being taken. */
async function takeAll(desk: Desk, language: Language, states: State[]) {
  for (const state of states.filter(({ name }) => values.only.some((beginning) => name.startsWith(beginning)))) {
    for (const look of everyLook.filter((each) => each.language === language && isFoundIn(state, each))) {
      await take(desk, state, look).catch((error: unknown) => {
        console.error(`${state.name}, ${language}, ${look.theme}, ${look.width} px:`, error)
        process.exitCode = 1
      })
    }
  }
}

for (const language of languages) {
  const desk = await openDesk('stand-in', { FALLBACK_MODELS: 'qwen/qwen3-max', WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' })
  await takeAll(desk, language, [...emptyFrame, ...emptyItems, ...emptyCollections, ...emptyChat, ...emptyPrompts, ...guests])
  await fillDesk(desk, language)
  await takeAll(desk, language, [
    ...filledFrame,
    ...owner,
    ...webhookStates,
    ...filledItems,
    ...filledCollections,
    ...fileStates,
    ...filledPrompts,
    ...filledChat,
    ...chatLists,
    ...crowdedLists,
  ])
  await desk.close()

  const plain = await openDesk('built-in')
  await fillDesk(plain, language)
  await takeAll(plain, language, builtInChat)
  await plain.close()
}
