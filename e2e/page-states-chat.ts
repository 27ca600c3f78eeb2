import { exampleTalks } from './example-talks.ts'
import type { Scene, State } from './page-states.ts'

/** Asks what a team asks; the stand-in is told by `fault` what to do about it. */
const ask = ({ chat, language }: Scene, fault = '') => chat.ask(`${exampleTalks[language].question}${fault && ` [[fault:${fault}]]`}`)

async function openMenu(scene: Scene, entry: 'rename' | 'delete') {
  const { page, t, wide, language } = scene
  const title = exampleTalks[language].earlier[0] ?? ''
  if (!wide) await page.getByRole('button', { name: t.chat.sessions.open }).click()
  const row = page.getByRole('navigation', { name: t.chat.sessions.label }).getByRole('listitem').filter({ hasText: title })
  await row.hover()
  await row.getByRole('button').click()
  await page.getByRole('menuitem', { name: t.chat.sessions[entry] }).click()
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
    name: 'chat-rename',
    at: '/chat',
    reach: async (scene) => {
      await openMenu(scene, 'rename')
      await scene.page.getByRole('textbox', { name: scene.t.chat.sessions.renameLabel }).waitFor()
    },
  },
  {
    name: 'chat-delete',
    at: '/chat',
    reach: async (scene) => {
      await openMenu(scene, 'delete')
      await scene.page.getByRole('dialog', { name: scene.t.chat.sessions.deleteAsk }).waitFor()
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
