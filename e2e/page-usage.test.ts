import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { costTexts } from '../web/chat/cost/texts.ts'
import { settingsTexts } from '../web/settings/texts.ts'
import { usageTexts } from '../web/usage/texts.ts'
import { check } from './page-axe.ts'
import { conversationOn } from './page-conversation.ts'
import { type Desk, eventually, inOne, openDesk, PHONE, textsOf } from './page-desk.ts'
import { addPerson } from './page-people.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk('stand-in')
})
afterAll(() => desk.close())

describe.each(inOne('en'))('usage, %s', (language) => {
  const t = usageTexts[language]
  const texts = textsOf(language)

  it('shows what answers cost, by day, model and conversation, and gives it as a file', async () => {
    const person = await addPerson(desk.url, 'editor')
    const { page } = await desk.visit({ language, as: person, at: '/usage' })
    await page.getByText(t.empty).waitFor()
    await page.goto('/chat')
    const chat = conversationOn(page, texts)
    await chat.ask('costs something')
    await chat.isDone()
    await page.goto('/usage')
    await page.getByRole('table', { name: t.days }).waitFor({ state: 'attached' })
    await page.getByRole('rowheader', { name: 'openrouter/auto' }).waitFor()
    await page.getByRole('combobox', { name: t.by }).selectOption({ label: t.groups.session })
    await page.waitForURL(/by=session/)
    await page.getByRole('link', { name: 'costs something' }).waitFor()
    await check(page, 'usage')
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: t.export }).click()])
    const lines = readFileSync(await file.path(), 'utf8')
      .trimEnd()
      .split('\r\n')
    expect(lines).toHaveLength(2)
    expect(lines[1]).toContain(`${person.name},`)
    await page.getByRole('combobox', { name: t.range }).selectOption({ label: t.ranges[7] })
    await page.waitForURL(/from=/)
    await page.setViewportSize(PHONE)
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  })

  it('says over a conversation what it has cost, and of what', async () => {
    const person = await addPerson(desk.url, 'editor')
    const { page } = await desk.visit({ language, as: person, at: '/chat', size: PHONE })
    const chat = conversationOn(page, texts)
    const cost = page.getByRole('button', { name: costTexts[language].conversation('') })
    expect(await cost.count()).toBe(0)
    await chat.ask('a question with a title that is far too long for the width of a telephone')
    await chat.isDone()
    await cost.waitFor()
    const first = await cost.innerText()
    expect(Number(first.replaceAll(/[^\d.]/g, ''))).toBeGreaterThan(0)
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    await cost.click()
    await page
      .getByRole('tooltip')
      .getByText(/[1-9]\d* .*[1-9]\d* /)
      .waitFor()
    await check(page, 'cost')
    await chat.ask('and once more')
    await chat.isDone()
    await eventually(async () => await cost.innerText()).not.toBe(first)
    await page.reload()
    await cost.waitFor()
  })

  it('says before a question is sent what it would cost, of what, and what is left of the budget', async () => {
    const person = await addPerson(desk.url, 'editor')
    const { page } = await desk.visit({ language, as: person, at: '/chat' })
    const chat = conversationOn(page, texts)
    const estimate = page.getByRole('button', { name: costTexts[language].estimate('') })
    await chat.box.fill('short')
    // The router names no price.
    await estimate.getByText(/\d+ (tokens|词元)/).waitFor()
    await page.getByRole('button', { name: texts.chat.models.choose('Auto Router') }).click()
    await page.getByRole('option', { name: /GPT-5 Mini/ }).click()
    await estimate.getByText(/\$0\.\d+/).waitFor()
    const short = await estimate.innerText()
    await chat.box.fill('a long question '.repeat(3000))
    await eventually(async () => await estimate.innerText()).not.toBe(short)
    await page.setViewportSize(PHONE)
    await estimate.click()
    await page
      .getByRole('tooltip')
      .getByText(/1\d,\d{3}/)
      .waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    await check(page, 'estimate')
    await chat.ask('short')
    await chat.isDone()
    expect(await estimate.count()).toBe(0)
    // What was said is sent again.
    await chat.box.fill('short')
    await estimate.click()
    await page.getByRole('tooltip').waitFor()
    await eventually(async () => Number((await page.getByRole('tooltip').innerText()).match(/\d{3,}/)?.[0])).toBeGreaterThan(100)
  })

  it('says beside each API key what it cost this month, and shows its calls alone', async () => {
    const person = await addPerson(desk.url, 'editor')
    const { page } = await desk.visit({ language, as: person, at: '/chat' })
    const chat = conversationOn(page, texts)
    await chat.ask('asked on the page')
    await chat.isDone()
    // As the page itself asks for one, with its cookie.
    const secret = await page.evaluate(async () => {
      const response = await fetch('/api/v1/api-keys', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ name: 'nightly', scopes: ['chat:use'], expires_in_days: 30 }),
      })
      return await response.json()
    })
    const { data } = z.object({ data: z.object({ secret: z.string() }) }).parse(secret)
    const answer = await fetch(`${desk.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${data.secret}` },
      body: JSON.stringify({ model: 'openrouter/auto', messages: [{ role: 'user', content: 'asked by a program' }] }),
    })
    expect(answer.status).toBe(200)
    await answer.text()
    await page.goto('/settings?section=api-keys')
    const row = page.getByRole('list', { name: settingsTexts[language].apiKeys.title }).getByRole('listitem').filter({ hasText: 'nightly' })
    await row.getByRole('link').waitFor()
    await check(page, 'keys')
    await row.getByRole('link').click()
    await page.getByText(t.onlyKey('nightly')).waitFor()
    const calls = async () => await page.getByRole('table').last().getByRole('row').last().innerText()
    await eventually(calls).toContain('1')
    await check(page, 'usage of a key')
    await page.setViewportSize(PHONE)
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    await page.getByRole('button', { name: t.allKeys }).click()
    await page.getByText(t.onlyKey('nightly')).waitFor({ state: 'detached' })
  })

  it('lets people limit themselves, and says so in place of an answer', async () => {
    const person = await addPerson(desk.url, 'editor')
    const { page, provoke } = await desk.visit({ language, as: person, at: '/usage' })
    await page.getByRole('button', { name: t.budget.own }).click()
    const dialog = page.getByRole('dialog', { name: t.budget.own })
    await dialog.getByRole('textbox', { name: t.budgets.day }).fill('1.23456')
    await dialog.getByRole('button', { name: t.budgets.save }).click()
    await dialog.getByText(t.budgets.invalid).waitFor()
    await check(page, 'usage-limits')
    await dialog.getByRole('textbox', { name: t.budgets.day }).fill('0')
    await dialog.getByRole('button', { name: t.budgets.save }).click()
    await page.getByText(t.budget.exhausted).waitFor()
    await page.getByRole('meter', { name: t.budget.day }).waitFor()
    await page.goto('/chat')
    const chat = conversationOn(page, texts)
    provoke(/402/)
    await chat.ask('too dear')
    const told = language === 'en' ? /^The daily budget of \$0 that you have set for yourself is used up/ : /^您为自己设置的每日预算（0 美元）已用完/
    await page.getByText(told).waitFor()
    expect(await chat.box.inputValue()).toBe('too dear')
  })

  it('lets administrators set budgets of roles and people', async () => {
    const person = await addPerson(desk.url, 'viewer')
    const { page } = await desk.visit({ language, at: '/usage?view=budgets' })
    await page.getByRole('button', { name: t.budgets.add }).click()
    const dialog = page.getByRole('dialog', { name: t.budgets.add })
    await dialog.getByRole('combobox', { name: t.budgets.whom }).selectOption({ label: t.budgets.user(person.name) })
    await dialog.getByRole('textbox', { name: t.budgets.month }).fill('12.5')
    await dialog.getByRole('button', { name: t.budgets.save }).click()
    const row = page.getByRole('row', { name: t.budgets.user(person.name) })
    await row.getByText('12.50').waitFor()
    await check(page, 'usage-budgets')
    await row.getByRole('button', { name: t.budgets.edit(person.name) }).click()
    const edit = page.getByRole('dialog', { name: t.budgets.edit(person.name) })
    await edit.getByRole('textbox', { name: t.budgets.month }).fill('')
    await edit.getByRole('button', { name: t.budgets.save }).click()
    await row.waitFor({ state: 'detached' })
  })

  it('keeps what concerns everybody from who does not manage accounts', async () => {
    const person = await addPerson(desk.url, 'viewer')
    const { page } = await desk.visit({ language, as: person, at: '/usage?view=workspace' })
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(await page.getByRole('table').count()).toBe(0)
  })
})
