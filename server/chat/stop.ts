import type { Actor } from '#shared/permissions.ts'
import type { Db } from '../db/engine.ts'
import type { Generations } from './generations.ts'
import { requestSessionStop, requestStop } from './queries.ts'
import { Ended, type Running } from './running.ts'

/** Storing what was said takes a moment; a database that is away is not waited for. */
const STORED_WITHIN_MS = 3000

/**
 * Ends an answer, wherever it is being written, and keeps its text.
 * @returns whether it was still being written
 * @throws GENERATION_NOT_FOUND
 */
export async function stop(db: Db, actor: Actor, generations: Generations, id: string): Promise<boolean> {
  const running = generations.find(actor, id)
  if (!running) return await requestStop(db, actor, id)
  await end(running)
  return true
}

/** Ends what is being written to a conversation, so that it can go. */
export async function stopSession(db: Db, actor: Actor, generations: Generations, sessionId: string): Promise<void> {
  const here = generations.ofSession(actor, sessionId)
  if (here.length > 0) await Promise.all(here.map(end))
  else await requestSessionStop(db, actor, sessionId)
}

async function end(running: Running): Promise<void> {
  running.controller.abort(new Ended('stopped'))
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, STORED_WITHIN_MS)
  })
  await Promise.race([running.done, late])
  clearTimeout(timer)
}
