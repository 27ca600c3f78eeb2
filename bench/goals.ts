import type { ConversationResult } from './conversation.ts'
import type { GridResult } from './grid.ts'
import type { ImportResult } from './imports.ts'
import type { ItemResult } from './items.ts'
import type { LiveResult } from './live.ts'
import type { Operation } from './operations.ts'
import type { PageResult } from './pages.ts'
import { GOAL_CONNECTIONS, GOAL_ROWS } from './plan.ts'
import type { PlanResult } from './plans.ts'
import { ratioOf } from './rounds.ts'
import type { SearchResult } from './search.ts'
import type { SignInResult } from './sign-in.ts'
import type { StreamCosts } from './stream-costs.ts'
import type { StreamResult } from './streams.ts'

/** `passed` and `measured` are undefined where the run did not measure it. */
export type GoalResult = { text: string; measured: number | undefined; passed: boolean | undefined }

const READS_OVER_ORIGIN = 8
const READS_OVER_BARE = 0.6
const PAGES_OVER_ORIGIN = 10
const PAGE_COST = 1.5
const ADDED_MS = 3
const MANY_STREAMS = 500
const MANY_ADDED_P95_MS = 20
const WAITING_KB = 100
const WRITTEN_PER_TEXT = 3
const SIGN_IN_APART_MS = 10
const MEANWHILE_MS = 200
const IMPORT_MB = 150
/** The first rows of a list, whatever its length. */
const ROWS_MS = 500
/** What a tab may grow by, from the first rows to the last ones of a million. */
const TAB_MB = 50
const SEARCH_MS = 10
/** What is called live. */
const SHOWN_MS = 1000
const OPENED_MS = 500
const NODES = 3_000
const BUSY = 0.3
/** What Google calls good is 0.1; what is read should not move at all. */
const SHIFT = 0.01

/** What a run measured; empty where it was not asked to. */
export type Results = {
  items: ItemResult[]
  pages: PageResult[]
  grid: GridResult[]
  search: SearchResult[]
  plans: PlanResult[]
  streams: StreamResult[]
  streamCosts: StreamCosts[]
  signIn: SignInResult[]
  live: LiveResult[]
  conversation: ConversationResult[]
  imports: ImportResult[]
}

/** What was promised, against what was measured. */
export function judge(results: Results): GoalResult[] {
  const over = (operation: Operation, other: string) => {
    const found = results.items.find((result) => result.rows === GOAL_ROWS && result.operation === operation && result.connections === GOAL_CONNECTIONS)
    return ratioOf(found?.samples, 'deskmate', other)
  }
  const pages = results.pages.find((result) => result.operation === 'page' && result.connections === GOAL_CONNECTIONS)?.samples
  const [refused] = results.signIn
  const long = results.conversation.find(({ slowdown }) => slowdown === 1)
  const [file] = results.imports
  const single = results.streams.find((result) => result.concurrency === 1)
  const many = results.streams.find((result) => result.concurrency === MANY_STREAMS)
  const [costs] = results.streamCosts
  const [grid] = results.grid
  const worst = (of: (result: SearchResult) => number, choose: (...all: number[]) => number) =>
    results.search.length === 0 ? undefined : choose(...results.search.map(of))
  const atLeast = (text: string, measured: number | undefined, goal: number): GoalResult => ({
    text: `${text} ≥ ${goal}`,
    measured,
    passed: measured === undefined ? undefined : measured >= goal,
  })
  const atMost = (text: string, measured: number | undefined, goal: number): GoalResult => ({
    text: `${text} ≤ ${goal}`,
    measured,
    passed: measured === undefined ? undefined : measured <= goal,
  })
  return [
    atLeast(`reads by id at ${GOAL_CONNECTIONS} connections ÷ origin`, over('read by id', 'origin'), READS_OVER_ORIGIN),
    atLeast(`reads by id at ${GOAL_CONNECTIONS} connections ÷ origin, tuned pool`, over('read by id', 'origin_tuned'), READS_OVER_ORIGIN),
    atLeast(`reads by id at ${GOAL_CONNECTIONS} connections ÷ bare handler`, over('read by id', 'bare'), READS_OVER_BARE),
    atLeast(`pages at ${GOAL_CONNECTIONS} connections ÷ origin`, over('page', 'origin'), PAGES_OVER_ORIGIN),
    atLeast(`pages at ${GOAL_CONNECTIONS} connections ÷ origin, tuned pool`, over('page', 'origin_tuned'), PAGES_OVER_ORIGIN),
    atMost('cost of a page at 1,000,000 rows ÷ at 1,000', ratioOf(pages, '1000', '1000000'), PAGE_COST),
    atMost('first rows of 1,000,000 in Chromium, ms', grid?.first, ROWS_MS),
    atMost('… heap of the tab at the end less at the beginning, in MB', grid && grid.heapLast - grid.heapFirst, TAB_MB),
    atLeast(
      'recall of a search, the worst',
      worst(({ recall }) => recall, Math.min),
      1,
    ),
    atMost(
      'a search, the slowest p50 in ms',
      worst(({ p50 }) => p50, Math.max),
      SEARCH_MS,
    ),
    atMost('statements of a list that read all items', results.plans.length === 0 ? undefined : results.plans.filter(({ readsAll }) => readsAll).length, 0),
    atMost('time to first token added, p50 in ms', single && single.through.p50 - single.direct.p50, ADDED_MS),
    atMost(`time to first token added at ${MANY_STREAMS} streams, p95 in ms`, many && many.through.p95 - many.direct.p95, MANY_ADDED_P95_MS),
    atMost('memory of a stream that waits, in kB', costs && costs.waitingBytes / 1000, WAITING_KB),
    atMost('bytes written for each further byte of an answer', costs?.written.perByte, WRITTEN_PER_TEXT),
    atMost('a change of another shown in Chromium, p95 in ms', results.live.at(-1)?.p95, SHOWN_MS),
    atMost('a conversation of 10,000 messages opened, ms', long?.opened, OPENED_MS),
    atMost('… loaded from nothing, ms', long?.loaded, OPENED_MS),
    atMost('… nodes', long?.nodes, NODES),
    atMost('… main thread busy while an answer is written', long?.busy, BUSY),
    atMost('… layout shift meanwhile', long?.shift, SHIFT),
    atMost('others while a file is imported and undone, p99 in ms', file?.others.p99, MEANWHILE_MS),
    atMost('memory that an import adds, in MB', file && (file.memoryMost - file.memoryBefore) / 1e6, IMPORT_MB),
    atMost('rows left after an import was undone', file?.left, 0),
    atMost('refusals of a known and an unknown address, medians apart in ms', refused && Math.abs(refused.known - refused.unknown), SIGN_IN_APART_MS),
  ]
}
