import { z } from 'zod'
import type { TestApp } from './harness.ts'

/** As much of a JSON Schema as our own documents use. */
export type Schema = {
  $ref?: string | undefined
  type?: string | string[] | undefined
  enum?: unknown[] | undefined
  const?: unknown
  anyOf?: Schema[] | undefined
  properties?: Record<string, Schema> | undefined
  required?: string[] | undefined
  items?: Schema | undefined
  minLength?: number | undefined
  maxLength?: number | undefined
  minimum?: number | undefined
  maximum?: number | undefined
  pattern?: string | undefined
  format?: string | undefined
}
const Schema: z.ZodType<Schema> = z.lazy(() =>
  z.looseObject({
    $ref: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    enum: z.array(z.unknown()).optional(),
    const: z.unknown().optional(),
    anyOf: z.array(Schema).optional(),
    properties: z.record(z.string(), Schema).optional(),
    required: z.array(z.string()).optional(),
    items: Schema.optional(),
    minLength: z.number().optional(),
    maxLength: z.number().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    pattern: z.string().optional(),
    format: z.string().optional(),
  }),
)
const Parameter = z.looseObject({ in: z.enum(['path', 'query', 'header']), name: z.string(), required: z.boolean().optional(), schema: Schema })
const Body = z.looseObject({ content: z.looseObject({ 'application/json': z.looseObject({ schema: Schema }).optional() }) })
const Documented = z.looseObject({
  operationId: z.string(),
  parameters: z.array(Parameter).prefault([]),
  requestBody: Body.optional(),
  responses: z.record(z.string(), z.unknown()),
})
const Document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), Documented)),
  components: z.looseObject({ schemas: z.record(z.string(), Schema) }),
})

export type Operation = {
  id: string
  method: string
  path: string
  parameters: z.infer<typeof Parameter>[]
  body: Schema | undefined
  statuses: number[]
}

/** Every operation that the program documents, with references resolved where they stand. */
export async function readOpenApi(app: TestApp): Promise<Operation[]> {
  const document = Document.parse((await app.anonymous('GET', '/openapi.json')).body)
  const { schemas } = document.components
  const resolve = (schema: Schema, depth = 0): Schema => {
    const found = schema.$ref ? (schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}) : schema
    if (depth > 6) return found
    // "A text or null" as two schemas, so that what reads them knows one type at a time.
    if (Array.isArray(found.type)) return { anyOf: found.type.map((type) => resolve({ ...found, type }, depth + 1)) }
    return {
      ...found,
      anyOf: found.anyOf?.map((each) => resolve(each, depth + 1)),
      items: found.items && resolve(found.items, depth + 1),
      properties: found.properties && Object.fromEntries(Object.entries(found.properties).map(([name, each]) => [name, resolve(each, depth + 1)])),
    }
  }
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { operationId, parameters, requestBody, responses }]) => ({
      id: operationId,
      method: method.toUpperCase(),
      path,
      parameters: parameters.map((each) => ({ ...each, schema: resolve(each.schema) })),
      // A form with a file has tests of its own.
      body: requestBody?.content['application/json'] && resolve(requestBody.content['application/json'].schema),
      statuses: Object.keys(responses).map(Number),
    })),
  )
}

/** What is in the place of a parameter that is not given: the form of one, and nothing that exists but for the collection, whose fields a body is held against. */
const nothing: Record<string, string> = { slug: 'items', key: 'none' }
const NOBODY = '019abf00-0000-7000-8000-000000000000'

/** An address with its parameters filled in. */
export function addressOf(path: string, inPath: Record<string, string>, query: Record<string, string> = {}): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(inPath[name] ?? nothing[name] ?? NOBODY))
  const search = new URLSearchParams(query)
  return search.size > 0 ? `${filled}?${search.toString()}` : filled
}
