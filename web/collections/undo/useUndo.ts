import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { errorMessage } from '../../api.ts'
import { formatsOf } from '../../i18n/format.ts'
import { currentLanguage } from '../../i18n/language.ts'
import { textsNow } from '../../i18n/texts.ts'
import { meQuery, useMe } from '../../session.ts'
import { toast } from '../../ui/Toast.tsx'
import { refreshRows } from '../rows.ts'
import { addEarlier, beginSteps, latest, put, type Side, type Step, stepsKey, take, track, useSteps, type What } from './steps.ts'
import { undoTexts } from './texts.ts'
import { type Conflicts, earlierSteps, undoSets } from './undoSets.ts'

const number = (count: number) => formatsOf(currentLanguage()).number(count)
const told = ({ kind, rows, name }: What) => textsNow(undoTexts).what[kind](number(rows), name)
const other = { done: 'undone', undone: 'done' } as const satisfies Record<Side, Side>

/** A question that is open: its answer goes on with the step, or leaves it. */
export type Question = Conflicts & { side: Side; answer: (rest: boolean) => void }

/** What is typed in is undone by the browser, until it is saved. */
const writing = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.matches('input:not([type="checkbox"]), textarea, select, [contenteditable]')

export const isUndoKey = ({
  key,
  ctrlKey,
  metaKey,
  altKey,
  shiftKey,
}: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): Side | null => {
  if (altKey || !(ctrlKey || metaKey)) return null
  if (key.toLowerCase() === 'z') return shiftKey ? 'undone' : 'done'
  return key.toLowerCase() === 'y' && !shiftKey ? 'undone' : null
}

/** Takes note of what is done, for whoever is signed in. */
export const trackStep = (queries: QueryClient, slug: string, what: What, sets: Promise<readonly string[]>): Step =>
  track(stepsKey(queries.getQueryData(meQuery.queryKey)?.user.id, slug), what, sets)

/** One after the other, also where the key is held down. */
let running: Promise<unknown> = Promise.resolve()

export type Undo = ReturnType<typeof useUndo>

/** The steps of this person in this collection, to be undone and done again, in their order. */
export function useUndo(slug: string) {
  const queries = useQueryClient()
  const of = stepsKey(useMe()?.user.id, slug)
  const { done, undone } = useSteps(of)
  const [question, setQuestion] = useState<Question | null>(null)
  const [busy, setBusy] = useState<Side | null>(null)

  useEffect(() => {
    if (of.startsWith(' ') || beginSteps(of)) return
    // Only what the buttons say depends on it.
    earlierSteps(queries, slug).then(
      (steps) => addEarlier(of, steps),
      () => undefined,
    )
  }, [queries, of, slug])

  // Whoever leaves the page leaves things as they are; what waits for an answer would hold up all that is undone after it.
  const asked = useRef<{ here: boolean; answer: (rest: boolean) => void }>({ here: true, answer: () => undefined })
  useEffect(() => {
    const { current } = asked
    current.here = true
    return () => {
      current.here = false
      current.answer(false)
    }
  }, [])
  const choose = (side: Side) => (conflicts: Conflicts) =>
    new Promise<boolean>((resolve) => {
      if (!asked.current.here) return resolve(false)
      const answer = (rest: boolean) => {
        setQuestion(null)
        resolve(rest)
      }
      asked.current.answer = answer
      setQuestion({ ...conflicts, side, answer })
    })

  /** @param wanted else the latest */
  async function step(side: Side, wanted?: Step): Promise<void> {
    const t = textsNow(undoTexts)
    const one = wanted ?? latest(of, side)
    if (!one) return void toast({ text: t.nothing[side] })
    const ids = await one.sets.catch(() => [])
    // What failed has been taken from the stack; the one before is meant.
    if (ids.length === 0) return wanted ? undefined : await step(side)
    if (!take(of, side, one)) return
    setBusy(side)
    try {
      const { sets, left, stopped, error } = await undoSets(ids, choose(side))
      if (stopped) put(of, side, { ...one, sets: Promise.resolve(ids.slice(0, ids.length - sets.length)) })
      if (sets.length > 0) put(of, other[side], { ...one, sets: Promise.resolve(sets) })
      if (error) toast({ tone: 'failed', text: t.failed[side](errorMessage(error)) })
      if (!stopped && sets.length === 0) return wanted ? undefined : await step(side)
      await Promise.all([
        refreshRows(queries, slug),
        queries.invalidateQueries({ queryKey: ['collections', 'row', slug] }),
        queries.invalidateQueries({ queryKey: ['collections', 'name', slug] }),
      ])
      if (stopped) return
      toast({ text: t.told[side](left > 0 ? t.partly(told(one.what), number(left)) : told(one.what)) })
    } catch (error) {
      put(of, side, one)
      toast({ tone: 'failed', text: t.failed[side](errorMessage(error)) })
    } finally {
      setBusy(null)
    }
  }
  const run = (side: Side, wanted?: Step) => {
    running = running.then(() => step(side, wanted))
    return running
  }

  const now = useRef(run)
  now.current = run
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || writing(event.target) || document.querySelector('dialog:modal')) return
      const side = isUndoKey(event)
      if (!side) return
      event.preventDefault()
      void now.current(side)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])

  return {
    run: (side: Side) => void run(side),
    /** One that is not the latest, as a notice offers it. */
    undoThis: (one: Step) => void run('done', one),
    can: { done: done.length > 0, undone: undone.length > 0 },
    busy,
    question,
  }
}
