import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import path from 'node:path'
import { z } from 'zod'
import { exampleTalks } from './example-talks.ts'
import { AFTERNOON, fillDesk, lendPast } from './fill-desk.ts'
import { nameCells } from './page-collection.ts'
import { conversationOn } from './page-conversation.ts'
import { languages, openDesk, textsOf } from './page-desk.ts'
import { open } from './page-states-customers.ts'

// Takes the pictures of README anew: `node e2e/take-screenshots.ts`, after `npm run build`.

const images = path.join(path.dirname(import.meta.dirname), 'docs/images')

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

for (const language of languages) {
  const { question, answer } = exampleTalks[language]
  const model = await startModel(question, answer)
  const desk = await openDesk('other', {
    OPENROUTER_BASE_URL: model.url,
    DEFAULT_MODEL: 'qwen/qwen3-max',
    SUPPORTED_MODELS: 'qwen/qwen3-max,deepseek/deepseek-chat-v3.1',
  })
  await fillDesk(desk, language)
  const t = textsOf(language)
  const { page, context } = await desk.open({ language, timezone: AFTERNOON })
  const take = (name: string) => page.screenshot({ path: path.join(images, `${name}-${language.slice(0, 2)}.png`), caret: 'hide' })
  await lendPast(context)

  await page.goto('/chat')
  await conversationOn(page, t).ask(question)
  await page.getByRole('table').waitFor()
  await page.locator('.hljs-keyword', { hasText: 'group' }).waitFor()
  await take('chat')

  await open({ desk, page, language })
  await nameCells(page).nth(12).waitFor()
  await take('records')
  await context.unrouteAll({ behavior: 'ignoreErrors' })
  await context.close()
  await desk.close()
  model.close()
}
