import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { gif, pdf, png } from '../server/test/sample-files.ts'
import { fileTexts } from '../web/chat/files/texts.ts'
import { check } from './page-axe.ts'
import { answerOf, conversationOn, readMessages, SLOWLY } from './page-conversation.ts'
import { type Desk, eventually, inOne, openDesk, PHONE, textsOf } from './page-desk.ts'
import { newTag } from './page-rows.ts'

let desk: Desk
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'deskmate-files-'))
  writeFileSync(path.join(folder, '照片.png'), png(3000, 1500, [200, 80, 40]))
  writeFileSync(path.join(folder, 'report.pdf'), pdf())
  writeFileSync(path.join(folder, '数量.csv'), '名称,数量\n报告,12\n')
  writeFileSync(path.join(folder, 'archive.zip'), Buffer.from('PK\x03\x04\x14\0\0\0\x08\0', 'latin1'))
  writeFileSync(path.join(folder, 'scan.pdf'), Buffer.concat([pdf(), Buffer.alloc(400_000, 'a scan\n')]))
  writeFileSync(path.join(folder, 'moving.gif'), gif(60, 40))
  desk = await openDesk('stand-in')
})
afterAll(async () => {
  await desk.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(({ skip }) => skip(desk.model !== 'stand-in', 'the model is not the stand-in: see E2E_MODEL'))

const files = (...names: string[]) => names.map((name) => path.join(folder, name))

/** Files as a hand on the page gives them: held over it, or pasted into the question. */
const give = (page: Page, how: 'drop' | 'paste', file: { name: string; type: string; bytes: number[] }) =>
  page.evaluate(
    ([event, { name, type, bytes }]) => {
      const data = new DataTransfer()
      data.items.add(new File([new Uint8Array(bytes)], name, { type }))
      const target = document.querySelector('textarea') ?? document.body
      if (event === 'paste') target.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
      else
        for (const step of ['dragenter', 'dragover', 'drop']) target.dispatchEvent(new DragEvent(step, { dataTransfer: data, bubbles: true, cancelable: true }))
    },
    [how, file] as const,
  )

describe.each(inOne('en'))('files with a question, %s', (language) => {
  const t = textsOf(language)
  const f = fileTexts[language]
  const said = answerOf[language]

  it('that a model does not take later on are told of', async () => {
    const { page } = await desk.visit({ language, at: '/chat' })
    const chat = conversationOn(page, t)
    await page.locator('input[type="file"]').setInputFiles(files('照片.png'))
    await page.getByRole('list', { name: f.list }).getByText(/B$/).waitFor()
    await chat.ask(said.question(newTag()))
    await chat.isDone()
    await page.getByRole('button', { name: t.chat.models.choose('Auto Router') }).click()
    await page
      .getByRole('listbox')
      .getByRole('option', { name: /DeepSeek/ })
      .click()
    await chat.ask(said.question(newTag()))
    await chat.isDone()
    const told = page.getByText(t.chat.answer.filesLeftOut('1'))
    await told.waitFor()
    await page.reload()
    await told.waitFor()
  })

  it('are a question by themselves, asked, and edited into words', async () => {
    const { page } = await desk.visit({ language, at: '/chat' })
    const chat = conversationOn(page, t)
    const send = page.getByRole('button', { name: t.chat.composer.send })
    const tray = page.getByRole('list', { name: f.list })
    expect(await send.isDisabled()).toBe(true)
    await page.locator('input[type="file"]').setInputFiles(files('report.pdf'))
    await tray.getByText(/B$/).waitFor()
    await eventually(() => send.isEnabled()).toBe(true)
    await chat.box.press('Enter')
    await chat.address()
    await chat.isDone()
    const question = chat.questions.last()
    await question.getByRole('button', { name: f.download('report.pdf') }).waitFor()
    expect(await question.getByRole('paragraph').count()).toBe(0)
    await check(page, 'a file that is a question')
    await question.hover()
    await question.getByRole('button', { name: t.tree.edit }).click()
    await question.getByRole('textbox').fill(said.question(newTag()))
    await page.keyboard.press('Enter')
    await chat.isDone()
    await question.getByText(said.question('')).waitFor()
    await question.getByRole('button', { name: f.download('report.pdf') }).waitFor()
  })

  it('are chosen, made smaller, sent to the model, shown with the question, and opened', async () => {
    const { page } = await desk.visit({ language, at: '/chat' })
    const chat = conversationOn(page, t)
    const tray = page.getByRole('list', { name: f.list })
    await page.locator('input[type="file"]').setInputFiles(files('照片.png', 'report.pdf', '数量.csv'))
    await eventually(() => tray.getByRole('listitem').count()).toBe(3)
    // Nothing is sent before everything is there.
    await tray.getByText('照片.webp').waitFor()
    await page
      .getByRole('status')
      .filter({ hasText: f.added('数量.csv') })
      .waitFor()
    await check(page, 'files beside a question')
    await chat.ask(`${said.question(newTag())} [[parts]]`)
    const session = await chat.address()
    await chat.isDone()
    const told = await chat.answer.innerText()
    expect(told).toMatch(/image: image\/webp [1-9]\d* bytes/)
    expect(told).toContain(`file: report.pdf application/pdf ${pdf().length} bytes`)
    expect(told).toContain('名称,数量 报告,12')
    await eventually(() => page.getByRole('button', { name: t.chat.composer.send, exact: true }).isVisible()).toBe(true)
    const question = page.getByRole('article', { name: t.chat.you }).last()
    await question
      .getByRole('button', { name: f.open('照片.webp') })
      .locator('img')
      .waitFor()
    await page.reload()
    await question.getByRole('button', { name: f.open('照片.webp') }).click()
    const viewer = page.getByRole('dialog', { name: '照片.webp' })
    await viewer.getByRole('img', { name: '照片.webp' }).waitFor()
    expect(await viewer.getByRole('img').evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth)).toBe(2048)
    await check(page, 'an image, opened')
    await page.keyboard.press('Escape')
    const saved = page.waitForEvent('download')
    await question.getByRole('button', { name: f.download('report.pdf') }).click()
    expect((await saved).suggestedFilename()).toBe('report.pdf')
    expect((await readMessages(desk.url, session))[0]?.attachments.map(({ kind, width }) => [kind, width])).toEqual([
      ['image', 2048],
      ['pdf', null],
      ['text', null],
    ])
  })

  it('wait with a question in the queue, with the model that was chosen for it, also through a reload', async () => {
    const { page } = await desk.visit({ language, at: '/chat' })
    const chat = conversationOn(page, t)
    await chat.ask(`${said.question(newTag())} ${SLOWLY}`)
    const session = await chat.address()
    await chat.answer.getByText(said.begin).waitFor()
    const choose = async (from: string, name: string) => {
      await page.getByRole('button', { name: t.chat.models.choose(from) }).click()
      await page.getByRole('listbox').getByRole('option', { name }).click()
      await page.getByRole('button', { name: t.chat.models.choose(name) }).waitFor()
    }
    await choose('Auto Router', 'OpenAI: GPT-5 Mini')
    await page.locator('input[type="file"]').setInputFiles(files('report.pdf', '数量.csv'))
    await eventually(() => page.getByRole('list', { name: f.list }).getByRole('listitem').filter({ hasText: /B$/ }).count()).toBe(2)
    const question = `${said.question(newTag())} [[parts]]`
    await chat.ask(question)
    const waiting = page.getByRole('region', { name: t.tree.queued })
    await waiting
      .getByRole('listitem')
      .filter({ hasText: `${f.list}: 2` })
      .waitFor()
    await page.getByRole('list', { name: f.list }).waitFor({ state: 'detached' })
    await check(page, 'files in the queue')
    await waiting.getByRole('button', { name: /“/ }).first().click()
    expect(await chat.box.inputValue()).toBe(question)
    await eventually(() => page.getByRole('list', { name: f.list }).getByRole('listitem').count()).toBe(2)
    await chat.box.press('Enter')
    await choose('OpenAI: GPT-5 Mini', 'Anthropic: Claude Sonnet 4.5')
    await page.reload()
    await waiting
      .getByRole('listitem')
      .filter({ hasText: `${f.list}: 2` })
      .waitFor()
    await waiting.waitFor({ state: 'detached' })
    await chat.answer.getByText('application/pdf').waitFor()
    await chat.isDone()
    const [asked, answered] = (await readMessages(desk.url, session)).slice(-2)
    expect(asked?.attachments.map(({ name }) => name)).toEqual(['report.pdf', '数量.csv'])
    expect(answered?.model).toBe('openai/gpt-5-mini')
  })

  it('are dropped and pasted, and removed by hand', async () => {
    const { page } = await desk.visit({ language, at: '/chat' })
    const tray = page.getByRole('list', { name: f.list })
    const image = { type: 'image/gif', bytes: [...gif(20, 20)] }
    await page.getByRole('textbox', { name: t.chat.composer.label }).waitFor()
    await give(page, 'drop', { ...image, name: 'dropped.gif' })
    await tray.getByText('dropped.gif').waitFor()
    await page.getByText(f.drop).waitFor({ state: 'detached' })
    await give(page, 'paste', { ...image, name: 'image.gif' })
    await tray.getByText(f.pasted('gif')).waitFor()
    await tray.getByRole('button', { name: f.remove('dropped.gif') }).focus()
    await page.keyboard.press('Enter')
    await eventually(() => tray.getByRole('listitem').count()).toBe(1)
    expect(await page.getByRole('textbox', { name: t.chat.composer.label }).evaluate((box) => box === document.activeElement)).toBe(true)
    await page.getByRole('button', { name: f.remove(f.pasted('gif')) }).click()
    await tray.waitFor({ state: 'detached' })
  })

  it('that cannot be taken say why, and keep nothing else from being sent', async () => {
    const { page, provoke } = await desk.visit({ language, at: '/chat' })
    provoke(/attachments|415|ERR_FAILED/)
    const chat = conversationOn(page, t)
    const tray = page.getByRole('list', { name: f.list })
    await page.locator('input[type="file"]').setInputFiles(files('archive.zip'))
    const refused = tray.getByRole('listitem').filter({ hasText: 'archive.zip' })
    await refused.getByText(language === 'en' ? /cannot be attached/ : /不支持此类文件/).waitFor()
    // Another try would end alike, and there is nothing to ask yet.
    expect(await refused.getByRole('button', { name: f.retry('archive.zip') }).count()).toBe(0)
    expect(await page.getByRole('button', { name: t.chat.composer.send, exact: true }).isDisabled()).toBe(true)
    await page.route('**/api/v1/chat/attachments', (route) => route.abort(), { times: 1 })
    await page.locator('input[type="file"]').setInputFiles(files('moving.gif'))
    await tray.getByRole('button', { name: f.retry('moving.gif') }).click()
    await tray.getByText('moving.gif').waitFor()
    await eventually(() => tray.getByText(/^\d+ B$/).count()).toBe(1)
    await check(page, 'a file that was refused')
    await chat.ask(`${said.question(newTag())} [[parts]]`)
    await chat.isDone()
    expect(await chat.answer.innerText()).toContain('image: image/gif')
    await tray.and(page.locator('form *')).waitFor({ state: 'detached' })
  })

  it('that are large are sent once, also where the access has ended meanwhile', async () => {
    const { page, context, provoke } = await desk.visit({ language, at: '/chat' })
    provoke(/401/)
    const sent: string[] = []
    page.on('response', (response) => {
      if (response.url().endsWith('/api/v1/chat/attachments')) sent.push(`${response.request().method()} ${response.status()}`)
    })
    await page.getByRole('textbox', { name: t.chat.composer.label }).waitFor()
    await context.clearCookies({ name: '__Host-deskmate-access' })
    await page.locator('input[type="file"]').setInputFiles(files('scan.pdf'))
    await page
      .getByRole('list', { name: f.list })
      .getByText(/^\d+ kB$/i)
      .waitFor()
    expect(sent.filter((line) => line.startsWith('POST'))).toEqual(['POST 201'])
  })

  it('that the model cannot read keep the question until another is chosen', async () => {
    const { page } = await desk.visit({ language, at: '/chat' })
    const chat = conversationOn(page, t)
    const choose = async (from: string, word: string) => {
      const search = page.getByRole('combobox', { name: t.chat.models.search })
      // A press right after the list has closed is taken for the one that closed it.
      await eventually(async () => {
        if (!(await search.isVisible())) await page.getByRole('button', { name: t.chat.models.choose(from) }).click()
        return await search.isVisible()
      }).toBe(true)
      await search.fill(word)
      await eventually(() => page.getByRole('option').count()).toBe(1)
      await page.keyboard.press('Enter')
    }
    await choose('Auto Router', 'qwen max')
    await page.locator('input[type="file"]').setInputFiles(files('moving.gif'))
    await page.getByRole('list', { name: f.list }).getByText(f.untaken.image).waitFor()
    await chat.box.fill(`${said.question(newTag())} [[parts]]`)
    expect(await page.getByRole('button', { name: t.chat.composer.send, exact: true }).isDisabled()).toBe(true)
    await choose('Qwen: Qwen3 Max', 'sonnet')
    await page.getByText(f.untaken.image).waitFor({ state: 'detached' })
    await chat.box.press('Enter')
    await chat.isDone()
    expect(await chat.answer.innerText()).toContain('image: image/gif')
  })

  it('wait with the draft of their conversation, over a reload and elsewhere', async () => {
    const { page } = await desk.visit({ language, at: '/chat' })
    const chat = conversationOn(page, t)
    await chat.ask(said.question(newTag()))
    const session = await chat.address()
    await chat.isDone()
    const tray = page.getByRole('list', { name: f.list }).and(page.locator('form *'))
    await page.locator('input[type="file"]').setInputFiles(files('report.pdf'))
    await chat.box.fill('unfinished')
    await tray.getByText('report.pdf').waitFor()
    await eventually(() => tray.getByText(/^\d+ B$/).count()).toBe(1)
    await page.goto('/chat')
    await chat.box.waitFor()
    await tray.waitFor({ state: 'detached' })
    await page.goto(`/chat/${session}`)
    await tray.getByText('report.pdf').waitFor()
    expect(await chat.box.inputValue()).toBe('unfinished')
    await chat.box.fill('[[parts]]')
    await chat.box.press('Enter')
    await eventually(() => chat.answers.count()).toBe(2)
    await chat.isDone()
    expect(await chat.answer.innerText()).toContain('file: report.pdf')
    await tray.waitFor({ state: 'detached' })
  })

  it('are given back where the question was not sent', async () => {
    const { page, context, provoke } = await desk.visit({ language, at: '/chat' })
    provoke(/ERR_INTERNET_DISCONNECTED/)
    const chat = conversationOn(page, t)
    const tray = page.getByRole('list', { name: f.list }).and(page.locator('form *'))
    await page.locator('input[type="file"]').setInputFiles(files('moving.gif'))
    await eventually(() => tray.getByText(/^\d+ B$/).count()).toBe(1)
    await context.setOffline(true)
    await chat.ask('[[parts]]')
    await page.getByRole('alert').getByText(t.chat.failure.notSent).waitFor()
    await tray.getByText('moving.gif').waitFor()
    await context.setOffline(false)
    await page.getByText(t.shell.offline).waitFor({ state: 'detached' })
    await chat.box.press('Enter')
    await chat.isDone()
    expect(await chat.answer.innerText()).toContain('image: image/gif')
  })
})

it('a telephone has room for them', async () => {
  const { page } = await desk.visit({ language: 'zh-CN', at: '/chat', size: PHONE })
  await page.locator('input[type="file"]').setInputFiles(files('照片.png', 'report.pdf', '数量.csv', 'moving.gif'))
  await eventually(() => page.getByRole('listitem').filter({ hasText: /B$/ }).count()).toBe(4)
  const { below, wide } = await page.evaluate(() => ({
    below: document.querySelector('textarea')?.getBoundingClientRect().bottom ?? Number.POSITIVE_INFINITY,
    wide: document.documentElement.scrollWidth,
  }))
  expect(below).toBeLessThan(PHONE.height)
  expect(wide).toBe(PHONE.width)
})
