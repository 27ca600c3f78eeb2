import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AuditEntry } from '#shared/audit.ts'
import type { Language } from '#shared/errors.ts'
import { storedTexts } from '../web/audit/storedTexts.ts'
import { auditTexts } from '../web/audit/texts.ts'
import { check } from './page-axe.ts'
import { type Desk, eventually, inOne, looks, openDesk, PHONE } from './page-desk.ts'
import { addPerson } from './page-people.ts'
import { addItem, changeItem, newTag, newWord } from './page-rows.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk('built-in')
})
afterAll(() => desk.close())

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const entriesOf = (page: Page, language: Language) => page.getByRole('list', { name: auditTexts[language].entries }).getByRole('button', { expanded: false })
const opened = (page: Page, language: Language) => page.getByRole('list', { name: auditTexts[language].entries }).getByRole('button', { expanded: true })

describe.each(inOne('en'))('audit, %s', (language) => {
  const t = auditTexts[language]
  const { kinds, verbs } = storedTexts[language]
  const did = (verb: string, kind: string) => t.did(verbs[verb] ?? '', kinds[kind] ?? '')

  it('finds what happened to a record, and shows what changed', async () => {
    const word = newWord()
    const item = await addItem(desk.url, { name: word, description: '初稿，未审' })
    await changeItem(desk.url, item.id, { description: '终稿，未审' })
    const { page } = await desk.visit({ language, at: '/audit' })
    await page.getByRole('textbox', { name: t.search }).fill(word)
    await eventually(() => entriesOf(page, language).count()).toBe(2)
    await page.getByRole('combobox', { name: t.action }).selectOption({ label: did('update', 'item') })
    await eventually(() => entriesOf(page, language).count()).toBe(1)
    await entriesOf(page, language).click()
    const before = page.getByRole('deletion')
    await before.getByText('初', { exact: true }).waitFor()
    expect(await before.textContent()).toBe('初稿，未审')
    expect(await page.getByRole('insertion').textContent()).toBe('终稿，未审')

    await button(page, t.onlyTarget).click()
    await page.getByRole('button', { name: t.remove(did('update', 'item')) }).click()
    await page.waitForURL(`**/audit?*target=${item.id}`)
    await page.getByRole('textbox', { name: t.search }).fill('')
    await page.waitForURL(`**/audit?type=item&target=${item.id}`)
    await page.reload()
    await eventually(() => entriesOf(page, language).count()).toBe(2)
    await button(page, t.clear).click()
    await page.waitForURL('**/audit')
    await eventually(() => entriesOf(page, language).count()).toBeGreaterThan(2)
  })

  it('goes on to earlier entries, and exports what is filtered', async () => {
    const word = newWord()
    for (let at = 0; at < 60; at += 1) await addItem(desk.url, { name: `${word} ${at}` })
    // An export is an entry too, and holds its filters.
    const { page } = await desk.visit({ language, at: `/audit?q=${word}&action=item.` })
    await eventually(() => entriesOf(page, language).count()).toBe(50)
    await button(page, t.more).click()
    await eventually(() => entriesOf(page, language).count()).toBe(60)
    await page.getByText(t.end).waitFor()
    const save = async (format: 'csv' | 'jsonl') => {
      await button(page, t.export).click()
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: t.exportAs[format] }).click()])
      expect(file.suggestedFilename()).toMatch(new RegExp(`^deskmate-audit-.*\\.${format}$`))
      return readFileSync(await file.path(), 'utf8')
        .trim()
        .split(/\r?\n/)
    }
    expect(await save('csv')).toHaveLength(61)
    const lines = await save('jsonl')
    expect(lines.map((line) => AuditEntry.parse(JSON.parse(line)).action)).toEqual(Array.from({ length: 60 }, () => 'item.create'))
  })

  it('verifies the chain', async () => {
    const { page } = await desk.visit({ language, at: '/audit' })
    await page.getByText(t.verification.never).waitFor()
    await button(page, t.verification.run).click()
    await page.getByText(t.verification.intact).waitFor()
    await button(page, t.verification.again).waitFor()
  })
})

describe.each(looks)('audit for everybody: $theme, $language, $width px', ({ theme, language, size }) => {
  const t = auditTexts[language]

  it('can be read and used', async () => {
    const word = newWord()
    const item = await addItem(desk.url, { name: word, description: '初稿' })
    await changeItem(desk.url, item.id, { description: '终稿' })
    const { page } = await desk.visit({ language, theme, size, at: `/audit?q=${word}` })
    await eventually(() => entriesOf(page, language).count()).toBe(2)
    await check(page, 'entries')
    await entriesOf(page, language).first().click()
    await opened(page, language).waitFor()
    await check(page, 'an entry')
    await button(page, t.verification.run).click()
    await page.getByText(t.verification.intact).waitFor()
    await page.getByText(t.verification.head).first().click()
    await check(page, 'verified')
    if (size === PHONE) {
      await button(page, t.filters).click()
      await page.getByRole('dialog').waitFor()
      await check(page, 'filters')
      await page.keyboard.press('Escape')
    }
    await page.goto(`/audit?q=${newTag()}&action=item.&source=page`)
    await page.getByText(t.none, { exact: true }).waitFor()
    await check(page, 'nothing found')
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(width, 'nothing sticks out at the side').toBeLessThanOrEqual(size.width)
  })
})

it('is for those who may read it', async () => {
  const { page } = await desk.visit({ language: 'en', as: await addPerson(desk.url, 'editor'), at: '/audit' })
  expect(await page.getByRole('list', { name: auditTexts.en.entries }).count()).toBe(0)
})
