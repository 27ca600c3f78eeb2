import { useSyncExternalStore } from 'react'
import { z } from 'zod'

const What = z.object({
  kind: z.enum(['edit', 'create', 'delete', 'paste', 'fill', 'clear', 'other']),
  rows: z.number(),
  /** Of the row, where it is one. */
  name: z.string().optional(),
})
/** What was done, so that it can be told when it is undone. */
export type What = z.infer<typeof What>
/** What a person did at once: the change sets that it was, in their order. They are known once the server has answered. */
export type Step = { what: What; sets: Promise<readonly string[]> }
type Stacks = { done: readonly Step[]; undone: readonly Step[] }
export type Side = keyof Stacks

/** Farther back there is the history. */
const KEPT = 100
const Kept = z.object({
  done: z.array(z.object({ what: What, sets: z.array(z.string()) })),
  undone: z.array(z.object({ what: What, sets: z.array(z.string()) })),
})

const stacks = new Map<string, Stacks>()
const listeners = new Set<() => void>()
const NONE: Stacks = { done: [], undone: [] }
const keyOf = (of: string) => `deskmate.steps.${of}`

/** Of this tab, over a reload too. @returns null where it has none yet */
function recall(of: string): Stacks | null {
  try {
    const kept = Kept.safeParse(JSON.parse(sessionStorage.getItem(keyOf(of)) ?? 'null')).data
    if (!kept) return null
    const revive = (steps: typeof kept.done) => steps.map(({ what, sets }): Step => ({ what, sets: Promise.resolve(sets) }))
    return { done: revive(kept.done), undone: revive(kept.undone) }
  } catch {
    return null
  }
}

async function keep(of: string): Promise<void> {
  const now = stacks.get(of) ?? NONE
  const settled = async (steps: readonly Step[]) =>
    (await Promise.allSettled(steps.map(({ sets }) => sets))).flatMap((result, at) => {
      const step = steps[at]
      return step && result.status === 'fulfilled' ? [{ what: step.what, sets: result.value }] : []
    })
  const kept = { done: await settled(now.done), undone: await settled(now.undone) }
  if (stacks.get(of) !== now) return
  try {
    sessionStorage.setItem(keyOf(of), JSON.stringify(kept))
  } catch {
    // Storage may be full or refused; then it holds until the page is left.
  }
}

/** Whose steps they are, and in which collection. */
export const stepsKey = (userId: string | undefined, slug: string) => `${userId ?? ''} ${slug}`
const read = (of: string): Stacks => stacks.get(of) ?? NONE

function write(of: string, next: Stacks) {
  stacks.set(of, { done: next.done.slice(-KEPT), undone: next.undone.slice(-KEPT) })
  for (const listener of listeners) listener()
  void keep(of)
}

/** Begins with what this tab knows. @returns whether it knows anything */
export function beginSteps(of: string): boolean {
  if (stacks.has(of)) return true
  const kept = recall(of)
  if (kept) write(of, kept)
  return kept !== null
}
/** What was done before this tab was opened comes before what was done in it. */
export const addEarlier = (of: string, steps: readonly Step[]) => write(of, { ...read(of), done: [...steps, ...read(of).done] })

/** What could be done again before a step was begun, until the step is known to have changed something. */
const dropped = new WeakMap<Step, readonly Step[]>()

/** Takes note of something that is being done. What fails, or changes nothing, is nothing to undo. */
export function track(of: string, what: What, sets: Promise<readonly string[]>): Step {
  const step = { what, sets }
  dropped.set(step, read(of).undone)
  write(of, { done: [...read(of).done, step], undone: [] })
  const forget = () => {
    const { done } = read(of)
    const next = done[done.indexOf(step) + 1]
    const again = dropped.get(step) ?? []
    if (!take(of, 'done', step) || again.length === 0) return
    // Nothing came of it, so that what could be done again still can; unless something else was begun, which may come to nothing too.
    if (next === undefined) write(of, { ...read(of), undone: [...again, ...read(of).undone] })
    else if (dropped.has(next)) dropped.set(next, [...again, ...(dropped.get(next) ?? [])])
  }
  sets.then((made) => {
    if (made.length === 0) return forget()
    dropped.delete(step)
    void keep(of)
  }, forget)
  return step
}

/** The latest one. */
export const latest = (of: string, side: Side): Step | undefined => read(of)[side].at(-1)
/** @returns whether it was still there */
export function take(of: string, side: Side, step: Step): boolean {
  if (!read(of)[side].includes(step)) return false
  write(of, { ...read(of), [side]: read(of)[side].filter((one) => one !== step) })
  return true
}
export const put = (of: string, side: Side, step: Step) => write(of, { ...read(of), [side]: [...read(of)[side], step] })

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
export const useSteps = (of: string): Stacks => useSyncExternalStore(subscribe, () => read(of))
