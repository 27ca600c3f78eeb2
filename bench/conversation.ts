import type { CDPSession, Page } from 'playwright-core'
import { MeEnvelope } from '#shared/me.ts'
import { launchBrowser } from '../e2e/browser.ts'
import { messageAt, writeConversation } from '../e2e/long-conversation.ts'
import { administrator } from '../e2e/program.ts'
import { deskmate, type Server } from './candidates.ts'
import type { Cluster } from './cluster.ts'
import { median } from './rounds.ts'
import { startUpstream } from './streams.ts'

/** What a browser does with a conversation of so many messages. Times in milliseconds. */
export type ConversationResult = {
  messages: number
  /** How many times slower the processor was made. */
  slowdown: number
  /** From the click in the list of conversations to the newest message drawn; and from the address typed into a new tab. */
  opened: number
  loaded: number
  nodes: number
  /** How much of its time the main thread works, while an answer is written. */
  busy: number
  /** How far things moved that nobody had touched, while it was written (CLS). */
  shift: number
}

const MESSAGES = 10_000
const ROUNDS = 5
const STREAM_SECONDS = 30
/** Fast models send sixty and more pieces of text in a second. */
const PIECES_PER_SECOND = 60
/** A laptop, and a phone that is not new. */
const SLOWDOWNS = [1, 4]

/** As long as it takes, and as any answer: prose, a list, a table, code. */
const answer = Array.from({ length: 12 }, (_, at) => messageAt(2 * (at + 1))).join('\n\n')
const question = `[[delay:${Math.round(1000 / PIECES_PER_SECOND)}]] [[chunks:${(STREAM_SECONDS + 4) * PIECES_PER_SECOND}]] [[say]]${answer}`

/** Signed in as a person is: by the form. */
async function signIn(page: Page, url: string) {
  await page.goto(`${url}/login`)
  await page.locator('input[type="email"]').fill(administrator.email)
  await page.locator('input[type="password"]').fill(administrator.password)
  await page.keyboard.press('Enter')
  await page.waitForURL((address) => !address.pathname.startsWith('/login'))
}

/** Until the newest message is drawn and the list stands at its end, by the page's own clock. */
const untilDrawn = (page: Page, place: number) =>
  page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const look = () => {
          const last = document.querySelector(`[role="feed"] [aria-posinset="${wanted}"]`)
          // Its text in the look of markdown, not as it comes before what draws that is there.
          if (last && !last.querySelector('p.whitespace-pre-wrap')) requestAnimationFrame(() => resolve(performance.now()))
          else requestAnimationFrame(look)
        }
        look()
      }),
    place,
  )

async function taskSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN
}

async function measureOne(page: Page, server: Server, conversation: string, slowdown: number, written: number): Promise<ConversationResult> {
  const cdp = await page.context().newCDPSession(page)
  // The thread's own time: what else the machine does is no work of the page.
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
  const at = `/chat/${conversation}`
  const loaded: number[] = []
  const opened: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    await page.goto(server.url + at)
    // Counted from the navigation's own beginning.
    loaded.push(await untilDrawn(page, written))
    await page.goto(`${server.url}/chat`)
    const link = page.locator(`nav a[href="${at}"]`).first()
    await link.waitFor()
    const drawn = page.evaluate((href) => {
      document.querySelector<HTMLElement>(`nav a[href="${href}"]`)?.click()
      return performance.now()
    }, at)
    opened.push((await untilDrawn(page, written)) - (await drawn))
  }
  const nodes = await page.evaluate(() => document.querySelectorAll('*').length)

  await page.locator('textarea').fill(question)
  await page.keyboard.press('Enter')
  await page.locator('article[aria-busy="true"]').getByText('12.4%').first().waitFor()
  await page.evaluate(() => {
    Object.assign(window, { shifted: 0 })
    // The caret that is written with moves, and has no node of its own.
    const ofText = (entry: PerformanceEntry) => [...Reflect.get(entry, 'sources')].some((source) => Reflect.get(source, 'node'))
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        if (!Reflect.get(entry, 'hadRecentInput') && ofText(entry))
          Object.assign(window, { shifted: Reflect.get(window, 'shifted') + Reflect.get(entry, 'value') })
    }).observe({ type: 'layout-shift' })
  })
  const before = await taskSeconds(cdp)
  const began = performance.now()
  await page.waitForTimeout(STREAM_SECONDS * 1000 * 0.8)
  const busy = ((await taskSeconds(cdp)) - before) / ((performance.now() - began) / 1000)
  const shift = await page.evaluate(() => Number(Reflect.get(window, 'shifted')))
  await page.locator('article[aria-busy="true"]').waitFor({ state: 'detached', timeout: 120_000 })
  return { messages: MESSAGES, slowdown, opened: median(opened), loaded: median(loaded), nodes, busy, shift }
}

/** A long conversation in Chromium: how soon it is there, of how much, and what an answer costs that is written below it. */
export async function measureConversation(options: { cluster: Cluster; say: (line: string) => void }): Promise<ConversationResult[]> {
  const { cluster, say } = options
  const upstream = await startUpstream()
  const database = await cluster.createDatabase('conversation')
  const server = await deskmate.start(database, { OPENROUTER_BASE_URL: upstream.baseUrl, OPENROUTER_API_KEY: `bench-${process.pid}` })
  const browser = await launchBrowser()
  try {
    const me = await fetch(`${server.url}/api/v1/auth/me`, { headers: { authorization: server.authorization } })
    const { user } = MeEnvelope.parse(await me.json()).data
    const results: ConversationResult[] = []
    for (const slowdown of SLOWDOWNS) {
      say(`a conversation of ${MESSAGES} messages in Chromium, ${slowdown === 1 ? 'the processor as it is' : `${slowdown} times slower`}`)
      const conversation = await writeConversation(database, user.id, MESSAGES)
      const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 800 } })
      const page = await context.newPage()
      await signIn(page, server.url)
      results.push(await measureOne(page, server, conversation, slowdown, MESSAGES))
      await context.close()
    }
    return results
  } finally {
    await browser.close()
    await server.stop()
    await upstream.launched.stop()
  }
}
