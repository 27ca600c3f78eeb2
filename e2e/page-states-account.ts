import { authTexts } from '../web/auth/texts.ts'
import { modelSettingsTexts } from '../web/settings/models/texts.ts'
import { sectionHref, sections } from '../web/settings/sections.ts'
import { settingsTexts } from '../web/settings/texts.ts'
import { usersTexts } from '../web/users/texts.ts'
import type { Scene, State } from './page-states.ts'

const heading = ({ page }: Scene) => page.getByRole('heading', { level: 1 }).waitFor()

export const guests: State[] = [
  {
    name: 'login',
    at: '/login',
    guest: true,
    reach: ({ page, language }) => page.getByText(authTexts[language].login.invited).waitFor(),
  },
  {
    name: 'login-refused',
    at: '/login',
    guest: true,
    reach: async ({ page, language }) => {
      const t = authTexts[language]
      await page.getByRole('textbox', { name: t.email }).fill('nobody@example.com')
      await page.getByLabel(t.password, { exact: true }).fill(t.password)
      await page.getByRole('button', { name: t.login.submit, exact: true }).click()
      await page.locator('[aria-invalid]').waitFor()
    },
  },
]

/** What an administrator has beside the records and the chats. */
export const owner: State[] = [
  {
    name: 'account-menu',
    at: '/',
    reach: async ({ page, t }) => {
      await page.getByRole('button', { name: t.shell.account }).click()
      await page.getByRole('menu').waitFor()
    },
  },
  ...sections.map((section): State => ({ name: `settings-${section}`, at: sectionHref(section), reach: heading })),
  {
    name: 'settings-models-some',
    at: sectionHref('models'),
    whole: true,
    reach: async ({ page, language }) => {
      await page.getByRole('radio', { name: modelSettingsTexts[language].list.some }).check()
      await page.getByRole('checkbox').nth(1).check()
    },
  },
  {
    name: 'settings-connection-tested',
    at: sectionHref('connection'),
    whole: true,
    reach: async ({ page, language }) => {
      const t = modelSettingsTexts[language].connection
      await page.getByRole('button', { name: t.test }).click()
      await page.getByRole('button', { name: t.again }).waitFor()
    },
  },
  {
    name: 'settings-api-keys-new',
    at: sectionHref('api-keys'),
    reach: async ({ page, language }) => {
      await page.getByRole('button', { name: settingsTexts[language].apiKeys.create }).first().click()
      await page.getByRole('dialog').waitFor()
    },
  },
  { name: 'users', at: '/users', whole: true, reach: heading },
  { name: 'users-invitations', at: '/users?view=invitations', whole: true, reach: heading },
  { name: 'users-roles', at: '/users?view=roles', whole: true, reach: heading },
  {
    name: 'users-invite',
    at: '/users',
    reach: async ({ page, language }) => {
      await page.getByRole('button', { name: usersTexts[language].invite }).first().click()
      await page.getByRole('dialog').waitFor()
    },
  },
  { name: 'audit', at: '/audit', reach: heading },
  { name: 'usage', at: '/usage', whole: true, reach: heading },
  { name: 'usage-workspace', at: '/usage?view=workspace&by=user', whole: true, reach: heading },
  { name: 'usage-budgets', at: '/usage?view=budgets', reach: heading },
]
