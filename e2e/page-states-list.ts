import { z } from 'zod'
import { fetchSigned } from '../server/test/credentials.ts'
import { exampleTalks } from './example-talks.ts'
import type { Scene, State } from './page-states.ts'
import { takeIn } from './take-in.ts'

async function openList({ page, t, wide }: Scene) {
  if (!wide) await page.getByRole('button', { name: t.chat.sessions.open }).click()
}

async function openMenu(scene: Scene, entry: string, which = 0) {
  const { page, t, language } = scene
  const title = exampleTalks[language].earlier[which] ?? ''
  await openList(scene)
  const row = page.getByRole('navigation', { name: t.chat.sessions.label }).getByRole('listitem').filter({ hasText: title }).first()
  await row.hover()
  await row.getByRole('button').click()
  if (entry) await page.getByRole('menuitem', { name: entry }).click()
}

/** Opens the list where it is behind a button, and something in its header. */
async function openHeader(scene: Scene, menu: string, entry = '') {
  const { page } = scene
  await openList(scene)
  await page.getByRole('button', { name: menu }).click()
  if (entry) await page.getByRole('menuitem', { name: entry }).click()
}

const Sessions = z.object({ data: z.object({ sessions: z.array(z.object({ id: z.string(), title: z.string() })) }) })
const Token = z.object({ data: z.object({ token: z.string() }) })

/** A link to a conversation of its own. */
async function share({ desk, language }: Scene): Promise<string> {
  const { question, answer, earlier } = exampleTalks[language]
  await takeIn(desk.url, [{ title: question, messages: [question, `${answer}\n\`\`\``, earlier[1] ?? '', earlier[2] ?? ''] }])
  const post = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ expires_in_days: 30 }) }
  const sessions = Sessions.parse(await (await fetchSigned(`${desk.url}/api/v1/chat/sessions`)).json()).data.sessions
  const made = await fetchSigned(`${desk.url}/api/v1/chat/sessions/${sessions.find(({ title }) => title === question)?.id}/shares`, post)
  return `/shared#${Token.parse(await made.json()).data.token}`
}

export const chatLists: State[] = [
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
    reach: (scene) => openHeader(scene, scene.t.list.views.label),
  },
  {
    name: 'chat-list-search',
    at: '/chat',
    reach: async (scene) => {
      const { page, t, language } = scene
      await openList(scene)
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
  {
    name: 'chat-list-search-none',
    at: '/chat',
    reach: async (scene) => {
      await openList(scene)
      await scene.page.getByRole('textbox', { name: scene.t.list.search }).fill('zebra')
      await scene.page.getByText(scene.t.list.noResults('zebra')).waitFor()
    },
  },
  {
    name: 'chat-list-archived',
    at: '/chat?view=archived',
    reach: async (scene) => {
      await openList(scene)
      await scene.page.getByText(scene.t.list.emptyArchived).last().waitFor()
    },
  },
  { name: 'chat-shared-gone', at: '/shared', guest: true, reach: ({ page, t }) => page.getByText(t.list.shared.goneText).waitFor() },
]

/** More conversations than one page brings, in a folder of their own, and the list at its end. */
async function openMany(scene: Scene) {
  const { page, t, desk, language } = scene
  const folder = language === 'en' ? 'Customers' : '客户'
  const { earlier } = exampleTalks[language]
  const at = (index: number) => new Date(Date.UTC(2026, 0, 1) - index * 3_600_000)
  const titles = Array.from({ length: 90 }, (_, index) => `${index + 1}. ${earlier[index % earlier.length]}`)
  await takeIn(
    desk.url,
    titles.map((title, index) => ({ title, messages: ['?', '!'], at: at(index), folder, pinned: index < 2 })),
  )
  await page.reload()
  await openHeader(scene, t.list.views.label)
  await page.getByRole('menuitemradio', { name: folder }).click()
  const list = page.getByRole('navigation', { name: t.chat.sessions.label })
  await list.getByText(titles[0] ?? '', { exact: true }).waitFor()
  await list.evaluate((element) => element.scrollTo(0, element.scrollHeight))
  return { t, list, titles }
}

/** They leave conversations behind, and show those that others have left. */
export const crowdedLists: State[] = [
  {
    name: 'chat-list-deleted',
    at: '/chat',
    reach: async (scene) => {
      const { page, t, desk } = scene
      const title = exampleTalks[scene.language].question
      await takeIn(desk.url, [{ title, messages: ['?', '!'] }])
      await page.reload()
      await openList(scene)
      const row = page.getByRole('navigation', { name: t.chat.sessions.label }).getByRole('listitem').filter({ hasText: title }).first()
      await row.getByRole('link').focus()
      await page.keyboard.press('Delete')
      await page.getByText(t.list.deleted(title)).waitFor()
      await page.getByRole('button', { name: t.list.views.label }).click()
      await page.getByRole('menuitemradio', { name: t.list.views.deleted }).click()
      await page.getByText(t.list.keptFor).last().waitFor()
    },
  },
  {
    name: 'chat-list-organised',
    at: '/chat',
    reach: async (scene) => {
      const { page, t, desk, language } = scene
      const folder = language === 'en' ? 'Board meetings, with all that belongs to them' : '董事会会议及其全部附件与会议纪要'
      const [first = '', ...others] = exampleTalks[language].earlier
      await takeIn(desk.url, [
        { title: first, messages: ['?', '!'], folder, pinned: true },
        ...others.map((title) => ({ title, messages: ['?', '!'], folder })),
      ])
      await page.reload()
      await openHeader(scene, t.list.views.label)
      await page.getByRole('menuitemradio', { name: folder }).click()
      await page.getByRole('heading', { name: t.list.pinned }).waitFor()
    },
  },
  {
    name: 'chat-list-long',
    at: '/chat',
    reach: async (scene) => {
      const { list, titles } = await openMany(scene)
      await list.getByText(titles[51] ?? '', { exact: true }).waitFor()
    },
  },
  {
    name: 'chat-list-more-failed',
    at: '/chat',
    reach: async (scene) => {
      await scene.page.route(/cursor=/, (route) => route.abort())
      const { t, list } = await openMany(scene)
      await list.getByRole('alert').getByText(t.chat.sessions.moreFailed).waitFor()
      await list.evaluate((element) => element.scrollTo(0, element.scrollHeight))
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
  {
    name: 'chat-shared',
    at: '/shared',
    guest: true,
    reach: async (scene) => {
      await scene.page.goto(await share(scene))
      await scene.page.reload()
      await scene.page.getByRole('table').waitFor()
      await scene.page.locator('.hljs-keyword').first().waitFor()
    },
  },
]
