import { administrator } from '../e2e/program.ts'
import { deskmate } from './candidates.ts'
import type { Cluster } from './cluster.ts'

/** Milliseconds, medians. */
export type SignInResult = { tries: number; known: number; unknown: number }

const TRIES = 200
const WARM_UP = 20

async function tryToSignIn(url: string, email: string): Promise<number> {
  const body = JSON.stringify({ email, password: `wrong ${Math.random()}` })
  const startedAt = performance.now()
  const answer = await fetch(`${url}/api/v1/auth/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  await answer.text()
  if (answer.status !== 401) throw new Error(`A wrong password is answered with ${answer.status}.`)
  return performance.now() - startedAt
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** Whether the time of a refusal tells if there is such an account: a known and an unknown address, in turns. */
export async function measureSignIn(options: { cluster: Cluster; say: (line: string) => void }): Promise<SignInResult[]> {
  const server = await deskmate.start(await options.cluster.createDatabase('sign_in'))
  try {
    options.say(`signing in with a wrong password, ${TRIES} times each`)
    const times: { known: number[]; unknown: number[] } = { known: [], unknown: [] }
    for (let turn = 0; turn < TRIES + WARM_UP; turn++) {
      const pair = [
        async () => void times.known.push(await tryToSignIn(server.url, administrator.email)),
        async () => void times.unknown.push(await tryToSignIn(server.url, `nobody${turn}@example.com`)),
      ]
      for (const run of turn % 2 === 0 ? pair : pair.toReversed()) await run()
    }
    return [{ tries: TRIES, known: median(times.known.slice(WARM_UP)), unknown: median(times.unknown.slice(WARM_UP)) }]
  } finally {
    await server.stop()
  }
}
