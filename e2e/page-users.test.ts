import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authTexts } from '../web/auth/texts.ts'
import { permissionTexts } from '../web/permissions/texts.ts'
import { settingsTexts } from '../web/settings/texts.ts'
import { usersTexts } from '../web/users/texts.ts'
import { boxContrast, check } from './page-axe.ts'
import { type Desk, eventually, holdBack, inOne, looks, openDesk, textsOf, WIDE } from './page-desk.ts'
import { addPerson, newPassword, statusFor, trySignIn } from './page-people.ts'
import { newTag } from './page-rows.ts'
import { signIn } from './program.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk('built-in')
})
afterAll(() => desk.close())

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const fieldOf = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true })
/** Names of custom roles and of people are in one language each, those of built-in ones in both. */
const roleNames = { 'zh-CN': { viewer: '查看者', editor: '编辑者' }, en: { viewer: 'Viewer', editor: 'Editor' } }

describe.each(inOne('zh-CN'))('users, %s', (language) => {
  const t = usersTexts[language]
  const { ui } = textsOf(language)
  const names = roleNames[language]
  const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name })
  const act = async (page: Page, name: string, action: string) => {
    await page.getByRole('button', { name: t.actionsOf(name) }).click()
    await page.getByRole('menuitem', { name: action }).click()
  }
  const answer = (page: Page, name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true }).click()

  it('invites somebody, who comes in by the link', async () => {
    const email = `${newTag()}@example.com`
    const { page } = await desk.visit({ language, at: '/users' })
    await button(page, t.invite).click()
    await fieldOf(page, t.email).fill('no address')
    await button(page, t.createLink).click()
    await page.locator('[aria-invalid]').waitFor()
    await fieldOf(page, t.email).fill(email)
    await page.getByRole('dialog').getByRole('combobox', { name: t.role }).selectOption({ label: names.viewer })
    await button(page, t.createLink).click()
    const link = new URL(await fieldOf(page, t.link.label).inputValue())
    await button(page, ui.copy).click()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link.href)
    await button(page, t.link.done).click()
    await page.getByRole('link', { name: t.views.invitations }).click()
    await page.getByRole('listitem').filter({ hasText: email }).waitFor()

    const auth = authTexts[language]
    const guest = await desk.visit({ language, as: null, at: `${link.pathname}${link.hash}` })
    await fieldOf(guest.page, auth.name).fill(`来宾 ${email.slice(0, 8)}`)
    await fieldOf(guest.page, auth.password).fill(newPassword())
    await button(guest.page, auth.invite.submit).click()
    await guest.page.getByRole('button', { name: `来宾 ${email.slice(0, 8)}` }).waitFor()

    await page.getByRole('link', { name: t.views.accounts }).click()
    await page.getByRole('textbox', { name: t.search }).fill(email)
    await rowOf(page, email).waitFor()
  })

  it('takes an invitation back', async () => {
    const email = `${newTag()}@example.com`
    const { page } = await desk.visit({ language, at: '/users?view=invitations' })
    await button(page, t.invite).first().click()
    await fieldOf(page, t.email).fill(email)
    await button(page, t.createLink).click()
    await button(page, t.link.done).click()
    await page.getByRole('button', { name: t.takeBackNamed(email) }).click()
    await answer(page, t.takeBack)
    await page.getByText(t.tookBack(email)).waitFor()
    await page.getByRole('listitem').filter({ hasText: email }).waitFor({ state: 'detached' })
  })

  it('changes a role in place, disables, lets in again and deletes', async () => {
    const person = await addPerson(desk.url, 'editor')
    const { token } = await signIn(desk.url, person)
    const { page } = await desk.visit({ language, at: `/users?q=${person.email}` })
    await page.getByRole('combobox', { name: t.roleOf(person.name) }).selectOption({ label: names.viewer })
    await page.getByText(t.saved(person.name)).first().waitFor()
    // Less than before: signed out.
    await eventually(() => statusFor(desk.url, '/auth/me', token)).toBe(401)

    await act(page, person.name, t.rename)
    await fieldOf(page, t.name).fill(`${person.name}二`)
    await answer(page, t.save)
    await rowOf(page, `${person.name}二`).waitFor()

    await act(page, `${person.name}二`, t.resetLink)
    await answer(page, t.reset.confirm)
    expect(new URL(await fieldOf(page, t.link.label).inputValue()).pathname).toBe('/reset')
    await button(page, t.link.done).click()

    await act(page, `${person.name}二`, t.disable)
    await answer(page, t.disable)
    await rowOf(page, person.email).getByText(t.statuses.disabled).waitFor()
    expect(await trySignIn(desk.url, person)).toBe(401)

    // No link for somebody who could not use it; the reason stands beside it, for the keyboard too.
    await page.getByRole('button', { name: t.actionsOf(`${person.name}二`) }).press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    expect(await page.locator(':focus').textContent()).toBe(t.resetLink + t.accountDisabled)
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    await page.getByRole('menu').waitFor({ state: 'detached' })
    expect(await page.getByRole('dialog').count()).toBe(0)

    // What is not stored yet is not said.
    const release = await holdBack(page, '**/api/v1/users/*')
    const asked = page.waitForRequest((request) => request.method() === 'PATCH')
    await act(page, `${person.name}二`, t.enable)
    await asked
    await page.getByRole('menu').waitFor({ state: 'detached' })
    await rowOf(page, person.email).getByText(t.statuses.disabled).waitFor()
    expect(await trySignIn(desk.url, person)).toBe(401)
    release()
    await rowOf(page, person.email).getByText(t.statuses.active).waitFor()
    expect(await trySignIn(desk.url, person)).toBe(200)

    await act(page, `${person.name}二`, t.delete)
    await page
      .getByRole('dialog')
      .getByText(t.deleting.text[1] ?? '')
      .waitFor()
    await answer(page, t.delete)
    await page.getByText(t.none).waitFor()
    await page.goto(`/users?status=deleted&q=${encodeURIComponent(person.name)}`)
    await rowOf(page, `${person.name}二`).getByText(t.statuses.deleted).first().waitFor()
    expect(await trySignIn(desk.url, person)).toBe(401)
  })

  it('makes a role of permissions, which cannot go while somebody has it', async () => {
    const permissions = permissionTexts[language]
    const slug = `night-${newTag()}`
    const { page } = await desk.visit({ language, at: '/users?view=roles' })
    await button(page, t.createRole).click()
    await fieldOf(page, t.roleName).fill(slug.replace('-', ' '))
    expect(await fieldOf(page, t.slug).inputValue()).toBe(slug)
    await page.getByRole('checkbox', { name: permissions.names['items:read'] }).check()
    await page.getByRole('checkbox', { name: permissions.names['audit:read'] }).check()
    await answer(page, t.create)
    const name = slug.replace('-', ' ')
    await page.getByText(t.roleSaved(name)).waitFor()

    const person = await addPerson(desk.url, slug)
    await page.reload()
    const remove = page.getByRole('button', { name: t.deleteRoleNamed(name) })
    expect([await remove.getAttribute('aria-disabled'), await remove.getAttribute('data-tip')]).toEqual(['true', t.inUse('1')])
    await page.getByRole('button', { name: t.editRoleNamed(name) }).click()
    await page.getByRole('checkbox', { name: permissions.names['audit:read'] }).uncheck()
    await page.getByText(t.lessText('1')).waitFor()
    await answer(page, t.save)
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    const holder = await desk.visit({ language, as: person, at: '/settings' })
    await holder.page.getByText(settingsTexts[language].profile.roleText(name)).waitFor()
    await holder.page.getByRole('button', { name: `${person.name} ${name}` }).waitFor()
    const { token } = await signIn(desk.url, person)
    expect([await statusFor(desk.url, '/items', token), await statusFor(desk.url, '/audit', token)]).toEqual([200, 403])

    await page.getByRole('link', { name: t.views.accounts }).click()
    await page.getByRole('combobox', { name: t.roleOf(person.name) }).selectOption({ label: names.viewer })
    await page.getByText(t.saved(person.name)).waitFor()
    await page.getByRole('link', { name: t.views.roles }).click()
    await page.locator(`[aria-label="${t.deleteRoleNamed(name)}"][aria-disabled="false"]`).click()
    await answer(page, t.remove)
    await page.getByText(t.roleDeleted(name)).waitFor()
    await remove.waitFor({ state: 'detached' })
  })

  it('leaves one’s own account alone, and those without the permission outside', async () => {
    const own = await addPerson(desk.url, 'administrator')
    const { page } = await desk.visit({ language, as: own, at: `/users?q=${own.email}` })
    const role = page.getByRole('combobox', { name: `${t.roleOf(own.name)}. ${t.ownRole}` })
    expect(await role.isDisabled()).toBe(true)
    await page.getByRole('button', { name: t.actionsOf(own.name) }).click()
    expect(await page.getByRole('menuitem', { name: t.delete }).getAttribute('aria-disabled')).toBe('true')

    const viewer = await desk.visit({ language, as: await addPerson(desk.url, 'viewer'), at: '/users' })
    await viewer.page.getByText(permissionTexts[language].names['users:manage']).waitFor()
    expect(await viewer.page.getByRole('table').count()).toBe(0)
  })
})

describe.each(looks)('users for everybody: $theme, $language, $width px', ({ theme, language, size }) => {
  const t = usersTexts[language]

  it('can be read and used', async () => {
    const person = await addPerson(desk.url, 'editor')
    const { page } = await desk.visit({ language, theme, size, at: '/users' })
    await page.getByRole('combobox', { name: t.roleOf(person.name) }).waitFor()
    await check(page, 'accounts')
    await page.getByRole('button', { name: t.actionsOf(person.name) }).click()
    await page.getByRole('menu').waitFor()
    await check(page, 'what can be done')
    await page.getByRole('menuitem', { name: t.delete }).click()
    await page.getByRole('dialog').waitFor()
    await check(page, 'before deleting')
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: t.views.invitations }).click()
    await button(page, t.invite).first().click()
    await fieldOf(page, t.email).fill(`${newTag()}@example.com`)
    await check(page, 'inviting')
    await button(page, t.createLink).click()
    await fieldOf(page, t.link.label).waitFor()
    await check(page, 'the link')
    await button(page, t.link.done).click()
    await page.getByRole('list', { name: t.views.invitations }).waitFor()
    await check(page, 'invitations')
    await page.getByRole('link', { name: t.views.roles }).click()
    await page.getByRole('list', { name: t.views.roles }).waitFor()
    await check(page, 'roles')
    await button(page, t.createRole).click()
    await page.getByRole('dialog').waitFor()
    await check(page, 'a new role')
    expect(await boxContrast(page)).toBeGreaterThanOrEqual(3)
    await page.getByRole('checkbox').first().check()
    expect(await boxContrast(page)).toBeGreaterThanOrEqual(3)
    await page.keyboard.press('Escape')
    await page.goto(`/users?q=${newTag()}`)
    await page.getByText(t.none).waitFor()
    await check(page, 'nobody')
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(width, `nothing sticks out at the side${size === WIDE ? '' : ' of a phone'}`).toBeLessThanOrEqual(size.width)
  })
})
