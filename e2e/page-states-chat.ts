import { pdf, png } from '../server/test/sample-files.ts'
import { fileTexts } from '../web/chat/files/texts.ts'
import { parameterTexts } from '../web/chat/parameters/texts.ts'
import { exampleTalks } from './example-talks.ts'
import type { Scene, State } from './page-states.ts'

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

async function openMenu(scene: Scene, entry: string, which = 0) {
  const { page, t, wide, language } = scene
  const title = exampleTalks[language].earlier[which] ?? ''
  if (!wide) await page.getByRole('button', { name: t.chat.sessions.open }).click()
  const row = page.getByRole('navigation', { name: t.chat.sessions.label }).getByRole('listitem').filter({ hasText: title })
  await row.hover()
  await row.getByRole('button').click()
  if (entry) await page.getByRole('menuitem', { name: entry }).click()
}

/** Opens the list where it is behind a button, and something in its header. */
async function openHeader({ page, t, wide }: Scene, menu: string, entry = '') {
  if (!wide) await page.getByRole('button', { name: t.chat.sessions.open }).click()
  await page.getByRole('button', { name: menu }).click()
  if (entry) await page.getByRole('menuitem', { name: entry }).click()
}

export const emptyChat: State[] = [
  { name: 'chat-empty', at: '/chat', reach: ({ page, t }) => page.getByRole('button', { name: t.chat.models.choose('Auto Router') }).waitFor() },
]

/** Those that leave conversations behind come late, and last of all the list with every one of them. */
export const filledChat: State[] = [
  {
    name: 'chat-models',
    at: '/chat',
    reach: async ({ page, t }) => {
      await page.getByRole('button', { name: t.chat.models.choose('Auto Router') }).click()
      await page.getByRole('listbox').getByRole('option').first().waitFor()
    },
  },
  {
    name: 'chat-settings',
    at: '/chat',
    reach: async ({ page, language }) => {
      const t = parameterTexts[language]
      await page.getByRole('button', { name: t.open, exact: true }).click()
      await page.getByRole('dialog', { name: t.title }).getByRole('textbox', { name: t.temperature }).fill('0.3')
    },
  },
  {
    name: 'chat-rename',
    at: '/chat',
    reach: async (scene) => {
      await openMenu(scene, scene.t.chat.sessions.rename)
      await scene.page.getByRole('textbox', { name: scene.t.chat.sessions.renameLabel }).waitFor()
    },
  },
  { name: 'chat-list-row', at: '/chat', reach: (scene) => openMenu(scene, '') },
  {
    name: 'chat-list-views',
    at: '/chat',
    reach: ({ t, ...scene }) => openHeader({ t, ...scene }, t.list.views.label),
  },
  {
    name: 'chat-list-search',
    at: '/chat',
    reach: async ({ page, t, wide, language }) => {
      if (!wide) await page.getByRole('button', { name: t.chat.sessions.open }).click()
      await page.getByRole('textbox', { name: t.list.search }).fill(language === 'en' ? 'the' : '客户')
      await page.getByRole('navigation', { name: t.list.results }).locator('mark').first().waitFor()
    },
  },
  {
    name: 'chat-list-move',
    at: '/chat',
    reach: async (scene) => {
      await openMenu(scene, scene.t.list.move)
      await scene.page.getByRole('dialog', { name: scene.t.list.moveTitle }).waitFor()
    },
  },
  {
    name: 'chat-list-folder',
    at: '/chat',
    reach: async (scene) => {
      await openHeader(scene, scene.t.list.listMenu, scene.t.list.newFolder)
      await scene.page.getByRole('textbox', { name: scene.t.list.folderName }).waitFor()
    },
  },
  {
    name: 'chat-list-share',
    at: '/chat',
    reach: async (scene) => {
      await openMenu(scene, scene.t.list.share)
      await scene.page.getByRole('button', { name: scene.t.list.sharing.create }).click()
      await scene.page.getByRole('textbox', { name: scene.t.list.sharing.link }).waitFor()
      await scene.page.getByRole('button', { name: scene.t.list.sharing.revoke }).first().waitFor()
    },
  },
  {
    name: 'chat-list-transfer',
    at: '/chat',
    reach: async (scene) => {
      await openHeader(scene, scene.t.list.listMenu, scene.t.list.importExport)
      const [chooser] = await Promise.all([
        scene.page.waitForEvent('filechooser'),
        scene.page.getByRole('button', { name: scene.t.list.transfer.choose }).click(),
      ])
      await chooser.setFiles({ name: 'conversations.json', mimeType: 'application/json', buffer: Buffer.from('[{"title":"季度"},5]') })
      await scene.page.getByText(scene.t.list.transfer.refused('2')).waitFor()
    },
  },
  { name: 'chat-list-archived', at: '/chat?view=archived', only: 'wide', reach: ({ page, t }) => page.getByText(t.list.emptyArchived).waitFor() },
  { name: 'chat-shared-gone', at: '/shared', guest: true, reach: ({ page, t }) => page.getByText(t.list.shared.goneText).waitFor() },
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
      await scene.page.getByRole('button', { name: fileTexts[scene.language].retry('archive.zip') }).waitFor()
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
    reach: async ({ page, t }) => {
      await page.getByRole('button', { name: t.tree.compare }).click()
      await page.getByRole('dialog', { name: t.tree.compareTitle }).getByRole('checkbox').nth(1).check()
    },
  },
  {
    name: 'chat-compared',
    at: '/chat',
    whole: true,
    reach: async (scene) => {
      const { page, t } = scene
      await page.getByRole('button', { name: t.tree.compare }).click()
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
  {
    name: 'chat-conversations',
    at: '/chat',
    only: 'phone',
    reach: async ({ page, t }) => {
      await page.getByRole('button', { name: t.chat.sessions.open }).click()
      await page.getByRole('dialog', { name: t.chat.sessions.label }).getByRole('listitem').first().waitFor()
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
