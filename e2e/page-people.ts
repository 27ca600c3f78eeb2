import { randomBytes } from 'node:crypto'
import { TokensEnvelope } from '#shared/auth.ts'
import { InvitationEnvelope } from '#shared/users.ts'
import { fetchSigned } from '../server/test/credentials.ts'
import { newTag, newWord } from './page-rows.ts'

export type Person = { id: string; name: string; email: string; password: string }

export const newPassword = () => randomBytes(12).toString('base64url')

/** An account of its own for a test, as people come by one: invited. */
export async function addPerson(url: string, role: string): Promise<Person> {
  const person = { name: newWord(), email: `${newTag()}@example.com`, password: newPassword() }
  const { data } = InvitationEnvelope.parse(await send(url, '/users/invitations', { email: person.email, role }))
  const token = new URL(data.link.url).hash.slice(1)
  const made = TokensEnvelope.parse(await send(url, '/auth/invitations/accept', { token, name: person.name, password: person.password }))
  return { ...person, id: made.data.user.id }
}

async function send(url: string, path: string, body: unknown): Promise<unknown> {
  const response = await fetchSigned(`${url}/api/v1${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return await response.json()
}

/** What a sign-in with these answers: 200, or why not. */
export async function trySignIn(url: string, { email, password, code }: { email: string; password: string; code?: string }): Promise<number> {
  const response = await fetch(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password, ...(code ? { code } : {}) }),
  })
  await response.body?.cancel()
  return response.status
}

/** What the API answers to whoever holds a token or a key. */
export async function statusFor(url: string, path: string, credential: string): Promise<number> {
  const response = await fetch(`${url}/api/v1${path}`, { headers: { Authorization: `Bearer ${credential}` } })
  await response.body?.cancel()
  return response.status
}
