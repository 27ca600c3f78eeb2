import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { errorCatalog } from '#shared/errors.ts'
import { fileTexts } from '../web/chat/files/texts.ts'
import { answerOf, conversationOn } from './page-conversation.ts'
import { type Desk, inOne, openDesk, textsOf } from './page-desk.ts'
import { addPerson } from './page-people.ts'
import { newTag } from './page-rows.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk('stand-in', { DEFAULT_MODEL: 'openai/gpt-5-mini', FALLBACK_MODELS: 'qwen/qwen3-max' })
})
afterAll(() => desk.close())
beforeEach(({ skip }) => skip(desk.model !== 'stand-in', 'the model is not the stand-in: see E2E_MODEL'))

describe.each(inOne('zh-CN'))('a failure, %s', (language) => {
  const t = textsOf(language)
  const said = answerOf[language]

  async function askFor(fault: string) {
    const { page } = await desk.visit({ language, at: '/chat' })
    const chat = conversationOn(page, t)
    await chat.ask(`${said.question(newTag())} [[fault:${fault}]]`)
    return { page, ...chat }
  }

  it('of an account without credits leads to where they are bought', async () => {
    const { answer } = await askFor('http-402')
    await answer.getByText(errorCatalog.MODEL_CREDITS_EXHAUSTED[language]).waitFor()
    expect(await answer.getByRole('link', { name: t.chat.failure.addCredits }).getAttribute('href')).toMatch(/^https:\/\/openrouter\.ai\//)
  })

  it('of a busy model counts down until it may be asked again', async () => {
    const { answer, page } = await askFor('http-429 retry-after=60')
    await answer.getByText(errorCatalog.MODEL_RATE_LIMITED[language]).waitFor()
    const again = answer.getByRole('button', { name: /\d/ })
    await again.waitFor()
    expect(await again.isDisabled()).toBe(true)
    const first = await again.innerText()
    await answer.getByRole('button', { name: first, exact: true }).waitFor({ state: 'detached' })
    expect(await again.isDisabled()).toBe(true)
    await answer.getByRole('button', { name: t.chat.failure.otherModel }).click()
    await page.getByRole('combobox', { name: t.chat.models.search }).waitFor()
  })

  it('in the middle keeps what there is, and the question can be asked again', async () => {
    const { answer, isDone } = await askFor('error-mid-string times=1')
    await answer.getByText(said.begin).waitFor()
    await answer.getByRole('button', { name: t.chat.answer.again }).click()
    await answer.getByText(said.end).waitFor()
    await isDone()
    // What had come stands beside the new answer.
    await answer.getByRole('button', { name: t.tree.previous }).click()
    await answer.getByText(errorCatalog.MODEL_UNAVAILABLE[language]).waitFor()
    await answer.getByText(said.begin).waitFor()
    expect(await answer.getByText(said.end).count()).toBe(0)
  })

  it('that another model makes good is none: the answer says which one it is, also after a reload', async () => {
    const { answer, page, isDone } = await askFor('http-404 only=openai/gpt-5-mini')
    await answer.getByText(said.end).waitFor()
    await isDone()
    const instead = answer.getByText(t.chat.answer.instead('OpenAI: GPT-5 Mini'), { exact: true })
    await instead.waitFor()
    await answer.getByText('Qwen: Qwen3 Max', { exact: true }).waitFor()
    await page.reload()
    await instead.waitFor()
  })

  it('of length leads to a new chat, and to other models', async () => {
    const { answer, page } = await askFor('http-413')
    await answer.getByText(errorCatalog.MODEL_INPUT_TOO_LONG[language]).waitFor()
    await answer.getByRole('button', { name: t.chat.failure.otherModel }).waitFor()
    await answer.getByRole('link', { name: t.chat.failure.newChat }).click()
    await page.waitForURL(/\/chat$/)
    expect(await conversationOn(page, t).answers.count()).toBe(0)
  })

  it('of the account sends who cannot mend it to who can', async () => {
    const { page } = await desk.visit({ language, at: '/chat', as: await addPerson(desk.url, 'viewer') })
    const { ask, answer } = conversationOn(page, t)
    for (const [fault, code] of [
      ['http-402', 'MODEL_CREDITS_EXHAUSTED'],
      ['http-401', 'MODEL_AUTHENTICATION_FAILED'],
    ] as const) {
      await ask(`${said.question(newTag())} [[fault:${fault}]]`)
      await answer.getByText(errorCatalog[code][language]).waitFor()
      await answer.getByText(t.chat.failure.tellAdministrator).waitFor()
    }
    expect(await answer.getByRole('link', { name: t.chat.failure.addCredits }).count()).toBe(0)
  })

  it('of the key says what to look at', async () => {
    const { answer } = await askFor('http-401')
    await answer.getByText(errorCatalog.MODEL_AUTHENTICATION_FAILED[language]).waitFor()
    await answer.getByText(t.chat.failure.checkKey).waitFor()
  })

  it('of the program itself gives the question back, and it can be sent later', async ({ skip }) => {
    skip(!desk.canBeKilled, 'the program is not ours: see E2E_CONTAINER')
    const { page, provoke } = await desk.visit({ language, at: '/chat' })
    provoke(/ERR_CONNECTION_(REFUSED|RESET)|ERR_EMPTY_RESPONSE|ERR_SOCKET_NOT_CONNECTED/)
    const chat = conversationOn(page, t)
    const question = said.question(newTag())
    await page.waitForLoadState('networkidle')
    const start = await desk.kill()
    await chat.ask(question)
    await page.getByRole('alert').getByText(t.chat.failure.notSent).waitFor()
    expect(await chat.box.inputValue()).toBe(question)
    await start()
    await page.getByText(t.shell.offline).waitFor({ state: 'detached' })
    await chat.box.press('Enter')
    await chat.answer.getByText(said.end).waitFor()
  })

  it('to fetch what draws a conversation gives the question and its file back, and both can be sent later', async () => {
    const { page, provoke } = await desk.visit({ language, at: '/chat' })
    provoke(/ERR_CONNECTION_REFUSED/)
    const chat = conversationOn(page, t)
    const question = said.question(newTag())
    const tray = page.getByRole('list', { name: fileTexts[language].list })
    const missing = /assets\/(MessageList|Markdown)-|\/chat\/stream$/
    await page.route(missing, (route) => route.abort('connectionrefused'))
    await page.reload()
    await page.locator('input[type="file"]').setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('a,b') })
    await tray.getByText(/B$/).waitFor()
    await chat.ask(question)
    await page.getByRole('alert').getByText(t.chat.failure.notSent).waitFor()
    expect(await chat.box.inputValue()).toBe(question)
    await tray.getByText('notes.txt').waitFor()
    await page.getByRole('heading', { name: t.chat.empty.title }).waitFor()
    await page.unroute(missing)
    await chat.box.press('Enter')
    await chat.answer.getByText(said.end).waitFor()
    await chat.questions.getByText('notes.txt').waitFor()
    // As markdown, not as it is written.
    await chat.answer.getByRole('table').waitFor()
  })

  it('to fetch what draws markdown leaves the answer to be read as it is written', async () => {
    const { page, provoke } = await desk.visit({ language, at: '/chat' })
    provoke(/ERR_CONNECTION_REFUSED/)
    const chat = conversationOn(page, t)
    const missing = /assets\/Markdown-/
    await page.route(missing, (route) => route.abort('connectionrefused'))
    await page.reload()
    await chat.ask(said.question(newTag()))
    await chat.answer.getByText(said.end).waitFor()
    await chat.isDone()
    expect(await chat.answer.getByRole('table').count()).toBe(0)
    await page.unroute(missing)
    await chat.box.fill('1')
    await chat.answer.getByRole('table').waitFor()
  })
})
