import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { User } from '#shared/users.ts'
import { type CompanyAccount, type IdentityProvider, issuerAt, newClient, startIdentityProvider } from '../../e2e/identity-provider.ts'
import { freePort } from '../../scripts/postgres.ts'
import { startApp, type TestApp } from './harness.ts'

/** Cookies by origin and name, as a browser has them. */
export type Jar = Map<string, Map<string, string>>
export const newJar = (): Jar => new Map()
export const ATTEMPT = '__Host-deskmate-oidc'

const cookiesAt = (jar: Jar, url: string) => {
  const { origin } = new URL(url)
  const cookies = jar.get(origin) ?? new Map<string, string>()
  jar.set(origin, cookies)
  return cookies
}

/** One request with a browser's cookies, which keeps what the answer sets and follows nothing. */
export async function visit(jar: Jar, url: string, init: RequestInit = {}): Promise<Response> {
  const cookies = cookiesAt(jar, url)
  const response = await fetch(url, { ...init, redirect: 'manual', headers: { Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') } })
  for (const line of response.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    if (value === '') cookies.delete(name)
    else cookies.set(name, value)
  }
  return response
}

/** Where an answer sends the browser. */
const target = (response: Response, at: string) => new URL(response.headers.get('Location') ?? `/status/${response.status}`, at).href

export const person = (sub: string): CompanyAccount => ({ sub, email: `${sub}@company.example`, email_verified: true, name: `Person ${sub}` })
/** Where somebody ends who was not let in. */
export const refusedFor = (reason: 'refused' | 'expired' | 'unavailable') => `/login?reason=company-${reason}`
const Me = z.object({ data: z.object({ user: User, has_password: z.boolean(), session: z.object({ id: z.string() }) }) })

export type Company = {
  app: TestApp
  provider: IdentityProvider
  /** Begins at the program. @returns where it sends the browser */
  start: (jar: Jar, next?: string) => Promise<string>
  /** Signs in at the company as `sub`, or goes away for null. @returns the way back, not yet gone */
  atCompany: (jar: Jar, address: string, sub: string | null) => Promise<string>
  /** Goes the way back. @returns where it ends: a path of the program */
  back: (jar: Jar, address: string) => Promise<string>
  /** All of it. @returns where it ends */
  signIn: (jar: Jar, sub: string | null, next?: string) => Promise<string>
  /** What the API answers to this browser. */
  ask: (jar: Jar, path: string) => Promise<Response>
  /** Whom this browser is signed in as. */
  me: (jar: Jar) => Promise<z.infer<typeof Me>['data']>
  isIn: (jar: Jar) => Promise<boolean>
  /** The newest entry of the audit about a sign-in through the company. */
  audited: () => Promise<unknown>
  close: () => Promise<void>
}

type Options = { settings?: Record<string, string> } & Partial<Pick<Parameters<typeof startIdentityProvider>[0], 'claimsIn' | 'otherKeys' | 'redirectUris'>>

/** The program and a company's sign-in, which comes up after it and under the address that the program was told. */
export async function startCompany(accounts: CompanyAccount[], { settings, ...options }: Options = {}): Promise<Company> {
  const port = await freePort()
  const client = newClient()
  const own = { OIDC_ISSUER: issuerAt(port), OIDC_CLIENT_ID: client.id, OIDC_CLIENT_SECRET: client.secret }
  // Where it is not there yet the program says so, and goes on.
  const app = await startApp({ ...own, ...settings })
  const provider = await startIdentityProvider({ redirectUris: [`${app.url}/api/v1/auth/oidc/callback`], ...options, port, client, accounts })

  async function start(jar: Jar, next?: string): Promise<string> {
    const address = `${app.url}/api/v1/auth/oidc/start${next === undefined ? '' : `?${new URLSearchParams({ next }).toString()}`}`
    return target(await visit(jar, address), address)
  }
  async function atCompany(jar: Jar, address: string, sub: string | null): Promise<string> {
    let at = address
    while (at.startsWith(provider.issuer)) {
      const posts = at.includes('/interaction/')
      at = target(await visit(jar, at, posts ? { method: 'POST', body: new URLSearchParams(sub === null ? {} : { sub }) } : {}), at)
    }
    return at
  }
  const ask = (jar: Jar, path: string) => visit(jar, app.url + path)
  const back = async (jar: Jar, address: string) => target(await visit(jar, address), address).slice(app.url.length)
  return {
    app,
    provider,
    start,
    atCompany,
    back,
    signIn: async (jar, sub, next) => await back(jar, await atCompany(jar, await start(jar, next), sub)),
    ask,
    me: async (jar) => Me.parse(await (await ask(jar, '/api/v1/auth/me')).json()).data,
    isIn: async (jar) => (await ask(jar, '/api/v1/auth/me')).status === 200,
    async audited() {
      const { rows } = await app.database.db.execute(
        sql`select actor_id, action, detail from audit_entries where action like 'auth.login%' and detail ->> 'method' = 'oidc' order by id desc limit 1`,
      )
      return rows[0]
    },
    async close() {
      await app.close()
      await provider.close()
    },
  }
}
