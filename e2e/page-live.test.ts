import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fetchSigned } from '../server/test/credentials.ts'
import { liveTexts } from '../web/collections/live/texts.ts'
import { collectionTexts } from '../web/collections/texts.ts'
import { check } from './page-axe.ts'
import { addCollection, addRow, addRows, changeRow, cursorAt, gridCell, gridRow, readRow } from './page-collection.ts'
import { type Desk, eventually, inOne, openDesk } from './page-desk.ts'
import { addPerson } from './page-people.ts'
import { newTag } from './page-rows.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk('built-in')
})
afterAll(() => desk.close())

const fields = [
  { key: 'a', name: 'A', type: 'text' as const },
  { key: 'b', name: 'B', type: 'text' as const },
]
async function newTable(rows: string[]): Promise<string> {
  const slug = `live-${newTag()}`
  await addCollection(desk.url, { slug, name: slug, fields })
  for (const name of rows) await addRow(desk.url, slug, { name, values: { a: `${name} a`, b: `${name} b` } })
  return slug
}
const type = async (page: Page, name: string, key: string, text: string) => {
  await gridCell(page, name, key).click()
  await page.keyboard.type(text)
}
const topOf = async (page: Page, name: string) => (await gridRow(page, name).boundingBox())?.y

describe.each(inOne('zh-CN'))('two people at one collection, %s', (language) => {
  const t = collectionTexts[language]
  const words = liveTexts[language]

  it('see each other, and what the other writes', async () => {
    const slug = await newTable(['丙', '乙', '甲'])
    const [lin, wang] = [await addPerson(desk.url, 'editor'), await addPerson(desk.url, 'editor')]
    const one = await desk.visit({ language, at: `/c/${slug}`, as: lin })
    const two = await desk.visit({ language, at: `/c/${slug}`, as: wang })
    await one.page.getByRole('list', { name: words.here }).getByText(wang.name).waitFor()
    await two.page.getByRole('list', { name: words.here }).getByText(lin.name).waitFor()

    await type(one.page, '乙', 'a', '来自第一个人')
    await gridCell(two.page, '乙', 'a').getByText(words.editing(lin.name)).waitFor()
    await check(two.page, 'a cell that another writes in')
    await one.page.keyboard.press('Enter')
    await gridCell(two.page, '乙', 'a').getByText('来自第一个人').waitFor()
    await type(two.page, '甲', 'b', '来自第二个人')
    await two.page.keyboard.press('Enter')
    await gridCell(one.page, '甲', 'b').getByText('来自第二个人').waitFor()

    await two.context.close()
    await one.page.getByRole('list', { name: words.here }).waitFor({ state: 'detached' })
  })

  it('press a cell while the other is drawn, and what is typed goes there', async () => {
    const slug = await newTable(['乙', '甲'])
    const [lin, wang] = [await addPerson(desk.url, 'editor'), await addPerson(desk.url, 'editor')]
    const one = await desk.visit({ language, at: `/c/${slug}`, as: lin })
    const two = await desk.visit({ language, at: `/c/${slug}`, as: wang })
    await one.page.getByRole('list', { name: words.here }).getByText(wang.name).waitFor()
    // Between what is drawn and what follows it.
    await one.page.evaluate(() => {
      const [mine, theirs] = ['甲', '乙'].map((name) => [...document.querySelectorAll('[role="row"]')].find((row) => row.textContent?.includes(name)))
      const pressed: boolean[] = []
      Object.assign(globalThis, { pressed })
      if (!mine || !theirs) throw new Error('no rows')
      new MutationObserver(() => {
        const cell = mine.querySelector(`[data-column="${pressed.length % 2 === 0 ? 'a' : 'b'}"]`)
        cell?.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, cancelable: true }))
        setTimeout(() => pressed.push(document.activeElement !== null && cell?.contains(document.activeElement) === true), 0)
      }).observe(theirs, { childList: true, subtree: true })
    })
    for (const key of ['a', 'b', 'a', 'b', 'a', 'b']) {
      await gridCell(two.page, '乙', key).click()
      await gridCell(one.page, '乙', key).getByText(wang.name.slice(0, 1)).waitFor()
    }
    const pressed = z.array(z.boolean()).parse(await one.page.evaluate('pressed'))
    expect(pressed.length).toBeGreaterThanOrEqual(6)
    expect(pressed).not.toContain(false)
  })

  it('write in one cell, and neither loses what he wrote', async () => {
    const slug = await newTable(['甲'])
    const [lin, wang] = [await addPerson(desk.url, 'editor'), await addPerson(desk.url, 'editor')]
    const one = await desk.visit({ language, at: `/c/${slug}`, as: lin })
    const two = await desk.visit({ language, at: `/c/${slug}`, as: wang })
    two.provoke(/412/)
    await type(two.page, '甲', 'a', '第二个人的')
    await type(one.page, '甲', 'a', '第一个人的')
    await one.page.keyboard.press('Enter')
    await gridCell(one.page, '甲', 'a').getByText('第一个人的').waitFor()
    await type(one.page, '甲', 'b', '也是第一个人的')
    await one.page.keyboard.press('Enter')
    // It has arrived by then, and has not touched what is being written.
    const { id } = await addRow(desk.url, slug, { name: '后来' })
    await eventually(() => two.page.getByRole('textbox', { name: 'A', exact: true }).inputValue()).toBe('第二个人的')
    await two.page.keyboard.press('Enter')
    const dialog = two.page.getByRole('dialog', { name: t.conflict.title })
    await dialog.getByText('第一个人的', { exact: true }).waitFor()
    await dialog.getByText('第二个人的', { exact: true }).waitFor()
    await check(two.page, 'what two have written')
    const result = dialog.getByRole('textbox', { name: t.conflict.result })
    expect(await result.inputValue()).toBe('第二个人的')
    await dialog.getByRole('button', { name: t.conflict.theirs }).click()
    expect(await result.inputValue()).toBe('第一个人的')
    await result.fill('第一个人的，第二个人的')
    await dialog.getByRole('button', { name: t.conflict.save }).click()
    await gridCell(one.page, '甲', 'a').getByText('第一个人的，第二个人的').waitFor()
    await gridCell(two.page, '甲', 'b').getByText('也是第一个人的').waitFor()
    await gridRow(two.page, '后来').waitFor()
    expect((await readRow(desk.url, slug, id)).version).toBe(1)
  })

  it('read on where they are while rows come above, and go', async () => {
    const slug = `live-${newTag()}`
    await addCollection(desk.url, { slug, name: slug, fields })
    await addRows(
      desk.url,
      slug,
      Array.from({ length: 150 }, (_, at) => ({ name: `行 ${at}` })),
    )
    const read = await addRow(desk.url, slug, { name: '正在读' })
    const { page } = await desk.visit({ language, at: `/c/${slug}` })
    await gridCell(page, '正在读', 'a').click()
    await eventually(() => cursorAt(page)).toBe('0 1')
    const top = await topOf(page, '正在读')
    const first = await addRow(desk.url, slug, { name: '新一' })
    await addRow(desk.url, slug, { name: '新二' })
    await page.getByRole('button', { name: words.above('2') }).waitFor()
    await eventually(() => cursorAt(page)).toBe('2 1')
    expect(await topOf(page, '正在读')).toBe(top)
    await check(page, 'rows that came above')
    // What is typed goes where it went.
    await page.keyboard.type('x')
    await page.keyboard.press('Enter')
    await eventually(async () => (await readRow(desk.url, slug, read.id)).values).toEqual({ a: 'x' })
    await fetchSigned(`${desk.url}/api/v1/collections/${slug}/items/${first.id}`, { method: 'DELETE' })
    await page.getByRole('button', { name: words.above('2') }).click()
    await gridRow(page, '新二').waitFor()
    await gridRow(page, '新一').waitFor({ state: 'detached' })
  })

  it('see rows leave and come that a filter is about, and fields that are added', async () => {
    const slug = await newTable(['甲', '乙'])
    const { page } = await desk.visit({ language, at: `/c/${slug}?${new URLSearchParams({ filter: 'a = "x"' })}` })
    await page.getByText(t.noneFound.title).waitFor()
    const later = await addRow(desk.url, slug, { name: '丙', values: { a: 'x' } })
    await gridRow(page, '丙').waitFor()
    await changeRow(desk.url, slug, later.id, { values: { a: 'y' } })
    await gridRow(page, '丙').waitFor({ state: 'detached' })
    await changeRow(desk.url, slug, later.id, { values: { a: 'x' } })
    await gridRow(page, '丙').waitFor()
    await fetchSigned(`${desk.url}/api/v1/collections/${slug}/fields`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ name: '新字段', type: 'text' }),
    })
    await page.getByRole('columnheader', { name: '新字段' }).waitFor()
  })
})

it('whoever was away is told what he missed', async () => {
  const slug = await newTable(['甲'])
  const { page, context, provoke } = await desk.visit({ language: 'zh-CN', at: `/c/${slug}` })
  await gridCell(page, '甲', 'a').getByText('甲 a').waitFor()
  provoke(/ERR_INTERNET_DISCONNECTED|Failed to load|ERR_FAILED/)
  await context.setOffline(true)
  await addRow(desk.url, slug, { name: '离线时' })
  await context.setOffline(false)
  await gridRow(page, '离线时').waitFor()
})
