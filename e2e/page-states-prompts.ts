import { fetchSigned } from '../server/test/credentials.ts'
import { promptTexts } from '../web/prompts/texts.ts'
import { examplePrompts } from './example-prompts.ts'
import type { Desk } from './page-desk.ts'
import type { Scene, State } from './page-states.ts'

/** The examples are there once, whoever needs them first. */
async function fill({ desk, language }: Scene) {
  if (await isFilled(desk)) return
  for (const prompt of examplePrompts[language].toReversed()) {
    const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(prompt) }
    const { ok, status } = await fetchSigned(`${desk.url}/api/v1/prompts`, init)
    if (!ok) throw new Error(`A prompt is not taken: ${status}`)
  }
}
const isFilled = async (desk: Desk) => !(await (await fetchSigned(`${desk.url}/api/v1/prompts`)).text()).includes('"prompts":[]')

async function openFilled(scene: Scene) {
  await fill(scene)
  await scene.page.reload()
  await scene.page.getByRole('list', { name: promptTexts[scene.language].title }).getByRole('listitem').nth(3).waitFor()
}

async function openMenu(scene: Scene) {
  await fill(scene)
  await scene.chat.box.fill('/')
  await scene.page.getByRole('listbox', { name: promptTexts[scene.language].menu }).getByRole('option').nth(3).waitFor()
}

const nameOf = ({ language }: Scene) => examplePrompts[language][0]?.name ?? ''

export const emptyPrompts: State[] = [
  { name: 'chat-prompts-library-empty', at: '/prompts', reach: ({ page, language }) => page.getByText(promptTexts[language].empty).waitFor() },
  {
    name: 'chat-prompts-menu-empty',
    at: '/chat',
    reach: async ({ page, chat, language }) => {
      await chat.box.fill('/')
      await page.getByText(promptTexts[language].empty).waitFor()
    },
  },
]

export const filledPrompts: State[] = [
  { name: 'chat-prompts-library', at: '/prompts', reach: openFilled },
  {
    name: 'chat-prompts-none',
    at: '/prompts?q=zebra',
    reach: ({ page, language }) => page.getByText(promptTexts[language].none).waitFor(),
  },
  {
    name: 'chat-prompts-new',
    at: '/prompts',
    reach: async ({ page, language }) => {
      await page.getByRole('button', { name: promptTexts[language].create }).first().click()
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'chat-prompts-editing',
    at: '/prompts',
    whole: true,
    reach: async (scene) => {
      await openFilled(scene)
      const p = promptTexts[scene.language]
      await scene.page.getByRole('button', { name: p.editNamed(nameOf(scene)) }).click()
      await scene.page.getByRole('dialog', { name: p.edit }).waitFor()
    },
  },
  {
    name: 'chat-prompts-editing-variables',
    at: '/prompts',
    reach: async (scene) => {
      await openFilled(scene)
      const p = promptTexts[scene.language]
      await scene.page.getByRole('button', { name: p.editNamed(nameOf(scene)) }).click()
      await scene.page.getByRole('dialog', { name: p.edit }).getByRole('checkbox').scrollIntoViewIfNeeded()
    },
  },
  {
    name: 'chat-prompts-versions',
    at: '/prompts',
    reach: async (scene) => {
      await openFilled(scene)
      const p = promptTexts[scene.language]
      await scene.page.getByRole('button', { name: p.versionsNamed(nameOf(scene)) }).click()
      await scene.page.getByRole('dialog').getByText(p.current, { exact: true }).waitFor()
    },
  },
  { name: 'chat-prompts-menu', at: '/chat', reach: openMenu },
  {
    name: 'chat-prompts-filling',
    at: '/chat',
    reach: async (scene) => {
      await openMenu(scene)
      await scene.page
        .getByRole('option')
        .filter({ hasText: nameOf(scene) })
        .first()
        .click()
      await scene.page.getByRole('dialog').waitFor()
    },
  },
]
