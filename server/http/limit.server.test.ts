import { afterAll, beforeAll, expect, it } from 'vitest'
import { startApp, type TestApp } from '../test/harness.ts'

const QUOTA = 40
/** Longer than replicas need to tell each other, by far. */
const PATIENCE_MS = 30_000

let one: TestApp
let other: TestApp
beforeAll(async () => {
  one = await startApp({ RATE_LIMIT_READS_PER_MINUTE: String(QUOTA), RATE_LIMIT_SIGN_INS_PER_QUARTER_HOUR: '6' })
  other = await one.replica()
})
afterAll(() => one.close())

it('replicas count together: what was used up at one is soon used up at the other', async () => {
  const read = async (app: TestApp) => (await app.api('GET', '/api/v1/items?limit=1')).status
  let through = 0
  while ((await read(one)) === 200) through++
  expect(through).toBeLessThanOrEqual(QUOTA)
  expect(through).toBeGreaterThan(QUOTA - 5)
  const until = Date.now() + PATIENCE_MS
  let more = 0
  while ((await read(other)) === 200) {
    more++
    expect(Date.now()).toBeLessThan(until)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  expect(more).toBeLessThan(QUOTA / 2)
})

it('of sign-ins at both at the same time no more get through than at one', async () => {
  const wrong = { email: one.administrator.email, password: 'wrong' }
  const answers = await Promise.all(Array.from({ length: 16 }, (_, n) => (n % 2 === 0 ? one : other).anonymous('POST', '/api/v1/auth/login', wrong)))
  expect(answers.map(({ status }) => String(status)).sort()).toEqual([...Array(6).fill('401'), ...Array(10).fill('429')])
})
