import { z } from 'zod'

const Document = z.looseObject({ components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }) })

const referenced = (text: string) => new Set([...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1] ?? ''))

/**
 * Every schema comes twice from Zod, as what goes in and what comes out, and with the patterns of its formats spelled out. Generated
 * clients want one type under one name: the twin that nothing refers to goes, and what is left carries the plain name.
 */
export function tidyOpenApi(openapi: unknown): string {
  let text = JSON.stringify(withoutFormatPatterns(openapi))
  for (;;) {
    const document = Document.parse(JSON.parse(text))
    const { schemas } = document.components
    const { paths } = document
    // Reachable from a path, directly or through other schemas.
    const used = referenced(JSON.stringify(paths))
    for (const name of used) for (const inner of referenced(JSON.stringify(schemas[name] ?? null))) used.add(inner)
    const unused = Object.keys(schemas).filter((name) => !used.has(name))
    for (const name of unused) delete schemas[name]
    const twin = Object.keys(schemas).find((name) => name.endsWith('Input') && !(name.slice(0, -'Input'.length) in schemas))
    if (unused.length === 0 && twin === undefined) return JSON.stringify(document)
    if (twin !== undefined) {
      const plain = twin.slice(0, -'Input'.length)
      schemas[plain] = schemas[twin]
      delete schemas[twin]
    }
    text = JSON.stringify(document)
    if (twin !== undefined) text = text.replaceAll(`"#/components/schemas/${twin}"`, `"#/components/schemas/${twin.slice(0, -'Input'.length)}"`)
  }
}

/** `format` says what the pattern says, in a word that generators know. */
function withoutFormatPatterns(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutFormatPatterns)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !(key === 'pattern' && 'format' in value))
      .map(([key, inner]) => [key, withoutFormatPatterns(inner)]),
  )
}
