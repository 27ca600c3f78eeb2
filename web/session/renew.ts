import { ApiError, send } from '../api.ts'
import { apiPaths } from '../paths.ts'
import { leave } from './leave.ts'
import { recall, recallTime, remember } from './storage.ts'
import { noteUse } from './use.ts'

/** As long as any other call may take; a lock that is never given back would stop every tab. */
const RENEW_TIMEOUT_MS = 30_000

/**
 * Tabs take turns, as the second of two at once would be taken for a thief. `run` is told whether another had its turn meanwhile.
 * Without secure context there are no locks, nor any cookie to renew.
 */
async function inTurn(run: (waited: boolean) => Promise<void>): Promise<void> {
  if (!('locks' in navigator)) return await run(false)
  const name = 'deskmate.refresh'
  const ran = await navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
    if (lock) await run(false)
    return lock !== null
  })
  if (!ran) await navigator.locks.request(name, () => run(true))
}

async function hasAccess(): Promise<boolean> {
  try {
    await send({ path: apiPaths.me(), signal: AbortSignal.timeout(RENEW_TIMEOUT_MS), alone: true })
    return true
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return false
    throw error
  }
}

let running: Promise<void> | null = null

/**
 * Renews the access to the server, unless some tab has done so since `sentAt`. Throws ApiError where that did not work; where it cannot,
 * because the sign-in has ended, the page is being left.
 */
export function renew(sentAt: number): Promise<void> {
  running ??= inTurn(async (waited) => {
    if (recallTime('renewed') > sentAt) return
    // What another tab has stored may come here later than its turn's end; its cookie does not.
    if (waited && (await hasAccess())) return
    try {
      await send({ method: 'POST', path: apiPaths.refresh(), signal: AbortSignal.timeout(RENEW_TIMEOUT_MS), keepalive: true, alone: true })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      // Some other tab came first after all: there is a new access.
      if (error.code !== 'REFRESH_SUPERSEDED') {
        if (error.status === 401) leave(recall('signed-in') ? 'expired' : undefined)
        throw error
      }
    }
    remember('renewed', String(Date.now()))
    noteUse()
  }).finally(() => {
    running = null
  })
  return running
}
