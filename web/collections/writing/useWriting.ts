import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { type CollectionItem, CollectionItemEnvelope } from '#shared/items.ts'
import { ApiError, call, errorMessage } from '../../api.ts'
import { formatsOf } from '../../i18n/format.ts'
import { currentLanguage } from '../../i18n/language.ts'
import { textsNow } from '../../i18n/texts.ts'
import { apiPaths } from '../../paths.ts'
import { forEach } from '../../records/forEach.ts'
import { allInTurn } from '../../records/inTurn.ts'
import { toast } from '../../ui/Toast.tsx'
import { type Changes, type Column, changed } from '../columns.ts'
import { refreshRows, showRows } from '../rows.ts'
import { clashes } from '../saveRow.ts'
import type { Step } from '../undo/steps.ts'
import { trackStep } from '../undo/useUndo.ts'
import { type Op, type Written, writeMany } from '../writeMany.ts'
import { writingTexts } from './texts.ts'

/** What is to become of a row; a new one has no base. `place` is where it stands in the grid, from 0. */
export type RowChange = { place: number; base: CollectionItem | null; changes: Changes; op: Op }
/** What was not written, and why. */
export type Failure = { place: number; name: string | null; column: string | null; text: string; reason: string }
export type Progress = { done: number; total: number; stop: () => void }
export type Outcome = { failures: Failure[]; written: number }

const number = (count: number) => formatsOf(currentLanguage()).number(count)

/** Rows that somebody changed in between: over the version that there is now where nobody changed the same field, else left as they are. */
async function again(slug: string, columns: readonly Column[], late: readonly RowChange[]): Promise<{ ops: Map<Op, RowChange>; clashed: RowChange[] }> {
  const ops = new Map<Op, RowChange>()
  const clashed: RowChange[] = []
  const failed = await forEach(late, async (change) => {
    const { base, changes, op } = change
    if (!base || op.operation !== 'update') return
    const theirs = await call(CollectionItemEnvelope, { path: apiPaths.row(slug, base.id) })
    if (clashes(columns, { base, changes }, theirs).length > 0) clashed.push(change)
    else ops.set({ operation: 'update', row: { ...op.row, version: theirs.version } }, change)
  })
  clashed.push(...failed.map(({ item }) => item))
  // One that is gone by now is told of too.
  const settled = new Set([...ops.values(), ...clashed])
  clashed.push(...late.filter((change) => !settled.has(change)))
  return { ops, clashed }
}

/** Over the version that our own saves have made of it meanwhile. */
const over = ({ base, op }: RowChange, versionOf: (base: CollectionItem) => number): Op =>
  base && op.operation === 'update' ? { operation: 'update', row: { ...op.row, version: versionOf(base) } } : op

async function writeChanges(
  queries: QueryClient,
  slug: string,
  columns: readonly Column[],
  changes: readonly RowChange[],
  signal: AbortSignal,
  tell: (done: number) => void,
  versionOf: (base: CollectionItem) => number,
) {
  const t = textsNow(writingTexts).failures
  const byOp = new Map(changes.map((change) => [over(change, versionOf), change]))
  const first = await writeMany(slug, [...byOp.keys()], { signal, onProgress: tell })
  const isLate = ({ row }: Written['rows'][number]) => row.code === 'PRECONDITION_FAILED'
  const late = first.rows.filter(isLate).flatMap(({ op }) => byOp.get(op) ?? [])
  const { ops, clashed } = await again(slug, columns, late)
  const second = await writeMany(slug, [...ops.keys()], { signal })
  for (const [op, change] of ops) byOp.set(op, change)
  const told = [...first.rows.filter((row) => !isLate(row)), ...second.rows]
  const failures: Failure[] = []
  const fail = ({ place, base, changes: of }: RowChange, reason: string, path = '') => {
    const column = columns.find(({ key }) => key === path.replace(/^values\./, '').split('.')[0])
    failures.push({ place, name: base?.name ?? null, column: column?.name ?? null, text: Object.values(of).map(String).join('\t'), reason })
  }
  for (const { op, row } of told) {
    const change = byOp.get(op)
    if (!change || row.status !== 'failed') continue
    const [detail] = row.details
    fail(change, detail?.message ?? (row.code === 'ITEM_NOT_FOUND' ? t.gone : row.code === 'PRECONDITION_FAILED' ? t.changed : t.notSent), detail?.path)
  }
  for (const change of clashed) fail(change, t.changed)
  const error = first.error ?? second.error
  if (error) {
    const sent = new Set([...first.rows, ...second.rows].map(({ op }) => byOp.get(op)))
    for (const change of changes) if (!sent.has(change)) fail(change, errorMessage(error))
  }
  const left = new Set(failures.map(({ place }) => place))
  // What is shown already and was not written is what it was.
  showRows(
    queries,
    slug,
    changes.flatMap(({ base, place }) => (base && left.has(place) ? [base] : [])),
  )
  const versions = new Map(
    told.flatMap(({ row }) => (row.id !== null && row.version !== null && row.status !== 'failed' ? [[row.id, row.version] as const] : [])),
  )
  return { sets: [...first.sets, ...second.sets], failures, versions, written: told.filter(({ row }) => row.status !== 'failed').length }
}

export type Writing = ReturnType<typeof useWriting>

/** Writes many rows as one step: shown at once, part by part, stopped by whoever began it, undone as one. */
export function useWriting(slug: string, columns: readonly Column[], undoThis: (step: Step) => void) {
  const queries = useQueryClient()
  const [progress, setProgress] = useState<Progress | null>(null)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const queue = useRef<{ last: Promise<unknown>; waiting: number }>({ last: Promise.resolve(), waiting: 0 })

  /** One after the other, in the order in which they were begun. @param refused what was known before not to be written, told with the rest */
  async function run(kind: 'paste' | 'fill' | 'clear', changes: readonly RowChange[], refused: readonly Failure[] = []): Promise<void> {
    const t = textsNow(writingTexts)
    if (changes.length === 0 && refused.length === 0) return void toast({ text: t.nothing })
    const stopping = new AbortController()
    const tell = (done: number) => setProgress({ done, total: changes.length, stop: () => stopping.abort() })
    const rows = changes.flatMap(({ base, changes: of }) => (base ? [{ base, shown: changed(base, of) }] : []))
    const show = () => {
      tell(0)
      showRows(
        queries,
        slug,
        rows.map(({ shown }) => shown),
      )
    }
    show()
    const { current } = queue
    const before = current.last
    // What is written in one of these rows from here on comes after it, however long it waits itself.
    const writing = allInTurn(
      rows.map(({ base }) => base),
      async (versionOf) => {
        await before
        // Those before it have read the rows again.
        show()
        return await writeChanges(queries, slug, columns, changes, stopping.signal, tell, versionOf)
      },
    )
    current.waiting++
    current.last = writing.catch(() => undefined)
    const [only] = changes.length === 1 ? changes : []
    const name = only?.base?.name ?? only?.changes.name
    const step = trackStep(
      queries,
      slug,
      { kind, rows: changes.length, ...(typeof name === 'string' ? { name } : {}) },
      writing.then(({ sets }) => sets),
    )
    try {
      const { sets, failures, written } = await writing
      await refreshRows(queries, slug)
      const all = [...refused, ...failures].toSorted((one, other) => one.place - other.place)
      const undo = sets.length > 0 ? { action: { label: t.undo, run: () => undoThis(step) } } : {}
      if (all.length > 0) setOutcome({ failures: all, written })
      else if (stopping.signal.aborted && written < changes.length) toast({ text: t.stopped(number(written), number(changes.length)), ...undo })
      else toast({ text: t.done[kind](number(written)), ...undo })
    } catch (error) {
      toast({ tone: 'failed', text: error instanceof ApiError ? error.message : errorMessage(error) })
      await refreshRows(queries, slug)
    } finally {
      current.waiting--
      if (current.waiting === 0) setProgress(null)
    }
  }
  return { run, progress, outcome, close: () => setOutcome(null) }
}
