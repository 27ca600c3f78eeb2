import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CollectionEnvelope } from '#shared/collections.ts'
import { ErrorEnvelope } from '#shared/errors.ts'
import { FormulaPreviewEnvelope } from '#shared/formulas.ts'
import { type Person, startApp, type TestApp } from '../../test/harness.ts'

let app: TestApp
let editor: Person
let path: string

beforeAll(async () => {
  app = await startApp()
  editor = await app.as('editor')
  const fields = [
    { name: '单价', type: 'number', key: 'price' },
    { name: 'Title', type: 'text', key: 'title' },
    { name: 'Due', type: 'date', key: 'due' },
    { name: 'Tags', type: 'multi_select', key: 'tags', choices: [{ label: 'a' }] },
    { name: 'Owner', type: 'person', key: 'owner' },
    { name: 'Done', type: 'checkbox', key: 'done' },
    { name: 'Twice', type: 'formula', key: 'twice', formula: 'price * 2' },
  ]
  const made = await editor.api('POST', '/api/v1/collections', { name: 'Refusals', fields })
  expect(made.status).toBe(201)
  path = `/api/v1/collections/${CollectionEnvelope.parse(made.body).data.slug}`
})
afterAll(() => app.close())

const preview = async (formula: string, language = 'en', key?: string) => {
  const { status, body } = await editor.api('POST', `${path}/fields/preview-formula`, { formula, ...(key ? { key } : {}) }, { 'Accept-Language': language })
  expect(status).toBe(200)
  return FormulaPreviewEnvelope.parse(body).data.problem
}

describe('a formula that is none', () => {
  it.each([
    ['', 0, 'A formula is missing.', '缺少公式。'],
    ['   ', 0, 'A formula is missing.', '缺少公式。'],
    ['price +', 7, 'A value is missing here.', '此处缺少值。'],
    ['price + * 2', 8, 'A value is missing here.', '此处缺少值。'],
    ['(price', 6, 'A bracket is not closed.', '括号没有结束。'],
    ['IF(price', 8, 'A bracket is not closed.', '括号没有结束。'],
    ['price)', 5, 'This cannot be read.', '无法解析此处。'],
    ['"open', 5, 'A quotation mark is not closed.', '引号没有结束。'],
    ['price title', 6, 'An operator is missing before this.', '此处之前缺少运算符。'],
    ['price, title', 7, 'An operator is missing before this.', '此处之前缺少运算符。'],
    ['price,', 5, 'A value is missing here.', '此处缺少值。'],
    ['price; title', 5, 'Arguments are parted by commas.', '参数之间用逗号分隔。'],
    ['1 + nothing', 4, 'There is no field nothing.', '没有字段 nothing。'],
    ['1 + 单价', 4, 'Fields are named by their keys: 单价 is price.', '请使用字段的键名：单价 的键名是 price。'],
    ['SHOUT(title)', 0, 'There is no function SHOUT.', '没有函数 SHOUT。'],
    ['1 + ROUND', 4, 'A bracket is missing behind ROUND.', 'ROUND 之后缺少括号。'],
    ['ROUND()', 0, 'ROUND needs at least 1 argument.', 'ROUND 需要至少 1 个参数。'],
    ['ROUND(1, 2, 3)', 12, 'ROUND takes at most 2 arguments.', 'ROUND 最多 2 个参数。'],
    ['MOD(1)', 0, 'MOD needs 2 arguments.', 'MOD 需要 2 个参数。'],
    ['1 + title', 4, '+ wants a number here; this is a text.', '+ 此处需要数字，这里是文本。'],
    ['- title', 2, '- wants a number here; this is a text.', '- 此处需要数字，这里是文本。'],
    ['due + 1', 0, '+ wants a number here; this is a date.', '+ 此处需要数字，这里是日期。'],
    ['IF(price, 1, 2)', 3, 'IF wants true or false here; this is a number.', 'IF 此处需要真假值，这里是数字。'],
    ['IF(done, 1, "x")', 12, 'IF has a number and a text; both have to be of one type.', 'IF 同时用了数字和文本，类型须一致。'],
    ['price = title', 8, '= has a number and a text; both have to be of one type.', '= 同时用了数字和文本，类型须一致。'],
    ['done < TRUE', 0, '< cannot be asked of true or false.', '< 不能用于真假值。'],
    ['MAX(title, "x")', 4, 'MAX cannot be asked of a text.', 'MAX 不能用于文本。'],
    ['tags = "a"', 0, '= cannot be asked of several choices.', '= 不能用于多个选项。'],
    ['owner', 0, 'This gives persons, items or files; COUNT or CONCAT make one value of it.', '结果是人员、关联或附件，可用 COUNT 或 CONCAT 得到单个值。'],
    ['owner & ""', 0, '& wants what can be read here; this is persons, items or files.', '& 此处需要可显示为文本的值，这里是人员、关联或附件。'],
    ['COUNT(title)', 6, 'COUNT wants a field of several values here; this is a text.', 'COUNT 此处需要多值字段，这里是文本。'],
    ['BLANK()', 0, 'This is always empty.', '结果总是为空。'],
    ['DATEADD(due, 1, "hours")', 16, 'One of "days", "weeks", "months", "years" stands here.', '此处须为 "days"、"weeks"、"months"、"years" 之一。'],
    ['DATEADD(due, 1, title)', 16, 'One of "days", "weeks", "months", "years" stands here.', '此处须为 "days"、"weeks"、"months"、"years" 之一。'],
    ['1234567890123456', 0, 'The number has more than 15 digits.', '数字超过 15 位。'],
    ['1e400', 0, 'The number has more than 15 digits.', '数字超过 15 位。'],
  ])('%s', async (formula, at, en, zh) => {
    expect(await preview(formula)).toEqual({ at, message: en })
    expect(await preview(formula, 'zh-CN')).toEqual({ at, message: zh })
  })

  it.each([
    'price.constructor',
    'title["length"]',
    'title?.length',
    'this',
    'this.price',
    '__proto__',
    'constructor',
    'hasOwnProperty("x")',
    'toString()',
    'title.toString()',
    'IF.constructor("x")()',
    'price = 1 ? 2 : 3',
    '[1, 2]',
    '{a: 1}',
    'price = price := 2',
    'price += 1',
    'price++',
    'price ** 2',
    'price === 1',
    'price || 1',
    'price && 1',
    '!done',
    '~price',
    '`${price}`',
    '/a/',
    'new Date()',
    'NOW()',
    'TODAY()',
    'pg_sleep(10)',
    'current_setting("x")',
    "title' or '1'='1",
    "'); drop table items; --",
    'price::text',
    'price -> 1',
    'values',
    '$1',
    '@price',
    'price # comment',
    'price /* x */ + 1',
    '\\',
  ])('%s', async (formula) => {
    const { status, body } = await editor.api('POST', `${path}/fields/preview-formula`, { formula })
    if (status === 422) expect(ErrorEnvelope.parse(body).error.code).toBe('VALIDATION_FAILED')
    else expect(FormulaPreviewEnvelope.parse(body).data.problem).not.toBeNull()
  })

  it('is refused however large it is, and takes no time', async () => {
    expect(await preview('('.repeat(2000))).toMatchObject({ at: 40 })
    expect(await preview(`${'-'.repeat(1999)}1`)).toMatchObject({ at: 40 })
    expect(await preview(`${'NOT('.repeat(390)}done${')'.repeat(390)}`)).toMatchObject({ at: expect.any(Number) })
    expect(await preview(Array.from({ length: 400 }, () => '1').join('+'))).toMatchObject({ message: expect.stringContaining('parts') })
    expect(await preview(Array.from({ length: 100 }, () => '1').join('+'))).toMatchObject({ message: expect.stringContaining('deep') })
    for (const formula of ['('.repeat(10_000) + ')'.repeat(10_000), `"${'x'.repeat(2001)}"`])
      expect((await editor.api('POST', `${path}/fields`, { name: 'Large', type: 'formula', formula })).status).toBe(422)
    expect((await editor.api('POST', `${path}/fields`, { name: 'Large', type: 'formula', formula: '1+'.repeat(600_000) })).status).toBe(413)
  })

  it('names no formula that names it', async () => {
    expect(await preview('twice + 1', 'en', 'twice')).toEqual({ at: 0, message: 'twice would be computed from itself.' })
    expect((await editor.api('POST', `${path}/fields`, { name: 'Four', key: 'four', type: 'formula', formula: 'twice * 2' })).status).toBe(201)
    expect(await preview('1 + four', 'en', 'twice')).toEqual({ at: 4, message: 'twice would be computed from itself.' })
    expect((await editor.api('PUT', `${path}/fields/twice`, { formula: '1 + four' })).status).toBe(422)
    // What others make of it stays possible.
    expect(await preview('title', 'en', 'twice')).toEqual({ at: 0, message: 'Four: * wants a number here; this is a text.' })
    expect((await editor.api('DELETE', `${path}/fields/four`)).status).toBe(200)
  })
})

describe('a field that is computed', () => {
  const detailsOf = (body: unknown) => ErrorEnvelope.parse(body).error.details

  it('needs its formula, and nothing of what it cannot have', async () => {
    const add = async (field: object) => {
      const { status, body } = await editor.api('POST', `${path}/fields`, { name: 'New', type: 'formula', ...field }, { 'Accept-Language': 'zh-CN' })
      return [status, detailsOf(body)]
    }
    expect(await add({})).toEqual([422, [{ path: 'formula', message: '缺少公式。' }]])
    expect(await add({ formula: '1', required: true })).toEqual([422, [{ path: 'required', message: '由公式计算的字段不能设为必填。' }]])
    expect(await add({ formula: '1', choices: [] })).toEqual([422, [{ path: 'choices', message: '此类型的字段没有这项设置。' }]])
    expect(await add({ formula: '1 +' })).toEqual([422, [{ path: 'formula', message: '第 4 个字符：此处缺少值。' }]])
    expect((await editor.api('POST', `${path}/fields`, { name: 'New', type: 'text', formula: '1' })).status).toBe(422)
  })

  it('is written on no path', async () => {
    const { body } = await editor.api('POST', `${path}/items`, { name: 'x', values: { price: 1 } })
    const { data } = Object(body)
    expect(data.values).toEqual({ price: 1, twice: 2 })
    const refused = [{ path: 'values.twice', message: '公式字段由系统计算，不能写入。' }]
    for (const value of [5, null, 'x']) {
      const zh = { 'Accept-Language': 'zh-CN' }
      expect(detailsOf((await editor.api('POST', `${path}/items`, { name: 'y', values: { twice: value } }, zh)).body)).toEqual(refused)
      expect(detailsOf((await editor.api('PUT', `${path}/items/${data.id}`, { values: { twice: value } }, zh)).body)).toEqual(refused)
      const bulk = await editor.api(
        'POST',
        `${path}/items/bulk`,
        { create: [{ name: 'y', values: { twice: value } }], update: [{ id: data.id, values: { twice: value } }] },
        zh,
      )
      expect(bulk.status).toBe(422)
      expect(JSON.stringify(bulk.body)).toContain('公式字段由系统计算')
      const upsert = await editor.api('POST', `${path}/items/bulk/upsert`, { key: 'name', items: [{ name: 'x', values: { twice: value } }] }, zh)
      expect([upsert.status, JSON.stringify(upsert.body).includes('公式字段由系统计算')]).toEqual([422, true])
      const matching = await editor.api(
        'POST',
        `${path}/items/bulk/matching`,
        { operation: 'update', filter: 'price = 1', expected_count: 1, values: { twice: value } },
        zh,
      )
      expect(matching.status).toBe(422)
    }
    expect((await editor.api('POST', `${path}/items/bulk/upsert`, { key: 'twice', items: [{ name: 'x', values: { price: 1 } }] })).status).toBe(422)
    expect(Object(await editor.api('GET', `${path}/items/${data.id}`)).body.data.values).toEqual({ price: 1, twice: 2 })
  })

  it('keeps the fields that it names', async () => {
    const gone = await editor.api('DELETE', `${path}/fields/price`, undefined, { 'Accept-Language': 'en' })
    expect([gone.status, ErrorEnvelope.parse(gone.body).error.code]).toEqual([409, 'FIELD_IN_USE'])
    expect(detailsOf(gone.body)).toEqual([{ path: 'twice', message: 'Twice: Character 1: There is no field price.' }])
    for (const way of ['PUT', 'POST'] as const) {
      const other = await editor.api(way, `${path}/fields/price${way === 'POST' ? '/preview' : ''}`, { type: 'text' })
      expect([other.status, ErrorEnvelope.parse(other.body).error.code]).toEqual([409, 'FIELD_IN_USE'])
    }
    // One that is deleted keeps nothing, and comes back only to what it needs.
    expect((await editor.api('DELETE', `${path}/fields/twice`)).status).toBe(200)
    expect((await editor.api('DELETE', `${path}/fields/price`)).status).toBe(200)
    expect((await editor.api('POST', `${path}/fields/twice/restore`)).status).toBe(422)
    expect((await editor.api('POST', `${path}/fields/price/restore`)).status).toBe(200)
    expect((await editor.api('POST', `${path}/fields/twice/restore`)).status).toBe(200)
    const { body } = await editor.api('GET', `${path}/items`)
    expect(Object(body).data.items[0].values).toEqual({ price: 1, twice: 2 })
  })
})
