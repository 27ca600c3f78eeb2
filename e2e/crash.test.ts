import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort, type Postgres, startPostgres } from '../scripts/postgres.ts'
import { type Program, startProgram, tryToStart } from './program.ts'
import { findLost, pause, startWriters } from './write-load.ts'

const CYCLES = 20
const WRITERS = 8

let postgres: Postgres
const folder = mkdtempSync(path.join(tmpdir(), 'deskmate-crash-'))
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(async () => {
  await postgres.close()
  rmSync(folder, { recursive: true, force: true })
})

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** Kills the program under its writers again and again, and looks for what it had acknowledged. */
async function killCycles(settings: Record<string, string>): Promise<{ acknowledged: number; lost: string[]; ready: number[] }> {
  const environment = { ...settings, PORT: String(await freePort()) }
  const acknowledged = new Map<string, string>()
  const ready: number[] = []
  let program: Program = await startProgram(environment)
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    const load = startWriters(() => program.url, WRITERS, acknowledged)
    await pause(150 + Math.random() * 400)
    await program.end('SIGKILL')
    await load.stop()
    expect(load.wrong).toEqual([])
    program = await startProgram(environment)
    ready.push(program.readyAfter)
  }
  const lost = await findLost(program.url, acknowledged)
  expect(await program.end('SIGTERM')).toBe(0)
  return { acknowledged: acknowledged.size, lost, ready }
}

describe(`kill -9 under ${WRITERS} writers, ${CYCLES} times`, () => {
  it.each([
    ['embedded', () => ({ DATA_DIR: path.join(folder, 'killed') })],
    ['PostgreSQL', () => ({ DATABASE_URL: postgres.urlOf('postgres') })],
  ])('loses nothing acknowledged, %s', { timeout: 300_000 }, async (name, settings) => {
    const { acknowledged, lost, ready } = await killCycles(settings())
    console.log(
      `${name}: ${acknowledged} writes acknowledged, ${lost.length} lost; ready again after ${Math.round(median(ready))} ms (median), ${Math.round(Math.max(...ready))} ms (longest)`,
    )
    expect(acknowledged).toBeGreaterThan(CYCLES * WRITERS)
    expect(lost).toEqual([])
  })
})

describe('a second program on the same folder', () => {
  it('refuses with one sentence, and harms nothing', async () => {
    const settings = { DATA_DIR: path.join(folder, 'shared') }
    const first = await startProgram(settings)
    const load = startWriters(() => first.url, 2)
    for (let n = 0; n < 3; n++) {
      const second = await tryToStart({ ...settings, PORT: '0' })
      expect(second.code).toBe(1)
      expect(second.output).toMatch(/^Deskmate: The data folder .* is in use by another Deskmate \(process \d+\)\./)
      expect(second.output.trim().split('\n')).toHaveLength(1)
    }
    await load.stop()
    expect(await findLost(first.url, load.acknowledged)).toEqual([])
    expect(await first.end('SIGKILL')).toBe('SIGKILL')
    const third = await startProgram(settings)
    expect(await findLost(third.url, load.acknowledged)).toEqual([])
    await third.end('SIGTERM')
  })
})

describe('PostgreSQL killed under load', () => {
  it('the process stays, says 503 with Retry-After, comes back, and has lost nothing', { timeout: 180_000 }, async () => {
    const program = await startProgram({ DATABASE_URL: postgres.urlOf('postgres') })
    const load = startWriters(() => program.url, WRITERS)
    for (let cycle = 0; cycle < 3; cycle++) {
      await pause(500)
      await postgres.crash()
      await pause(700)
      expect((await fetch(`${program.url}/healthz`)).status).toBe(200)
      expect((await fetch(`${program.url}/readyz`)).status).toBe(503)
      await postgres.restart()
      const back = performance.now()
      const before = load.acknowledged.size
      while (load.acknowledged.size === before) await pause(10)
      console.log(`first write ${Math.round(performance.now() - back)} ms after PostgreSQL answered again`)
    }
    await load.stop()
    console.log(`answers: ${JSON.stringify(Object.fromEntries(load.answers))}`)
    expect(load.wrong).toEqual([])
    expect(load.answers.get('503')).toBeGreaterThan(0)
    expect(load.answers.get('error') ?? 0).toBe(0)
    expect(await findLost(program.url, load.acknowledged)).toEqual([])
    expect(await program.end('SIGTERM')).toBe(0)
  })
})
