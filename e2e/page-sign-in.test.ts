import { Secret, TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RecoveryCodesEnvelope, TotpSecretEnvelope } from '#shared/auth.ts'
import type { Language } from '#shared/errors.ts'
import { errorCatalog } from '#shared/errors.ts'
import { InvitationEnvelope, OneTimeLinkEnvelope } from '#shared/users.ts'
import { fetchSigned } from '../server/test/credentials.ts'
import { authTexts } from '../web/auth/texts.ts'
import { check } from './page-axe.ts'
import { addCollection, addRow, gridCell, gridRow, readRow } from './page-collection.ts'
import { type Desk, eventually, inOne, looks, openDesk, textsOf } from './page-desk.ts'
import { addPerson, newPassword, type Person, trySignIn } from './page-people.ts'
import { addItem, findItems, newTag, newWord } from './page-rows.ts'
import { signIn } from './program.ts'

/** A refused sign-in is what these tests are about, and a browser complains of each. */
const REFUSED = /\b(401|403|409|410|422)\b/

/** A program of its own, with a new database, on a busy machine. */
const START_MS = 180_000

let desk: Desk
beforeAll(async () => {
  desk = await openDesk('built-in')
})
afterAll(() => desk.close())

const post = async (path: string, body: unknown, headers: Record<string, string> = {}): Promise<unknown> =>
  await (
    await fetchSigned(`${desk.url}/api/v1${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) })
  ).json()

/** Where a link of the server leads on the page, whatever it calls itself. */
const pathOf = (link: string) => {
  const { pathname, hash } = new URL(link)
  return `${pathname}${hash}`
}

const formOn = (page: Page, language: Language) => {
  const t = authTexts[language]
  const passwordField = (label: string) => page.getByLabel(label, { exact: true })
  return {
    title: (title: string) => page.getByRole('heading', { name: title, level: 1 }).waitFor(),
    email: page.getByLabel(t.email, { exact: true }),
    name: page.getByLabel(t.name, { exact: true }),
    password: passwordField(t.password),
    newPassword: passwordField(t.newPassword),
    submit: (label: string) => page.getByRole('button', { name: label, exact: true }).click(),
    async signIn(person: { email: string; password: string }) {
      await page.getByLabel(t.email, { exact: true }).fill(person.email)
      await passwordField(t.password).fill(person.password)
      await page.getByRole('button', { name: t.login.submit, exact: true }).click()
    },
  }
}

const isSignedInAs = (page: Page, language: Language, name: string) =>
  page.getByRole('button', { name: `${textsOf(language).shell.account}: ${name}` }).waitFor()

async function signOut(page: Page, language: Language, name: string) {
  const t = textsOf(language).shell
  await page.getByRole('button', { name: `${t.account}: ${name}` }).click()
  await page.getByRole('menuitem', { name: t.signOut }).click()
  await page.getByText(authTexts[language].login.reasons['signed-out'] ?? '').waitFor()
}

const shownPath = (page: Page) => {
  const { pathname, search } = new URL(page.url())
  return `${pathname}${search}`
}

describe.each(inOne('en'))('signing in, %s', (language) => {
  const t = authTexts[language]
  const texts = textsOf(language)
  const says = (code: keyof typeof errorCatalog) => errorCatalog[code][language]

  it('begins with the first administrator, by the link that the program prints', { timeout: START_MS }, async ({ skip, onTestFinished }) => {
    skip(desk.output() === null, 'the program is not ours')
    const fresh = await openDesk('built-in', { ADMIN_EMAIL: '', ADMIN_PASSWORD: '' })
    onTestFinished(() => fresh.close())
    const { page, provoke } = await fresh.visit({ language, as: null, at: '/c/items?q=a' })
    provoke(REFUSED)
    const form = formOn(page, language)
    await page.getByText(t.setup.missingText).waitFor()
    expect(shownPath(page)).toBe('/setup')

    const link = /\/setup#[\w-]+/.exec(fresh.output() ?? '')?.[0] ?? ''
    // Pasted over the page that explains it, as people do: only what follows # is another.
    await page.evaluate((hash) => location.assign(hash), link)
    await form.email.waitFor()
    expect(page.url()).not.toContain('#')
    await page.reload()
    await form.submit(t.setup.submit)
    await eventually(() => page.locator('[aria-invalid]').count()).toBe(3)
    await form.email.fill('lin@example.com')
    await form.name.fill('林小满')
    await form.password.fill('password')
    await form.submit(t.setup.submit)
    await page.getByText(says('PASSWORD_COMMON')).waitFor()
    await form.password.fill(newPassword())
    await form.submit(t.setup.submit)
    await isSignedInAs(page, language, '林小满')
    await page.getByRole('link', { name: texts.shell.users, exact: true }).waitFor()
    await page.getByRole('link', { name: texts.shell.audit, exact: true }).waitFor()

    await page.goto(link)
    await form.title(t.setup.doneTitle)
  })

  it('refuses what is wrong, and leads to where somebody wanted to go', async () => {
    const person = await addPerson(desk.url, 'editor')
    const word = newWord()
    await addItem(desk.url, { name: word })
    const { page, provoke } = await desk.visit({ language, as: null, at: `/c/items?q=${encodeURIComponent(word)}` })
    provoke(REFUSED)
    const form = formOn(page, language)
    await form.title(t.login.title)
    await form.submit(t.login.submit)
    await eventually(() => page.locator('[aria-invalid]').count()).toBe(2)
    await form.signIn({ ...person, password: newPassword() })
    await page.getByText(says('CREDENTIALS_WRONG')).waitFor()
    expect(await form.password.evaluate((field) => field === document.activeElement)).toBe(true)
    await form.signIn(person)
    await gridRow(page, word).waitFor()
    expect(new URL(page.url()).searchParams.get('q')).toBe(word)
    // Back is where somebody came from, not the form.
    await page.reload()
    await isSignedInAs(page, language, person.name)

    await page.goto('/login')
    await isSignedInAs(page, language, person.name)
    for (const next of ['//example.com/', '/\\example.com', 'https://example.com/']) {
      await page.goto(`/login?next=${encodeURIComponent(next)}`)
      await isSignedInAs(page, language, person.name)
      expect(shownPath(page)).toBe('/')
    }
  })

  it('asks for the second factor, or for a recovery code', async () => {
    const person = await addPerson(desk.url, 'viewer')
    const { token } = await signIn(desk.url, person)
    const own = { Authorization: `Bearer ${token}` }
    const { secret } = TotpSecretEnvelope.parse(await post('/auth/totp/begin', { password: person.password }, own)).data
    const totp = new TOTP({ secret: Secret.fromBase32(secret) })
    const used = totp.generate()
    const confirmed = await post('/auth/totp/confirm', { code: used }, own)
    const [recovery = ''] = RecoveryCodesEnvelope.parse(confirmed).data.recovery_codes

    const { page, provoke } = await desk.visit({ language, as: null, at: '/login' })
    provoke(REFUSED)
    const form = formOn(page, language)
    await form.signIn(person)
    await form.title(t.code.title)
    await page.getByLabel(t.code.label, { exact: true }).fill(used)
    await form.submit(t.code.submit)
    await page.getByText(says('SECOND_FACTOR_WRONG')).waitFor()
    const next = totp.generate({ timestamp: Date.now() + totp.period * 1000 })
    await page.getByLabel(t.code.label, { exact: true }).fill(`${next.slice(0, 3)} ${next.slice(3)}`)
    await form.submit(t.code.submit)
    await isSignedInAs(page, language, person.name)

    await signOut(page, language, person.name)
    await form.signIn(person)
    await form.submit(t.code.useRecovery)
    await page.getByLabel(t.code.recovery, { exact: true }).fill(recovery)
    await form.submit(t.code.submit)
    await isSignedInAs(page, language, person.name)
  })

  it('says how long to wait after too many attempts, and what stands in the way of a browser that keeps nothing', async () => {
    const person = await addPerson(desk.url, 'viewer')
    const { page, context, provoke } = await desk.visit({ language, as: null, at: '/login' })
    provoke(/\b(401|429)\b/)
    const form = formOn(page, language)
    const details = { code: 'RATE_LIMITED', message: says('RATE_LIMITED'), details: [], request_id: 'r', retry_after: 2 }
    await page.route('**/api/v1/auth/login', (route) => route.fulfill({ status: 429, json: { status: 'error', error: details } }), { times: 1 })
    await form.signIn(person)
    await page.getByRole('alert').getByText(textsOf(language).ui.tryAgainIn(2)).waitFor()
    await page.getByRole('button', { name: t.login.submit, exact: true }).and(page.locator(':enabled')).waitFor()

    await page.route('**/api/v1/auth/login', async (route) => {
      const response = await route.fetch()
      await context.clearCookies()
      await route.fulfill({ status: response.status(), body: await response.text(), contentType: 'application/json' })
    })
    await form.submit(t.login.submit)
    await form.title(t.cookies.title)
    await page.getByRole('alert').getByText(t.cookies.blocked).waitFor()
  })

  it('ends in every tab, and leaves nothing behind', async () => {
    const person = await addPerson(desk.url, 'editor')
    const other = await addPerson(desk.url, 'viewer')
    const { page, context, provoke } = await desk.visit({ language, as: person, at: '/chat' })
    provoke(REFUSED)
    const box = page.getByRole('textbox', { name: texts.chat.composer.label })
    await box.fill('还没写完的问题')
    const second = await context.newPage()
    await second.goto('/')
    await second.goto('/items')
    await isSignedInAs(second, language, person.name)

    await signOut(page, language, person.name)
    await second.getByText(t.login.reasons['signed-out'] ?? '').waitFor()
    expect(await page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith('deskmate.')))).toEqual([])
    await second.goBack()
    await second.getByRole('heading', { name: t.login.title, level: 1 }).waitFor()

    // One signs in, and the other tab comes along.
    await formOn(page, language).signIn(other)
    await isSignedInAs(page, language, other.name)
    await isSignedInAs(second, language, other.name)
    await page.goto('/chat')
    expect(await box.inputValue()).toBe('')
  })

  it('works by invitation, once; who may only read is told so', async () => {
    const email = `${newTag()}@example.com`
    const { link } = InvitationEnvelope.parse(await post('/users/invitations', { email, role: 'viewer' })).data
    const item = await addItem(desk.url, { name: newWord() })
    const { page, provoke } = await desk.visit({ language, as: null, at: pathOf(link.url) })
    provoke(REFUSED)
    const form = formOn(page, language)
    await form.title(t.invite.title)
    expect(await form.email.inputValue()).toBe(email)
    await form.name.fill('周可')
    await form.password.fill('short')
    await form.submit(t.invite.submit)
    await page.locator('[aria-invalid]').waitFor()
    await form.password.fill(newPassword())
    await form.submit(t.invite.submit)
    await isSignedInAs(page, language, '周可')
    expect(await page.getByRole('link', { name: texts.shell.users, exact: true }).count()).toBe(0)

    await page.goto(`/c/items?id=${item.id}`)
    const { edit: editOf, builtIn, deleteRow, newRow, readOnly } = texts.collections
    const edit = page.getByRole('button', { name: editOf(builtIn.name) })
    await edit.waitFor()
    for (const name of [editOf(builtIn.name), deleteRow, newRow])
      expect(await page.getByRole('button', { name, exact: true }).first().getAttribute('aria-disabled')).toBe('true')
    await edit.hover()
    await page.getByRole('tooltip').getByText(readOnly).waitFor()
    await edit.click({ force: true })
    await gridCell(page, item.name, 'name').dblclick()
    await page.getByRole('region', { name: texts.ui.notices }).getByText(readOnly).waitFor()
    expect(await page.getByRole('dialog').count()).toBe(0)

    await page.goto('/users')
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(await page.getByRole('table').count()).toBe(0)
    await page.goto(pathOf(link.url))
    await form.title(t.invite.invalidTitle)
  })

  it('works with a new password after a reset, and with the old one no more', async () => {
    const person = await addPerson(desk.url, 'editor')
    const { url } = OneTimeLinkEnvelope.parse(await post(`/users/${person.id}/reset-link`, {})).data
    const { page, provoke } = await desk.visit({ language, as: null, at: pathOf(url) })
    provoke(REFUSED)
    const form = formOn(page, language)
    await form.title(t.reset.title)
    expect(await form.email.inputValue()).toBe(person.email)
    const password = newPassword()
    await form.newPassword.fill(password)
    await form.submit(t.reset.submit)
    await page.getByText(t.login.reasons['password-changed'] ?? '').waitFor()
    expect(await trySignIn(desk.url, person)).toBe(401)
    await form.signIn({ email: person.email, password })
    await isSignedInAs(page, language, person.name)
  })

  it('goes on unnoticed when the access is renewed, in all tabs by one', async () => {
    const person = await addPerson(desk.url, 'editor')
    const { page, context, provoke } = await desk.visit({ language, as: person, at: '/prompts' })
    provoke(/\b401\b/)
    const renewals: string[] = []
    context.on('response', (response) => void (response.url().endsWith('/auth/refresh') && renewals.push(String(response.status()))))
    const second = await context.newPage()
    await second.goto('/chat')
    await isSignedInAs(second, language, person.name)
    // What either still asked for would renew it too, and be cut off by the reload.
    await Promise.all([page, second].map((each) => each.waitForLoadState('networkidle')))
    await context.clearCookies({ name: '__Host-deskmate-access' })
    await Promise.all([page.reload(), second.reload()])
    await Promise.all([page, second].map((each) => isSignedInAs(each, language, person.name)))
    await page.getByRole('heading', { name: texts.shell.prompts, level: 1 }).waitFor()
    expect(renewals).toEqual(['200'])
  })

  it('keeps what is being written when it ends meanwhile', async () => {
    const person = await addPerson(desk.url, 'editor')
    const other = await addPerson(desk.url, 'editor')
    const { page, provoke } = await desk.visit({ language, as: person, at: '/c/items' })
    provoke(REFUSED)
    const endElsewhere = async (of: Person) => {
      const { token } = await signIn(desk.url, of)
      await post('/auth/sessions/end-all', {}, { Authorization: `Bearer ${token}` })
    }
    const comeBack = async () => {
      await page.getByText(t.login.reasons.expired ?? '').waitFor()
      await page.unrouteAll({ behavior: 'ignoreErrors' })
      await formOn(page, language).signIn(person)
    }
    /** The sign-in ends while what is written is on its way. */
    const endWhileSending = async () =>
      await page.route(/\/items(\/[^/?]+)?$/, async (route) => {
        if (route.request().method() !== 'GET') await endElsewhere(person)
        await route.continue()
      })
    const { builtIn, createRow, createShort, newRow, newRowName, save } = texts.collections
    const name = newWord()
    // A row that was about to be made.
    await page.getByRole('button', { name: newRow }).first().click()
    await page.getByRole('textbox', { name: newRowName }).fill(name)
    await endWhileSending()
    await page.keyboard.press('Enter')
    await comeBack()
    const form = page.getByRole('dialog', { name: createRow })
    expect(await form.getByRole('textbox', { name: builtIn.name }).inputValue()).toBe(name)
    await form.getByRole('textbox', { name: builtIn.description }).fill('还没有保存')
    await endWhileSending()
    await form.getByRole('button', { name: createShort, exact: true }).click()
    await comeBack()
    expect(await form.getByRole('textbox', { name: builtIn.description }).inputValue()).toBe('还没有保存')
    await form.getByRole('button', { name: createShort, exact: true }).click()
    await gridCell(page, name, 'description').getByText('还没有保存').waitFor()
    await form.waitFor({ state: 'detached' })

    // A cell that was left to be saved is saved; one that is still being written in is opened again.
    await gridCell(page, name, 'description').click()
    await page.keyboard.type('已经保存')
    await endWhileSending()
    await page.keyboard.press('Enter')
    await comeBack()
    await eventually(() => findItems(desk.url, name)).toMatchObject([{ description: '已经保存' }])
    await gridCell(page, name, 'description').click()
    await page.keyboard.type('写到一半')
    await endElsewhere(person)
    await comeBack()
    const sheet = page.getByRole('dialog', { name })
    expect(await sheet.getByRole('textbox', { name: builtIn.description }).inputValue()).toBe('写到一半')
    await sheet.getByRole('button', { name: save }).click()
    await eventually(() => findItems(desk.url, name)).toMatchObject([{ description: '写到一半' }])

    await page.goto('/chat')
    const box = page.getByRole('textbox', { name: texts.chat.composer.label })
    await box.fill(name)
    await endElsewhere(person)
    await page.keyboard.press('Enter')
    await page.getByText(t.login.reasons.expired ?? '').waitFor()
    await formOn(page, language).signIn(person)
    await eventually(() => box.inputValue()).toBe(name)

    // It is for the same person only.
    await endElsewhere(person)
    await page.keyboard.press('Enter')
    await page.getByText(t.login.reasons.expired ?? '').waitFor()
    await formOn(page, language).signIn(other)
    await isSignedInAs(page, language, other.name)
    await eventually(() => box.inputValue()).toBe('')
  })

  it('keeps what was on its way from another page, until that is opened again', async () => {
    const person = await addPerson(desk.url, 'editor')
    const slug = `t-${newTag()}`
    await addCollection(desk.url, { slug, name: slug, fields: [{ key: 'a', name: 'A', type: 'text' }] })
    const { id } = await addRow(desk.url, slug, { name: '甲', values: { a: '1' } })
    const { page, provoke } = await desk.visit({ language, as: person, at: `/c/${slug}` })
    provoke(REFUSED)
    const left = Promise.withResolvers<void>()
    await page.route(/\/items\/[^/?]+$/, async (route) => {
      await left.promise
      await route.continue()
    })
    await gridCell(page, '甲', 'a').click()
    await page.keyboard.type('2')
    await page.keyboard.press('Enter')
    await gridCell(page, '甲', 'a').getByText('2', { exact: true }).waitFor()
    await page.getByRole('link', { name: texts.shell.prompts, exact: true }).click()
    await page.getByRole('heading', { name: texts.shell.prompts, level: 1 }).waitFor()
    const { token } = await signIn(desk.url, person)
    await post('/auth/sessions/end-all', {}, { Authorization: `Bearer ${token}` })
    left.resolve()
    await page.getByText(t.login.reasons.expired ?? '').waitFor()
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await formOn(page, language).signIn(person)
    await page.getByRole('heading', { name: texts.shell.prompts, level: 1 }).waitFor()
    expect((await readRow(desk.url, slug, id)).values).toEqual({ a: '1' })
    await page.getByRole('link', { name: texts.collections.firstCollection, exact: true }).click()
    await page.getByRole('heading', { name: texts.collections.firstCollection, level: 1 }).waitFor()
    await page.goto(`/c/${slug}`)
    await eventually(async () => (await readRow(desk.url, slug, id)).values).toEqual({ a: '2' })
  })

  it('warns before it ends unused, and ends by itself', async () => {
    const person = await addPerson(desk.url, 'editor')
    const { page, context, provoke } = await desk.visit({ language, as: person })
    provoke(REFUSED)
    // While the clock is exchanged it says for a moment that it is 1970: nothing is to be noted then.
    await page.waitForLoadState('networkidle')
    await context.clock.install()
    await page.goto('/prompts')
    await isSignedInAs(page, language, person.name)
    const dialog = page.getByRole('dialog', { name: texts.shell.timeout.title })
    await page.waitForLoadState('networkidle')
    const idle = await page.evaluate(async () => {
      const { data } = await (await fetch('/api/v1/auth/me')).json()
      return Number(data.session.idle_seconds) * 1000
    })
    // The page is told to be away for all but the last two minutes, of which it leaves one to the server.
    await page.clock.fastForward(idle - 120_000)
    await dialog.waitFor()
    await check(page, 'warning')
    await dialog.getByRole('button', { name: texts.shell.timeout.stay }).click()
    await dialog.waitFor({ state: 'detached' })

    await page.clock.fastForward(idle - 120_000)
    await dialog.waitFor()
    await page.clock.fastForward(60_000)
    await page.getByText(t.login.reasons.timeout ?? '').waitFor()
    expect(new URL(page.url()).searchParams.get('next')).toBe('/prompts')
    await formOn(page, language).signIn(person)
    await page.getByRole('heading', { name: texts.shell.prompts, level: 1 }).waitFor()
  })

  it('brings language and look along', async () => {
    const person = await addPerson(desk.url, 'viewer')
    const first = await desk.visit({ language, as: person })
    await first.page.getByRole('button', { name: texts.shell.theme.label }).click()
    const saved = first.page.waitForResponse((response) => response.request().method() === 'PATCH' && response.ok())
    await first.page.getByRole('menuitemradio', { name: texts.shell.theme.dark }).click()
    await saved
    const { page } = await desk.visit({ language, as: null, at: '/login' })
    await formOn(page, language).signIn(person)
    await eventually(() => page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark')
  })
})

describe.each(looks)('for everybody: $theme, $language, $width px', ({ theme, language, size }) => {
  const t = authTexts[language]

  it('the pages for signing in', async () => {
    const { link } = InvitationEnvelope.parse(await post('/users/invitations', { email: `${newTag()}@example.com`, role: 'viewer' })).data
    const { page, provoke } = await desk.visit({ language, theme, size, as: null, at: '/login?reason=timeout' })
    provoke(REFUSED)
    const form = formOn(page, language)
    await form.submit(t.login.submit)
    await page.locator('[aria-invalid]').first().waitFor()
    await check(page, 'sign-in with errors')
    await page.goto(pathOf(link.url))
    await form.title(t.invite.title)
    await check(page, 'invitation')
    await page.goto('/reset#nothing')
    await form.title(t.reset.invalidTitle)
    await check(page, 'a link that is no more')
    await page.goto('/setup')
    await form.title(t.setup.doneTitle)
    await check(page, 'set up already')
    await page.goto('/register')
    await form.title(t.register.closedTitle)
    await check(page, 'no registration')
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  })
})
