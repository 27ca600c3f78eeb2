import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { COMMENT_MAX } from '#shared/comments.ts'
import { fetchSigned } from '../server/test/credentials.ts'
import { commentTexts } from '../web/collections/comments/texts.ts'
import { collectionTexts } from '../web/collections/texts.ts'
import { check } from './page-axe.ts'
import { addCollection, addRow, gridRow } from './page-collection.ts'
import { type Desk, eventually, inOne, openDesk, PHONE } from './page-desk.ts'
import { addPerson } from './page-people.ts'
import { newTag } from './page-rows.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk('built-in')
})
afterAll(() => desk.close())

async function newRow() {
  const slug = `k-${newTag()}`
  await addCollection(desk.url, { slug, name: slug, fields: [{ key: 'a', name: 'A', type: 'text' }] })
  const { id } = await addRow(desk.url, slug, { name: '甲' })
  return { slug, id, at: `/c/${slug}?id=${id}` }
}
const said = (page: Page) => page.locator('[data-comment] p').allInnerTexts()

describe.each(inOne('zh-CN'))('comments of a row, %s', (language) => {
  const t = commentTexts[language]

  it('are written by keys, seen by others at once, counted on the row, changed, deleted and brought back', async () => {
    const { at } = await newRow()
    const [lin, wang] = [await addPerson(desk.url, 'editor'), await addPerson(desk.url, 'viewer')]
    const one = await desk.visit({ language, at, as: lin })
    const two = await desk.visit({ language, at, as: wang })
    const box = one.page.getByRole('textbox', { name: t.write })
    await one.page.getByText(t.none).waitFor()
    await two.page.getByText(t.none).waitFor()
    await check(one.page, 'a row of which nothing was said')
    await box.fill('第一行\n<b>第二行</b> https://example.com/a。')
    await box.press('Control+Enter')
    await two.page.getByText('<b>第二行</b>').waitFor()
    expect(await said(two.page)).toEqual(['第一行\n<b>第二行</b> https://example.com/a。'])
    expect(await two.page.getByRole('link', { name: 'https://example.com/a' }).getAttribute('href')).toBe('https://example.com/a')
    await eventually(() => box.inputValue()).toBe('')
    await gridRow(two.page, '甲')
      .getByRole('button', { name: t.count('1') })
      .waitFor()
    await check(one.page, 'a row with a comment')
    // Whoever may only look reads it, and is told why he may not write.
    expect(await two.page.getByRole('textbox', { name: t.write }).getAttribute('readonly')).not.toBeNull()
    expect(await two.page.getByRole('button', { name: t.send }).getAttribute('aria-disabled')).toBe('true')
    expect(await two.page.getByRole('button', { name: t.edit }).count()).toBe(0)
    await one.page.getByRole('button', { name: t.edit }).click()
    const editor = one.page.getByRole('textbox', { name: t.edit })
    await editor.fill('改过的')
    await check(one.page, 'a comment that is changed')
    await editor.press('Control+Enter')
    await two.page.getByText('改过的', { exact: true }).waitFor()
    await two.page.getByText(t.edited).waitFor()
    await one.page.getByRole('button', { name: t.edit }).press('Enter')
    await editor.press('Escape')
    await one.page.getByText('改过的', { exact: true }).waitFor()
    await one.page.getByRole('button', { name: t.remove }).click()
    await two.page.getByText(t.none).waitFor()
    await gridRow(two.page, '甲')
      .getByRole('button', { name: t.count('1') })
      .waitFor({ state: 'detached' })
    await one.page.getByRole('button', { name: t.undo, exact: true }).click()
    await two.page.getByText('改过的', { exact: true }).waitFor()
  })

  it('are kept while they are written, and not longer than they may be', async () => {
    const { at } = await newRow()
    const { page } = await desk.visit({ language, at })
    const box = page.getByRole('textbox', { name: t.write })
    await box.fill('还没写完')
    await page.reload()
    await eventually(() => box.inputValue()).toBe('还没写完')
    await box.fill('长'.repeat(COMMENT_MAX + 2))
    await page.getByText(t.tooLong('2')).first().waitFor()
    expect(await page.getByRole('button', { name: t.send }).getAttribute('aria-disabled')).toBe('true')
    await box.fill('长'.repeat(COMMENT_MAX))
    await page.getByText(t.left('0')).waitFor()
    await page.getByRole('button', { name: t.send }).click()
    await eventually(async () => (await said(page)).map((text) => text.length)).toEqual([COMMENT_MAX])
  })

  it('are read from the latest on, page by page, and deleted by managers', async () => {
    const { slug, id, at } = await newRow()
    for (let n = 1; n <= 23; n++)
      await fetchSigned(`${desk.url}/api/v1/collections/${slug}/items/${id}/comments`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ body: `n ${n}` }),
      })
    const editor = await addPerson(desk.url, 'editor')
    const { page } = await desk.visit({ language, at, as: editor })
    await eventually(() => said(page)).toEqual(Array.from({ length: 20 }, (_, n) => `n ${n + 4}`))
    await page.getByRole('button', { name: t.earlier }).click()
    await eventually(() => said(page)).toEqual(Array.from({ length: 23 }, (_, n) => `n ${n + 1}`))
    expect(await page.getByRole('button', { name: t.edit }).count()).toBe(0)
    await page.locator('[data-comment]').first().getByRole('button', { name: t.remove }).click()
    await eventually(async () => (await said(page)).length).toBe(22)
  })

  it('are there on a phone', async () => {
    const { slug } = await newRow()
    const { page } = await desk.visit({ language, at: `/c/${slug}`, size: PHONE, theme: 'dark' })
    await gridRow(page, '甲')
      .getByRole('button', { name: `${collectionTexts[language].openRow}: 甲` })
      .tap()
    const box = page.getByRole('textbox', { name: t.write })
    await box.fill('手机上')
    await page.getByRole('button', { name: t.send }).tap()
    await eventually(() => said(page)).toEqual(['手机上'])
    await check(page, 'comments on a phone')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width)
  })
})
