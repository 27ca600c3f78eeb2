import process from 'node:process'
import { z } from 'zod'
import { assemble } from './assemble.ts'
import { startSealing } from './audit/seal.ts'
import { prepareFirstStart } from './auth/first-start.ts'
import { readConfig } from './config.ts'
import { StartError } from './errors.ts'
import { forgetKeys } from './http/idempotency.ts'
import { openLog } from './telemetry/open-log.ts'

/** Orchestrators kill after 30 s; what has not ended by then is ended here, in order. */
const GRACE_MS = 25_000
const HOUR_MS = 3_600_000

/** A sentence for the person at the terminal; where something reads lines, one of the log, whatever its level and past what keeps secrets out of it. */
function say(sentence: string): void {
  process.stdout.write(process.stdout.isTTY ? `${sentence}\n` : `${JSON.stringify({ level: 30, time: new Date().toISOString(), msg: sentence })}\n`)
}

async function start(): Promise<void> {
  const config = readConfig()
  const logger = openLog(config)
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'The program ended by an error that nobody caught.')
    process.exit(1)
  })
  let closing = false
  const { app, database, secrets } = await assemble(config, logger, { strict: false, isClosing: () => closing })
  const sealing = startSealing(database.db, secrets, logger)
  const cleaning = setInterval(() => void forgetKeys(database.db).catch((error: unknown) => logger.warn({ err: error }, 'Old keys were not removed.')), HOUR_MS)

  async function stop(): Promise<void> {
    if (closing) return
    closing = true
    clearInterval(cleaning)
    setTimeout(() => process.exit(1), GRACE_MS).unref()
    await app.close()
    await sealing.close()
    await database.close()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop())
  // The launcher's end is the program's end, however it came about.
  if (process.channel) {
    process.on('disconnect', () => void stop())
    process.channel.unref()
  }

  let setupToken: string | null
  try {
    setupToken = await prepareFirstStart(database.db, config)
    await app.listen({ host: config.HOST, port: config.PORT })
  } catch (error) {
    await database.close()
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code === 'EADDRINUSE') throw new StartError(`Port ${config.PORT} is taken. Stop what uses it, or set PORT to another one.`)
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL')
      throw new StartError(`Cannot listen on ${config.HOST}:${config.PORT} (${code}). Set HOST and PORT to what this machine has.`)
    throw error
  }
  const port = z.object({ port: z.number() }).parse(app.server.address()).port
  const at =
    config.PUBLIC_URL ??
    `http${config.TLS_CERT_FILE ? 's' : ''}://${config.HOST === '127.0.0.1' || config.HOST === '0.0.0.0' ? 'localhost' : config.HOST}:${port}`
  const model = config.MODEL_CONFIGURED ? `answers by ${config.DEFAULT_MODEL}` : 'answers from your records; set OPENROUTER_API_KEY in .env for a model'
  say(`Deskmate 同桌 is ready at ${at} (${database.kind === 'embedded' ? `data in ${config.DATA_DIR}` : 'PostgreSQL'}; ${model}).`)
  if (setupToken !== null) say(`It has no administrator yet. Open ${at}/setup#${setupToken} to be the one; the link works once, for a day.`)
}

await start().catch((error: unknown) => {
  process.stderr.write(
    error instanceof StartError ? `Deskmate: ${error.message}\n` : `Deskmate could not start: ${error instanceof Error ? error.stack : String(error)}\n`,
  )
  process.exit(1)
})
