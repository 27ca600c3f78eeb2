import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page, Route } from 'playwright-core'
import { z } from 'zod'
import type { Language } from '#shared/errors.ts'
import { chatTexts } from '../web/chat/texts.ts'
import { launchBrowser } from './browser.ts'
import { exampleRows } from './example-rows.ts'
import { addItem } from './page-rows.ts'
import { startProgram } from './program.ts'

// Takes the pictures of README anew: `node e2e/take-screenshots.ts`, after `npm run build`.

const images = path.join(path.dirname(import.meta.dirname), 'docs/images')
const HOUR_MS = 3_600_000
/** Where it is three in the afternoon: what is hours old is of today. (The names of these zones count westwards.) */
const hoursAhead = ((15 - new Date().getUTCHours() + 36) % 24) - 12
const AFTERNOON = `Etc/GMT${hoursAhead > 0 ? '-' : '+'}${Math.abs(hoursAhead)}`

const talks: Record<Language, { earlier: string[]; question: string; answer: string }> = {
  'zh-CN': {
    earlier: ['供应商合同什么时候到期？', '给新人培训写一份三天的安排', '客户访谈里最常提到的问题是什么？', '年度审计还缺哪些材料？'],
    question: '第三季度各区域销售额对比如何？给出可以重复使用的查询。',
    answer: `第三季度整体增长 **12.4%**，华东区贡献了一半以上的增量：

| 区域 | 销售额（万元） | 同比 | 达标 |
|---|---:|---:|:---:|
| 华东区 | 1,284 | +18.2% | 是 |
| 华南区 | 962 | +9.7% | 是 |
| 华北区 | 731 | +4.1% | 否 |

华北区未达标，主要因为两份续约推迟到十月。下面的查询可以在每季度末重复使用：

\`\`\`sql
select region, sum(amount) as total
from orders
where ordered_at >= date '2026-07-01'
  and ordered_at < date '2026-10-01'
group by region`,
  },
  en: {
    earlier: [
      'When does the supplier contract end?',
      'Draft a three-day onboarding plan',
      'What do customers mention most?',
      'What is still missing for the audit?',
    ],
    question: 'How do the regions compare in Q3? Give me a query that I can use again.',
    answer: `Q3 grew by **12.4%** overall; more than half of it came from the East:

| Region | Sales (k) | Over last year | On target |
|---|---:|---:|:---:|
| East | 1,284 | +18.2% | yes |
| South | 962 | +9.7% | yes |
| North | 731 | +4.1% | no |

The North fell short because two renewals moved to October. This query can be used at the end of every quarter:

\`\`\`sql
select region, sum(amount) as total
from orders
where ordered_at >= date '2026-07-01'
  and ordered_at < date '2026-10-01'
group by region`,
  },
}

/** Names as the catalogue of OpenRouter has them. */
const models = [
  { id: 'qwen/qwen3-max', name: 'Qwen: Qwen3 Max', context_length: 256_000 },
  { id: 'deepseek/deepseek-chat-v3.1', name: 'DeepSeek: DeepSeek V3.1', context_length: 163_840 },
]

/** A model that has one good answer, and is still writing the end of it when it is asked `question`. */
async function startModel(question: string, answer: string) {
  const server = createServer((request, response) => void serve(request, response))
  async function serve(request: IncomingMessage, response: ServerResponse) {
    if (request.url?.endsWith('/models')) return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data: models }))
    const chunk = (choice: object) =>
      `data: ${JSON.stringify({ id: 'one', object: 'chat.completion.chunk', created: 1, model: 'qwen/qwen3-max', choices: [{ index: 0, ...choice }] })}\n\n`
    let asked = ''
    for await (const piece of request.setEncoding('utf8')) asked += piece
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(chunk({ delta: { content: answer }, finish_reason: null }))
    if (!asked.includes(question)) response.end(`${chunk({ delta: {}, finish_reason: 'stop' })}data: [DONE]\n\n`)
  }
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${z.object({ port: z.number() }).parse(server.address()).port}`, close }
}

/** All was made a moment ago; a workspace in use has a past. Hours grow with the place in the list. */
const spread = (texts: string) => {
  const ages = [0.1, 0.6, 1.4, 3, 5, 9, 22, 27, 46, 50, 71, 98, 120, 146, 170, 200, 240, 290, 330, 400]
  const at = new Map<string, number>()
  return texts.replaceAll(/"(created_at|updated_at)":"[^"]+"/g, (_, field: string) => {
    const index = at.get(field) ?? 0
    at.set(field, index + 1)
    const hours = (ages[index] ?? 400 + index * 7) * (field === 'created_at' ? 2.5 : 1)
    return `"${field}":"${new Date(Date.now() - hours * HOUR_MS).toISOString()}"`
  })
}
const aged = async (route: Route) => {
  const response = await route.fetch()
  await route.fulfill({ response, body: spread(await response.text()) })
}

async function ask(page: Page, language: Language, question: string) {
  const t = chatTexts[language]
  await page.goto('/chat')
  await page.getByRole('textbox', { name: t.composer.label }).fill(question)
  await page.keyboard.press('Enter')
}

const browser = await launchBrowser()
for (const [language, suffix] of [
  ['zh-CN', 'zh'],
  ['en', 'en'],
] as const) {
  const { earlier, question, answer } = talks[language]
  const folder = mkdtempSync(path.join(tmpdir(), 'deskmate-pictures-'))
  const model = await startModel(question, answer)
  const program = await startProgram({
    DATA_DIR: folder,
    OPENROUTER_BASE_URL: model.url,
    DEFAULT_MODEL: 'qwen/qwen3-max',
    SUPPORTED_MODELS: 'qwen/qwen3-max,deepseek/deepseek-chat-v3.1',
  })
  for (const item of exampleRows(language, 36).toReversed()) await addItem(program.url, item)
  const context = await browser.newContext({
    baseURL: program.url,
    locale: language === 'en' ? 'en-US' : language,
    timezoneId: AFTERNOON,
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  for (const each of earlier.toReversed()) {
    await ask(page, language, each)
    await page.locator('[aria-busy="false"]').waitFor()
  }
  await page.route(/\/api\/v1\/(items|chat\/sessions)\?/, aged)

  await ask(page, language, question)
  await page.getByRole('table').waitFor()
  await page.locator('.hljs-keyword', { hasText: 'group' }).waitFor()
  await page.screenshot({ path: path.join(images, `chat-${suffix}.png`), caret: 'hide' })

  await page.goto('/items')
  await page.getByRole('grid').getByRole('row').nth(12).waitFor()
  await page.screenshot({ path: path.join(images, `items-${suffix}.png`), caret: 'hide' })
  await context.close()
  await program.end('SIGTERM')
  model.close()
  rmSync(folder, { recursive: true, force: true })
}
await browser.close()
