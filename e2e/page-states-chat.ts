import { errorCatalog } from '#shared/errors.ts'
import { pdf, png } from '../server/test/sample-files.ts'
import { toolTexts } from '../web/chat/composer/texts.ts'
import { costTexts } from '../web/chat/cost/texts.ts'
import { fileTexts } from '../web/chat/files/texts.ts'
import { parameterTexts } from '../web/chat/parameters/texts.ts'
import { exampleTalks } from './example-talks.ts'
import type { Scene, State } from './page-states.ts'
import { takeIn } from './take-in.ts'

/** Asks what a team asks; the stand-in is told by `fault` what to do about it. */
const ask = ({ chat, language }: Scene, fault = '') => chat.ask(`${exampleTalks[language].question}${fault && ` [[fault:${fault}]]`}`)

const exampleFiles = [
  { name: 'Q3.png', mimeType: 'image/png', buffer: png(640, 400, [70, 130, 180]) },
  { name: '2026 年第三季度报告（终稿，待审核）.pdf', mimeType: 'application/pdf', buffer: pdf(1_300_000) },
  { name: 'customers.csv', mimeType: 'text/csv', buffer: Buffer.from('name,count\nAcme,12\n') },
]

async function attach({ page, language }: Scene, files: typeof exampleFiles) {
  await page.locator('input[type="file"]').setInputFiles(files)
  const tray = page.getByRole('list', { name: fileTexts[language].list })
  await tray
    .getByText(/^[\d.]+ [KM]?B$/)
    .nth(exampleFiles.length - 1)
    .waitFor()
}

export const emptyChat: State[] = [
  { name: 'chat-empty', at: '/chat', reach: ({ page, t }) => page.getByRole('button', { name: t.chat.models.choose('Auto Router') }).waitFor() },
]

/** Those that leave conversations behind come late. */
export const filledChat: State[] = [
  {
    name: 'chat-more',
    at: '/chat',
    only: 'phone',
    reach: async ({ page, t }) => {
      await page.getByRole('button', { name: t.chat.composer.more, exact: true }).click()
      await page.getByRole('menuitem').first().waitFor()
    },
  },
  {
    name: 'chat-estimate',
    at: '/chat',
    reach: async ({ page, t, language }) => {
      await page.getByRole('button', { name: t.chat.models.choose('Auto Router') }).click()
      await page.getByRole('option', { name: /GPT-5 Mini/ }).click()
      await page.getByRole('textbox', { name: t.chat.composer.label }).fill(t.chat.empty.examples[0] ?? '')
      await page.getByRole('button', { name: costTexts[language].estimate('') }).click()
      await page.getByRole('tooltip').waitFor()
    },
  },
  {
    name: 'chat-models',
    at: '/chat',
    reach: async ({ page, t }) => {
      await page.getByRole('button', { name: t.chat.models.choose('Auto Router') }).click()
      await page.getByRole('listbox').getByRole('option').first().waitFor()
    },
  },
  {
    name: 'chat-models-search',
    at: '/chat',
    reach: async ({ page, t }) => {
      await page.getByRole('button', { name: t.chat.models.choose('Auto Router') }).click()
      await page.getByRole('combobox', { name: t.chat.models.search }).fill('gpt')
      await page.getByRole('option', { name: /GPT-5 Mini/ }).waitFor()
    },
  },
  {
    name: 'chat-models-none',
    at: '/chat',
    reach: async ({ page, t }) => {
      await page.getByRole('button', { name: t.chat.models.choose('Auto Router') }).click()
      await page.getByRole('combobox', { name: t.chat.models.search }).fill('zebra')
      await page.getByText(t.chat.models.none).waitFor()
    },
  },
  {
    name: 'chat-settings',
    at: '/chat',
    reach: async ({ page, chat, language }) => {
      const t = parameterTexts[language]
      await chat.openTool(toolTexts[language].settings)
      await page.getByRole('dialog', { name: t.title }).getByRole('textbox', { name: t.temperature }).fill('0.3')
    },
  },
  {
    name: 'chat-presets',
    at: '/chat',
    reach: async ({ page, chat, language }) => {
      const t = parameterTexts[language]
      await chat.openTool(toolTexts[language].settings)
      await page.getByRole('dialog', { name: t.title }).getByRole('button', { name: t.presets.menu }).click()
      await page.getByRole('menuitem').first().waitFor()
    },
  },
  {
    name: 'chat-presets-naming',
    at: '/chat',
    reach: async ({ page, chat, language }) => {
      const t = parameterTexts[language]
      await chat.openTool(toolTexts[language].settings)
      await page.getByRole('dialog', { name: t.title }).getByRole('button', { name: t.presets.menu }).click()
      await page.getByRole('menuitem', { name: t.presets.saveAs }).click()
      await page.getByRole('textbox', { name: t.presets.name }).waitFor()
    },
  },
  {
    name: 'chat-missing',
    at: '/chat/01900000-0000-7000-8000-000000000000',
    reach: ({ page, t }) => page.getByText(t.chat.history.missing).waitFor(),
  },
  {
    name: 'chat-answered',
    at: '/chat',
    whole: true,
    reach: async (scene) => {
      await ask(scene)
      await scene.chat.isDone()
      await scene.chat.answer.getByRole('table').waitFor()
      await scene.chat.answer.locator('.hljs-keyword').first().waitFor()
    },
  },
  {
    name: 'chat-files',
    at: '/chat',
    reach: async (scene) => {
      await attach(scene, [...exampleFiles, { name: 'archive.zip', mimeType: 'application/zip', buffer: Buffer.from('PK\x03\x04\x14\0\0\0\x08\0', 'latin1') }])
      await scene.page.getByRole('listitem').filter({ hasText: 'archive.zip' }).getByText('PDF').waitFor()
    },
  },
  {
    name: 'chat-files-asked',
    at: '/chat',
    reach: async (scene) => {
      await attach(scene, exampleFiles)
      await ask(scene)
      await scene.chat.isDone()
      await scene.chat.answer.getByRole('table').waitFor()
      await scene.page.getByRole('region', { name: scene.t.chat.history.label }).evaluate((list) => list.scrollTo(0, 0))
      await scene.page
        .getByRole('button', { name: fileTexts[scene.language].open('Q3.png') })
        .locator('img')
        .waitFor()
    },
  },
  {
    name: 'chat-image',
    at: '/chat',
    reach: async (scene) => {
      await attach(scene, exampleFiles)
      await ask(scene)
      await scene.chat.isDone()
      await scene.page.getByRole('button', { name: fileTexts[scene.language].open('Q3.png') }).click()
      await scene.page.getByRole('dialog', { name: 'Q3.png' }).getByRole('img').waitFor()
    },
  },
  {
    name: 'chat-stopped',
    at: '/chat',
    reach: async (scene) => {
      await ask(scene, 'hang-mid')
      await scene.chat.answer.getByRole('table').waitFor()
      await scene.chat.stop.click()
      await scene.chat.answer.getByText(scene.t.chat.answer.stopped, { exact: true }).waitFor()
    },
  },
  {
    name: 'chat-failed',
    at: '/chat',
    reach: async (scene) => {
      await ask(scene, 'http-402')
      await scene.chat.answer.getByRole('link', { name: scene.t.chat.failure.addCredits }).waitFor()
    },
  },
  {
    name: 'chat-failed-length',
    at: '/chat',
    reach: async (scene) => {
      await ask(scene, 'http-413')
      await scene.chat.answer.getByRole('link', { name: scene.t.chat.failure.newChat }).waitFor()
    },
  },
  {
    name: 'chat-stand-in',
    at: '/chat',
    reach: async (scene) => {
      const { page, t } = scene
      await page.getByRole('button', { name: t.chat.models.choose('Auto Router') }).click()
      await page.getByRole('listbox').getByRole('option', { name: 'OpenAI: GPT-5 Mini' }).click()
      await ask(scene, 'http-404 only=openai/gpt-5-mini')
      await scene.chat.isDone()
      await scene.chat.answer.getByText(t.chat.answer.instead('OpenAI: GPT-5 Mini')).waitFor()
    },
  },
  {
    name: 'chat-failed-busy',
    at: '/chat',
    reach: async (scene) => {
      await ask(scene, 'http-429 retry-after=60')
      await scene.chat.answer.getByRole('button', { name: scene.t.chat.failure.otherModel }).waitFor()
    },
  },
  {
    name: 'chat-failed-key',
    at: '/chat',
    reach: async (scene) => {
      await ask(scene, 'http-401')
      await scene.chat.answer.getByText(errorCatalog.MODEL_AUTHENTICATION_FAILED[scene.language]).waitFor()
    },
  },
  {
    name: 'chat-failed-refused',
    at: '/chat',
    reach: async (scene) => {
      await ask(scene, 'http-403')
      await scene.chat.answer.getByText(errorCatalog.MODEL_REFUSED[scene.language]).waitFor()
    },
  },
  {
    name: 'chat-cut',
    at: '/chat',
    reach: async (scene) => {
      await ask(scene, 'cut-mid')
      await scene.chat.answer.getByText(errorCatalog.MODEL_CONNECTION_LOST[scene.language]).waitFor()
    },
  },
  {
    name: 'chat-reasoning',
    at: '/chat',
    reach: async (scene) => {
      await ask(scene, 'reasoning')
      await scene.chat.isDone()
      await scene.chat.answer.locator('summary').first().click()
    },
  },
  {
    name: 'chat-long',
    at: '/chat',
    reach: async (scene) => {
      const { page, desk, t, language } = scene
      const { earlier, answer } = exampleTalks[language]
      const title = `${earlier[0]} (200)`
      await takeIn(desk.url, [
        { title, messages: Array.from({ length: 200 }, (_, at) => (at % 2 ? answer : `${at / 2 + 1}. ${earlier[(at / 2) % earlier.length]}`)) },
      ])
      await page.reload()
      if (!scene.wide) await page.getByRole('button', { name: t.chat.sessions.open }).click()
      await page.getByRole('link', { name: title }).first().click()
      const history = page.getByRole('region', { name: t.chat.history.label })
      await history.getByRole('article').first().waitFor()
      await history.focus()
      await page.keyboard.press('Home')
      await history.getByText(`1. ${earlier[0]}`).first().waitFor()
      await history.locator('.hljs-keyword').first().waitFor()
    },
  },
  {
    name: 'chat-shortened',
    at: '/chat',
    reach: async (scene) => {
      const { page, desk, t, language } = scene
      const { earlier, answer } = exampleTalks[language]
      const title = `${earlier[1]} (40)`
      const long = `${answer}\n\`\`\`\n\n`.repeat(60)
      const lengthy = Array.from({ length: 40 }, (_, at) => (at % 2 ? long : (earlier[(at / 2) % earlier.length] ?? '')))
      await takeIn(desk.url, [{ title, messages: [earlier[0] ?? '', long.repeat(12), ...lengthy, earlier[2] ?? '', earlier[3] ?? ''] }])
      await page.reload()
      if (!scene.wide) await page.getByRole('button', { name: t.chat.sessions.open }).click()
      await page.getByRole('link', { name: title }).first().click()
      await page.getByRole('region', { name: t.chat.history.label }).getByRole('article').first().waitFor()
      await page.getByRole('button', { name: t.chat.models.choose('Auto Router') }).click()
      await page.getByRole('listbox').getByRole('option', { name: /Llama/ }).click()
      await scene.chat.ask(earlier[1] ?? '')
      await scene.chat.isDone()
      const said = t.chat.answer.leftOut('\n').split('\n').at(-1)?.trim() ?? ''
      await page.getByText(said).last().waitFor()
    },
  },
  {
    name: 'chat-writing',
    at: '/chat',
    reach: async (scene) => {
      await ask(scene, 'hang-mid')
      await scene.chat.answer.getByRole('table').waitFor()
    },
  },
  {
    name: 'chat-editing',
    at: '/chat',
    reach: async (scene) => {
      await ask(scene)
      await scene.chat.isDone()
      await scene.chat.box.press('ArrowUp')
      await scene.page.getByRole('textbox', { name: scene.t.tree.editLabel }).waitFor()
    },
  },
  {
    name: 'chat-versions',
    at: '/chat',
    reach: async (scene) => {
      await ask(scene)
      await scene.chat.isDone()
      await scene.chat.answer.getByRole('button', { name: scene.t.tree.regenerate, exact: true }).click()
      await scene.chat.answer.getByRole('group', { name: scene.t.tree.versions('2', '2') }).waitFor()
      await scene.chat.isDone()
    },
  },
  {
    name: 'chat-queue',
    at: '/chat',
    reach: async (scene) => {
      await ask(scene, 'hang-mid')
      await scene.chat.answer.getByRole('table').waitFor()
      for (const question of exampleTalks[scene.language].earlier.slice(0, 2)) await scene.chat.ask(question)
      await scene.page.getByRole('region', { name: scene.t.tree.queued }).getByRole('listitem').nth(1).waitFor()
    },
  },
  {
    name: 'chat-compare',
    at: '/chat',
    reach: async ({ page, chat, t }) => {
      await chat.openTool(t.tree.compare)
      await page.getByRole('dialog', { name: t.tree.compareTitle }).getByRole('checkbox').nth(1).check()
    },
  },
  {
    name: 'chat-compared',
    at: '/chat',
    whole: true,
    reach: async (scene) => {
      const { page, chat, t } = scene
      await chat.openTool(t.tree.compare)
      const dialog = page.getByRole('dialog', { name: t.tree.compareTitle })
      for (const at of [1, 2, 5]) await dialog.getByRole('checkbox').nth(at).check()
      await dialog.getByRole('button', { name: t.tree.compareDone('3') }).click()
      await ask(scene)
      const answers = page.getByRole('region', { name: t.tree.answers })
      await answers.getByRole('table').first().waitFor()
      await answers.locator('article:not([aria-busy="false"])').first().waitFor({ state: 'detached' })
      await answers.locator('.hljs-keyword').first().waitFor()
    },
  },
]

/** Where no model is configured. */
export const builtInChat: State[] = [
  { name: 'chat-built-in-empty', at: '/chat', reach: ({ page, t }) => page.getByText(t.chat.builtInNotice.text).waitFor() },
  {
    name: 'chat-built-in-answered',
    at: '/chat',
    whole: true,
    reach: async ({ chat, t }) => {
      await chat.ask(t.chat.empty.examples[0] ?? '')
      await chat.isDone()
      await chat.answer.getByText(t.chat.answer.sources, { exact: true }).waitFor()
      await chat.answer.locator('strong').first().waitFor()
    },
  },
]
