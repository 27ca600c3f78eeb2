import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fetchSigned } from '../server/test/credentials.ts'
import { gridRow } from './page-collection.ts'
import { eventually, languages, openDesk, textsOf } from './page-desk.ts'
import { newWord } from './page-rows.ts'

const Dashboard = z.object({ data: z.object({ items_total: z.number(), chat_questions_total: z.number() }) })

describe.each(languages)('the first visit, %s', (language) => {
  it('finds empty pages that lead on, and the first record', async ({ skip, onTestFinished }) => {
    const desk = await openDesk('built-in')
    onTestFinished(() => desk.close())
    const { data } = Dashboard.parse(await (await fetchSigned(`${desk.url}/api/v1/dashboard`)).json())
    skip(data.items_total + data.chat_questions_total > 0, 'the program has data already')
    const t = textsOf(language)
    const { page } = await desk.visit({ language })

    await page.getByRole('heading', { name: t.dashboard.start.title }).waitFor()
    await page.getByText(t.dashboard.trend.quiet).waitFor()
    await page.getByText(t.dashboard.noItems).waitFor()
    await page.getByText(t.dashboard.noMessages).waitFor()
    expect(await page.title()).toContain(t.dashboard.title)

    await page.getByText(t.dashboard.start.chatText).click()
    await page.getByRole('heading', { name: t.chat.empty.title }).waitFor()
    const [example = ''] = t.chat.empty.examples
    await page.getByRole('button', { name: example }).click()
    expect(await page.getByRole('textbox', { name: t.chat.composer.label }).inputValue()).toBe(example)
    await page.goBack()

    await page.getByText(t.dashboard.start.itemsText).click()
    await page.getByText(t.collections.noRows.title).waitFor()
    await page.getByRole('button', { name: t.collections.more, exact: true }).click()
    await page.getByRole('menuitem', { name: t.collections.trash }).click()
    await page.getByText(t.trash.empty, { exact: true }).waitFor()
    await page.goBack()

    const name = `季度报告${newWord()}`
    await page.getByText(t.collections.noRows.title).waitFor()
    await page.getByRole('main').getByRole('button', { name: t.collections.newRow }).last().click()
    await page.getByRole('textbox', { name: t.collections.newRowName }).fill(name)
    await page.keyboard.press('Enter')
    await gridRow(page, name).waitFor()

    await page.getByRole('link', { name: t.shell.dashboard, exact: true }).click()
    await page.getByRole('link', { name }).waitFor()
    await eventually(() => page.getByRole('region', { name: t.dashboard.metrics }).getByRole('link', { name: t.dashboard.items }).innerText()).toMatch(/\b1$/)
    await page.getByRole('heading', { name: t.dashboard.start.title }).waitFor({ state: 'detached' })
  })
})
