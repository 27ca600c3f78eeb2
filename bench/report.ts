import type { GoalResult, Results } from './goals.ts'
import type { ItemResult } from './items.ts'
import type { PageResult } from './pages.ts'
import { ratioOf } from './rounds.ts'
import type { StreamCosts } from './stream-costs.ts'

export type Report = Results & {
  takenAt: string
  mode: string
  machine: string
  database: string
  generator: string
  candidates: { name: string; about: string }[]
  goals: GoalResult[]
}

export const round = (value: number, digits = 0): string =>
  Number.isFinite(value) ? value.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits }) : '–'
function ratio(result: ItemResult | PageResult, a: string, b: string): string {
  const value = ratioOf(result.samples, a, b)
  return value === undefined ? '–' : round(value, value < 10 ? 2 : 1)
}

function table(head: string[], rows: string[][]): string {
  const width = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: string[]) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(width[column] ?? 0) : cell.padStart(width[column] ?? 0))).join(' | ')} |`
  return [line(head), `|${width.map((size, column) => (column === 0 ? '-'.repeat(size + 2) : `${'-'.repeat(size + 1)}:`)).join('|')}|`, ...rows.map(line)].join(
    '\n',
  )
}

function itemTables(report: Report): string {
  const names = [...new Set(report.items.flatMap((result) => [...result.samples.keys()]))]
  const rows = (cell: (result: ItemResult, name: string) => string, ratios: [string, string][]) =>
    report.items.map((result) => [
      `${round(result.rows)} rows, ${result.operation}, ${result.connections}`,
      ...names.map((name) => cell(result, name)),
      ...ratios.map(([a, b]) => ratio(result, a, b)),
    ])
  const ratios: [string, string][] = [
    ['deskmate', 'origin'],
    ['deskmate', 'origin_tuned'],
    ['deskmate', 'directus'],
    ['deskmate', 'bare'],
    ['deskmate', 'pgbench'],
  ]
  const shown = ratios.filter((pair) => pair.every((name) => names.includes(name)))
  return [
    '### Requests per second',
    table(
      ['rows, operation, connections', ...names, ...shown.map(([a, b]) => `${a} ÷ ${b}`)],
      rows((result, name) => round(result.samples.get(name)?.perSecond ?? Number.NaN), shown),
    ),
    '### Latency in ms, p50 / p99 (pgbench: average)',
    table(
      ['operation, connections', ...names],
      rows(
        (result, name) =>
          `${round((result.samples.get(name)?.p50 ?? Number.NaN) / 1000, 2)} / ${round((result.samples.get(name)?.p99 ?? Number.NaN) / 1000, 1)}`,
        [],
      ),
    ),
    "### Processor time of the server's process per request, µs",
    table(
      ['operation, connections', ...names],
      rows((result, name) => round(result.samples.get(name)?.cpu ?? Number.NaN), []),
    ),
  ].join('\n\n')
}

function pageTable(report: Report): string {
  const sizes = [...(report.pages[0]?.samples.keys() ?? [])]
  const first = sizes[0] ?? ''
  const last = sizes.at(-1) ?? ''
  const rows = report.pages.map((result) => [
    `${result.operation}, ${result.connections}`,
    ...sizes.map(
      (size) => `${round(result.samples.get(size)?.perSecond ?? Number.NaN)} (${round((result.samples.get(size)?.p50 ?? Number.NaN) / 1000, 2)} ms)`,
    ),
    ratio(result, first, last),
  ])
  return [
    '### A page as the table grows (deskmate): requests per second (p50)',
    table(['operation, connections', ...sizes.map((size) => `${round(Number(size))} rows`), 'cost, last ÷ first'], rows),
  ].join('\n\n')
}

function gridTable(report: Report): string {
  const rows = report.grid.map((result) => [
    `${round(result.rows)} rows`,
    ...[result.first, result.middle, result.last, result.anywhere].map((ms) => `${round(ms)} ms`),
    round(result.drawn),
    `${round(result.heapFirst, 1)} / ${round(result.heapLast, 1)} MB`,
  ])
  return [
    '### A long list in Chromium',
    table(['', 'first rows', 'the middle', 'the end', 'anywhere', 'rows drawn', 'heap, first rows / after all jumps'], rows),
  ].join('\n\n')
}

function searchTable(report: Report): string {
  const rows = report.search.map((result) => [
    `${result.database}, ${result.kind}`,
    round(result.words),
    round(result.recall, 4),
    round(result.precision, 4),
    `${round(result.p50, 1)} ms`,
    `${round(result.counted, 1)} ms`,
    `${round(result.compared, 1)} ms`,
  ])
  return [
    '### Words found in 100,000 rows, against a comparison of all texts',
    table(['', 'words', 'recall, the worst', 'precision, the worst', 'request, p50', '… with its number', 'comparison, p50'], rows),
  ].join('\n\n')
}

function planTable(report: Report): string {
  const rows = report.plans.map(({ asked, nodes, ms }) => [asked, nodes.join(', '), round(ms, ms < 10 ? 1 : 0)])
  return ['### How the database answers what is asked of a long list (rows touched)', table(['asked', 'answered by', 'ms'], rows)].join('\n\n')
}

/** Below this, the growth of the process is the garbage collector's doing. */
const FEW_STREAMS = 100

function streamTable(report: Report): string {
  const head = [
    'streams at once',
    'first token, upstream p50 / p95',
    'through deskmate p50 / p95',
    'added p50',
    'added p95',
    'CPU per chunk',
    'memory per stream',
  ]
  const rows = report.streams.map((result) => [
    String(result.concurrency),
    `${round(result.direct.p50, 2)} / ${round(result.direct.p95, 2)} ms`,
    `${round(result.through.p50, 2)} / ${round(result.through.p95, 2)} ms`,
    `${round(result.through.p50 - result.direct.p50, 2)} ms`,
    `${round(result.through.p95 - result.direct.p95, 2)} ms`,
    `${round(result.cpuPerChunk, 0)} µs`,
    result.concurrency < FEW_STREAMS ? '–' : `${round(result.bytesPerStream / 1024, 0)} KiB`,
  ])
  return ['### Streams', table(head, rows)].join('\n\n')
}

function costTables({ written, waitingBytes, waiting, passing }: StreamCosts): string {
  const rows = passing.map(({ concurrency, direct, through }) => [String(concurrency), round(direct), round(through)])
  return [
    `A stream that waits, of ${waiting}: ${round(waitingBytes / 1000)} kB. Written: ${round(written.perByte, 2)} bytes of log for each further byte of text, ${round(written.perAnswer / 1000, 1)} kB for an answer; tables grow by ${round(written.tables, 2)} for each byte.`,
    '### Pieces a second that pass, upstream as fast as it can',
    table(['streams at once', 'straight', 'through deskmate'], rows),
  ].join('\n\n')
}

function signInTable(report: Report): string {
  const rows = report.signIn.map(({ tries, known, unknown }) => [String(tries), `${round(known, 2)} ms`, `${round(unknown, 2)} ms`])
  return ['### Refused sign-ins (medians)', table(['tries of each', 'known address', 'unknown address'], rows)].join('\n\n')
}

function liveTable(report: Report): string {
  const rows = report.live.map(({ readers, p50, p95, bytes }) => [
    readers,
    `${round(p50)} ms`,
    `${round(p95)} ms`,
    ...(bytes ? [round(bytes.event), round(bytes.withoutRow), round(bytes.asking)] : ['', '', '']),
  ])
  return ['### A change, until others have it', table(['', 'p50', 'p95', 'bytes of an event', 'without its row', 'of asking for the row'], rows)].join('\n\n')
}

function conversationTable(report: Report): string {
  const rows = report.conversation.map((result) => [
    `${round(result.messages)} messages, processor ${result.slowdown === 1 ? 'as it is' : `${result.slowdown} times slower`}`,
    `${round(result.opened)} ms`,
    `${round(result.loaded)} ms`,
    round(result.nodes),
    `${round(result.busy * 100)} %`,
    round(result.shift, 4),
  ])
  return ['### A long conversation in Chromium', table(['', 'opened', 'loaded', 'nodes', 'busy while writing', 'shift'], rows)].join('\n\n')
}

function importTable(report: Report): string {
  const rows = report.imports.map((result) => [
    `${round(result.rows)} rows, ${round(result.bytes / 1e6)} MB`,
    ...[result.imported, result.undone, result.copied, result.inserted].map((rate) => round(rate)),
    round(result.imported / result.copied, 3),
    round(result.imported / result.inserted, 2),
    `${round(result.memoryBefore / 1e6)} / ${round(result.memoryMost / 1e6)} MB`,
    `${round(result.others.p50, 1)} / ${round(result.others.p99, 1)} / ${round(result.others.worst, 1)} ms of ${result.others.count}`,
  ])
  const head = [
    '',
    'imported',
    'undone',
    '`\\copy` as text',
    'from there by insert',
    'import ÷ `\\copy`',
    'import ÷ insert',
    'memory before / most',
    'others p50 / p99 / worst',
  ]
  return ['### A file imported and undone: rows a second', table(head, rows)].join('\n\n')
}

/** The report as it is printed and kept. */
export function formatReport(report: Report): string {
  const goals = report.goals.map(
    (goal) =>
      `${goal.passed === undefined ? 'not measured' : goal.passed ? 'pass' : 'FAIL'}  ${goal.text}${goal.measured === undefined ? '' : `: ${round(goal.measured, 2)}`}`,
  )
  const failed = report.items.flatMap((result) =>
    [...result.samples]
      .filter(([, sample]) => sample.failed > 0)
      .map(([name, sample]) => `${name} failed ${sample.failed} requests of ${result.operation} at ${result.connections} connections`),
  )
  return [
    `## ${report.mode} run of ${report.takenAt}`,
    [
      report.machine,
      report.database,
      `Load: closed loop, ${report.generator}; medians of interleaved rounds with rotated order, ratios within each round. Absolute figures hold for one run; quote ratios.`,
      ...report.candidates.map(({ name, about }) => `${name}: ${about}`),
    ]
      .map((line) => `- ${line}`)
      .join('\n'),
    ...(report.items.length > 0 ? [itemTables(report)] : []),
    ...(report.pages.length > 0 ? [pageTable(report)] : []),
    ...(report.grid.length > 0 ? [gridTable(report)] : []),
    ...(report.search.length > 0 ? [searchTable(report)] : []),
    ...(report.plans.length > 0 ? [planTable(report)] : []),
    ...(report.streams.length > 0 ? [streamTable(report)] : []),
    ...report.streamCosts.map(costTables),
    ...(report.signIn.length > 0 ? [signInTable(report)] : []),
    ...(report.live.length > 0 ? [liveTable(report)] : []),
    ...(report.conversation.length > 0 ? [conversationTable(report)] : []),
    ...(report.imports.length > 0 ? [importTable(report)] : []),
    ...(failed.length > 0 ? [failed.join('\n')] : []),
    '### Goals',
    `\`\`\`\n${goals.join('\n')}\n\`\`\``,
  ].join('\n\n')
}

/** For JSON, which has no maps. */
export const plain = (report: Report) => ({
  ...report,
  items: report.items.map((result) => ({ ...result, samples: Object.fromEntries(result.samples) })),
  pages: report.pages.map((result) => ({ ...result, samples: Object.fromEntries(result.samples) })),
})
