import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { App } from './app-types.ts'

const Responses = z.record(z.string(), z.instanceof(z.ZodType))

/** Fails an answer that is not what its route's schema says, to the field. For tests: plain JSON.stringify strips nothing by itself. */
export function checkResponses(app: App): void {
  app.addHook('preSerialization', async (request, reply, payload: unknown) => {
    const schemas = Responses.safeParse(request.routeOptions.schema?.response)
    const schema = schemas.success ? schemas.data[reply.statusCode] : undefined
    if (!schemas.success || payload === null) return payload
    if (!schema) throw new Error(`${request.method} ${request.url} answers ${reply.statusCode}, which its schema does not know.`)
    const sent: unknown = JSON.parse(JSON.stringify(payload))
    const parsed = schema.parse(sent)
    if (!isDeepStrictEqual(JSON.parse(JSON.stringify(parsed)), sent))
      throw new Error(`${request.method} ${request.url} answers with fields that its schema does not know: ${JSON.stringify(sent)}`)
    return payload
  })
}
