import { fetchSigned } from '../server/test/credentials.ts'
import { answer, startReceiver } from '../server/test/receive-webhooks.ts'
import { sectionHref } from '../web/settings/sections.ts'
import { webhookTexts } from '../web/settings/webhooks/texts.ts'
import type { Scene, State } from './page-states.ts'

const at = sectionHref('webhooks')
const names = {
  'zh-CN': { good: '仓储系统', bad: '客户关系管理（测试环境）', gone: '旧报表' },
  en: { good: 'Warehouse', bad: 'Customer relations (staging)', gone: 'The old report' },
}

async function call(url: string, method: string, body?: unknown): Promise<string> {
  const json = { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }
  return await (await fetchSigned(url, { method, ...(body === undefined ? {} : json) })).text()
}

/** One that is told, one that fails, one that is gone. */
async function fill({ desk, page, language }: Scene) {
  const api = `${desk.url}/api/v1`
  const t = webhookTexts[language]
  for (const [, id] of (await call(`${api}/webhooks`, 'GET')).matchAll(/"id":"([\w-]+)","name"/g)) await call(`${api}/webhooks/${id}`, 'DELETE')
  const receiver = await startReceiver()
  receiver.answerWith((response, received, nth) => {
    const status = received.path.endsWith('gone') ? 410 : received.path.endsWith('bad') ? 503 : 204
    answer(status, {}, status === 503 ? '{"error":"upstream is being restarted"}' : '')(response, received, nth)
  })
  const events = ['item.created', 'item.updated', 'item.deleted', 'item.restored']
  for (const [end, name] of Object.entries(names[language]))
    await call(`${api}/webhooks`, 'POST', { name, url: `${receiver.url}/deskmate/${end}`, events, collections: end === 'bad' ? ['items'] : null })
  await call(`${api}/items`, 'POST', { name: names[language].good })
  await page.reload()
  await page.getByText(t.states.failing, { exact: true }).waitFor()
  await page.getByText(t.stopped.gone).waitFor()
}

export const webhookStates: State[] = [
  {
    name: 'settings-webhooks-new',
    at,
    reach: async ({ page, language }) => {
      const t = webhookTexts[language]
      await page.getByRole('button', { name: t.create, exact: true }).first().click()
      await page.getByRole('radio', { name: t.some }).check()
    },
  },
  {
    name: 'settings-webhooks-list',
    at,
    whole: true,
    reach: async (scene) => {
      await fill(scene)
      const { page, language } = scene
      const t = webhookTexts[language]
      await page.getByRole('button', { name: t.testNamed(names[language].good) }).click()
      await page.getByRole('status').getByText('204', { exact: false }).waitFor()
    },
  },
  {
    name: 'settings-webhooks-log',
    at,
    reach: async (scene) => {
      await fill(scene)
      const { page, language } = scene
      const t = webhookTexts[language]
      await page.getByRole('button', { name: t.logNamed(names[language].bad) }).click()
      await page.getByRole('list', { name: t.log }).getByRole('button', { expanded: false }).first().click()
      await page.getByRole('group', { name: t.body }).waitFor()
    },
  },
  {
    name: 'settings-webhooks-made',
    at,
    reach: async ({ page, language }) => {
      const t = webhookTexts[language]
      await page.getByRole('button', { name: t.create, exact: true }).first().click()
      await page.getByRole('textbox', { name: t.name, exact: true }).fill(names[language].good)
      await page.getByRole('textbox', { name: t.url, exact: true }).fill('https://warehouse.example.com/hooks')
      await page.getByRole('button', { name: t.createDo, exact: true }).click()
      await page.getByRole('textbox', { name: t.secret, exact: true }).waitFor()
    },
  },
]
