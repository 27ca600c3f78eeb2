import { afterAll, beforeAll, describe, it } from 'vitest'
import { check } from './page-axe.ts'
import { answerOf, conversationOn } from './page-conversation.ts'
import { type Desk, looks, openDesk, textsOf, WIDE } from './page-desk.ts'
import { addItem, addItems, changeItem, newTag, newWord, rowOf } from './page-rows.ts'

let desk: Desk
const word = newWord()
beforeAll(async () => {
  desk = await openDesk('stand-in')
  await addItems(
    desk.url,
    Array.from({ length: 40 }, (_, at) => ({ name: `${word} ${at}`, ...(at % 3 === 0 ? {} : { description: `第 ${at} 条的描述` }) })),
  )
})
afterAll(() => desk.close())

describe.each(looks)('for everybody: $theme, $language, $width px', ({ theme, language, size }) => {
  const t = textsOf(language)
  const wide = size === WIDE
  const open = (at: string) => desk.visit({ language, theme, size, at })

  it('overview', async () => {
    const { page } = await open('/')
    await page.getByRole('heading', { name: t.dashboard.recentItems }).waitFor()
    await check(page, 'filled')
    await page.getByRole('button', { name: t.shell.theme.label }).click()
    await page.getByRole('menu').waitFor()
    await check(page, 'menu open')
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: t.shell.shortcuts }).waitFor()
    await check(page, 'help')
  })

  it('records', async () => {
    const { page } = await open(`/items?q=${word}`)
    const item = await addItem(desk.url, { name: `对比 ${word} ${newTag()}`, description: '初稿' })
    await page.reload()
    await page.getByText(item.name).waitFor()
    await page.getByRole('checkbox', { name: t.items.selectRow(item.name) }).click()
    await check(page, 'filled and selected')
    await page
      .getByRole('button', { name: wide ? t.items.create : t.items.createShort })
      .first()
      .click()
    const dialog = page.getByRole('dialog', { name: t.items.create })
    await dialog.getByRole('button', { name: t.items.createShort, exact: true }).click()
    await dialog.locator('[aria-invalid]').waitFor()
    await check(page, 'dialog with an error')
    await page.keyboard.press('Escape')
    if (wide) {
      await page.getByRole('button', { name: t.items.detailsOf(item.name) }).click()
      await page.getByText(t.items.history.title).waitFor()
      await rowOf(page, item.name).getByRole('gridcell').nth(2).dblclick()
      await check(page, 'details and a cell that is edited')
    } else {
      await page.getByText(item.name).click()
      await page.getByText(t.items.history.title).waitFor()
      await check(page, 'details')
    }
  })

  it('conflict, nothing found, trash, no such page', async () => {
    const item = await addItem(desk.url, { name: `冲突 ${newWord()}`, description: '初稿' })
    const { page, provoke } = await open(`/items?id=${item.id}`)
    provoke(/\b(412|404)\b/)
    await page.getByRole('button', { name: t.items.edit, exact: true }).click()
    const dialog = page.getByRole('dialog', { name: t.items.editItem })
    await dialog.getByRole('textbox', { name: t.items.fields.name }).fill('我的名称')
    await changeItem(desk.url, item.id, { name: '他人的名称' })
    await dialog.getByRole('button', { name: t.items.save }).click()
    await page.getByRole('dialog', { name: t.items.conflict.title }).waitFor()
    await check(page, 'conflict')
    await page.goto(`/items?q=${newTag()}`)
    await page.getByText(t.items.empty.noneText).waitFor()
    await check(page, 'nothing found')
    await page.goto('/items?trash=true')
    await page.getByRole('heading', { level: 1 }).waitFor()
    await check(page, 'trash')
    await page.goto('/nowhere')
    await page.getByRole('heading', { name: t.shell.notFound.title }).waitFor()
    await check(page, 'no such page')
  })

  it('conversation', async ({ skip }) => {
    const { page } = await open('/chat')
    const chat = conversationOn(page, t)
    await page.getByRole('heading', { name: t.chat.empty.title }).waitFor()
    await check(page, 'empty')
    skip(desk.model !== 'stand-in', 'the model is not the stand-in: see E2E_MODEL')
    await chat.box.fill(answerOf[language].question(newTag()))
    await page.getByRole('button', { name: t.chat.composer.send, exact: true }).click()
    await chat.address()
    await chat.isDone()
    await chat.answer.getByRole('table').waitFor()
    await check(page, 'answered')
    await chat.box.fill(`${answerOf[language].question(newTag())} [[fault:http-402]]`)
    await page.getByRole('button', { name: t.chat.composer.send, exact: true }).click()
    await chat.answer.getByRole('link', { name: t.chat.failure.addCredits }).waitFor()
    await page.getByRole('button', { name: t.chat.models.choose('Auto Router') }).click()
    await page.getByRole('listbox').waitFor()
    await check(page, 'failed, and the models')
    if (wide) return
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: t.chat.sessions.open }).click()
    await page.getByRole('dialog', { name: t.chat.sessions.label }).waitFor()
    await check(page, 'conversations')
  })
})
