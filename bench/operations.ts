import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { Candidate, Server, Wire } from './candidates.ts'
import { itemId } from './seed.ts'

export const operations = ['read by id', 'page', 'deep page', 'update', 'create', 'mixed'] as const
export type Operation = (typeof operations)[number]
/** Of a hundred requests of the mixture. */
export const shares = { 'read by id': 70, page: 15, create: 10, update: 5 } as const

export const PAGE_SIZE = 20
/** Different requests of each kind, played in turn: enough that no cache of answers would help. */
const REQUESTS = 10_000
/** Rows that are walked at once to collect cursors, and how many cursors are collected at most. */
const WALK_SIZE = 1000
const CURSORS = 100

const Page = z.object({ data: z.object({ items: z.array(z.unknown()), next_cursor: z.string().nullable() }) })

const pick = (rows: number) => 1 + Math.floor(Math.random() * rows)
const many = (make: (index: number) => string) => Array.from({ length: REQUESTS }, (_, index) => make(index))
const body = (index: number) =>
  JSON.stringify({ name: `客户回访记录 华东区 ${index}`, description: `第三季度销售数据，含各区域对比与下一步计划。Follow up with the supplier. ${index}` })

/** Cursors all over the table, as a reader meets who pages from the newest row to the oldest. */
async function collectCursors({ url, authorization }: Server): Promise<string[]> {
  const cursors: string[] = []
  let cursor: string | null | undefined
  do {
    const query = cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''
    const answer = await fetch(`${url}/api/v1/items?limit=${WALK_SIZE}${query}`, { headers: authorization ? { authorization } : {} })
    const page = Page.parse(await answer.json())
    // Some give a cursor behind the last row.
    if (page.data.items.length === 0) cursors.pop()
    cursor = page.data.next_cursor
    if (cursor) cursors.push(cursor)
  } while (cursor && cursors.length < CURSORS)
  return cursors
}

type Where = { candidate: Candidate; server: Server; rows: number }
/** The contract's own paths, which every candidate speaks but those that say so. */
const own: Wire = { path: '/api/v1/items', update: 'PUT', page: (limit, skip) => `?limit=${limit}${skip === 0 ? '' : `&skip=${skip}`}` }
const wireOf = ({ candidate }: Pick<Where, 'candidate'>) => candidate.wire ?? own
const firstPage = (where: Pick<Where, 'candidate'>) => `GET\t${wireOf(where).path}${wireOf(where).page(PAGE_SIZE, 0)}\t`
const read = (where: Where) => `GET\t${wireOf(where).path}/${itemId(pick(where.rows))}\t`
const update = (where: Where, index: number) => `${wireOf(where).update}\t${wireOf(where).path}/${itemId(pick(where.rows))}\t${body(index)}`
const create = (where: Where, index: number) => `POST\t${wireOf(where).path}\t${body(index)}`

/** What the hundredth of a hundred requests is; 37 is prime to 100, so that all kinds come in turn. */
function mixed(where: Where, index: number): string {
  const at = (index * 37) % 100
  if (at < shares['read by id']) return read(where)
  if (at < shares['read by id'] + shares.page) return firstPage(where)
  return at < 100 - shares.update ? create(where, index) : update(where, index)
}

const linesOf: Record<Operation, (where: Where) => string[] | Promise<string[]>> = {
  'read by id': (where) => many(() => read(where)),
  page: (where) => [firstPage(where)],
  'deep page': async (where) => {
    const { candidate, server, rows } = where
    if (candidate.deepPage === 'offset') return many(() => `GET\t${wireOf(where).path}${wireOf(where).page(PAGE_SIZE, pick(rows - PAGE_SIZE))}\t`)
    const cursors = await collectCursors(server)
    // A table that one walk covers has no depth; the first page stands for it.
    return cursors.length === 0 ? [firstPage(where)] : cursors.map((cursor) => `GET\t/api/v1/items?limit=${PAGE_SIZE}&cursor=${encodeURIComponent(cursor)}\t`)
  },
  update: (where) => many((index) => update(where, index)),
  create: (where) => many((index) => create(where, index)),
  mixed: (where) => many((index) => mixed(where, index)),
}

/**
 * Writes what the load generator plays, and tries one of it.
 * @throws Error when the candidate refuses it, so that no error is ever measured as a fast answer.
 */
export async function prepareRequests(options: {
  operation: Operation
  candidate: Candidate
  server: Server
  rows: number
  folder: string
  suffix?: string
}): Promise<string> {
  const { url, authorization } = options.server
  // The first one is tried.
  const lines = (await linesOf[options.operation](options)).map((line) => `${line}\t${authorization}`)
  const file = path.join(options.folder, `${options.candidate.name}-${options.operation.replaceAll(' ', '-')}${options.suffix ?? ''}.tsv`)
  writeFileSync(file, `${lines.join('\n')}\n`)
  const [method = '', where = '', content = ''] = (lines[0] ?? '').split('\t')
  const headers = { ...(content ? { 'content-type': 'application/json' } : {}), ...(authorization ? { authorization } : {}) }
  const answer = await fetch(url + where, { method, headers, ...(content ? { body: content } : {}) })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${options.candidate.name} answers ${method} ${where} with ${answer.status}: ${text.slice(0, 500)}`)
  if (options.operation.includes('page') && !text.includes(itemId(0).slice(0, 8)))
    throw new Error(`${options.candidate.name} gives a page without the rows: ${text.slice(0, 500)}`)
  return file
}
