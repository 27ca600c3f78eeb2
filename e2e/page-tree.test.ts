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
})
