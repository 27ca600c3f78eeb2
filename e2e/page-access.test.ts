import { afterAll, beforeAll, describe, it } from 'vitest'
import { check } from './page-axe.ts'
import { gridCell, openRow } from './page-collection.ts'
import { answerOf, conversationOn } from './page-conversation.ts'
import { type Desk, looks, openDesk, textsOf, WIDE } from './page-desk.ts'
import { addItem, addItems, changeItem, newTag, newWord } from './page-rows.ts'

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
    const { page } = await open(`/c/items?q=${word}`)
    const item = await addItem(desk.url, { name: `对比 ${word} ${newTag()}`, description: '初稿' })
    await page.reload()
    await gridCell(page, item.name, 'name').click()
    await page.keyboard.press('Shift+ArrowDown')
    await page.getByRole('button', { name: t.collections.deleteRows('2') }).waitFor()
    await check(page, 'filled and selected')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: t.collections.newRow }).first().click()
    if (wide) {
      await page.getByRole('textbox', { name: t.collections.newRowName }).press('Enter')
      await page.locator('input[aria-invalid]').waitFor()
      await check(page, 'a new row with an error')
      await page.keyboard.press('Escape')
    } else {
      const dialog = page.getByRole('dialog', { name: t.collections.createRow })
      await dialog.getByRole('button', { name: t.collections.createShort, exact: true }).click()
      await dialog.locator('[aria-invalid]').waitFor()
      await check(page, 'dialog with an error')
      await page.keyboard.press('Escape')
    }
    await openRow(page, item.name, t.collections.openRow)
    await page.getByText(t.collections.history.title).waitFor()
    if (wide) await gridCell(page, item.name, 'description').dblclick()
    await check(page, wide ? 'details and a cell that is edited' : 'details')
  })

  it('conflict, nothing found, trash, no such page', async () => {
    const item = await addItem(desk.url, { name: `冲突 ${newWord()}`, description: '初稿' })
    const { page, provoke } = await open(`/c/items?id=${item.id}`)
    provoke(/\b(412|404)\b/)
    const { edit, builtIn } = t.collections
    await page.getByRole('button', { name: edit(builtIn.name) }).click()
    const dialog = page.getByRole('dialog', { name: item.name })
    await dialog.getByRole('textbox', { name: builtIn.name }).fill('我的名称')
    await changeItem(desk.url, item.id, { name: '他人的名称' })
    await dialog.getByRole('button', { name: t.collections.save }).click()
    await page.getByRole('dialog', { name: t.collections.conflict.title }).waitFor()
    await check(page, 'conflict')
    await page.goto(`/c/items?q=${newTag()}`)
    await page.getByText(t.collections.noneFound.text).waitFor()
    await check(page, 'nothing found')
    await page.goto('/c/items/trash')
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
