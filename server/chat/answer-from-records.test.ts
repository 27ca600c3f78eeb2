import { afterAll, beforeAll, expect, test } from 'vitest'
import { AnswerEnvelope, BUILT_IN_MODEL } from '#shared/chat.ts'
import { ChatModelsEnvelope } from '#shared/models.ts'
import { startApp, type TestApp } from '../test/harness.ts'
import { finishOf, post, readEvents, startOf, textOf } from '../test/read-events.ts'

let app: TestApp
let empty: TestApp
const items: [string, string | null][] = [
  ['季度报告', '第三季度销售数据与分析'],
  ['客户名单', '华东区重点客户'],
  ['年度预算', '包含各部门的季度分配'],
  ['Quarterly report', 'Sales of the third quarter'],
  ['Customer list', null],
  ['<img src=x onerror=alert(1)> [link](javascript:alert(1)) **bold**', 'tricky | `markup`'],
]

beforeAll(async () => {
  app = await startApp()
  empty = await startApp()
  for (const [name, description] of items) await app.api('POST', '/api/v1/items', { name, description })
})
afterAll(async () => {
  await app.close()
  await empty.close()
})

const ask = async (message: string, of = app) => AnswerEnvelope.parse((await of.api('POST', '/api/v1/chat/message', { message })).body).data

test.each([
  ['哪些项目和季度报告有关？', ['季度报告'], '找到'],
  ['请帮我查一下客户名单', ['客户名单'], '找到'],
  ['有没有关于预算的记录', ['年度预算'], '找到'],
  ['季度', ['季度报告', '年度预算'], '找到 **2** 条'],
  ['有多少项目提到季度？', ['季度报告', '年度预算'], '共有 **2** 条'],
  ['重点客户有哪些', ['客户名单'], '找到'],
  ['华东区客户的季度销售报告', ['季度报告', '客户名单', '年度预算'], '部分相符'],
  ['Which items are about the quarterly report?', ['Quarterly report'], 'Found **1 record**'],
  ['show me customers', ['Customer list'], ''],
  ['How many records mention sales?', ['Quarterly report'], 'There are **1 record**'],
])('%s', async (question, names, says) => {
  const answer = await ask(question)
  expect(new Set(answer.sources.map(({ item }) => item.name))).toEqual(new Set(names))
  expect(answer.message).toContain(says)
  for (const name of names) expect(answer.message).toContain(`- **${name}**`)
  expect(answer).toMatchObject({ model: BUILT_IN_MODEL, finish_reason: 'stop', usage: null })
  expect(answer.message).toMatch(/OPENROUTER_API_KEY/)
})

test('how many there are, what is new, and what it is', async () => {
  expect((await ask('有多少项目？')).message).toContain('共有 **6** 条记录')
  expect((await ask('How many items are there?')).message).toContain('**6 records**')
  expect((await ask('最近更新了什么？')).sources).toHaveLength(6)
  expect((await ask('你好')).message).toMatch(/^您好/)
  expect((await ask('Hello!')).message).toMatch(/^Hello/)
  expect((await ask('？？？')).message).toMatch(/built-in assistant/)
})

test('nothing found is said, and how a model is set', async () => {
  const answer = await ask('有没有关于火星探测的记录？')
  expect(answer.sources).toEqual([])
  expect(answer.message).toContain('没有找到与“火星探测”有关的记录')
  expect(answer.message).toContain('内置助手')
  expect((await ask('anything about unicorns?')).message).toContain('No record about “unicorns” was found')
  expect((await ask('有多少项目？', empty)).message).toContain('还没有记录')
})

test('what stands in a record stays text', async () => {
  const answer = await ask('tricky')
  expect(answer.sources).toHaveLength(1)
  expect(answer.message).not.toMatch(/(?<!\\)(<img|\]|\(javascript|\*\*bold)/)
  expect(answer.message).toContain('\\<img')
})

test('records in the trash are not found', async () => {
  const created = await app.api('POST', '/api/v1/items', { name: '待删除的长颈鹿' })
  const id = /"id":"([^"]+)"/.exec(JSON.stringify(created.body))?.[1]
  expect((await ask('长颈鹿')).sources).toHaveLength(1)
  await app.api('DELETE', `/api/v1/items/${id}`)
  expect((await ask('长颈鹿')).sources).toEqual([])
})

test('as a stream: sources, then the text; and again from the finished message', async () => {
  const events = await (await readEvents(`${app.url}/api/v1/chat/stream`, post({ message: '季度' }))).end()
  expect(events.map(({ event }) => event.type).slice(0, 4)).toEqual(['start', 'source', 'source', 'text-delta'])
  expect(startOf(events).model).toBe(BUILT_IN_MODEL)
  expect(finishOf(events)).toMatchObject({ status: 'complete', finish_reason: 'stop', usage: null })
  const again = await (await readEvents(`${app.url}/api/v1/chat/stream?generation_id=${startOf(events).generation_id}&after=2`)).end()
  expect(again.map(({ event }) => event.type)).toEqual(['source', 'text-delta', 'finish'])
  expect(textOf(again)).toBe(textOf(events))
})

test('without a provider there is one model, and no other is pretended', async () => {
  const { data } = ChatModelsEnvelope.parse((await app.api('GET', '/api/v1/chat/models')).body)
  expect(data).toMatchObject({
    configured: false,
    loading: false,
    default: BUILT_IN_MODEL,
    models: [{ id: BUILT_IN_MODEL, name: 'Deskmate', context_length: null, prompt_price: null, completion_price: null, input_modalities: [], parameters: [] }],
  })
  expect((await app.api('POST', '/api/v1/chat/message', { message: 'a', model: 'openai/gpt-5-mini' })).status).toBe(422)
})
