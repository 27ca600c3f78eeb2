import path from 'node:path'
import { z } from 'zod'
import { CollectionItemPageEnvelope } from '#shared/items.ts'
import { sampleCollection } from '../scripts/sample-rows.ts'
import { type Question, questions } from '../server/test/sample-words.ts'
import type { Server } from './candidates.ts'
import { type Cluster, withClient } from './cluster.ts'
import { startFilled } from './fill.ts'
import { median } from './rounds.ts'

/** What is found of words of a kind, against a plain comparison of all texts. */
export type SearchResult = {
  database: 'server' | 'embedded'
  kind: string
  words: number
  /** Of what a comparison finds, the share that the search finds; and the other way round. */
  recall: number
  precision: number
  /** From the request to the last byte of the first page, of the same with the number of matches (up to 10,000), and of the comparison in the database: milliseconds. */
  p50: number
  counted: number
  compared: number
}

const ROWS = 100_000
const ROUNDS = 7
/** Code that has been asked a few times only is still being compiled; a server that people use is not. */
const WARM_UP_ROUNDS = 20
const PAGE = 1000
const slug = sampleCollection.slug ?? ''
const Rows = z.array(z.object({ created_at: z.string() }))

/** Rows are told apart by when they were made: sample rows have a time each, the same in every database. */
type Found = ReadonlySet<string>

/** What a comparison finds, in the database of the server: the texts are the same in both. Letters and digits count from the beginning of a word on. */
async function compare(database: string, { like }: Question): Promise<{ found: Found; ms: number }> {
  const text = `lower(normalize(name || E'\\n' || coalesce(item_text(description, "values"), ''), NFKC))`
  const isWord = /^[a-z0-9]/i.test(like)
  return await withClient(database, async (client) => {
    const since = performance.now()
    const { rows } = await client.query(
      `select to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as created_at from items
        where ${text} ${isWord ? '~' : 'like'} ($1::text || lower(normalize($2::text, NFKC)) || $3::text)`,
      isWord ? ['(^|[^a-z0-9])', like, ''] : ['%', like, '%'],
    )
    return { found: new Set(Rows.parse(rows).map((row) => row.created_at)), ms: performance.now() - since }
  })
}

async function ask(server: Server, words: string, more: Record<string, string>, counted = false): Promise<string> {
  const query = new URLSearchParams({ q: words, ...more })
  const headers = { authorization: server.authorization, ...(counted ? {} : { prefer: 'count=none' }) }
  const answer = await fetch(`${server.url}/api/v1/collections/${slug}/items?${query.toString()}`, { headers })
  if (!answer.ok) throw new Error(`${words} was answered ${answer.status}.`)
  return await answer.text()
}

async function findAll(server: Server, words: string): Promise<Found> {
  const found = new Set<string>()
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const text = await ask(server, words, { limit: String(PAGE), ...(cursor === undefined ? {} : { cursor }) })
    const page = CollectionItemPageEnvelope.parse(JSON.parse(text)).data
    for (const item of page.items) found.add(item.created_at)
    cursor = page.next_cursor
  }
  return found
}

async function timeFirstPage(server: Server, words: string, counted: boolean): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const since = performance.now()
    await ask(server, words, { limit: '50' }, counted)
    times.push(performance.now() - since)
  }
  return median(times)
}

/** Every kind of words, on both databases. */
export async function measureSearch(options: { cluster: Cluster; folder: string; say: (line: string) => void }): Promise<SearchResult[]> {
  const { cluster, folder, say } = options
  const database = await cluster.createDatabase('search')
  const truth = new Map<Question, { found: Found; ms: number }>()
  const results: SearchResult[] = []
  for (const kind of ['server', 'embedded'] as const) {
    say(`filling ${ROWS} rows to be searched, ${kind}`)
    const server = await startFilled(kind === 'server' ? { DATABASE_URL: database } : { DATABASE_URL: '', DATA_DIR: path.join(folder, 'data') }, ROWS)
    try {
      if (kind === 'server') await withClient(database, (client) => client.query('vacuum analyze items'))
      say(`searching, ${kind}`)
      const all = questions()
      const byKind = Map.groupBy(all, (question) => question.kind)
      for (let round = 0; round < WARM_UP_ROUNDS; round++) for (const { words } of all) await ask(server, words, { limit: '50' }, round % 4 === 0)
      for (const [name, asked] of byKind) {
        const each = []
        for (const question of asked) {
          const known = [...truth].find(([{ words }]) => words === question.words)?.[1] ?? (await compare(database, question))
          truth.set(question, known)
          const found = await findAll(server, question.words)
          const right = found.intersection(known.found).size
          each.push({
            recall: right / known.found.size,
            precision: right / found.size,
            ms: await timeFirstPage(server, question.words, false),
            counted: await timeFirstPage(server, question.words, true),
            compared: known.ms,
          })
        }
        results.push({
          database: kind,
          kind: name,
          words: asked.length,
          recall: Math.min(...each.map(({ recall }) => recall)),
          precision: Math.min(...each.map(({ precision }) => precision)),
          p50: median(each.map(({ ms }) => ms)),
          counted: median(each.map(({ counted }) => counted)),
          compared: median(each.map(({ compared }) => compared)),
        })
      }
    } finally {
      await server.stop()
    }
  }
  return results
}
