import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fetchSigned } from '../server/test/credentials.ts'
import { openRow } from './page-collection.ts'
import { conversationOn } from './page-conversation.ts'
import { type Desk, inOne, openDesk, textsOf } from './page-desk.ts'
import { addItem, newWord } from './page-rows.ts'

// What attackers write wherever they can write something: no script runs, and nothing is asked of another host.

let desk: Desk
let elsewhere: Server
let canary = ''
/** What came to another host, from whatever page. */
const asked: string[] = []
beforeAll(async () => {
  elsewhere = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.end('')
  })
  await once(elsewhere.listen(0, '127.0.0.1'), 'listening')
  canary = `http://127.0.0.1:${z.object({ port: z.number() }).parse(elsewhere.address()).port}`
  desk = await openDesk('stand-in')
})
afterAll(async () => {
  await desk.close()
  elsewhere.close()
})

const attack = 'window.hit=1,alert(1)'
/** Of the known lists those that some browser or renderer once took; short enough for a name. */
const corpus = () => [
  `<script>${attack}</script>`,
  `<script src="${canary}/a.js"></script>`,
  `<img src=x onerror="${attack}">`,
  `<img src="${canary}/b.png">`,
  `"><svg onload="${attack}">`,
  `<svg><script href="data:text/javascript,${attack}"/></svg>`,
  `<svg><animate onbegin="${attack}" attributeName=x dur=1s>`,
  `<iframe srcdoc="<script>parent.${attack}</script>"></iframe>`,
  `<iframe src="javascript:parent.${attack}"></iframe>`,
  `<object data="${canary}/c.swf"></object><embed src="${canary}/d">`,
  `<link rel=stylesheet href="${canary}/e.css"><style>@import "${canary}/f.css";</style>`,
  `<base href="${canary}/"><form action="${canary}/g"><input autofocus onfocus="${attack}">`,
  `<meta http-equiv=refresh content="0;url=${canary}/h">`,
  `<details open ontoggle="${attack}">x</details><marquee onstart="${attack}">`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${attack}&gt;">`,
  `<noscript><p title="</noscript><img src=x onerror=${attack}>">`,
  `[link](javascript:${attack})`,
  `[link](JaVaScRiPt&colon;${attack})`,
  `[link](data:text/html,<script>opener.${attack}</script>)`,
  `![image](${canary}/i.png)`,
  `![image](javascript:${attack})`,
  `<javascript:${attack}>`,
  `[ref]: ${canary}/j "title"\n\n![ref]`,
  `{{constructor.constructor('${attack}')()}} \${${attack}}`,
  `\`\`\`html\n<script>${attack}</script>\n\`\`\``,
  `\u202E</title><script>${attack}</script>`,
  `$\\href{javascript:${attack}}{x} \\includegraphics{${canary}/k.png} \\htmlData{a=b}{x}$`,
  `[^1]: <img src="${canary}/l.png" onerror="${attack}">\n\n[^1]`,
]
/** Diagrams that try to be more; drawn in their sandbox, where nothing can be reached. */
const diagrams = () => [
  `flowchart LR\na["<img src=${canary}/m.png onerror=${attack}>"] --> b["<script>${attack}</script>"]\nclick a "javascript:${attack}"\nclick b href "${canary}/n"`,
  `%%{init: {"securityLevel": "loose", "themeCSS": "@import url(${canary}/o.css); * { background: url(${canary}/p.png) }", "htmlLabels": true}}%%\nflowchart LR\na --> b`,
  `sequenceDiagram\nA->>B: <svg onload=${attack}>\nlink A: x @ javascript:${attack}`,
]

async function watchFor(page: Page) {
  const dialogs: string[] = []
  const abroad: string[] = []
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  page.context().on('request', (request) => {
    if (!request.url().startsWith(desk.url) && !/^(blob|data):/.test(request.url())) abroad.push(request.url())
  })
  return async (where: string) => {
    expect(await page.evaluate(() => 'hit' in window), where).toBe(false)
    expect({ where, dialogs, abroad, asked }).toEqual({ where, dialogs: [], abroad: [], asked: [] })
  }
}

async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<void> {
  const init = { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) }
  const response = await fetchSigned(`${desk.url}/api/v1${path}`, init)
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
}

describe.each(inOne('zh-CN'))('hostile text, %s', (language) => {
  const t = textsOf(language)

  it('in records: names, descriptions, history, search', async () => {
    const word = newWord()
    for (const text of corpus()) await addItem(desk.url, { name: `${word} ${text}`.slice(0, 255), description: text })
    const { page } = await desk.visit({ language, at: `/c/items?q=${word}&sort=created_at` })
    const safe = await watchFor(page)
    await page.getByText(word).first().waitFor()
    await safe('the table')
    const descriptions = page.getByRole('gridcell').and(page.locator('[data-column="description"]'))
    for (const at of [0, 4, 8]) {
      await descriptions.nth(at).dblclick()
      await page.keyboard.press('Escape')
    }
    for (const text of corpus().slice(0, 6)) {
      await openRow(page, `${word} ${text}`.slice(0, 255), t.collections.openRow)
      await page.getByText(t.collections.history.title).waitFor()
      await safe(`details of ${text}`)
    }
    await page.goto('/')
    await page.getByRole('heading', { name: t.dashboard.recentItems }).waitFor()
    await safe('the overview')
    for (const text of corpus()) {
      await page.goto(`/c/items?q=${encodeURIComponent(text)}&sort=${encodeURIComponent(text)}&id=${encodeURIComponent(text)}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await safe(`an address with ${text}`)
    }
  })

  it('in a conversation: the question, the answer while it is written, and after a reload', async ({ skip }) => {
    skip(desk.model !== 'stand-in', 'the model is not the stand-in: see E2E_MODEL')
    const { page } = await desk.visit({ language, at: '/chat' })
    const safe = await watchFor(page)
    const chat = conversationOn(page, t)
    const text = corpus().join('\n\n')
    await chat.box.fill(`${text.slice(0, 200)} [[delay:3]] [[chunks:300]] [[say]]${text}`)
    await page.getByRole('button', { name: t.chat.composer.send, exact: true }).click()
    await chat.address()
    await safe('while it is written')
    await chat.isDone()
    await safe('when it is there')
    expect(await chat.answer.locator('img, iframe, script, object, embed, form, style, link, svg script').count()).toBe(0)
    // A link leads where a person decides to go, and tells nothing of where they come from.
    for (const link of await chat.answer.getByRole('link').all()) {
      expect(await link.getAttribute('href')).toMatch(/^(https?:|mailto:|#)/)
      expect(await link.getAttribute('rel')).toMatch(/noreferrer/)
    }
    await page.reload()
    await chat.answer.waitFor()
    await safe('after a reload')
    await page.goto('/')
    await page.getByRole('heading', { name: t.dashboard.recentItems }).waitFor()
    await safe('on the overview')
  })

  it('in diagrams and in what a sandbox is asked to show', async ({ skip }) => {
    skip(desk.model !== 'stand-in', 'the model is not the stand-in: see E2E_MODEL')
    const { page, provoke } = await desk.visit({ language, at: '/chat' })
    // What a diagram asks of another host is stopped by the policy of its sandbox, which the browser tells.
    provoke(/Content.Security.Policy|@import rules|\bcsp$/i)
    const safe = await watchFor(page)
    const chat = conversationOn(page, t)
    await chat.box.fill(
      `[[delay:2]] [[say]]${diagrams()
        .map((source) => `\`\`\`mermaid\n${source}\n\`\`\``)
        .join('\n\n')}`,
    )
    await page.getByRole('button', { name: t.chat.composer.send, exact: true }).click()
    await chat.isDone()
    await chat.answer.frameLocator('iframe').first().locator('svg').waitFor()
    await page.waitForLoadState('networkidle')
    await safe('diagrams')
    for (const frame of page.frames().slice(1)) {
      expect(
        await frame.evaluate(() => ({ origin: self.origin, hit: 'hit' in window, links: document.querySelectorAll('[href^="javascript:"]').length })),
      ).toEqual({
        origin: 'null',
        hit: false,
        links: 0,
      })
    }
    // Opened by itself it is nobody's origin either, and takes no orders.
    for (const document of ['diagram', 'image']) {
      await page.goto(`/sandbox/${document}.html#${canary}/q.png`)
      expect(await page.evaluate(() => self.origin)).toBe('null')
      await page.evaluate((src) => postMessage({ src, source: 'flowchart LR\na --> b' }, '*'), `${canary}/r.png`)
    }
    await page.goto('/chat')
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(asked.filter((request) => !request.includes('/r.png'))).toEqual([])
    asked.length = 0
  })

  it('in accounts, roles, keys, devices, and in the log of all that', async () => {
    const unique = Date.now().toString(36)
    for (const [at, text] of corpus().entries()) {
      const name = text.slice(0, 100)
      if (at < 8) await post('/roles', { slug: `r${unique}${at}`, name, permissions: [] })
      if (at < 8) await post('/users/invitations', { email: `${text.replaceAll(/[\s@]/g, '').slice(0, 60)}${at}@x.example`, role: 'viewer' })
      await post('/api-keys', { name, scopes: ['items:read'], expires_in_days: 1 })
    }
    const { page } = await desk.visit({ language, at: '/users' })
    const safe = await watchFor(page)
    for (const at of ['/users', '/users?tab=invitations', '/users?tab=roles', '/audit', '/settings', '/settings?section=keys', '/settings?section=sign-ins']) {
      await page.goto(at)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.waitForLoadState('networkidle')
      await safe(at)
    }
    await page.goto('/audit')
    for (const entry of (await page.getByRole('button', { expanded: false }).all()).slice(0, 10)) await entry.click()
    await safe('entries of the log')
  })

  it('in the address of a conversation', async () => {
    const { page, provoke } = await desk.visit({ language })
    // None of them is one, which is what the page says.
    provoke(/\b(400|404)\b/)
    const safe = await watchFor(page)
    for (const text of [...corpus().slice(0, 6), '../auth/me', '..%2Fauth%2Fme']) {
      await page.goto(`/chat/${encodeURIComponent(text)}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await safe(`/chat/${text}`)
    }
  })

  it('in the addresses of the pages for signing in', async () => {
    const { page } = await desk.visit({ language, as: null, at: '/login' })
    const safe = await watchFor(page)
    for (const text of [...corpus(), '//evil.example', '/\\evil.example', 'javascript:alert(1)', canary]) {
      await page.goto(`/login?next=${encodeURIComponent(text)}&reason=${encodeURIComponent(text)}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await safe(`next=${text}`)
    }
  })
})
