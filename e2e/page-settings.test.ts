import { readFileSync } from 'node:fs'
import { Secret, TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errorCatalog, type Language } from '#shared/errors.ts'
import { permissionTexts } from '../web/permissions/texts.ts'
import { settingsTexts } from '../web/settings/texts.ts'
import { check } from './page-axe.ts'
import { type Desk, eventually, inOne, languages, looks, openDesk, textsOf } from './page-desk.ts'
import { addPerson, newPassword, type Person, statusFor, trySignIn } from './page-people.ts'
import { signIn } from './program.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk('built-in')
})
afterAll(() => desk.close())

const ME = '/auth/me'
/** The code that an authenticator shows; each counts once, so the next is that of the next half minute, which is taken early. */
const codeOf = (secret: string, periodsOn = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) }).generate({ timestamp: Date.now() + periodsOn * 30_000 })
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const fieldOf = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true })

/** Opens the second factor of a person who has none, as far as its key. */
async function beginSecondFactor(page: Page, person: Person, t: (typeof settingsTexts)[Language]['secondFactor'], passwordLabel: string) {
  await button(page, t.begin).click()
  const dialog = page.getByRole('dialog')
  await fieldOf(page, passwordLabel).fill(person.password)
  await dialog.getByRole('button', { name: t.go }).click()
  await page.getByRole('img', { name: t.qr }).waitFor()
  return await fieldOf(page, t.typed).inputValue()
}

describe.each(inOne('zh-CN'))('settings, %s', (language) => {
  const t = settingsTexts[language]
  const permissions = permissionTexts[language]
  const other = languages.find((each) => each !== language) ?? language
  const open = (person: Person, section: string) => desk.visit({ language, as: person, at: `/settings?section=${section}` })

  it('keeps name, language and look with the account', async () => {
    const person = await addPerson(desk.url, 'viewer')
    const { page } = await open(person, 'profile')
    await fieldOf(page, t.profile.name).fill('   ')
    await button(page, t.profile.save).click()
    await page.locator('[aria-invalid]').waitFor()
    await fieldOf(page, t.profile.name).fill('林小满')
    await button(page, t.profile.save).click()
    await page.getByText(t.profile.saved).waitFor()
    await page.getByRole('button', { name: '林小满' }).waitFor()

    await page.getByRole('link', { name: t.sections.appearance }).click()
    // It shows at once; elsewhere only when it is stored.
    const stored = () => page.waitForResponse((response) => response.request().method() === 'PATCH' && response.ok())
    await Promise.all([stored(), page.getByRole('radio', { name: t.appearance.themes.dark }).check()])
    await eventually(() => page.locator('html').getAttribute('data-theme')).toBe('dark')
    await Promise.all([stored(), page.getByRole('radio', { name: other === 'en' ? 'English' : '简体中文' }).check()])
    await page.getByRole('heading', { name: settingsTexts[other].title, level: 1 }).waitFor()

    // A browser that has never seen the choice learns of it from the account.
    await page.evaluate(() => localStorage.clear())
    await page.reload()
    await page.getByRole('radio', { name: settingsTexts[other].appearance.themes.dark, checked: true }).waitFor()
    await eventually(() => page.locator('html').getAttribute('data-theme')).toBe('dark')
  })

  it('changes the password, which ends all else', async () => {
    const person = await addPerson(desk.url, 'viewer')
    const { token } = await signIn(desk.url, person)
    const { page, provoke } = await open(person, 'password')
    provoke(/\b422\b/)
    const wanted = newPassword()
    await fieldOf(page, t.password.current).fill('not this')
    await fieldOf(page, t.password.wanted).fill(wanted)
    await button(page, t.password.change).click()
    await page.locator('input[name="current_password"][aria-invalid]').waitFor()
    await fieldOf(page, t.password.current).fill(person.password)
    await button(page, t.password.change).click()
    await page.getByText(t.password.changed).waitFor()
    expect([await trySignIn(desk.url, person), await trySignIn(desk.url, { ...person, password: wanted })]).toEqual([401, 200])
    await eventually(() => statusFor(desk.url, ME, token)).toBe(401)
    await page.reload()
    await fieldOf(page, t.password.current).waitFor()
  })

  it('sets up a second factor, renews its codes, and turns it off', async () => {
    const person = await addPerson(desk.url, 'viewer')
    const { page, provoke } = await open(person, 'second-factor')
    provoke(/\b401\b/)
    const secret = await beginSecondFactor(page, person, t.secondFactor, t.password.current)
    await fieldOf(page, t.secondFactor.code).fill('000000')
    await button(page, t.secondFactor.confirm).click()
    await page.locator('input[name="code"][aria-invalid]').waitFor()
    await fieldOf(page, t.secondFactor.code).fill(codeOf(secret))
    await button(page, t.secondFactor.confirm).click()
    const codes = page.getByRole('list', { name: t.secondFactor.codes.title }).getByRole('listitem')
    await codes.first().waitFor()
    const first = await codes.allTextContents()
    expect(first).toHaveLength(10)
    const [file] = await Promise.all([page.waitForEvent('download'), button(page, t.secondFactor.codes.download).click()])
    expect(
      readFileSync(await file.path(), 'utf8')
        .trim()
        .split('\n'),
    ).toEqual(first)
    await button(page, t.secondFactor.codes.kept).click()
    await page.getByText(t.secondFactor.on, { exact: true }).waitFor()
    expect([await trySignIn(desk.url, person), await trySignIn(desk.url, { ...person, code: codeOf(secret, 1) })]).toEqual([401, 200])

    await button(page, t.secondFactor.renew).click()
    await fieldOf(page, t.password.current).fill(person.password)
    await button(page, t.secondFactor.renewDo).click()
    await codes.first().waitFor()
    const [code = ''] = await codes.allTextContents()
    await button(page, t.secondFactor.codes.kept).click()
    expect([await trySignIn(desk.url, { ...person, code: first[0] ?? '' }), await trySignIn(desk.url, { ...person, code })]).toEqual([401, 200])

    await button(page, t.secondFactor.disable).click()
    await fieldOf(page, t.password.current).fill(person.password)
    await page.getByRole('dialog').getByRole('button', { name: t.secondFactor.disable }).click()
    await page.getByText(t.secondFactor.disabled).waitFor()
    expect(await trySignIn(desk.url, person)).toBe(200)
  })

  it('makes an API key that opens what it was made for, until it is ended', async () => {
    const person = await addPerson(desk.url, 'editor')
    const { page } = await open(person, 'api-keys')
    await page.getByText(t.apiKeys.empty).waitFor()
    await button(page, t.apiKeys.create).click()
    await button(page, t.apiKeys.createDo).click()
    await page.getByText(t.apiKeys.noScope).waitFor()
    await fieldOf(page, t.apiKeys.name).fill('每晚备份')
    await page.getByRole('combobox', { name: t.apiKeys.expiryLabel }).selectOption({ label: t.apiKeys.expiry['30'] })
    expect(await page.getByRole('checkbox', { name: permissions.names['users:manage'] }).isDisabled()).toBe(true)
    await page.getByRole('checkbox', { name: permissions.names['items:read'] }).check()
    await button(page, t.apiKeys.createDo).click()
    const key = await fieldOf(page, t.apiKeys.secret).inputValue()
    await button(page, textsOf(language).ui.copy).click()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key)
    await button(page, t.apiKeys.kept).click()
    expect([await statusFor(desk.url, '/items', key), await statusFor(desk.url, '/chat/sessions', key)]).toEqual([200, 403])

    const row = page.getByRole('list', { name: t.apiKeys.title }).getByRole('listitem').filter({ hasText: '每晚备份' })
    await row.getByText(`${key.slice(0, 9)}…`).waitFor()
    await page.getByRole('button', { name: t.apiKeys.endNamed('每晚备份') }).click()
    await page.getByRole('dialog').getByRole('button', { name: t.apiKeys.end, exact: true }).click()
    await page.getByText(t.apiKeys.ended('每晚备份')).waitFor()
    await page.getByText(t.apiKeys.empty).waitFor()
    expect(await statusFor(desk.url, '/items', key)).toBe(401)
  })

  it('says for how long to wait after too many attempts', async () => {
    const person = await addPerson(desk.url, 'viewer')
    const { page, provoke } = await open(person, 'password')
    provoke(/\b429\b/)
    const { tryAgainIn } = textsOf(language).ui
    const error = { code: 'RATE_LIMITED', message: errorCatalog.RATE_LIMITED[language], details: [], request_id: 'r', retry_after: 2 }
    const refuseOnce = () => page.route('**/api/v1/auth/**', (route) => route.fulfill({ status: 429, json: { status: 'error', error } }), { times: 1 })
    const refused = async (submit: string) => {
      await page.getByRole('alert').getByText(tryAgainIn(2), { exact: true }).waitFor()
      await button(page, submit).and(page.locator(':enabled')).waitFor()
      await page.getByText(tryAgainIn(2), { exact: true }).waitFor({ state: 'detached' })
    }
    await fieldOf(page, t.password.current).fill(person.password)
    await fieldOf(page, t.password.wanted).fill(newPassword())
    await refuseOnce()
    await fieldOf(page, t.password.wanted).press('Enter')
    await refused(t.password.change)

    await page.getByRole('link', { name: t.sections['second-factor'] }).click()
    await button(page, t.secondFactor.begin).click()
    await fieldOf(page, t.password.current).fill(person.password)
    await refuseOnce()
    await fieldOf(page, t.password.current).press('Enter')
    await refused(t.secondFactor.go)
    await button(page, t.secondFactor.go).click()
    await fieldOf(page, t.secondFactor.code).fill('000000')
    await refuseOnce()
    await fieldOf(page, t.secondFactor.code).press('Enter')
    await refused(t.secondFactor.confirm)
    await page.keyboard.press('Escape')

    await page.getByRole('link', { name: t.sections['sign-ins'] }).click()
    await button(page, t.signIns.endAll).click()
    await refuseOnce()
    await page.getByRole('dialog').getByRole('button', { name: t.signIns.endAll }).click()
    await page.getByRole('alert').getByText(tryAgainIn(2), { exact: true }).waitFor()
    await page.getByRole('dialog').getByRole('button', { name: t.signIns.endAll }).and(page.locator(':enabled')).waitFor()
  })

  it('ends one sign-in, or all', async () => {
    const person = await addPerson(desk.url, 'viewer')
    const { page, provoke } = await open(person, 'sign-ins')
    provoke(/\b401\b/)
    const rows = page.getByRole('list', { name: t.signIns.title }).getByRole('listitem')
    const here = rows.filter({ hasText: t.signIns.current })
    await here.waitFor()
    const { token } = await signIn(desk.url, person)
    await page.reload()
    // The invitation left one too.
    await eventually(() => rows.count()).toBe(3)
    await rows.filter({ hasNotText: t.signIns.current }).first().getByRole('button', { name: t.signIns.end }).click()
    await page.getByRole('dialog').getByRole('button', { name: t.signIns.end, exact: true }).click()
    await eventually(() => rows.count()).toBe(2)
    expect(await statusFor(desk.url, ME, token)).toBe(401)
    await button(page, t.signIns.endAll).click()
    await page.getByRole('dialog').getByRole('button', { name: t.signIns.endAll }).click()
    await page.waitForURL('**/login?*')
    await page.goto('/settings')
    await page.waitForURL('**/login?*')
  })
})

describe.each(looks)('settings for everybody: $theme, $language, $width px', ({ theme, language, size }) => {
  const t = settingsTexts[language]

  it('can be read and used', async () => {
    const person = await addPerson(desk.url, 'editor')
    const { page } = await desk.visit({ language, theme, size, as: person, at: '/settings' })
    await page.getByRole('heading', { name: t.profile.role }).waitFor()
    await check(page, 'profile')
    const go = async (section: keyof typeof t.sections) => {
      await page.getByRole('link', { name: t.sections[section], exact: true }).click()
      await page.waitForURL(`**/settings?section=${section}`)
    }
    await go('appearance')
    await check(page, 'appearance')
    await go('password')
    await button(page, t.password.change).click()
    await page.locator('[aria-invalid]').first().waitFor()
    await check(page, 'password with errors')
    await go('second-factor')
    await beginSecondFactor(page, person, t.secondFactor, t.password.current)
    await check(page, 'second factor')
    await page.keyboard.press('Escape')
    await go('api-keys')
    await button(page, t.apiKeys.create).click()
    await button(page, t.apiKeys.createDo).click()
    await page.getByText(t.apiKeys.noScope).waitFor()
    await check(page, 'a new key with errors')
    await fieldOf(page, t.apiKeys.name).fill('CI')
    await page.getByRole('checkbox').first().check()
    await button(page, t.apiKeys.createDo).click()
    await fieldOf(page, t.apiKeys.secret).waitFor()
    await check(page, 'the key itself')
    await button(page, t.apiKeys.kept).click()
    await page.getByRole('button', { name: t.apiKeys.endNamed('CI') }).waitFor()
    await check(page, 'keys')
    await go('sign-ins')
    await page.getByText(t.signIns.current).waitFor()
    await button(page, t.signIns.endAll).click()
    await page.getByRole('dialog').waitFor()
    await check(page, 'sign-ins, and ending all')
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(width, 'nothing sticks out at the side').toBeLessThanOrEqual(size.width)
  })
})
