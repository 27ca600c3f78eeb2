import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'

// The server, restarted when its files change, and Vite with hot reload in front of it.

const root = path.dirname(import.meta.dirname)
const apiPort = process.env.API_PORT ?? '8001'
const pagePort = process.env.PORT ?? '8000'
const origin = `http://localhost:${pagePort}`

const children: ChildProcess[] = [
  spawn(process.execPath, ['--watch', '--watch-preserve-output', 'server/main.ts'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PORT: apiPort, PUBLIC_URL: origin },
  }),
  spawn(process.execPath, ['node_modules/vite/bin/vite.js', '--port', pagePort, '--strictPort'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, API_PORT: apiPort },
  }),
]

let ending = false
function end(code: number): void {
  if (ending) return
  ending = true
  for (const child of children) child.kill('SIGTERM')
  process.exitCode = code
}
for (const child of children) child.on('exit', (code) => end(code ?? 1))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => end(0))
