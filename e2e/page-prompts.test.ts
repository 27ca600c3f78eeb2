import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { toolTexts } from '../web/chat/composer/texts.ts'
import { promptTexts } from '../web/prompts/texts.ts'
import { check } from './page-axe.ts'
import { conversationOn } from './page-conversation.ts'
import { type Desk, eventually, inOne, openDesk, PHONE, textsOf } from './page-desk.ts'
import { newTag } from './page-rows.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk('stand-in')
})
afterAll(() => desk.close())
beforeEach(({ skip }) => skip(desk.model !== 'stand-in', 'the model is not the stand-in: see E2E_MODEL'))

describe.each(inOne('en'))('prompts, %s', (language) => {
  const t = textsOf(language)
  const p = promptTexts[language]

  /** A prompt with a variable of each kind. */
  async function create(page: Page, name: string) {
    await page.getByRole('button', { name: p.create }).click()
    const dialog = page.getByRole('dialog', { name: p.create })
    await dialog.getByRole('textbox', { name: p.name }).fill(name)
    await dialog.getByRole('textbox', { name: p.content }).fill('{{语言}}: {{topic}} ({{count}}), {{due}} {{user}} {{date}}')
    await dialog.getByRole('combobox', { name: p.type('语言') }).selectOption('select')
    await dialog.getByRole('textbox', { name: p.options('语言') }).fill('中文\nEnglish')
    await dialog.getByRole('textbox', { name: p.standard('语言') }).fill('English')
    await dialog.getByRole('combobox', { name: p.type('count') }).selectOption('number')
    await dialog.getByRole('combobox', { name: p.type('due') }).selectOption('date')
    await dialog.getByRole('textbox', { name: p.standard('due') }).fill('2026-03-05')
    await check(page, 'a prompt that is written')
    await dialog.getByRole('button', { name: p.save }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('listitem').filter({ hasText: name }).waitFor()
  }

  it('are written, chosen over the question box by keys, filled in, and asked', async () => {
    const { page } = await desk.visit({ language, at: '/prompts' })
    const name = `report ${newTag()}`
    await create(page, name)
    await page.getByRole('link', { name: t.shell.chat, exact: true }).click()
    const chat = conversationOn(page, t)
    await chat.box.fill('/')
    const menu = page.getByRole('listbox', { name: p.menu })
    await menu.getByRole('option').first().waitFor()
    await check(page, 'prompts over the question box')
    await page.keyboard.type(name)
    await eventually(() => menu.getByRole('option').count()).toBe(1)
    await page.keyboard.press('Enter')
    const form = page.getByRole('dialog', { name: p.fill(name) })
    expect(await form.getByRole('combobox', { name: '语言' }).inputValue()).toBe('English')
    await form.getByRole('textbox', { name: 'topic' }).fill('{{user}} costs')
    await form.getByRole('textbox', { name: 'count' }).fill('many')
    const insert = form.getByRole('button', { name: p.insert })
    expect(await insert.isDisabled()).toBe(true)
    await form.getByRole('textbox', { name: 'count' }).fill('12')
    await check(page, 'a prompt that is filled in')
    await page.keyboard.press('Enter')
    await form.waitFor({ state: 'detached' })
    const due = language === 'en' ? 'March 5, 2026' : '2026年3月5日'
    const written = await chat.box.inputValue()
    expect(written).toContain(`English: {{user}} costs (12), ${due} `)
    expect(written).not.toContain('{{date}}')
    await page.keyboard.press('Enter')
    await chat.isDone()
    await chat.answer.getByText('costs (12)').waitFor()
  })

  it('leave a text alone that only looks like a search for one', async () => {
    const { page } = await desk.visit({ language, at: '/chat' })
    const chat = conversationOn(page, t)
    const menu = page.getByRole('listbox', { name: p.menu })
    await page.getByRole('button', { name: toolTexts[language].prompts }).click()
    await menu.waitFor()
    await page.keyboard.press('Escape')
    await menu.waitFor({ state: 'detached' })
    expect(await chat.box.inputValue()).toBe('/')
    await chat.box.fill(`/usr/bin/${newTag()} ?`)
    await menu.waitFor({ state: 'detached' })
    await page.keyboard.press('Enter')
    await chat.isDone()
  })

  it('are changed, go back to what they were, and are deleted', async () => {
    const { page } = await desk.visit({ language, at: '/prompts' })
    const name = `changed ${newTag()}`
    await create(page, name)
    const row = page.getByRole('listitem').filter({ hasText: name })
    await row.getByRole('button', { name: p.editNamed(name) }).click()
    const dialog = page.getByRole('dialog', { name: p.edit })
    await dialog.getByRole('textbox', { name: p.content }).fill('other words')
    await dialog.getByRole('checkbox').check()
    await dialog.getByRole('button', { name: p.save }).click()
    await dialog.waitFor({ state: 'detached' })
    await row.getByText(p.sharedBadge).waitFor()
    await row.getByRole('button', { name: p.versionsNamed(name) }).click()
    const versions = page.getByRole('dialog', { name: p.versionsNamed(name) })
    await versions.getByText('other words').waitFor()
    await check(page, 'versions of a prompt')
    await versions.getByRole('button', { name: p.restore }).click()
    await versions.getByText(p.version('3', name)).waitFor()
    await eventually(() => versions.getByRole('listitem').count()).toBe(3)
    await page.keyboard.press('Escape')
    await page.getByRole('textbox', { name: p.search }).fill(name)
    await eventually(() => page.getByRole('list', { name: p.title }).getByRole('listitem').count()).toBe(1)
    expect(new URL(page.url()).searchParams.get('q')).toBe(name)
    await row.getByRole('button', { name: p.removeNamed(name) }).click()
    await page.getByRole('dialog', { name: p.removing }).getByRole('button', { name: p.remove, exact: true }).click()
    await row.waitFor({ state: 'detached' })
    await page.getByText(p.none).waitFor()
    await check(page, 'no prompt matches')
  })
})

it('a telephone has room for them, and ways to them from the question box and the account', async () => {
  const p = promptTexts.en
  const t = textsOf('en')
  const { page } = await desk.visit({ language: 'en', at: '/prompts', size: PHONE })
  const title = page.getByRole('heading', { name: p.title, level: 1 })
  await title.waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width)
  await page.goto('/chat')
  const chat = conversationOn(page, t)
  await page.getByRole('button', { name: t.chat.composer.more, exact: true }).click()
  await page.getByRole('menuitem', { name: toolTexts.en.managePrompts }).waitFor()
  await check(page, 'the tools of a question')
  await page.getByRole('menuitem', { name: toolTexts.en.prompts }).click()
  await page.getByRole('listbox', { name: p.menu }).waitFor()
  expect(await chat.box.inputValue()).toBe('/')
  await chat.box.fill('')
  await chat.openTool(toolTexts.en.managePrompts)
  await title.waitFor()
  await page.goto('/')
  await page.getByRole('button', { name: t.shell.account }).click()
  await page.getByRole('menuitem', { name: t.shell.prompts }).click()
  await title.waitFor()
})
