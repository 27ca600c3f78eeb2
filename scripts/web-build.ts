import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'
import { z } from 'zod'

/**
 * What hangs on every schema of Zod, so that no bundler can leave it out, and is of no use to the page: the writers of JSON Schema, and
 * English sentences about what is wrong, which web/i18n/validation.ts tells from the codes in both languages. 6 of the 150 kB it may load at first.
 */
export const withoutUnusedZod: Plugin = {
  name: 'without-unused-zod',
  load(id) {
    if (id.endsWith('/zod/v4/locales/en.js')) return 'export default () => ({ localeError: () => undefined })'
    if (!/zod\/v4\/core\/(json-schema-processors|to-json-schema)\.js$/.test(id)) return null
    const names = [...readFileSync(id, 'utf8').matchAll(/^export (?:const|function) (\w+)/gm)].map(([, name]) => `export const ${name} = () => undefined`)
    return [...names, id.endsWith('to-json-schema.js') ? 'export { processSchema as process }' : ''].join('\n')
  },
}

/** Leaves out what the shapes say of themselves for the API's documentation, which the page has no use for: a tenth of what it loads of its own. */
export const withoutDescriptions: Plugin = {
  name: 'without-descriptions',
  apply: 'build',
  transform(code, id) {
    if (!/[\\/]shared[\\/][^?]*\.ts$/.test(id)) return null
    let kept = ''
    let from = 0
    for (const { start, end } of describingCalls(this.parse(code)).toSorted((a, b) => a.start - b.start)) {
      if (start < from) continue
      kept += code.slice(from, start)
      from = end
    }
    return from === 0 ? null : { code: kept + code.slice(from), map: null }
  },
}

const Call = z.object({
  type: z.literal('CallExpression'),
  end: z.number(),
  arguments: z.array(z.unknown()).length(1),
  callee: z.object({ type: z.literal('MemberExpression'), object: z.object({ end: z.number() }), property: z.object({ name: z.enum(['describe', 'meta']) }) }),
})

/** Where `.describe(…)` and `.meta(…)` stand, from the point on. */
function describingCalls(node: unknown): { start: number; end: number }[] {
  if (typeof node !== 'object' || node === null) return []
  const within = Object.values(node).flatMap((part: unknown) => describingCalls(part))
  const call = Call.safeParse(node)
  return call.success ? [...within, { start: call.data.callee.object.end, end: call.data.end }] : within
}

/** What draws diagrams, for the sandbox that they are drawn in: a script of its own, and no part of the page. */
export const diagramScript: Plugin = {
  name: 'diagram-script',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'sandbox/mermaid.js', source: readFileSync(mermaid()) })
  },
  configureServer(server) {
    server.middlewares.use(
      '/sandbox/mermaid.js',
      (_request, response) => void response.setHeader('Content-Type', 'text/javascript').end(readFileSync(mermaid())),
    )
  },
}
const mermaid = () => createRequire(import.meta.url).resolve('@mermaid-js/tiny/dist/mermaid.tiny.js')

/** From here on the highest level takes many seconds, and saves a hundredth. */
const LARGE_BYTES = 1_000_000

/** Compressed once here, at the highest level, rather than for each visitor. The server sends the file that the browser takes. */
export const compressed: Plugin = {
  name: 'compressed',
  apply: 'build',
  writeBundle({ dir = '' }) {
    for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
      if (!/\.(js|css|svg|html|webmanifest)$/.test(name)) continue
      const file = path.join(dir, name)
      const content = readFileSync(file)
      writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }))
      writeFileSync(
        `${file}.br`,
        brotliCompressSync(content, {
          params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length, ...(content.length > LARGE_BYTES && { [constants.BROTLI_PARAM_QUALITY]: 9 }) },
        }),
      )
    }
  },
}

type Chunk = { facadeModuleId: string | null; fileName: string; imports: string[]; viteMetadata?: { importedCss: Set<string> } }

/**
 * Writes into index.html which files each page is made of, for boot.js to ask for at once. Without it a browser learns of them
 * only when the program runs: a round trip more before the page shows.
 * @param pages first part of the address → module of the page.
 */
export const pageParts = (pages: Record<string, string>): Plugin => ({
  name: 'page-parts',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle = {} }) {
      const chunks: Chunk[] = Object.values(bundle).flatMap((output) => (output.type === 'chunk' ? [output] : []))
      const withImports = (name: string, seen: Set<string>): Set<string> => {
        const chunk = chunks.find((each) => each.fileName === name)
        if (!chunk || seen.has(name)) return seen
        seen.add(name)
        for (const css of chunk.viteMetadata?.importedCss ?? []) seen.add(css)
        for (const imported of chunk.imports) withImports(imported, seen)
        return seen
      }
      const partsOf = (module: string) => {
        const chunk = chunks.find((each) => each.facadeModuleId?.endsWith(module))
        if (!chunk) throw new Error(`No chunk is made of ${module}`)
        return [...withImports(chunk.fileName, new Set())].filter((name) => !html.includes(name)).map((name) => `/${name}`)
      }
      const parts = JSON.stringify(Object.fromEntries(Object.entries(pages).map(([section, module]) => [section, partsOf(module)])))
      return html.replace('name="page-parts" content="{}"', `name="page-parts" content="${parts.replaceAll('"', '&quot;')}"`)
    },
  },
})
