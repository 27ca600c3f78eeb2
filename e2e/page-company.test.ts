import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../scripts/postgres.ts'
import { authTexts } from '../web/auth/texts.ts'
import { type IdentityProvider, issuerAt, newClient, startIdentityProvider } from './identity-provider.ts'
import { type Desk, languages, openDesk, textsOf } from './page-desk.ts'
import { newTag, newWord } from './page-rows.ts'

const COMPANY = 'Hanhai'

let desk: Desk
let company: IdentityProvider
beforeAll(async () => {
  const port = await freePort()
  const client = newClient()
  desk = await openDesk('built-in', { OIDC_ISSUER: issuerAt(port), OIDC_CLIENT_ID: client.id, OIDC_CLIENT_SECRET: client.secret, OIDC_NAME: COMPANY })
  company = await startIdentityProvider({ port, client, redirectUris: [`${desk.url}/api/v1/auth/oidc/callback`], accounts: [] })
})
afterAll(async () => {
  await company.close()
  await desk.close()
})

describe.each(languages)('through the company, %s', (language) => {
  const t = authTexts[language].login
  const { shell, items } = textsOf(language)

  it('people come in where they wanted to go, or hear why not', async ({ skip }) => {
    skip(desk.output() === null, 'the program is not ours')
    const person = { sub: newTag(), email: `${newTag()}@example.com`, email_verified: true, name: newWord() }
    company.accounts.set(person.sub, person)
    const { page, provoke } = await desk.visit({ language, as: null, at: '/items?q=a' })
    provoke(/\b401\b/)
    const button = page.getByRole('link', { name: t.company(COMPANY) })
    await button.click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText(t.reasons['company-refused'] ?? '').waitFor()

    // What the browser remembers there of the first try is no reason to let anybody in by itself.
    await button.click()
    await page.getByRole('button', { name: person.name }).click()
    await page.getByRole('button', { name: `${shell.account}: ${person.name}` }).waitFor()
    await page.getByRole('heading', { name: items.title, level: 1 }).waitFor()
    expect(new URL(page.url()).search).toContain('q=a')
  })
})
