import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ModelPolicyEnvelope } from '#shared/models.ts'
import { fetchSigned } from '../server/test/credentials.ts'
import { toolTexts } from '../web/chat/composer/texts.ts'
import { modelTexts } from '../web/chat/models/texts.ts'
import { parameterTexts } from '../web/chat/parameters/texts.ts'
import { modelSettingsTexts } from '../web/settings/models/texts.ts'
import { settingsTexts } from '../web/settings/texts.ts'
import { type FakeOpenRouter, startFakeOpenRouter } from './fake-openrouter.ts'
import { manyModels } from './fake-openrouter-models.ts'
import { check } from './page-axe.ts'
import { answerOf, conversationOn } from './page-conversation.ts'
import { type Desk, eventually, inOne, openDesk, PHONE, textsOf } from './page-desk.ts'
import { addPerson } from './page-people.ts'
import { newTag } from './page-rows.ts'

/** As many as OpenRouter has, and some more. */
const MODELS = 400

let fake: FakeOpenRouter
let desk: Desk
beforeAll(async () => {
  fake = await startFakeOpenRouter()
  fake.setList({ status: 200, body: { data: manyModels(MODELS) } })
  desk = await openDesk('other', { OPENROUTER_BASE_URL: fake.url, OPENROUTER_API_KEY: ['test', 'key'].join('-') })
})
afterAll(async () => {
  await desk.close()
  await fake.close()
})

const lastSent = () => fake.requests.findLast(({ path }) => path === '/chat/completions')?.body

describe.each(inOne('zh-CN'))('models, %s', (language) => {
  const t = textsOf(language)
  const own = modelTexts[language]
  const set = parameterTexts[language]
  const tools = toolTexts[language]
  const said = answerOf[language]
  const picker = (page: Page, name: string) => page.getByRole('button', { name: t.chat.models.choose(name) })
  const search = (page: Page) => page.getByRole('combobox', { name: t.chat.models.search })
  const option = (page: Page, name: string) => page.getByRole('option', { name: new RegExp(`^${name}`) })
  const dialog = (page: Page) => page.getByRole('dialog', { name: set.title })

  it('are found by search and keys among hundreds, of which few are in the page, and starred', async () => {
    const as = await addPerson(desk.url, 'viewer')
    const { page } = await desk.visit({ language, as, at: '/chat' })
    await picker(page, 'Auto Router').click()
    await option(page, 'Auto Router').waitFor()
    expect(await page.getByRole('option').count()).toBeLessThan(40)
    await page.keyboard.press('ArrowUp')
    for (let at = 0; at < 70; at++) await page.keyboard.press('PageDown')
    await page.getByRole('option', { name: new RegExp(`Model ${MODELS - 9}`) }).waitFor()
    await search(page).fill('glm')
    await eventually(() => page.getByRole('option').count()).toBe(1)
    await check(page, 'the list of models')
    await page.keyboard.press('Tab')
    const kept = page.waitForResponse(/models\/favourites/)
    await page.getByRole('button', { name: own.addFavourite('Z.AI: GLM 4.6') }).press('Enter')
    await kept
    await page.getByRole('button', { name: own.removeFavourite('Z.AI: GLM 4.6') }).waitFor()
    await page.keyboard.press('Escape')
    await search(page).waitFor({ state: 'detached' })
    await page.reload()
    await picker(page, 'Auto Router').click()
    await page.getByRole('listbox').getByText(own.favourites, { exact: true }).waitFor()
    await eventually(() => page.getByRole('option').first().innerText()).toContain('Z.AI: GLM 4.6')
    await search(page).fill('no such model')
    await page.getByText(t.chat.models.none).waitFor()
  })

  it('are switched within a conversation, which remembers its own', async () => {
    const { page } = await desk.visit({ language, as: await addPerson(desk.url, 'viewer'), at: '/chat' })
    const chat = conversationOn(page, t)
    const choose = async (from: string, word: string) => {
      await picker(page, from).click()
      await search(page).fill(word)
      await eventually(() => page.getByRole('option').count()).toBe(1)
      await page.keyboard.press('Enter')
    }
    await choose('Auto Router', 'qwen3 max')
    await chat.ask(said.question(newTag()))
    await chat.address()
    await chat.isDone()
    await choose('Qwen: Qwen3 Max', 'glm')
    await chat.ask(said.question(newTag()))
    await eventually(() => chat.answers.count()).toBe(2)
    await chat.isDone()
    await chat.answer.getByText('Z.AI: GLM 4.6').waitFor()
    const first = page.url()
    await page.goto('/chat')
    await choose('Z.AI: GLM 4.6', 'deepseek v3.1')
    await page.goto(first)
    await picker(page, 'Z.AI: GLM 4.6').click()
    await page.getByRole('listbox').getByText(own.recent, { exact: true }).waitFor()
  })

  it('are told what a conversation sets, as far as they take it', async () => {
    const as = await addPerson(desk.url, 'viewer')
    const { page } = await desk.visit({ language, as, at: '/chat' })
    const chat = conversationOn(page, t)
    await page.getByRole('button', { name: tools.settings, exact: true }).click()
    await dialog(page).getByRole('textbox', { name: set.instructions }).fill('Answer like a pirate.')
    await dialog(page).getByRole('textbox', { name: set.temperature }).fill('3')
    await dialog(page).getByRole('button', { name: set.save }).click()
    await eventually(() => dialog(page).getByRole('textbox', { name: set.temperature }).getAttribute('aria-invalid')).toBe('true')
    await dialog(page).getByRole('textbox', { name: set.temperature }).fill('0.3')
    await check(page, 'the settings of a conversation')
    await dialog(page).getByRole('button', { name: set.save }).click()
    await dialog(page).waitFor({ state: 'detached' })
    await page.reload()
    await page.getByRole('button', { name: tools.settingsSet(2) }).waitFor()
    await chat.ask(said.question(newTag()))
    const session = await chat.address()
    await chat.isDone()
    expect(lastSent()).toMatchObject({ temperature: 0.3, messages: [{ content: expect.stringContaining('Answer like a pirate.') }, {}] })

    // GPT-5 thinks, and takes no temperature.
    await picker(page, 'Auto Router').click()
    await search(page).fill('gpt-5 mini')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: tools.settingsSet(2) }).click()
    await dialog(page).getByText(set.unsupported('OpenAI: GPT-5 Mini')).first().waitFor()
    expect(await dialog(page).getByRole('textbox', { name: set.temperature }).isDisabled()).toBe(true)
    await dialog(page).getByRole('combobox', { name: set.effort }).selectOption('minimal')
    await dialog(page).getByRole('button', { name: set.save }).click()
    await dialog(page).waitFor({ state: 'detached' })
    await chat.ask(said.question(newTag()))
    await eventually(() => chat.answers.count()).toBe(2)
    await chat.isDone()
    expect(lastSent()).toMatchObject({ model: 'openai/gpt-5-mini', reasoning: { effort: 'minimal' } })
    expect(lastSent()).not.toHaveProperty('temperature')
    await page.goto('/chat')
    await page.getByRole('button', { name: tools.settings, exact: true }).waitFor()
    await page.goto(`/chat/${session}`)
    await page.getByRole('button', { name: tools.settingsSet(3) }).waitFor()
  })

  it('take settings from presets, one of which new conversations begin with', async () => {
    const as = await addPerson(desk.url, 'viewer')
    const { page } = await desk.visit({ language, as, at: '/chat', size: PHONE })
    const chat = conversationOn(page, t)
    const menu = async (entry: string) => {
      await dialog(page).getByRole('button', { name: set.presets.menu }).click()
      await page.getByRole('menuitem', { name: entry }).click()
    }
    await chat.openTool(tools.settings)
    await dialog(page).getByRole('textbox', { name: set.topP }).fill('0.5')
    await menu(set.presets.saveAs)
    await page.getByRole('dialog', { name: set.presets.nameTitle }).getByRole('textbox', { name: set.presets.name }).fill('Calm')
    await page.keyboard.press('Enter')
    await dialog(page).getByText(set.presets.chosen('Calm')).waitFor()
    await menu(set.presets.makeDefault('Calm'))
    await eventually(() => dialog(page).getByRole('combobox', { name: set.presets.label }).innerText()).toContain(set.presets.isDefault('Calm'))
    await menu(set.presets.rename('Calm'))
    await page.getByRole('dialog', { name: set.presets.renameTitle }).getByRole('textbox', { name: set.presets.name }).fill('Calmer')
    await page.keyboard.press('Enter')
    await dialog(page).getByText(set.presets.chosen('Calmer')).waitFor()
    await check(page, 'presets')
    await page.reload()
    await page.getByRole('button', { name: tools.settingsSet(1) }).waitFor()
    await chat.ask(said.question(newTag()))
    const session = await chat.address()
    await chat.isDone()
    expect(lastSent()).toMatchObject({ top_p: 0.5 })
    await page.getByRole('button', { name: tools.settingsSet(1) }).click()
    await dialog(page)
      .getByRole('combobox', { name: set.presets.label })
      .selectOption({ label: set.presets.isDefault('Calmer') })
    await menu(set.presets.delete('Calmer'))
    await page
      .getByRole('dialog', { name: set.presets.deleteTitle('Calmer') })
      .getByRole('button', { name: set.presets.deleteDo, exact: true })
      .click()
    await page.getByText(set.presets.deleted('Calmer')).waitFor()
    await page.goto('/chat')
    await page.getByRole('button', { name: t.chat.composer.more, exact: true }).waitFor()
    expect(await page.getByRole('button', { name: tools.settingsSet(1) }).count()).toBe(0)
    await page.goto(`/chat/${session}`)
    await page.getByRole('button', { name: tools.settingsSet(1) }).waitFor()
  })

  it('that reason show for how long, and what, to who wants to see it', async () => {
    const { page } = await desk.visit({ language, as: await addPerson(desk.url, 'viewer'), at: '/chat' })
    const chat = conversationOn(page, t)
    await chat.ask(`${said.question(newTag())} [[fault:reasoning]]`)
    await chat.address()
    await chat.isDone()
    await chat.answer.getByText(t.chat.answer.reasonedFor(1)).click()
    await chat.answer.getByText('Let me think. 想一想。').waitFor()
    await page.reload()
    await chat.answer.getByText(t.chat.answer.reasonedFor(1)).waitFor()
  })
})

async function decide(policy: { allowed: string[]; default_model: string | null }) {
  const response = await fetchSigned(`${desk.url}/api/v1/chat/models/policy`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(policy),
  })
  expect(response.status).toBe(200)
}

describe.each(inOne('zh-CN'))('the administrator, %s', (language) => {
  const t = textsOf(language)
  const own = modelSettingsTexts[language]
  afterEach(() => decide({ allowed: [], default_model: null }))

  it('says which models there are, for everybody', async () => {
    const as = await addPerson(desk.url, 'viewer')
    const { page } = await desk.visit({ language, at: '/settings?section=models' })
    await page.getByRole('radio', { name: own.list.some }).check()
    await page.getByRole('button', { name: own.list.save }).click()
    await page.getByRole('alert').getByText(own.list.chooseOne).waitFor()
    const search = page.getByRole('searchbox', { name: own.list.search })
    for (const [word, name] of [
      ['glm', 'Z.AI: GLM 4.6'],
      ['qwen3 max', 'Qwen: Qwen3 Max'],
    ] as const) {
      await search.fill(word)
      await page.getByRole('checkbox', { name: new RegExp(`^${name}`) }).check()
    }
    await page.getByRole('combobox', { name: own.list.default }).selectOption({ label: 'Z.AI: GLM 4.6' })
    await check(page, 'available models')
    await page.getByRole('button', { name: own.list.save }).click()
    await page.getByText(own.list.saved).waitFor()

    const member = await desk.visit({ language, as, at: '/chat' })
    await member.page.getByRole('button', { name: t.chat.models.choose('Z.AI: GLM 4.6') }).click()
    await eventually(() =>
      member.page
        .getByRole('option')
        .allInnerTexts()
        .then((all) => all.length),
    ).toBe(2)
    await member.page.goto('/settings')
    const links = member.page.getByRole('navigation', { name: settingsTexts[language].label })
    await links.getByRole('link', { name: settingsTexts[language].sections.profile }).waitFor()
    expect(await links.getByRole('link', { name: settingsTexts[language].sections.models }).count()).toBe(0)
    await member.page.goto('/settings?section=models')
    await member.page.getByText(language === 'en' ? 'You may not see this page' : '您没有查看此页的权限').waitFor()
    expect(await member.page.getByRole('button', { name: own.list.save }).count()).toBe(0)
  })

  it('sees what another has decided meanwhile, before it is undone', async () => {
    const { page, provoke } = await desk.visit({ language, at: '/settings?section=models' })
    provoke(/412/)
    const choose = async (word: string, name: string) => {
      await page.getByRole('searchbox', { name: own.list.search }).fill(word)
      await page.getByRole('checkbox', { name: new RegExp(`^${name}`) }).check()
    }
    const glm = page.getByRole('checkbox', { name: /^Z.AI: GLM 4.6/ })
    await page.getByRole('radio', { name: own.list.some }).check()
    await choose('glm', 'Z.AI: GLM 4.6')
    await decide({ allowed: ['qwen/qwen3-max'], default_model: null })
    await page.getByRole('button', { name: own.list.save }).click()
    await page.getByRole('alert').getByText(own.list.changed).waitFor()
    expect(await glm.isChecked()).toBe(false)
    await check(page, 'available models, changed by another')
    await choose('glm', 'Z.AI: GLM 4.6')
    await page.getByRole('button', { name: own.list.save }).click()
    await page.getByText(own.list.saved).waitFor()
    await page.getByText(own.list.changed).waitFor({ state: 'detached' })
    const response = await fetchSigned(`${desk.url}/api/v1/chat/models/policy`)
    expect(ModelPolicyEnvelope.parse(await response.json()).data.allowed.toSorted()).toEqual(['qwen/qwen3-max', 'z-ai/glm-4.6'])
  })

  it('tries the connection: it works, it fails, it hangs', async () => {
    const { page } = await desk.visit({ language, at: '/settings?section=connection' })
    await page.getByText(fake.url).first().waitFor()
    const start = page.getByRole('button', { name: own.connection.test })
    await start.click()
    await page.getByText(own.connection.result.ok).waitFor()
    await page.getByText(own.connection.found('400')).waitFor()
    expect(await page.getByText(/ready/).count()).toBe(2)
    await check(page, 'the connection, tested')

    await decide({ allowed: [], default_model: 'fault/http-401' })
    await page.getByRole('button', { name: own.connection.again }).click()
    await page.getByText(own.connection.result.failed).waitFor()
    await page.getByText(own.connection.advice.MODEL_AUTHENTICATION_FAILED).waitFor()
    await page.getByText(own.connection.skipped).waitFor()
    await check(page, 'the connection, failed')

    await decide({ allowed: [], default_model: 'fault/hang-before-headers' })
    await page.getByRole('button', { name: own.connection.again }).click()
    await page.getByText(own.connection.running).waitFor()
    await page.getByText(own.connection.advice.MODEL_TIMEOUT).waitFor()
  })
})
