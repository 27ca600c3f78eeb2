import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Program, signIn, startProgram } from './program.ts'

const root = path.dirname(import.meta.dirname)
const tools = path.join(root, 'runtime/api-clients')
const folder = mkdtempSync(path.join(tmpdir(), 'deskmate-clients-'))
const openapi = path.join(folder, 'openapi.json')
async function run(args: string[]): Promise<{ stdout: string; stderr: string }> {
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
  return await promisify(execFile)(process.execPath, args, { cwd: folder, maxBuffer: 10_000_000, env }).catch((error: unknown) => {
    throw new Error(`${args.join(' ')}\n${error instanceof Error && 'stdout' in error ? String(error.stdout) : ''}`, { cause: error })
  })
}
const tool = (file: string) => path.join(tools, 'node_modules', file)

let program: Program
beforeAll(async () => {
  execFileSync(process.execPath, [path.join(root, 'scripts/run.mjs'), '--install', 'runtime/api-clients'], { stdio: 'inherit' })
  symlinkSync(path.join(tools, 'node_modules'), path.join(folder, 'node_modules'))
  program = await startProgram({ DATA_DIR: path.join(folder, 'data') })
  writeFileSync(openapi, await (await fetch(`${program.url}/openapi.json`)).text())
}, 300_000)
afterAll(async () => {
  await program.end('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
})

it('a linter finds no error in /openapi.json', async () => {
  const { stdout, stderr } = await run([tool('@redocly/cli/bin/cli.js'), 'lint', openapi, '--extends=spec', '--format=json'])
  expect(JSON.parse(stdout || stderr)).toMatchObject({ totals: { errors: 0, warnings: 0 } })
})

it('clients of three generators compile against a program that uses them, and work', async () => {
  await run([tool('openapi-typescript/bin/cli.js'), openapi, '-o', 'types.ts'])
  await run([tool('@hey-api/openapi-ts/bin/run.js'), '-i', openapi, '-o', 'client', '--no-log-file'])
  const orval = { input: openapi, output: { target: 'orval/client.ts', client: 'fetch', baseUrl: program.url } }
  writeFileSync(path.join(folder, 'orval.config.mjs'), `export default ${JSON.stringify({ deskmate: orval })}`)
  await run([tool('orval/dist/bin/orval.mjs'), '--config', 'orval.config.mjs'])
  writeFileSync(
    path.join(folder, 'use.ts'),
    `import type { components, paths } from './types'
import { createItem, listItems, updateItem } from './client'
import { client } from './client/client.gen'
import * as orval from './orval/client'

type Item = components['schemas']['Item']
type Body = paths['/api/v1/items']['post']['requestBody']['content']['application/json']

async function main(baseUrl: string, token: string) {
  client.setConfig({ baseUrl, headers: { Authorization: 'Bearer ' + token } })
  const body: Body = { name: '客户端', description: null }
  const made = await createItem({ body })
  const item: Item | undefined = made.data?.data
  if (!item) throw new Error(JSON.stringify(made.error))
  const changed = await updateItem({ path: { id: item.id }, body: { name: 'client' }, headers: { 'if-match': '"1"' } })
  const late = await updateItem({ path: { id: item.id }, body: { name: 'late' }, headers: { 'if-match': '"1"' } })
  const page = await listItems({ query: { limit: '10', sort: '-created_at' } })
  const headers = { Authorization: 'Bearer ' + token }
  const second = await orval.createItem({ name: 'the third' }, { headers })
  if (second.status !== 201) throw new Error(second.data.error.code)
  const beyond = await orval.updateItem(second.data.data.id, { name: 'late' }, { headers: { ...headers, 'If-Match': '"9"' } })
  const known = await orval.listItems({ limit: '10', sort: 'name' }, { headers })
  return [
    [changed.data?.data.version, late.error?.error.code, page.data?.data.items.map((row) => row.name)],
    [beyond.status === 412 && beyond.data.error.code, known.status === 200 && known.data.data.items.map((row) => row.name)],
  ]
}
main(process.argv[2] ?? '', process.argv[3] ?? '').then((result) => console.log(JSON.stringify(result)))
`,
  )
  writeFileSync(path.join(folder, 'process.d.ts'), 'declare const process: { argv: string[] }\n')
  const compilerOptions = {
    strict: true,
    skipLibCheck: true,
    target: 'es2022',
    module: 'commonjs',
    moduleResolution: 'node10',
    lib: ['es2022', 'dom', 'dom.iterable'],
    types: [],
    outDir: 'built',
  }
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['types.ts', 'client', 'orval', 'use.ts', 'process.d.ts'] }))
  await run([tool('typescript/bin/tsc')])
  const { stdout } = await run(['built/use.js', program.url, (await signIn(program.url)).token])
  expect(JSON.parse(stdout)).toEqual([
    [2, 'PRECONDITION_FAILED', ['client']],
    ['PRECONDITION_FAILED', ['client', 'the third']],
  ])
})
