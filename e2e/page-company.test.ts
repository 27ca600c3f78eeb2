import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Language } from '#shared/errors.ts'
import { freePort } from '../scripts/postgres.ts'
import { authTexts } from '../web/auth/texts.ts'
import { type IdentityProvider, issuerAt, newClient, startIdentityProvider } from './identity-provider.ts'
import { check } from './page-axe.ts'
import { type Desk, lightLooks, openDesk, textsOf } from './page-desk.ts'
import { newTag, newWord } from './page-rows.ts'

const COMPANY = 'Hanhai 星河'

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

/** Somebody at the company, whom the program has not seen. @returns the name */
function newcomer(verified = true): string {
  const person = { sub: newTag(), email: `${newTag()}@example.com`, email_verified: verified, name: newWord() }
  company.accounts.set(person.sub, person)
  return person.name
}

function journeyOn(page: Page, language: Language) {
  const { login } = authTexts[language]
  const { shell } = textsOf(language)
  return {
    button: page.getByRole('link', { name: login.company(COMPANY) }),
    says: (reason: string) => page.getByText(login.reasons[reason] ?? 'no such reason').waitFor(),
    async atCompany(choice: string) {
      await page.getByRole('heading', { name: 'Company sign-in' }).waitFor()
      await page.getByRole('button', { name: choice, exact: true }).click()
    },
    /** @returns where somebody is who is in */
    async isIn(name: string) {
      await page.getByRole('button', { name: `${shell.account}: ${name}` }).waitFor()
      const { pathname, search } = new URL(page.url())
      return `${pathname}${search}`
    },
    async signOut(name: string) {
      await page.getByRole('button', { name: `${shell.account}: ${name}` }).click()
      await page.getByRole('menuitem', { name: shell.signOut }).click()
    },
  }
}

describe.each(lightLooks)('through the company, $language, $width px', ({ language, size }) => {
  const open = (at: string) => desk.visit({ language, size, at, as: null })

  it('people come in where they wanted to go, and the next time by themselves', async ({ skip }) => {
    skip(desk.output() === null, 'the program is not ours')
    const name = newcomer()
    const { page, provoke } = await open('/c/items?q=a')
    // That nobody is signed in is how it begins.
    provoke(/\b401\b/)
    const journey = journeyOn(page, language)
    await journey.button.waitFor()
    await page.getByText(authTexts[language].login.byCompany(COMPANY)).waitFor()
    await check(page, 'with the button')
    await journey.button.click()
    await journey.atCompany(name)
    expect(await journey.isIn(name)).toBe('/c/items?q=a')
    await page.reload()
    expect(await journey.isIn(name)).toBe('/c/items?q=a')

    await journey.signOut(name)
    await journey.says('signed-out')
    // The company knows the person still.
    await journey.button.click()
    expect(await journey.isIn(name)).toBe('/')
  })

  it('people hear why not, and go on from there', async ({ skip }) => {
    skip(desk.output() === null, 'the program is not ours')
    const name = newcomer()
    const { page } = await open('/login?next=%2Fc%2Fitems')
    const journey = journeyOn(page, language)
    await journey.button.click()
    await journey.atCompany('Cancel')
    await journey.says('company-refused')
    expect(await page.textContent('body')).not.toContain('went away')
    await check(page, 'refused')
    await journey.button.click()
    await journey.atCompany(name)
    expect(await journey.isIn(name)).toBe('/c/items')
  })

  it('nobody comes in with an address that is not verified, nor by a way back out of nowhere', async ({ skip }) => {
    skip(desk.output() === null, 'the program is not ours')
    const name = newcomer(false)
    const { page } = await open('/login')
    const journey = journeyOn(page, language)
    await journey.button.click()
    await journey.atCompany(name)
    await journey.says('company-refused')
    await page.goto('/register')
    await page.getByText(authTexts[language].register.byCompanyText(COMPANY)).waitFor()
    await page.goto('/api/v1/auth/oidc/callback?code=found&state=somewhere')
    await journey.says('company-expired')
    await page.goto('/login?reason=company-unavailable')
    await journey.says('company-unavailable')
  })
})
