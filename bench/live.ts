import { createParser } from 'eventsource-parser'
import { CollectionItemEnvelope } from '#shared/items.ts'
import { launchBrowser } from '../e2e/browser.ts'
import { administrator } from '../e2e/program.ts'
import { deskmate, type Server } from './candidates.ts'
import type { Cluster } from './cluster.ts'
import { median } from './rounds.ts'

/** From the sending of a change until others have it. Times in milliseconds. */
export type LiveResult = {
  readers: string
  p50: number
  p95: number
  /** Of an event with its row, without it, and of the request that would ask for the row instead, headers included. */
  bytes: { event: number; withoutRow: number; asking: number } | null
}

const READERS = [1, 200]
const CHANGES = 100
const SLUG = 'items'

const quantile = (values: number[], share: number) => values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN

async function put({ url, authorization }: Server, id: string, description: string): Promise<Response> {
  return await fetch(`${url}/api/v1/collections/${SLUG}/items/${id}`, {
    method: 'PUT',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ description }),
  })
}

/** Told of each frame; it has begun when this returns. */
async function follow({ url, authorization }: Server, onFrame: (data: string) => void): Promise<() => void> {
  const controller = new AbortController()
  const response = await fetch(`${url}/api/v1/collections/${SLUG}/events`, { headers: { authorization }, signal: controller.signal })
  const begun = Promise.withResolvers<void>()
  const parser = createParser({
    onEvent: ({ data }) => {
      begun.resolve()
      onFrame(data)
    },
  })
  const read = async () => {
    const decoder = new TextDecoder()
    for await (const bytes of response.body ?? []) parser.feed(decoder.decode(bytes, { stream: true }))
  }
  read().catch(() => undefined)
  await begun.promise
  return () => controller.abort()
}

async function measureStreams(server: Server, id: string, readers: number): Promise<LiveResult> {
  const sent = new Map<string, number>()
  const times: number[] = []
  let event = 0
  let withoutRow = 0
  const done = Promise.withResolvers<void>()
  const onFrame = (data: string) => {
    const word = /change \d+/.exec(data)?.[0]
    const at = word && sent.get(word)
    if (!at) return
    times.push(performance.now() - at)
    event = data.length
    withoutRow = JSON.stringify({ ...JSON.parse(data), items: [] }).length
    if (times.length === readers * CHANGES) done.resolve()
  }
  const ends = await Promise.all(Array.from({ length: readers }, () => follow(server, onFrame)))
  for (let at = 0; at < CHANGES; at++) {
    sent.set(`change ${at}`, performance.now())
    await put(server, id, `${readers} change ${at} .`)
    // Not in step with the looks at the feed; and each is told by itself.
    await new Promise((resolve) => setTimeout(resolve, 260 + Math.random() * 200))
  }
  await done.promise
  for (const end of ends) end()
  const answer = await fetch(`${server.url}/api/v1/collections/${SLUG}/items/${id}`, { headers: { authorization: server.authorization } })
  const headers = [...answer.headers].reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0)
  const asking = headers + (await answer.text()).length + server.authorization.length + 200
  return { readers: `${readers} of the stream`, p50: median(times), p95: quantile(times, 0.95), bytes: { event, withoutRow, asking } }
}

/** Until a grid in Chromium shows it. */
async function measurePage(server: Server, id: string): Promise<LiveResult> {
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage()
    await page.goto(`${server.url}/login?next=${encodeURIComponent(`/c/${SLUG}`)}`)
    await page.locator('input[type="email"]').fill(administrator.email)
    await page.locator('input[type="password"]').fill(administrator.password)
    await page.keyboard.press('Enter')
    await page.getByRole('grid').waitFor()
    const times: number[] = []
    for (let at = 0; at < CHANGES; at++) {
      const word = `shown ${at}.`
      const shown = page.evaluate(
        (text) =>
          new Promise<number>((resolve) => {
            const look = () => (document.querySelector('[role="grid"]')?.textContent.includes(text) ? resolve(Date.now()) : requestAnimationFrame(look))
            look()
          }),
        word,
      )
      const sentAt = Date.now()
      await put(server, id, word)
      times.push((await shown) - sentAt)
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 200))
    }
    return { readers: 'a page in Chromium', p50: median(times), p95: quantile(times, 0.95), bytes: null }
  } finally {
    await browser.close()
  }
}

/** How soon others see a change, and what it costs to send the row along. */
export async function measureLive({ cluster, say }: { cluster: Cluster; say: (line: string) => void }): Promise<LiveResult[]> {
  const server = await deskmate.start(await cluster.createDatabase('live'))
  try {
    const made = await fetch(`${server.url}/api/v1/collections/${SLUG}/items`, {
      method: 'POST',
      headers: { authorization: server.authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ name: '云帆科技' }),
    })
    const { id } = CollectionItemEnvelope.parse(await made.json()).data
    const results = []
    for (const readers of READERS) {
      say(`${CHANGES} changes, told to ${readers}`)
      results.push(await measureStreams(server, id, readers))
    }
    say(`${CHANGES} changes, shown in Chromium`)
    results.push(await measurePage(server, id))
    return results
  } finally {
    await server.stop()
  }
}
