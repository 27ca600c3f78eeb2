import type { QueryClient } from '@tanstack/react-query'
import { ChangeSetsEnvelope, type Conflict, Undone, UndoneEnvelope } from '#shared/changes.ts'
import { ApiError, call, idempotencyKey } from '../../api.ts'
import { meQuery } from '../../session.ts'
import { gridPaths } from '../paths.ts'
import type { Step } from './steps.ts'

export type Conflicts = { conflicts: readonly Conflict[]; count: number }

/** Whoever asks for a change set that is undone already, or gone, has what he wanted. */
const isOver = (error: unknown) => error instanceof ApiError && (error.code === 'CHANGE_SET_UNDONE' || error.code === 'CHANGE_SET_NOT_FOUND')

const ask = (id: string, body: { skip_conflicts?: boolean; dry_run?: boolean }) =>
  call(UndoneEnvelope, { method: 'POST', path: gridPaths.undo(id), body, headers: idempotencyKey() })

/** What of one change set cannot be undone; null where it was undone already. */
async function tryOut(id: string): Promise<Conflicts | null> {
  try {
    const { conflicts, conflict_count: count } = await ask(id, { dry_run: true })
    return { conflicts, count }
  } catch (error) {
    if (isOver(error)) return null
    throw error
  }
}

/**
 * Undoes change sets as one, the latest first.
 * @param choose asked once, where there are conflicts: whether to undo the rest
 * @returns the change sets that this made, and what was left; `stopped` where some of it was not begun, with what was in the way
 */
export async function undoSets(
  ids: readonly string[],
  choose: (conflicts: Conflicts) => Promise<boolean>,
): Promise<{ sets: string[]; left: number; stopped: boolean; error?: unknown }> {
  const left = { conflicts: [] as Conflict[], count: 0 }
  const add = ({ conflicts, count }: Conflicts) => {
    left.conflicts.push(...conflicts)
    left.count += count
  }
  // Several are looked at first, so that none of them is undone where somebody would rather not.
  if (ids.length > 1) for (const id of ids) add((await tryOut(id)) ?? { conflicts: [], count: 0 })
  if (left.count > 0 && !(await choose(left))) return { sets: [], left: left.count, stopped: true }
  const sets: string[] = []
  for (const id of ids.toReversed()) {
    try {
      const { change_set_id: made } = await ask(id, { skip_conflicts: left.count > 0 })
      if (made) sets.push(made)
    } catch (error) {
      if (isOver(error)) continue
      const told = error instanceof ApiError && error.code === 'CHANGE_SET_CONFLICTS' ? Undone.safeParse(error.current).data : undefined
      // What was undone by then is done again by what is kept of it.
      if (!told) return { sets, left: left.count, stopped: true, error }
      add({ conflicts: told.conflicts, count: told.conflict_count })
      if (!(await choose(left))) return { sets, left: left.count, stopped: true }
      const { change_set_id: made } = await ask(id, { skip_conflicts: true })
      if (made) sets.push(made)
    }
  }
  return { sets, left: left.count, stopped: false }
}

/** As many as a person remembers. */
const EARLIER = 30

/** What this person did on this page in a collection before, the latest last. */
export async function earlierSteps(queries: QueryClient, slug: string): Promise<Step[]> {
  const me = queries.getQueryData(meQuery.queryKey)?.user.id
  const { change_sets: sets } = await call(ChangeSetsEnvelope, { path: gridPaths.changeSets(), query: { collection: slug, limit: EARLIER } })
  return sets
    .filter((set) => set.actor_id === me && set.source === 'page' && set.kind === 'edit' && set.undone_by === null && set.changes > 0)
    .toReversed()
    .map(({ id, changes, names: [name = ''] }) => ({
      what: { kind: 'other', rows: changes, ...(changes === 1 ? { name } : {}) },
      sets: Promise.resolve([id]),
    }))
}
