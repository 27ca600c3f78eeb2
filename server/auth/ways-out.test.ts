import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NewApiKeyEnvelope } from '#shared/auth.ts'
import { OneTimeLinkEnvelope } from '#shared/users.ts'
import { type FakeOpenRouter, startFakeOpenRouter } from '../../e2e/fake-openrouter.ts'
import { onServer, type Person, startApp, type TestApp } from '../test/harness.ts'
import { post, readEvents } from '../test/read-events.ts'
import { opens, refreshWith, type SignedIn, signInAgain } from '../test/sign-in.ts'

// Every way of taking access away, against everything that gives access. On a server the act happens at another replica.

/** What is promised. Here it takes ten seconds at most, which no test asserts. */
const WITHIN_MS = 60_000
/** An answer that goes on for longer than that. */
const SLOW_MS = 2000

type Around = { person: Person; session: SignedIn; key: { id: string }; at: TestApp }
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` })

async function expectStatus(answer: Promise<{ status: number; body: unknown }>, status = 200): Promise<unknown> {
  const { status: got, body } = await answer
  if (got !== status) throw new Error(`${got} ${JSON.stringify(body)}`)
  return body
}

const acts: Record<string, (around: Around) => Promise<unknown>> = {
  logout: ({ at, session }) => expectStatus(at.anonymous('POST', '/api/v1/auth/logout', undefined, bearer(session.access))),
  'password change': ({ at, person, session }) =>
    expectStatus(
      at.anonymous('POST', '/api/v1/auth/password', { current_password: person.password, new_password: `${person.password}+` }, bearer(session.access)),
    ),
  reset: async ({ at, person }) => {
    const { url } = OneTimeLinkEnvelope.parse(await expectStatus(at.api('POST', `/api/v1/users/${person.id}/reset-link`), 201)).data
    await expectStatus(at.anonymous('POST', '/api/v1/auth/reset', { token: url.split('#')[1], password: `${person.password}+` }))
  },
  disable: ({ at, person }) => expectStatus(at.api('PATCH', `/api/v1/users/${person.id}`, { status: 'disabled' })),
  delete: ({ at, person }) => expectStatus(at.api('DELETE', `/api/v1/users/${person.id}`)),
  demote: ({ at, person }) => expectStatus(at.api('PATCH', `/api/v1/users/${person.id}`, { role: 'viewer' })),
  'end all sessions': ({ at, session }) => expectStatus(at.anonymous('POST', '/api/v1/auth/sessions/end-all', undefined, bearer(session.access))),
}
const credentials = ['access token', 'refresh token', 'API key', 'open stream'] as const
type Fate = Record<(typeof credentials)[number], { before: unknown; after: unknown }>

let app: TestApp
let fake: FakeOpenRouter
const fates: Record<string, Fate> = {}

/** Asks until it is so, or the time is up. @returns the last answer */
async function inTheEnd<T>(ask: () => Promise<T>, wanted: T): Promise<T> {
  const until = Date.now() + WITHIN_MS
  for (;;) {
    const got = await ask()
    if (got === wanted || Date.now() > until) return got
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

async function suffer(act: string, at: TestApp): Promise<Fate> {
  const person = await app.as('editor')
  const session = await signInAgain(app, person)
  const wanted = { name: act, scopes: ['items:read', 'items:write'], expires_in_days: 1, until_sign_out: act === 'logout' }
  const made = NewApiKeyEnvelope.parse(await expectStatus(app.anonymous('POST', '/api/v1/api-keys', wanted, bearer(session.access)), 201)).data
  const useKey = async () => (await app.anonymous('GET', '/api/v1/items?limit=1', undefined, bearer(made.secret))).status
  const stream = await readEvents(`${app.url}/api/v1/chat/stream`, post({ message: `stream ${act}` }, bearer(session.access)))
  await stream.until((events) => events.length > 1)
  const state = { open: true }
  const ended = stream.end().then((events) => {
    state.open = false
    return events.some(({ event }) => event.type === 'finish') ? 'finished' : 'cut'
  })
  const before = { access: await opens(app, session.access), key: await useKey(), stream: state.open }

  await acts[act]?.({ person, session, key: made.key, at })

  const [access, key, cut] = await Promise.all([inTheEnd(() => opens(app, session.access), 401), inTheEnd(useKey, 401), ended])
  return {
    'access token': { before: before.access, after: access },
    // Its use is its test: that it was good until then is what refresh.test.ts shows.
    'refresh token': { before: 200, after: (await refreshWith(app, session.refresh)).status },
    'API key': { before: before.key, after: key },
    'open stream': { before: before.stream, after: cut },
  }
}

beforeAll(async () => {
  fake = await startFakeOpenRouter({ delay: SLOW_MS })
  app = await startApp({ OPENROUTER_BASE_URL: fake.url })
  const at = onServer ? await app.replica() : app
  await Promise.all(Object.keys(acts).map(async (act) => void (fates[act] = await suffer(act, at))))
}, 2 * WITHIN_MS)
afterAll(async () => {
  await app.close()
  await fake.close()
})

describe.each(Object.keys(acts))('%s ends', (act) => {
  it.each(credentials)('an %s', (credential) => {
    const { before, after } = fates[act]?.[credential] ?? {}
    expect(before).toBe(credential === 'open stream' ? true : 200)
    expect(after).toBe(credential === 'open stream' ? 'cut' : 401)
  })
})

it('and a key that stands on its own outlives a logout', async () => {
  const person = await app.as('editor')
  const session = await signInAgain(app, person)
  const wanted = { name: 'nightly', scopes: ['items:read'], expires_in_days: null }
  const { secret } = NewApiKeyEnvelope.parse(await expectStatus(app.anonymous('POST', '/api/v1/api-keys', wanted, bearer(session.access)), 201)).data
  await acts.logout?.({ person, session, key: { id: '' }, at: app })
  expect((await app.anonymous('GET', '/api/v1/items?limit=1', undefined, bearer(secret))).status).toBe(200)
})
