import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { check } from './page-axe.ts'
import { conversationOn } from './page-conversation.ts'
import { type Desk, eventually, inOne, openDesk, PHONE, textsOf } from './page-desk.ts'

/** One red pixel, as large as it is asked to be. */
const picture = '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="200"><rect width="320" height="200" fill="#b33"/></svg>'

let desk: Desk
let elsewhere: Server
let host = ''
const asked: string[] = []
beforeAll(async () => {
  elsewhere = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.referer ?? 'nowhere'}`)
    if (request.url === '/gone.png') response.writeHead(404).end()
    else response.writeHead(200, { 'Content-Type': 'image/svg+xml' }).end(picture)
  })
  await once(elsewhere.listen(0, '127.0.0.1'), 'listening')
  host = `127.0.0.1:${z.object({ port: z.number() }).parse(elsewhere.address()).port}`
  desk = await openDesk('stand-in')
})
afterAll(async () => {
  await desk.close()
  elsewhere.close()
})
beforeEach(({ skip }) => skip(desk.model !== 'stand-in', 'the model is not the stand-in: see E2E_MODEL'))

describe.each(inOne('en'))('an answer, %s', (language) => {
  const t = textsOf(language)

  async function answered(text: string, size?: { width: number; height: number }) {
    const visit = await desk.visit({ language, at: '/chat', ...(size && { size }) })
    const chat = conversationOn(visit.page, t)
    await chat.box.fill(`[[delay:2]] [[chunks:30]] [[say]]${text}`)
    await visit.page.getByRole('button', { name: t.chat.composer.send, exact: true }).click()
    await chat.isDone()
    return { ...visit, chat, answer: chat.answer }
  }

  it('has its formulas set, and prices left alone', async () => {
    const { page, answer } = await answered(
      'For $a_1 \\neq 0$ and \\(b^2\\), at $5 and $6:\n\n$$\nx = \\frac{-b \\pm \\sqrt{b^2 - 4ac}}{2a}\n$$\n\n\\[ \\int_0^1 x\\,dx \\]\n\nnot $\\frac{$ that, nor $\\href{javascript:alert(1)}{x}$ and $\\def\\a{\\a\\a}\\a$.',
    )
    await eventually(() => answer.locator('.katex').count()).toBeGreaterThanOrEqual(4)
    expect(await answer.locator('.katex-display').count()).toBe(2)
    expect(await answer.locator('math').count()).toBeGreaterThanOrEqual(4)
    expect(await answer.innerText()).toContain('$5 and $6:')
    // What cannot be set is shown as it was written, and nothing of it leads anywhere.
    await answer.locator('code', { hasText: '\\def\\a{\\a\\a}\\a' }).waitFor()
    expect(await answer.locator('.katex a').count()).toBe(0)
    // Its letters are its own, from here.
    const fonts = await page.evaluate(async () => {
      await document.fonts.ready
      return Array.from(document.fonts, ({ family, status }) => (status === 'loaded' ? family.replaceAll('"', '') : '')).filter((family) =>
        family.startsWith('KaTeX'),
      )
    })
    expect(fonts).toContain('KaTeX_Main')
    await check(page, 'formulas')
  })

  it('has its diagram drawn in a sandbox, its source beside it, and says so where it cannot be drawn', async () => {
    const { page, answer } = await answered(
      '```mermaid\nflowchart LR\n  a["开始 <b>x</b>"] --> b{"OK?"}\n  b --> c["完成"]\n  click a "javascript:alert(1)"\n```\n\n```mermaid\nflowchart LR\n  a --> --> b\n```',
    )
    const frame = answer.locator('iframe').first()
    const drawing = answer.frameLocator('iframe').first().locator('svg')
    await drawing.getByText('完成').waitFor()
    await eventually(() => frame.evaluate((element) => element.clientHeight)).toBeLessThan(400)
    expect(await frame.getAttribute('sandbox')).toBe('allow-scripts')
    expect(await frame.getAttribute('title')).toContain('flowchart')
    // Of an origin of its own: neither sees into the other.
    expect(await frame.evaluate((element) => element instanceof HTMLIFrameElement && element.contentDocument)).toBeNull()
    await answer.getByText(t.chat.markdown.notDrawn).waitFor()
    await eventually(() => answer.locator('iframe').count()).toBe(1)
    await answer.getByText('a --> --> b').waitFor()
    await answer.getByRole('button', { name: t.chat.markdown.showSource }).click()
    await answer.getByText('click a "javascript:alert(1)"').waitFor()
    await eventually(() => answer.locator('iframe').count()).toBe(0)
    await answer.getByRole('button', { name: t.chat.markdown.copyCode }).first().click()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('flowchart LR')
    await answer.getByRole('button', { name: t.chat.markdown.showDiagram }).click()
    await drawing.getByText('完成').waitFor()
    await check(page, 'diagrams')
  })

  it('asks for a picture from elsewhere when somebody says so, and tells its host nothing', async () => {
    asked.length = 0
    const { page, answer, provoke } = await answered(`![A chart](http://${host}/chart.png)\n\n![Another](http://${host}/gone.png) [masked](http://${host}/x)`)
    provoke(/gone\.png|\b404\b/)
    await answer.getByText(`(${host})`).first().waitFor()
    await page.reload()
    await answer.getByText('A chart').waitFor()
    expect(asked).toEqual([])
    await answer.getByRole('button', { name: t.chat.markdown.loadImage }).first().click()
    await answer.frameLocator('iframe').getByRole('img', { name: 'A chart' }).waitFor()
    await eventually(() => answer.locator('iframe').evaluate((element) => element.clientHeight)).toBe(200)
    expect(asked).toEqual(['/chart.png nowhere'])
    await answer.getByRole('button', { name: t.chat.markdown.loadImage }).click()
    await answer.getByText(t.chat.markdown.imageFailed).waitFor()
    await check(page, 'pictures')
  })

  it('has tables that scroll by themselves on a phone, and go into a spreadsheet', async () => {
    const columns = Array.from({ length: 12 }, (_, at) => `column ${at}`)
    const row = (cells: string[]) => `| ${cells.join(' | ')} |`
    const long = Array.from({ length: 500 }, (_, at) => row([`${at}`, '=1+1']))
    const { page, answer } = await answered(
      [row(columns), row(columns.map(() => '---')), row(columns.map((_, at) => `**${at}**, a`)), '', row(['n', 'x']), row(['---', '---']), ...long].join('\n'),
      PHONE,
    )
    const table = answer.getByRole('table').first()
    await table.waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    expect(await table.evaluate((element) => (element.parentElement?.scrollWidth ?? 0) - (element.parentElement?.clientWidth ?? 0))).toBeGreaterThan(100)
    await answer.getByRole('button', { name: t.chat.markdown.copyTable }).first().click()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied.split('\n').map((line) => line.split('\t'))).toEqual([columns, columns.map((_, at) => `${at}, a`)])
    expect(await answer.getByRole('table').nth(1).getByRole('row').count()).toBe(201)
    await answer.getByText(t.chat.markdown.moreRows('300')).waitFor()
    const saving = page.waitForEvent('download')
    await answer.getByRole('button', { name: t.chat.markdown.saveTable }).nth(1).click()
    const stream = await (await saving).createReadStream()
    const saved = (await stream.toArray()).join('')
    expect(saved.split('\r\n')).toHaveLength(502)
    expect(saved).toContain("499,'=1+1")
    await check(page, 'tables')
  })

  it('has footnotes that lead there and back, and tasks', async () => {
    const { page, answer } = await answered('A claim[^1], another[^b].\n\n- [x] done\n- [ ] open\n\n[^1]: From *here*.\n[^b]: And there.')
    const notes = answer.getByRole('region', { name: t.chat.markdown.footnotes })
    await notes.getByText('From here.').waitFor()
    await answer.getByRole('button', { name: t.chat.markdown.footnote(2), exact: true }).click()
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('And there.')
    await notes.getByRole('button', { name: t.chat.markdown.footnoteBack(2) }).click()
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(t.chat.markdown.footnote(2))
    await answer.getByRole('img', { name: t.chat.markdown.done, exact: true }).waitFor()
    await check(page, 'footnotes')
  })

  it('is bounded, whatever the model makes', async () => {
    const { page, answer, chat } = await answered(
      [
        `${'>'.repeat(3_000)} deep`,
        `${'*'.repeat(4_000)}a${'*'.repeat(4_000)}`,
        '['.repeat(10_000),
        'w'.repeat(5_000),
        `\u202Eright to left\u202C عربي`,
        'the end',
      ].join('\n\n'),
      PHONE,
    )
    await answer.getByText('the end').waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    await chat.box.fill('still here')
    expect(await chat.box.inputValue()).toBe('still here')
  })
})
