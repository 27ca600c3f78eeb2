import path from 'node:path'
import { Worker } from 'node:worker_threads'
import type { QueryConfig } from 'pg'
import { z } from 'zod'
import { appError } from '../errors.ts'
import type { Connection, Engine, Rows } from './engine.ts'
import { lockFolder } from './lock-folder.ts'

/** Creating the database takes about 3 s on a small machine; a folder that takes this long is broken. */
const OPEN_TIMEOUT_MS = 60_000
/** As on a server: a transaction that does nothing for this long belongs to a caller that has gone. */
const IDLE_TRANSACTION_MS = 30_000

const Reply = z.object({
  id: z.number().optional(),
  ready: z.boolean().optional(),
  rows: z.array(z.unknown()).optional(),
  rowCount: z.number().nullable().optional(),
  error: z.object({ message: z.string(), code: z.string(), constraint: z.string() }).optional(),
})
type Waiting = { resolve: (rows: Rows) => void; reject: (error: unknown) => void }
type Thread = { worker: Worker; ended: boolean }

/**
 * PostgreSQL inside this process, in a thread of its own. It has one connection: statements take turns, and a transaction keeps the
 * turn until it ends. A statement that outlasts its deadline cannot be cancelled there; the thread is ended and the folder opened
 * anew, which loses nothing that was acknowledged (and takes a quarter of a second).
 * @param options `timeouts.current` in milliseconds is read at each statement.
 * @throws StartError when another process uses the folder.
 */
export async function openEmbedded(options: {
  folder: string
  cacheMb: number
  timeouts: { current: number }
  onRestart: (reason: string) => void
}): Promise<Engine> {
  const lock = lockFolder(options.folder)
  const waiting = new Map<number, Waiting>()
  let closing = false
  let nextId = 1

  function start(): Promise<Thread> {
    const worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), {
      workerData: { folder: path.join(options.folder, 'postgres'), cacheMb: options.cacheMb },
    })
    const started: Thread = { worker, ended: false }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => void worker.terminate(), OPEN_TIMEOUT_MS)
      worker.on('message', (message: unknown) => {
        const reply = Reply.parse(message)
        if (reply.ready) {
          clearTimeout(timer)
          resolve(started)
        }
        const request = reply.id === undefined ? undefined : waiting.get(reply.id)
        if (reply.id === undefined || !request) return
        waiting.delete(reply.id)
        if (reply.error) request.reject(Object.assign(new Error(reply.error.message), { code: reply.error.code, constraint: reply.error.constraint }))
        else request.resolve({ rows: reply.rows ?? [], rowCount: reply.rowCount ?? null })
      })
      worker.on('error', (error) => reject(error))
      worker.on('exit', () => {
        clearTimeout(timer)
        started.ended = true
        reject(new Error('The embedded database did not start.'))
        for (const request of waiting.values()) request.reject(appError('DATABASE_UNAVAILABLE', { retryAfter: 1 }))
        waiting.clear()
      })
    })
  }

  let thread = await start().catch((error: unknown) => {
    lock.release()
    throw error
  })

  /** Sends one statement to the thread; its turn has come. */
  async function send(on: Thread, config: QueryConfig | string, values?: unknown[]): Promise<Rows> {
    if (on.ended) throw appError('DATABASE_UNAVAILABLE', { retryAfter: 1 })
    const id = nextId++
    const text = typeof config === 'string' ? config : config.text
    const array = typeof config !== 'string' && 'rowMode' in config && config.rowMode === 'array'
    const given = values ?? (typeof config === 'string' ? undefined : config.values)
    let deadline: NodeJS.Timeout | undefined
    try {
      return await new Promise<Rows>((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        deadline = setTimeout(() => {
          waiting.delete(id)
          reject(appError('DATABASE_TIMEOUT', { retryAfter: 1 }))
          options.onRestart('a statement outlasted its deadline')
          on.ended = true
          void on.worker.terminate()
        }, options.timeouts.current)
        on.worker.postMessage({ id, text, ...(given ? { values: given } : {}), array })
      })
    } finally {
      clearTimeout(deadline)
    }
  }

  // A chain of turns: whoever comes later waits for whoever came before.
  let lastTurn: Promise<void> = Promise.resolve()
  async function takeTurn(): Promise<() => void> {
    const before = lastTurn
    let done: () => void = () => {}
    lastTurn = new Promise((resolve) => {
      done = resolve
    })
    await before
    if (closing) {
      done()
      throw appError('SHUTTING_DOWN')
    }
    if (thread.ended) {
      try {
        thread = await start()
      } catch (error) {
        done()
        throw appError('DATABASE_UNAVAILABLE', { retryAfter: 1, cause: error })
      }
    }
    return done
  }

  async function query(config: QueryConfig | string, values?: unknown[]): Promise<Rows> {
    const done = await takeTurn()
    try {
      return await send(thread, config, values)
    } finally {
      done()
    }
  }

  async function connect(): Promise<Connection> {
    const done = await takeTurn()
    const mine = thread
    let released = false
    let idle: NodeJS.Timeout | undefined
    const watch = () => {
      clearTimeout(idle)
      idle = setTimeout(() => {
        released = true
        void send(mine, 'rollback')
          .catch(() => {})
          .finally(done)
      }, IDLE_TRANSACTION_MS)
    }
    watch()
    return {
      query: async (config, given) => {
        const text = typeof config === 'string' ? config : config.text
        if (released || mine.ended) {
          // The transaction is gone with its thread; its first error has been reported already.
          if (text.trim() === 'rollback') return { rows: [], rowCount: null }
          throw appError('DATABASE_UNAVAILABLE', { retryAfter: 1 })
        }
        clearTimeout(idle)
        try {
          return await send(mine, config, given)
        } finally {
          if (!released) watch()
        }
      },
      release: () => {
        clearTimeout(idle)
        if (released) return
        released = true
        done()
      },
    }
  }

  async function close() {
    const done = await takeTurn()
    closing = true
    // PGlite keeps no state outside its folder; ending the thread between two statements is the same as closing it.
    await thread.worker.terminate()
    lock.release()
    done()
  }
  return { kind: 'embedded', query, connect, close }
}
