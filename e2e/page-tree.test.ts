import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOf, conversationOn, readMessages, SLOWLY } from './page-conversation.ts'
import { type Desk, eventually, languages, openDesk, textsOf } from './page-desk.ts'
import { newTag } from './page-rows.ts'

// A conversation is a tree, and the page a way through it.

let desk: Desk
beforeAll(async () => {
  desk = await openDesk('stand-in')
})
afterAll(() => desk.close())

describe.each(languages)('branches, %s', (language) => {
  const t = textsOf(language)
  const said = answerOf[language]

  it('a question is edited in its place; both stay, and one walks between them by the keys', async () => {
    const { page } = await desk.visit({ language, at: '/chat' })
    const chat = conversationOn(page, t)
    const [first, second] = [newTag(), newTag()]
    await chat.ask(said.question(first))
    const session = await chat.address()
    await chat.isDone()
    // The arrow upwards in the empty box edits the last question.
    await chat.box.press('ArrowUp')
    const editor = page.getByRole('textbox', { name: t.tree.editLabel })
    expect(await editor.inputValue()).toBe(said.question(first))
    await editor.press('Escape')
    await editor.waitFor({ state: 'detached' })
    await chat.questions.first().hover()
    await page.getByRole('button', { name: t.tree.edit }).click()
    await editor.fill(said.question(second))
    await editor.press('Enter')
    await chat.answer.getByText(second).waitFor()
    await chat.isDone()
    await eventually(() => chat.questions.allInnerTexts()).toEqual([expect.stringContaining(said.question(second))])
    const walker = chat.questions.getByRole('group', { name: t.tree.versions('2', '2') })
    await walker.waitFor()
    expect((await readMessages(desk.url, session)).map(({ siblings }) => siblings.count)).toEqual([2, 1])

    await walker.getByRole('button', { name: t.tree.previous }).press('Enter')
    await chat.questions.getByRole('group', { name: t.tree.versions('1', '2') }).waitFor()
    await chat.answer.getByText(first).waitFor()
    // The focus goes along, and the arrows walk as well.
    await page.keyboard.press('ArrowRight')
    await chat.answer.getByText(second).waitFor()
    await page.reload()
    await chat.answer.getByText(second).waitFor()
    const after = newTag()
    await chat.ask(said.question(after))
    await chat.answer.getByText(after).waitFor()
    expect((await readMessages(desk.url, session)).filter(({ role }) => role === 'user').map(({ content }) => content)).toEqual([
      said.question(second),
      said.question(after),
    ])
  })

  it('another answer comes from another model, beside the first, in both tabs', async () => {
    const { page, context } = await desk.visit({ language, at: '/chat' })
    const chat = conversationOn(page, t)
    await chat.ask(said.question(newTag()))
    const session = await chat.address()
    await chat.isDone()
    const other = await context.newPage()
    await other.goto(`/chat/${session}`)
    const inOther = conversationOn(other, t)
    await inOther.answer.getByText(said.end).waitFor()

    await chat.answer.getByRole('button', { name: t.tree.otherModel }).click()
    await page.getByRole('combobox', { name: t.chat.models.search }).fill('qwen max')
    await page.keyboard.press('Enter')
    await chat.answer.getByText('Qwen: Qwen3 Max').waitFor()
    await chat.isDone()
    for (const { answer } of [chat, inOther]) await answer.getByRole('group', { name: t.tree.versions('2', '2') }).waitFor()
    await inOther.answer.getByText('Qwen: Qwen3 Max').waitFor()
    await chat.answer.getByRole('button', { name: t.tree.previous }).click()
    for (const { answer } of [chat, inOther]) await answer.getByRole('group', { name: t.tree.versions('1', '2') }).waitFor()
    await chat.answer.getByRole('button', { name: t.tree.regenerate, exact: true }).click()
    await chat.answer.getByRole('group', { name: t.tree.versions('3', '3') }).waitFor()
    expect((await readMessages(desk.url, session)).map(({ model }) => model)).toEqual([null, 'openrouter/auto'])
  })

  it('an answer that was stopped goes on where it ended', async () => {
    const { page } = await desk.visit({ language, at: '/chat' })
    const chat = conversationOn(page, t)
    await chat.ask(`${said.question(newTag())} ${SLOWLY}`)
    const session = await chat.address()
    await chat.answer.getByText(said.begin).waitFor()
    await chat.stop.click()
    const goOn = chat.answer.getByRole('button', { name: t.tree.continue })
    await goOn.click()
    await chat.isWriting()
    await chat.answer.getByText(said.begin).waitFor()
    await chat.answer.getByText(said.end).waitFor()
    await chat.isDone()
    await goOn.waitFor({ state: 'detached' })
    const messages = await readMessages(desk.url, session)
    expect(messages.map(({ status }) => status)).toEqual(['complete', 'complete'])
    expect(messages[1]?.content.split(said.begin)).toHaveLength(2)
    expect(messages[1]?.content.split(said.end)).toHaveLength(2)
  })

  it('two models answer the same question side by side, and one of the answers is kept', async () => {
    const { page } = await desk.visit({ language, at: '/chat' })
    const chat = conversationOn(page, t)
    await page.getByRole('button', { name: t.tree.compare }).click()
    const dialog = page.getByRole('dialog', { name: t.tree.compareTitle })
    for (const name of ['Qwen: Qwen3 Max', 'Z.AI: GLM 4.6']) await dialog.getByRole('checkbox', { name }).check()
    await dialog.getByRole('button', { name: t.tree.compareDone('2') }).click()
    await page.getByRole('button', { name: t.tree.comparing('2') }).waitFor()
    const word = newTag()
    await chat.ask(`${said.question(word)} ${SLOWLY}`)
    const session = await chat.address()
    const column = (name: string) => page.getByRole('region', { name: t.tree.answers }).getByRole('article', { name })
    for (const name of ['Qwen: Qwen3 Max', 'Z.AI: GLM 4.6']) await column(name).getByText(said.begin).waitFor()
    // Each is stopped by itself; the other goes on, also through a reload.
    await column('Z.AI: GLM 4.6')
      .getByRole('button', { name: t.tree.stopOne('Z.AI: GLM 4.6') })
      .click()
    await column('Z.AI: GLM 4.6').getByText(t.chat.answer.stopped, { exact: true }).waitFor()
    await page.reload()
    await column('Qwen: Qwen3 Max').getByText(said.end).waitFor()
    await column('Z.AI: GLM 4.6').getByText(t.chat.answer.stopped, { exact: true }).waitFor()
    await column('Qwen: Qwen3 Max').getByRole('button', { name: t.tree.keep }).click()
    await chat.answer.getByRole('group', { name: t.tree.versions('1', '2') }).waitFor()
    await chat.answer.getByText('Qwen: Qwen3 Max').waitFor()
    expect((await readMessages(desk.url, session)).at(-1)).toMatchObject({ model: 'qwen/qwen3-max', status: 'complete', siblings: { count: 2 } })
    await chat.answer.getByRole('button', { name: t.tree.next }).click()
    await chat.answer.getByText('Z.AI: GLM 4.6').waitFor()
  })

  it('a question that is edited by the arrow upwards is in sight, however long its answer', async () => {
    const { page } = await desk.visit({ language, at: '/chat' })
    const chat = conversationOn(page, t)
    await chat.ask(`${said.question(newTag())} [[say]]${'一段文字。\n\n'.repeat(60)}`)
    await chat.isDone()
    await eventually(chat.below).toBeLessThan(5)
    await chat.box.press('ArrowUp')
    const box = page.getByRole('textbox', { name: t.tree.editLabel })
    await eventually(() => box.evaluate((element) => element === document.activeElement)).toBe(true)
    const top = await page.getByRole('region', { name: t.chat.history.label }).evaluate((element) => element.getBoundingClientRect().top)
    await eventually(() => box.evaluate((element) => element.getBoundingClientRect().bottom)).toBeGreaterThan(top)
    await eventually(() => box.evaluate((element) => element.getBoundingClientRect().top)).toBeLessThan(800)
  })

  it('what is typed while an answer is written waits its turn, also through a reload', async () => {
    const { page } = await desk.visit({ language, at: '/chat' })
    const chat = conversationOn(page, t)
    const [first, second, third] = [newTag(), newTag(), newTag()]
    await chat.ask(`${said.question(newTag())} ${SLOWLY}`)
    const session = await chat.address()
    await chat.answer.getByText(said.begin).waitFor()
    for (const word of [first, second, third]) await chat.ask(said.question(word))
    const waiting = page.getByRole('region', { name: t.tree.queued })
    await eventually(() => waiting.getByRole('listitem').count()).toBe(3)
    await waiting.getByRole('button', { name: t.tree.queueRemove(said.question(second)) }).click()
    await waiting.getByRole('button', { name: t.tree.queueEdit(said.question(third)) }).click()
    expect(await chat.box.inputValue()).toBe(said.question(third))
    await chat.box.fill(`${said.question(third)} 2`)
    await chat.box.press('Enter')
    await page.reload()
    await eventually(() => waiting.getByRole('listitem').count()).toBe(2)
    await waiting.waitFor({ state: 'detached' })
    await chat.answer.getByText(third).waitFor()
    await chat.isDone()
    const asked = (await readMessages(desk.url, session)).filter(({ role }) => role === 'user').map(({ content }) => content)
    expect(asked.slice(1)).toEqual([said.question(first), `${said.question(third)} 2`])
  })

  it('the queue waits after an answer that was stopped, until somebody says so', async () => {
    const { page } = await desk.visit({ language, at: '/chat' })
    const chat = conversationOn(page, t)
    const word = newTag()
    await chat.ask(`${said.question(newTag())} [[fault:hang-mid]]`)
    await chat.answer.getByText(said.begin).waitFor()
    await chat.ask(said.question(word))
    await page.keyboard.press('Escape')
    await page.getByText(t.tree.queuePaused).waitFor()
    await page.getByRole('button', { name: t.tree.queueGoOn }).click()
    await chat.answer.getByText(word).waitFor()
    await chat.isDone()
  })
})
