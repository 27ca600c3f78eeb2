import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { conversationOn } from './page-conversation.ts'
import { type Desk, languages, openDesk, textsOf } from './page-desk.ts'
import { addItem, newWord } from './page-rows.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk('built-in')
})
afterAll(() => desk.close())

describe.each(languages)('without a model, %s', (language) => {
  const t = textsOf(language)

  it('the built-in assistant answers from the records, and its sources lead to them', async ({ skip }) => {
    skip(desk.model !== 'built-in', 'a model is configured')
    const word = newWord()
    const item = await addItem(desk.url, { name: `供应商合同 ${word}`, description: '有效期至年底' })
    const { page } = await desk.visit({ language, at: '/chat' })
    const chat = conversationOn(page, t)
    await page.getByText(t.chat.builtInNotice.text).click()
    await page.getByRole('link', { name: t.chat.builtInNotice.connection }).waitFor()
    expect(await page.getByRole('link', { name: t.chat.builtInNotice.connection }).getAttribute('href')).toContain('section=connection')
    await chat.ask(language === 'en' ? `What is there about ${word}?` : `哪些记录提到${word}？`)
    await chat.answer.getByText('有效期至年底').waitFor()
    await chat.isDone()
    await chat.answer.getByText(t.chat.builtIn, { exact: true }).waitFor()
    expect(await chat.answer.innerText()).toContain('OPENROUTER_API_KEY')
    await chat.answer.getByRole('link', { name: item.name }).click()
    await page.getByRole('complementary', { name: t.collections.details }).getByText('有效期至年底').waitFor()
    expect(new URL(page.url()).searchParams.get('id')).toBe(item.id)
    await page.goBack()
    await chat.answer.getByText('有效期至年底').waitFor()
    await page.reload()
    await chat.answer.getByText('有效期至年底').waitFor()

    await page.getByRole('link', { name: t.shell.dashboard, exact: true }).click()
    await page.getByRole('link', { name: word }).first().waitFor()
  })

  it('says so where it finds nothing', async ({ skip }) => {
    skip(desk.model !== 'built-in', 'a model is configured')
    const word = newWord()
    const { page } = await desk.visit({ language, at: '/chat' })
    const chat = conversationOn(page, t)
    await chat.ask(word)
    await chat.answer.getByText(word).waitFor()
    await chat.isDone()
    expect(await chat.answer.getByText(t.chat.answer.sources, { exact: true }).count()).toBe(0)
  })
})
