import { Client } from 'pg'

/** A connection that was lost is made anew after this; what was told meanwhile is not told again. */
const RECONNECT_MS = 500
/** A server that has gone without a word is noticed by asking it something. */
const PROBE_MS = 10_000
const ANSWER_MS = 3000

/**
 * Hears what is told on a channel, by this process or another.
 * @param missed called when something may have been told that was not heard: after each connection, the first included
 */
export type Listen = (channel: string, hear: (payload: string) => void, missed: () => void) => void

/**
 * One connection for everything that this process listens to. It needs the server itself, or a pooler that keeps a session for a
 * client; where nothing arrives, listeners look for themselves now and then.
 * @param onError told of each connection that is lost or cannot be made
 */
export function openListener(options: { url: string; onError: (error: Error) => void }): { listen: Listen; close: () => Promise<void> } {
  const channels = new Map<string, { hear: (payload: string) => void; missed: () => void }[]>()
  let client: Client | undefined
  let timer: NodeJS.Timeout | undefined
  let closed = false

  const make = () =>
    new Client({
      connectionString: options.url,
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
      keepAlive: true,
      application_name: 'deskmate listening',
    })

  async function connect(): Promise<void> {
    const fresh = make()
    client = fresh
    // Said once for each connection, however many ways it fails in.
    const lose = (reason: Error) => {
      if (client !== fresh || closed) return
      client = undefined
      clearTimeout(timer)
      timer = setTimeout(() => void connect(), RECONNECT_MS)
      fresh.end().catch(() => undefined)
      options.onError(reason)
    }
    fresh.on('error', lose)
    fresh.on('end', () => lose(new Error('The connection that listens was closed.')))
    fresh.on('notification', ({ channel, payload }) => {
      for (const { hear } of channels.get(channel) ?? []) hear(payload ?? '')
    })
    const probe = async () => {
      await fresh.query('select 1')
      later()
    }
    const later = () => {
      if (client === fresh && !closed) timer = setTimeout(() => void probe().catch(lose), PROBE_MS)
    }
    try {
      await fresh.connect()
      for (const channel of channels.keys()) await fresh.query(`listen ${fresh.escapeIdentifier(channel)}`)
      for (const listeners of channels.values()) for (const { missed } of listeners) missed()
      later()
    } catch (error) {
      lose(error instanceof Error ? error : new Error(String(error)))
    }
  }

  return {
    listen(channel, hear, missed) {
      const known = channels.get(channel)
      if (known) known.push({ hear, missed })
      else channels.set(channel, [{ hear, missed }])
      if (!client && !timer) void connect()
      else if (!known) void client?.query(`listen ${client.escapeIdentifier(channel)}`).then(missed, options.onError)
    },
    async close() {
      closed = true
      clearTimeout(timer)
      await client?.end().catch(() => undefined)
    },
  }
}
