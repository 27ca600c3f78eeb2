import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fetchSigned } from '../server/test/credentials.ts'
import { check } from './page-axe.ts'
import { conversationOn } from './page-conversation.ts'
import { type Desk, eventually, languages, openDesk, PHONE, textsOf } from './page-desk.ts'
import { newTag } from './page-rows.ts'
import { takeIn } from './take-in.ts'

// The conversations as a list: found, sorted, shared, taken in and given out.

let desk: Desk
beforeAll(async () => {
  desk = await openDesk('stand-in')
})
afterAll(() => desk.close())

async function talk(word: string, messages = 2): Promise<string> {
  const title = `谈话 ${word}`
  const said = Array.from({ length: messages }, (_, at) => (at === 0 ? `第一句话 ${word} 季度报告` : `message ${at + 1}`))
  await takeIn(desk.url, [{ title, messages: said, at: new Date('2026-01-02T03:04:05Z') }])
  return title
}

describe.each(languages)('the list of conversations, %s', (language) => {
  const t = textsOf(language)
  const listOn = (page: Page) => page.getByRole('navigation', { name: t.chat.sessions.label })
  const rowOf = (page: Page, title: string) => listOn(page).getByRole('listitem').filter({ hasText: title })
  const choose = async (page: Page, title: string, entry: string) => {
    await rowOf(page, title).hover()
    await rowOf(page, title)
      .getByRole('button', { name: t.chat.sessions.menu(title) })
      .click()
    await page.getByRole('menuitem', { name: entry }).click()
  }
  const showView = async (page: Page, name: string | RegExp) => {
    await page.getByRole('button', { name: t.list.views.label }).click()
    await page.getByRole('menuitemradio', { name }).click()
  }
  const act = async (page: Page, entry: string) => {
    await page.getByRole('button', { name: t.list.listMenu }).click()
    await page.getByRole('menuitem', { name: entry }).click()
  }

  it('is searched, and leads to the message, far above', async () => {
    const word = newTag()
    await talk(word, 300)
    const { page } = await desk.visit({ language, at: '/chat' })
    const results = page.getByRole('navigation', { name: t.list.results })
    await expect
      .poll(async () => (await (await fetchSigned(`${desk.url}/api/v1/chat/search?q=${word}`)).text()).includes('第一句话'), { timeout: 20_000 })
      .toBe(true)
    await page.getByRole('textbox', { name: t.list.search }).fill(`${word} 季度`)
    await eventually(() => results.locator('mark').allInnerTexts()).toEqual([word, word, '季度'])
    await check(page, 'search results')
    await results.getByRole('link').first().click()
    await page.waitForURL(/message=/)
    await page.getByRole('region', { name: t.chat.history.label }).getByText(`第一句话 ${word} 季度报告`).waitFor()
    await page.getByRole('textbox', { name: t.list.search }).fill('nowhere to be found')
    await page.getByText(t.list.noResults('nowhere to be found')).waitFor()
  })

  it('says of what year something is, where it is not of this one', async () => {
    const title = newTag()
    await takeIn(desk.url, [{ title, messages: ['?', '!'], at: new Date('2024-03-05T12:00:00Z') }])
    const { page } = await desk.visit({ language, at: '/chat' })
    await rowOf(page, title)
      .getByText(language === 'en' ? 'Mar 2024' : '2024年3月')
      .waitFor()
  })

  it('has what is pinned first, without what is archived, and folders', async () => {
    const [one, two] = [await talk(newTag()), await talk(newTag())]
    const { page } = await desk.visit({ language, at: '/chat' })
    await choose(page, one, t.list.pin)
    await listOn(page).getByRole('heading', { name: t.list.pinned }).waitFor()
    await eventually(() => listOn(page).getByRole('listitem').first().innerText()).toContain(one)
    await choose(page, one, t.list.unpin)

    await choose(page, two, t.list.archive)
    await page.getByText(t.list.archived(two)).waitFor()
    await rowOf(page, two).waitFor({ state: 'detached' })
    await showView(page, t.list.views.archived)
    await choose(page, two, t.list.unarchive)
    await rowOf(page, two).waitFor({ state: 'detached' })
    await showView(page, t.list.views.active)
    await rowOf(page, two).waitFor()

    const folder = `文件夹 ${newTag()}`
    await choose(page, one, t.list.move)
    await page.getByRole('dialog').getByRole('button', { name: t.list.newFolder }).click()
    await page.getByRole('textbox', { name: t.list.folderName }).fill(folder)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await showView(page, new RegExp(folder))
    await eventually(() => listOn(page).getByRole('listitem').count()).toBe(1)
    await rowOf(page, one).waitFor()
    await act(page, t.list.renameFolder)
    await page.getByRole('textbox', { name: t.list.folderName }).fill(`${folder} 二`)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: `${t.list.views.label}: ${folder} 二` }).waitFor()
    await act(page, t.list.deleteFolder)
    await page
      .getByRole('dialog')
      .getByRole('button', { name: t.list.deleteFolder.replace('…', '') })
      .click()
    await page.getByRole('button', { name: `${t.list.views.label}: ${t.list.views.active}` }).waitFor()
    await rowOf(page, one).waitFor()
  })

  it('gives back what was deleted, at once and later, and lets it go for good; all of it by keyboard', async () => {
    const title = await talk(newTag())
    const { page } = await desk.visit({ language, at: '/chat' })
    await rowOf(page, title).getByRole('link').focus()
    await page.keyboard.press('Delete')
    await page.getByText(t.list.deleted(title)).waitFor()
    await rowOf(page, title).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: t.list.undo }).click()
    await rowOf(page, title).waitFor()
    await choose(page, title, t.chat.sessions.delete)
    await rowOf(page, title).waitFor({ state: 'detached' })
    await showView(page, t.list.views.deleted)
    await choose(page, title, t.list.restore)
    await rowOf(page, title).waitFor({ state: 'detached' })
    await showView(page, t.list.views.active)
    await choose(page, title, t.chat.sessions.delete)
    await showView(page, t.list.views.deleted)
    await rowOf(page, title).getByRole('button', { name: title }).first().focus()
    await page.keyboard.press('Delete')
    await page.getByRole('dialog', { name: t.list.purgeAsk }).getByRole('button', { name: t.list.purge }).click()
    await page.getByText(t.list.purged).waitFor()
    await rowOf(page, title).waitFor({ state: 'detached' })
  })

  it('shares a conversation with somebody who has not signed in, until it is taken back', async () => {
    const word = newTag()
    const title = await talk(word)
    const { page } = await desk.visit({ language, at: '/chat' })
    await choose(page, title, t.list.share)
    const dialog = page.getByRole('dialog', { name: t.list.sharing.title })
    await dialog.getByRole('button', { name: t.list.sharing.create }).click()
    const link = await dialog.getByRole('textbox', { name: t.list.sharing.link }).inputValue()
    expect(link).toMatch(/\/shared#[\w-]{43}$/)
    await check(page, 'sharing')

    const { page: reader, provoke } = await desk.visit({ language, as: null, at: link, size: PHONE })
    provoke(/\b404\b/)
    await reader.getByRole('heading', { name: title, level: 1 }).waitFor()
    await reader.getByText(`第一句话 ${word} 季度报告`).waitFor()
    await reader.getByText('message 2').waitFor()
    await check(reader, 'a shared conversation')
    expect(await reader.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width)

    await dialog.getByRole('button', { name: t.list.sharing.revoke }).click()
    await page.getByText(t.list.sharing.revoked).waitFor()
    await dialog.getByText(t.list.sharing.none).waitFor()
    await reader.reload()
    await reader.getByText(t.list.shared.goneText).waitFor()
  })

  it('gives conversations out and takes them in', async () => {
    const word = newTag()
    const title = await talk(word)
    const { page } = await desk.visit({ language, at: '/chat' })
    const save = async (press: () => Promise<unknown>) => {
      const [file] = await Promise.all([page.waitForEvent('download'), press()])
      return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') }
    }
    const markdown = await save(() => choose(page, title, t.list.exportMarkdown))
    expect(markdown.name).toBe(`谈话 ${word}.md`)
    expect(markdown.text).toContain(`第一句话 ${word} 季度报告`)
    const json = await save(() => choose(page, title, t.list.exportJson))
    expect(z.object({ title: z.string() }).parse(JSON.parse(json.text)).title).toBe(title)

    await act(page, t.list.importExport)
    const dialog = page.getByRole('dialog', { name: t.list.transfer.title })
    const all = await save(() => dialog.getByRole('button', { name: t.list.transfer.json, exact: true }).click())
    expect(all.text).toContain(title)
    const other = JSON.stringify({ ...z.record(z.string(), z.unknown()).parse(JSON.parse(json.text)), title: `另一个 ${word}` })
    const chooseFile = async (buffer: Buffer) => {
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), dialog.getByRole('button', { name: t.list.transfer.choose }).click()])
      await chooser.setFiles({ name: 'conversations.json', mimeType: 'application/json', buffer })
    }
    await chooseFile(Buffer.from(`[${json.text},${other},{"title":"坏的"}]`))
    await dialog.getByText(t.list.transfer.done('1', '2')).waitFor()
    await dialog.getByText(t.list.transfer.skipped('1')).waitFor()
    await dialog.getByText(`坏的${t.list.colon}${t.list.transfer.reasons.unknown_format}`).waitFor()
    await check(page, 'an import')
    await page.keyboard.press('Escape')
    await rowOf(page, `另一个 ${word}`).waitFor()
  })

  it('marks an answer that ended elsewhere until somebody looks', async () => {
    const { page } = await desk.visit({ language, at: '/chat' })
    const word = newTag()
    const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ message: word }) }
    expect((await fetchSigned(`${desk.url}/api/v1/chat/message`, init)).status).toBe(200)
    await page.reload()
    await rowOf(page, word).getByRole('img', { name: t.list.unread }).waitFor()
    await rowOf(page, word).getByRole('link').click()
    await conversationOn(page, t).isDone()
    await page.getByRole('button', { name: t.chat.sessions.new }).first().click()
    await rowOf(page, word).getByRole('img', { name: t.list.unread }).waitFor({ state: 'detached' })
  })
})
