import type { Page } from 'playwright-core'
import { launchBrowser } from '../e2e/browser.ts'
import { administrator } from '../e2e/program.ts'
import type { Server } from './candidates.ts'
import { median } from './rounds.ts'

/** The page of a long list in Chromium. Times in milliseconds, heaps in MB. */
export type GridResult = {
  rows: number
  /** From the address in a tab with a warm cache to the first rows drawn. */
  first: number
  /** From the scroll bar's being let go to rows where it stands: in the middle, at the end, at places of all of it. */
  middle: number
  last: number
  anywhere: number
  /** Rows that are drawn at a time, and what the tab's own objects take after the first rows and after all jumps. */
  drawn: number
  heapFirst: number
  heapLast: number
}

const ROUNDS = 5
const JUMPS = 20

const untilRows = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const look = () => {
          const cells = document.querySelectorAll('[role="grid"] [role="row"][aria-rowindex] [role="gridcell"]')
          const filled = [...cells].filter((cell) => cell.textContent.trim() !== '' && !cell.querySelector('.shimmer')).length
          if (filled > 20 && !document.querySelector('[role="grid"] .shimmer')) requestAnimationFrame(() => resolve(performance.now()))
          else requestAnimationFrame(look)
        }
        look()
      }),
  )

/** Scrolls to a place of the whole, 0 to 1. @returns how long until rows are there */
async function jump(page: Page, share: number): Promise<number> {
  const from = await page.evaluate((at) => {
    const bar = [...document.querySelectorAll('main *')].find(
      (element) => getComputedStyle(element).overflowY === 'auto' && element.scrollHeight > element.clientHeight * 10,
    )
    if (!bar) throw new Error('Nothing scrolls.')
    bar.scrollTop = (bar.scrollHeight - bar.clientHeight) * at
    return performance.now()
  }, share)
  // A frame later what was there before is no longer taken for what is there now.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  return (await untilRows(page)) - from
}

async function heapOf(page: Page): Promise<number> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('HeapProfiler.collectGarbage')
  const { usedSize } = await cdp.send('Runtime.getHeapUsage')
  await cdp.detach()
  return usedSize / 1e6
}

/** How soon the rows of a long list are there, wherever one looks, and what the tab holds of them. */
export async function measureGrid({ server, rows, say }: { server: Server; rows: number; say: (line: string) => void }): Promise<GridResult[]> {
  say(`a list of ${rows} rows in Chromium`)
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage({ locale: 'en-US', viewport: { width: 1280, height: 800 } })
    await page.goto(`${server.url}/login?next=${encodeURIComponent('/c/items')}`)
    await page.locator('input[type="email"]').fill(administrator.email)
    await page.locator('input[type="password"]').fill(administrator.password)
    await page.keyboard.press('Enter')
    await page.getByRole('grid').waitFor()
    const first: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      await page.goto(`${server.url}/c/items`)
      // Counted from the navigation's own beginning.
      first.push(await untilRows(page))
    }
    const heapFirst = await heapOf(page)
    const middle = []
    const last = []
    for (let round = 0; round < ROUNDS; round++) {
      middle.push(await jump(page, 0.45 + round / 50))
      last.push(await jump(page, 1))
    }
    const anywhere = []
    for (let at = 0; at < JUMPS; at++) anywhere.push(await jump(page, ((at * 7) % JUMPS) / JUMPS))
    const drawn = await page.locator('[role="grid"] [role="row"][aria-rowindex]').count()
    return [
      { rows, first: median(first), middle: median(middle), last: median(last), anywhere: median(anywhere), drawn, heapFirst, heapLast: await heapOf(page) },
    ]
  } finally {
    await browser.close()
  }
}
