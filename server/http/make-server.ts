import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { FastifyBaseLogger } from 'fastify'
import type { Config } from '../config.ts'
import type { App } from './app-types.ts'
import { keepCertificate, readCertificate } from './certificate.ts'
import { answerBroken, answerLate } from './refuse-broken.ts'
import { openArrivals } from './watch-arrival.ts'

/** How long a connection may take, and how much of the machine it may have. Tests shorten the times. Milliseconds, but for `slowest` (bytes a second) and `connections`. */
export type ServerLimits = {
  headers: number
  request: number
  slowest: number
  check: number
  keepAlive: number
  stalled: number
  connections: number
  certificate: number
}

export const serverLimits: ServerLimits = {
  // Headers fit into a packet or two; what has not sent them by then, or has not even begun, only holds the connection.
  headers: 20_000,
  // From the first byte to the last of the body: a megabyte at 300 kbit/s.
  request: 30_000,
  // What a large body (a file) must at least keep up with beyond that time, half a minute by half a minute: a telephone at the edge of its network.
  slowest: 8 * 1024,
  // How often these are looked at, so that nothing stays longer than half a minute and this.
  check: 5000,
  // Longer than the idle time of common proxies (60 s), so that it is never us who close under their hands.
  keepAlive: 72_000,
  // Without a single byte taken of an answer that waits: a line that is this bad is none.
  stalled: 30_000,
  // A browser has six at most, and some 50 kB each with TLS: room for a large team, and an end to what one attacker takes of the memory.
  connections: 5000,
  // Certificates are renewed weeks before they end; a minute's delay is none.
  certificate: 30_000,
}

/** All of the headers. Cookies and a token are 2 kB; more is read by nobody here. */
const HEADERS_MAX_BYTES = 16 * 1024
/**
 * Of TLS 1.2 what has forward secrecy and authenticated encryption, which every browser of the last ten years has; of 1.3 everything.
 */
const CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':')
/** As long as the request that comes after it may take. */
const HANDSHAKE_TIMEOUT_MS = 20_000

/** That connections are turned away is said this often, not for each. */
const DROPS_SAID_MS = 60_000

export type Listening = {
  make: (handler: RequestListener) => Server
  /** Answers what Node could not read, or has waited for too long. */
  onBroken: (error: Error, socket: Socket, log: FastifyBaseLogger) => void
  /** Looks after what was made until the app closes. */
  watch: (app: App) => void
}

/**
 * What Fastify listens with: HTTP, or HTTPS where there is a certificate.
 * @throws StartError where the certificate cannot be used
 */
export function prepareServer(config: Pick<Config, 'TLS_CERT_FILE' | 'TLS_KEY_FILE'>, limits: ServerLimits): Listening {
  const files = config.TLS_CERT_FILE && config.TLS_KEY_FILE ? { cert: config.TLS_CERT_FILE, key: config.TLS_KEY_FILE } : null
  const certificate = files ? readCertificate(files) : null
  // Fastify makes one more for each further address of a host name.
  const servers = new Set<Server>()
  let onDrop = () => {}
  const arrivals = openArrivals(limits)
  return {
    make(handler) {
      const options: ServerOptions = {
        maxHeaderSize: HEADERS_MAX_BYTES,
        headersTimeout: limits.headers,
        requestTimeout: limits.request,
        connectionsCheckingInterval: limits.check,
        keepAliveTimeout: limits.keepAlive,
      }
      const server = certificate
        ? createTlsServer({ ...options, ...certificate, minVersion: 'TLSv1.2', ciphers: CIPHERS, handshakeTimeout: HANDSHAKE_TIMEOUT_MS }, handler)
        : createServer(options, handler)
      server.maxConnections = limits.connections
      server.on('drop', () => onDrop())
      servers.add(server)
      return server
    },
    onBroken(error, socket, log) {
      // Node's clock strikes once for a request; from there on it is the other's.
      const isLate = 'code' in error && error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      if (!isLate || !arrivals.has(socket)) answerBroken(error, socket, log)
    },
    watch(app) {
      arrivals.watch(app, (socket) => answerLate(socket, app.log))
      app.decorate('stalledMs', limits.stalled)
      // Only now: before there is an answer, nobody has been given anything to take.
      app.addHook('onSend', (request, _reply, payload, done) => {
        request.raw.socket.setTimeout(limits.stalled)
        done(null, payload)
      })
      let said = 0
      onDrop = () => {
        if (Date.now() - said < DROPS_SAID_MS) return
        said = Date.now()
        app.log.warn({ connections: limits.connections }, 'Connections are turned away: there are as many as may be.')
      }
      if (!files || !certificate) return
      const keeping = keepCertificate(files, certificate, servers, {
        everyMs: limits.certificate,
        onChange: () => app.log.info('The certificate was renewed.'),
        onError: (error) => app.log.error({ err: error }, 'The renewed certificate cannot be used; the one before stays.'),
      })
      app.addHook('onClose', async () => keeping.close())
    },
  }
}
