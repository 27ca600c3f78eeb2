import { z } from 'zod'
import { fetchSigned } from '../server/test/credentials.ts'
import { authTexts } from '../web/auth/texts.ts'
import { modelSettingsTexts } from '../web/settings/models/texts.ts'
import { sectionHref, sections } from '../web/settings/sections.ts'
import { settingsTexts } from '../web/settings/texts.ts'
import { usageTexts } from '../web/usage/texts.ts'
import { usersTexts } from '../web/users/texts.ts'
import type { Scene, State } from './page-states.ts'

const heading = ({ page }: Scene) => page.getByRole('heading', { level: 1 }).waitFor()

const keyName = { 'zh-CN': '夜间报表脚本', en: 'The nightly report of the warehouse' }
const Secret = z.object({ data: z.object({ secret: z.string() }) })

/** A key that a program has asked a model with, and the page that says so. */
async function spend({ desk, page, language }: Scene) {
  const post = (body: object, headers = {}): RequestInit => ({
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  const made = await fetchSigned(`${desk.url}/api/v1/api-keys`, post({ name: keyName[language], scopes: ['chat:use', 'items:read'], expires_in_days: 30 }))
  const { secret } = Secret.parse(await made.json()).data
  const question = { model: 'openai/gpt-5-mini', messages: [{ role: 'user', content: keyName[language] }] }
  await (await fetchSigned(`${desk.url}/v1/chat/completions`, post(question, { Authorization: `Bearer ${secret}` }))).text()
  await page.reload()
  const spent = page.getByRole('list', { name: settingsTexts[language].apiKeys.title }).getByRole('listitem').first().getByRole('link')
  await spent.waitFor()
  return spent
}

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
  {
    name: 'settings-api-keys-made',
    at: sectionHref('api-keys'),
    reach: async ({ page, language }) => {
      const t = settingsTexts[language].apiKeys
      await page.getByRole('button', { name: t.create }).first().click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('textbox').first().fill(keyName[language])
      await dialog.getByRole('checkbox').first().check()
      await dialog.getByRole('button', { name: t.createDo }).click()
      await page.getByRole('textbox', { name: t.secret }).waitFor()
    },
  },
  { name: 'settings-api-keys-spent', at: sectionHref('api-keys'), reach: spend },
  {
    name: 'usage-key',
    at: sectionHref('api-keys'),
    whole: true,
    reach: async (scene) => {
      await (await spend(scene)).click()
      await scene.page.getByText(usageTexts[scene.language].onlyKey(keyName[scene.language])).waitFor()
      await scene.page.getByRole('table').last().waitFor()
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
