import { ItemEnvelope, ItemPageEnvelope } from '#shared/items.ts'
import { fetchSigned } from '../server/test/credentials.ts'

export type Load = {
  /** Ids and names of what the program has said it stored. */
  acknowledged: Map<string, string>
  /** How often each answer came: a status, or `error` where there was none. */
  answers: Map<string, number>
  /** 503 without Retry-After, and other answers that should not be. */
  wrong: string[]
  stop: () => Promise<void>
}

/** Writers that create items one after the other, as fast as they are answered, until they are stopped. */
export function startWriters(url: () => string, count: number, acknowledged = new Map<string, string>()): Load {
  const answers = new Map<string, number>()
  const wrong: string[] = []
  let writing = true
  const tally = (answer: string) => answers.set(answer, (answers.get(answer) ?? 0) + 1)

  async function write(writer: number): Promise<void> {
    for (let n = 0; writing; n++) {
      const name = `写入 ${writer}-${n}`
      try {
        const response = await fetchSigned(`${url()}/api/v1/items`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ name }),
        })
        tally(String(response.status))
        if (response.status === 201) acknowledged.set(ItemEnvelope.parse(await response.json()).data.id, name)
        else if (response.status !== 503 || !response.headers.get('retry-after')) wrong.push(`${response.status} ${await response.text()}`)
        if (response.status !== 201) await pause(20)
      } catch {
        tally('error')
        await pause(20)
      }
    }
  }
  const writers = Array.from({ length: count }, (_, writer) => write(writer))
  return {
    acknowledged,
    answers,
    wrong,
    stop: async () => {
      writing = false
      await Promise.all(writers)
    },
  }
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Which acknowledged items are not there, or not as they were sent. */
export async function findLost(url: string, acknowledged: Map<string, string>): Promise<string[]> {
  const stored = new Map<string, string>()
  let cursor: string | null = null
  let total = 0
  do {
    const response: Response = await fetchSigned(`${url}/api/v1/items?limit=1000${cursor ? `&cursor=${cursor}` : ''}`)
    const page = ItemPageEnvelope.parse(await response.json()).data
    for (const item of page.items) stored.set(item.id, item.name)
    cursor = page.next_cursor
    total = page.total
  } while (cursor)
  if (total !== stored.size) throw new Error(`The total says ${total}; ${stored.size} rows are there.`)
  return [...acknowledged].flatMap(([id, name]) => (stored.get(id) === name ? [] : [`${id} ${name}`]))
}
