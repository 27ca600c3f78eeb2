import { TokensEnvelope } from '#shared/auth.ts'
import type { Answer, TestApp } from './harness.ts'

/** What a browser would hold after an answer: cookies by name. */
export const cookiesOf = (answer: Answer): Record<string, string> =>
  Object.fromEntries(
    answer.headers.getSetCookie().map((line) => {
      const [pair = ''] = line.split(';')
      const at = pair.indexOf('=')
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )

export const ACCESS = '__Host-deskmate-access'
export const REFRESH = '__Host-deskmate-refresh'
export const cookieHeader = (cookies: Record<string, string>) =>
  Object.entries(cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ')

export type SignedIn = { access: string; refresh: string; userId: string }
const signedIn = (answer: Answer): SignedIn => ({
  access: TokensEnvelope.parse(answer.body).data.access_token,
  refresh: cookiesOf(answer)[REFRESH] ?? '',
  userId: TokensEnvelope.parse(answer.body).data.user.id,
})

/** Another sign-in of somebody. */
export async function signInAgain(app: TestApp, person: { email: string; password: string }): Promise<SignedIn> {
  const answer = await app.anonymous('POST', '/api/v1/auth/login', { email: person.email, password: person.password })
  if (answer.status !== 200) throw new Error(`Signing in: ${answer.status} ${JSON.stringify(answer.body)}`)
  return signedIn(answer)
}

export const refreshWith = (app: TestApp, refresh: string): Promise<Answer> =>
  app.anonymous('POST', '/api/v1/auth/refresh', undefined, { Cookie: cookieHeader({ [REFRESH]: refresh }) })

/** Whether an access token still opens a door. */
export const opens = async (app: TestApp, token: string): Promise<number> =>
  (await app.anonymous('GET', '/api/v1/auth/me', undefined, { Authorization: `Bearer ${token}` })).status
