import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** In development the page is served by Vite and everything else by the API, which scripts/dev.ts starts on API_PORT. */
const api = `http://127.0.0.1:${process.env.API_PORT ?? 8000}`
const proxied = ['/api', '/openapi.json', '/docs', '/redoc', '/healthz', '/readyz', '/metrics']

/** Zod's writers of JSON Schema hang on every schema, so no bundler can leave them out; the page has no use for them: 5 of the 150 kB it may load at first. */
const withoutJsonSchema: Plugin = {
  name: 'without-json-schema',
  load(id) {
    if (!/zod\/v4\/core\/(json-schema-processors|to-json-schema)\.js$/.test(id)) return null
    const names = [...readFileSync(id, 'utf8').matchAll(/^export (?:const|function) (\w+)/gm)].map(([, name]) => `export const ${name} = () => undefined`)
    return [...names, id.endsWith('to-json-schema.js') ? 'export { processSchema as process }' : ''].join('\n')
  },
}

/** Compressed once here, at the highest level, rather than for each visitor. The server sends the file that the browser takes. */
const compressed: Plugin = {
  name: 'compressed',
  apply: 'build',
  writeBundle({ dir = '' }) {
    for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
      if (!/\.(js|css|svg|html|webmanifest)$/.test(name)) continue
      const file = path.join(dir, name)
      const content = readFileSync(file)
      writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }))
      writeFileSync(`${file}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }))
    }
  },
}

export default defineConfig({
  root: here('web'),
  plugins: [react(), tailwindcss(), withoutJsonSchema, compressed],
  server: { host: '127.0.0.1', port: Number(process.env.PORT ?? 5173), proxy: Object.fromEntries(proxied.map((path) => [path, { target: api }])) },
  build: {
    outDir: here('dist/web'),
    emptyOutDir: true,
    manifest: true,
    // The Content-Security-Policy allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // What changes only with the lockfile keeps its address, and its place in the browser's cache, from release to release.
        codeSplitting: {
          groups: [
            {
              name: 'vendor',
              test: /node_modules[\\/](react|react-dom|scheduler|zod|@tanstack[\\/](react-query|query-core)|wouter|regexparam|use-sync-external-store)[\\/]/,
            },
          ],
        },
      },
    },
  },
})
