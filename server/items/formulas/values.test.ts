import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CollectionEnvelope } from '#shared/collections.ts'
import { FormulaPreviewEnvelope } from '#shared/formulas.ts'
import { type Person, startApp, type TestApp } from '../../test/harness.ts'

let app: TestApp
let editor: Person
let path: string

const fields = [
  { name: 'Price', type: 'currency', key: 'price' },
  { name: 'Count', type: 'number', key: 'count' },
  { name: 'Zero', type: 'number', key: 'zero' },
  { name: 'Huge', type: 'number', key: 'huge' },
  { name: 'Title', type: 'text', key: 'title' },
  { name: 'Notes', type: 'long_text', key: 'notes' },
  { name: '状态', type: 'select', key: 'state', choices: [{ label: '进行中' }, { label: '完成' }] },
  { name: 'Tags', type: 'multi_select', key: 'tags', choices: [{ label: 'a' }, { label: '重要' }] },
  { name: 'Due', type: 'date', key: 'due' },
  { name: 'Leap', type: 'date', key: 'leap' },
  { name: 'At', type: 'date_time', key: 'at' },
  { name: 'Done', type: 'checkbox', key: 'done' },
  { name: 'Site', type: 'url', key: 'site' },
  { name: 'Mail', type: 'email', key: 'mail' },
  { name: 'Owner', type: 'person', key: 'owner' },
  { name: 'Links', type: 'relation', key: 'links', collection: 'items', multiple: true },
  { name: '含税', type: 'formula', key: 'gross', formula: 'price * 1.13' },
  { name: 'Label', type: 'formula', key: 'label', formula: 'title & "/" & state' },
  { name: 'Day after', type: 'formula', key: 'after', formula: 'DATEADD(due, 1, "days")' },
]

beforeAll(async () => {
  app = await startApp()
  editor = await app.as('editor')
  const made = CollectionEnvelope.parse((await editor.api('POST', '/api/v1/collections', { name: 'Formulas', fields })).body).data
  path = `/api/v1/collections/${made.slug}`
  const values = {
    price: 99.9,
    count: 7,
    zero: 0,
    huge: 999_999_999_999_999,
    title: '云帆😀科技',
    notes: 'It\'s \\ "here"',
    state: '进行中',
    tags: ['重要', 'a'],
    due: '2026-01-31',
    leap: '2024-02-29',
    at: '2026-12-31T23:30:15.250Z',
    done: true,
    site: 'https://example.com/a',
    mail: 'a@example.com',
    owner: [editor.id],
  }
  expect((await editor.api('POST', `${path}/items`, { name: 'Full', description: '说明', values })).status).toBe(201)
  expect((await editor.api('POST', `${path}/items`, { name: 'None' })).status).toBe(201)
})
afterAll(() => app.close())

async function compute(formula: string) {
  const { status, body } = await editor.api('POST', `${path}/fields/preview-formula`, { formula })
  expect(status, formula).toBe(200)
  const { problem, result, sample } = FormulaPreviewEnvelope.parse(body).data
  const of = (name: string) => sample.find((row) => row.name === name)?.value
  return { problem, result, full: of('Full'), none: of('None') }
}

/** A formula, what it gives for the full row, and for the one without values (null where that is not said). */
type Case = [formula: string, full: unknown, none?: unknown]
const check = (type: string, cases: Case[]) =>
  it.each(cases)('%s', async (formula, full, none = null) => expect(await compute(formula)).toEqual({ problem: null, result: type, full, none }))

describe('numbers', () => {
  const both = (formula: string, value: unknown): Case => [formula, value, value]
  check('number', [
    both('1 + 2 * 3', 7),
    both('(1 + 2) * 3', 9),
    both('10 - 4 - 3', 3),
    both('2 / 3', 0.66666667),
    both('1 / 3 * 3', 1),
    both('7 % 3', 1),
    both('-7 % 3', 2),
    both('7 % -3', -2),
    both('5 % 0', null),
    both('1 / 0', null),
    both('0 / 0', null),
    both('- 5', -5),
    both('- - 5', 5),
    both('2 - -5', 7),
    both('0.1 + 0.2', 0.3),
    both('1e3 + .5', 1000.5),
    both('999999999999999 + 1', null),
    both('999999999999999 * 999999999999999', null),
    both('999999999999999 * 999999999999999 / 999999999999999', 999_999_999_999_999),
    both('123456789 / 7', 17_636_684.1428571),
    both('0.000000004', 0),
    both('0.00000001 * 1', 0.000_000_01),
    both('ABS(-3.5)', 3.5),
    both('INT(-3.5)', -4),
    both('INT(3.99)', 3),
    both('INT(1 / 3 * 3)', 1),
    both('ROUND(2.5)', 3),
    both('ROUND(-2.5)', -3),
    both('ROUND(1.005, 2)', 1.01),
    both('ROUND(1234.5, -2)', 1200),
    both('ROUND(1.5, 100)', 1.5),
    both('ROUND(1.5, -100)', 0),
    both('ROUNDUP(1.21, 1)', 1.3),
    both('ROUNDUP(-1.21, 1)', -1.3),
    both('ROUNDUP(1.2, 1)', 1.2),
    both('ROUNDUP(1 / 3 * 3)', 1),
    both('ROUNDUP(123, -2)', 200),
    both('ROUNDDOWN(1.29, 1)', 1.2),
    both('ROUNDDOWN(-1.29, 1)', -1.2),
    both('MOD(10, 4)', 2),
    both('MOD(1.5, 1)', 0.5),
    both('SQRT(2)', 1.41421356),
    both('SQRT(16)', 4),
    both('SQRT(-1)', null),
    both('SUM(1, 2, 3)', 6),
    both('MIN(3, 1, 2)', 1),
    both('MAX(3, 1, 2)', 3),
    both('VALUE("12.5")', 12.5),
    both('VALUE(" 1,234 ")', 1234),
    both('VALUE("-5")', -5),
    both('VALUE("12%")', 0.12),
    both('VALUE("abc")', null),
    both('VALUE("")', null),
    both('VALUE("1e5")', null),
    both('VALUE("999999999999999999999999999999999999999999999999")', null),
    both('LEN("")', 0),
    both('LEN("云帆😀")', 3),
    both('IF(TRUE, 1, 2)', 1),
    both('IF(false, 1, 2)', 2),
    both('IF(FALSE, 1)', null),
    both('COALESCE(1 / 0, 5)', 5),
    both('（1 ＋ 2）＊ 3', 9),
    both('IF（1 ＜ 2， 10， 20）', 10),
    ['price * count', 699.3],
    ['count / zero', null],
    ['huge * 10', null],
    ['huge - 1', 999_999_999_999_998],
    ['count + 1', 8],
    ['SUM(price, count)', 106.9, 0],
    ['MIN(price, count)', 7],
    ['MAX(count, 3)', 7, 3],
    ['COALESCE(count, 0) + 1', 8, 1],
    ['gross', 112.887],
    ['ROUND(gross, 1) + 1', 113.9],
    ['LEN(title)', 5, 0],
    ['LEN(tags)', 2, 0],
    ['COUNT(tags)', 2, 0],
    ['COUNT(owner)', 1, 0],
    ['COUNT(links)', 0, 0],
    ['LEN(name)', 4, 4],
    ['YEAR(due)', 2026],
    ['MONTH(due)', 1],
    ['DAY(due)', 31],
    ['WEEKDAY(due)', 6],
    ['WEEKDAY(DATE(2026, 11, 29))', 7, 7],
    ['WEEKDAY(DATE(2026, 11, 30))', 1, 1],
    ['YEAR(at)', 2026],
    ['DAY(at)', 31],
    ['DATEDIF(due, DATE(2026, 3, 1), "days")', 29],
    ['DATEDIF(due, DATE(2026, 2, 28), "months")', 0],
    ['DATEDIF(due, DATE(2026, 3, 31), "months")', 2],
    ['DATEDIF(DATE(2026, 3, 31), due, "months")', -2],
    ['DATEDIF(due, DATE(2025, 1, 31), "years")', -1],
    ['DATEDIF(leap, DATE(2025, 2, 28), "years")', 0],
    ['DATEDIF(leap, DATE(2025, 3, 1), "year")', 1],
    ['DATEDIF(due, at, "weeks")', 47],
    ['DATEDIF(at, DATE(2027, 1, 1), "days")', 0],
    ['DATEDIF(DATE(1, 1, 1), DATE(9999, 12, 31), "days")', 3_652_058, 3_652_058],
    ['DATEDIF(due, BLANK(), "days")', null],
    ['IF(done, count, 0)', 7, 0],
    ['IF(state = "进行中", 1, 2)', 1, 2],
    ['IF(ISBLANK(count), 0, count * 2)', 14, 0],
    ['IF(count > 5, IF(count > 6, 1, 2), 3)', 1, 3],
    ['IF(count > 5, BLANK(), 3)', null, 3],
  ])
})

describe('texts', () => {
  check('text', [
    ['"a" & "b"', 'ab', 'ab'],
    ["'a' & 'b'", 'ab', 'ab'],
    ['“云” & "帆"', '云帆', '云帆'],
    ['"say \\"x\\" \\\\ done"', 'say "x" \\ done', 'say "x" \\ done'],
    [`"it's; drop table items --"`, "it's; drop table items --", "it's; drop table items --"],
    ['"$1 :name ? %s"', '$1 :name ? %s', '$1 :name ? %s'],
    ['title & "-" & count', '云帆😀科技-7', '-'],
    ['notes', 'It\'s \\ "here"'],
    ['notes & "\'"', 'It\'s \\ "here"\'', "'"],
    ['"" & ""', null, null],
    ['name & description', 'Full说明', 'None'],
    ['CONCAT(title, " ", state, " ", done)', '云帆😀科技 进行中 true', '  false'],
    ['CONCAT(price)', '99.9'],
    ['CONCAT(tags)', '重要, a'],
    ['tags & "!"', '重要, a!', '!'],
    ['due & ""', '2026-01-31'],
    ['at & ""', '2026-12-31T23:30:15.250Z'],
    ['1 / 3 & ""', '0.33333333', '0.33333333'],
    ['label', '云帆😀科技/进行中', '/'],
    ['LEFT(title, 3)', '云帆😀'],
    ['LEFT(title)', '云'],
    ['LEFT(title, 0)', null],
    ['LEFT(title, -5)', null],
    ['LEFT(title, 1e9)', '云帆😀科技'],
    ['RIGHT(title, 3)', '😀科技'],
    ['RIGHT(title, 99)', '云帆😀科技'],
    ['MID(title, 2, 2)', '帆😀'],
    ['MID(title, 0, 2)', '云帆'],
    ['MID(title, 99, 2)', null],
    ['MID(title, 2, -1)', null],
    ['UPPER(mail)', 'A@EXAMPLE.COM'],
    ['LOWER("ABC云")', 'abc云', 'abc云'],
    ['TRIM("  a b　 ")', 'a b', 'a b'],
    ['SUBSTITUTE(title, "😀", "-")', '云帆-科技'],
    ['SUBSTITUTE(title, "", "-")', '云帆😀科技'],
    ['SUBSTITUTE("aaa", "a", "bb")', 'bbbbbb', 'bbbbbb'],
    ['SUBSTITUTE(title, "帆", BLANK())', '云😀科技'],
    ['SUBSTITUTE("a.b", ".", "%")', 'a%b', 'a%b'],
    ['TEXT(price)', '99.9'],
    ['TEXT(price, 2)', '99.90'],
    ['TEXT(1234.565, 2)', '1234.57', '1234.57'],
    ['TEXT(1, 99)', '1.00000000', '1.00000000'],
    ['TEXT(5, -3)', '5', '5'],
    ['COALESCE(title, "无")', '云帆😀科技', '无'],
    ['COALESCE("", state, "无")', '进行中', '无'],
    ['IF(CONTAINS(tags, "重要"), "是", "否")', '是', '否'],
    ['IF(done, "✓")', '✓'],
    ['site', 'https://example.com/a'],
    ['TEXT(YEAR(due)) & "-" & RIGHT("0" & MONTH(due), 2)', '2026-01', '-0'],
  ])
})

describe('true and false', () => {
  check('checkbox', [
    ['done', true, false],
    ['NOT(done)', false, true],
    ['TRUE', true, true],
    ['count > 5', true, false],
    ['count >= 7', true, false],
    ['count < 7', false, false],
    ['count = 7', true, false],
    ['count == 7', true, false],
    ['count != 7', false, true],
    ['count <> 8', true, true],
    ['count = BLANK()', false, false],
    ['1 / 3 * 3 = 1', true, true],
    ['title = "云帆😀科技"', true, false],
    ['title < "云"', false, false],
    ['"B" < "a"', true, true],
    ['"a" = "A"', false, false],
    ['due < DATE(2026, 2, 1)', true, false],
    ['due < at', true, false],
    ['at >= due', true, false],
    ['due = DATEVALUE("2026-01-31")', true, false],
    ['done = TRUE', true, false],
    ['done != TRUE', false, true],
    ['NOT(done) = FALSE', true, false],
    ['(count > 1) = (price > 1)', true, true],
    ['AND(done, count > 5, price > 90)', true, false],
    ['OR(done, count > 500)', true, false],
    ['done AND count > 5 OR FALSE', true, false],
    ['done and (count > 50 or price > 5)', true, false],
    ['NOT(count > 5) and done', false, false],
    ['NOT(count > 5) or done', true, true],
    ['ISBLANK(title)', false, true],
    ['ISBLANK(tags)', false, true],
    ['ISBLANK(owner)', false, true],
    ['ISBLANK(links)', true, true],
    ['ISBLANK(count)', false, true],
    ['ISBLANK(done)', false, true],
    ['ISBLANK("")', true, true],
    ['ISBLANK(1 / 0)', true, true],
    ['ISBLANK(BLANK())', true, true],
    ['ISBLANK(due)', false, true],
    ['CONTAINS(title, "科技")', true, false],
    ['CONTAINS(mail, "EXAMPLE")', true, false],
    ['CONTAINS(title, "x")', false, false],
    ['CONTAINS(title, "%")', false, false],
    ['CONTAINS(tags, "重")', false, false],
    ['CONTAINS(tags, "a")', true, false],
    ['CONTAINS(title, BLANK())', false, false],
    ['IF(done, TRUE)', true, false],
    ['IF(ISBLANK(done), FALSE, count > 1)', true, false],
    ['COALESCE(done, TRUE)', true, false],
  ])
})

describe('days', () => {
  const both = (formula: string, value: unknown): Case => [formula, value, value]
  check('date', [
    ['due', '2026-01-31'],
    ['after', '2026-02-01'],
    ['DATEADD(due, 1, "months")', '2026-02-28'],
    ['DATEADD(due, -1, "month")', '2025-12-31'],
    ['DATEADD(due, 2, "weeks")', '2026-02-14'],
    ['DATEADD(due, 1.9, "days")', '2026-02-01'],
    ['DATEADD(leap, 1, "years")', '2025-02-28'],
    ['DATEADD(leap, 4, "years")', '2028-02-29'],
    ['DATEADD(due, 1e9, "days")', null],
    ['DATEADD(due, -1e9, "days")', null],
    ['DATEADD(due, 99999999999999, "weeks")', null],
    ['DATEADD(due, 99999999999999, "years")', null],
    ['DATEADD(due, count, "days")', '2026-02-07'],
    both('DATEADD(DATE(9999, 12, 31), 1, "days")', null),
    both('DATEADD(DATE(1, 1, 1), -1, "days")', null),
    both('DATEADD(DATE(1, 1, 1), -1, "months")', null),
    both('DATEADD(DATE(9999, 12, 31), 0, "years")', '9999-12-31'),
    both('DATE(2024, 2, 29)', '2024-02-29'),
    both('DATE(2026, 2, 29)', null),
    both('DATE(1900, 2, 29)', null),
    both('DATE(2000, 2, 29)', '2000-02-29'),
    both('DATE(2026, 13, 1)', null),
    both('DATE(0, 1, 1)', null),
    both('DATE(1, 1, 1)', '0001-01-01'),
    both('DATE(2026.5, 1, 1)', null),
    both('DATE(1e14, 1, 1)', null),
    both('DATEVALUE("2026-12-01")', '2026-12-01'),
    both('DATEVALUE("2026-02-30")', null),
    both('DATEVALUE("0000-01-01")', null),
    both('DATEVALUE("tomorrow")', null),
    both('DATEVALUE("２０２６-12-01")', null),
    ['DATEVALUE(at)', '2026-12-31'],
    ['MIN(due, leap)', '2024-02-29'],
    ['MAX(due, DATE(2030, 1, 1))', '2030-01-01', '2030-01-01'],
    ['IF(done, due, leap)', '2026-01-31'],
    ['COALESCE(due, DATE(2026, 1, 1))', '2026-01-31', '2026-01-01'],
    ['DATE(YEAR(due), MONTH(due), 1)', '2026-01-01'],
  ])
  check('date_time', [
    ['at', '2026-12-31T23:30:15.250Z'],
    ['DATEADD(at, 1, "days")', '2027-01-01T23:30:15.250Z'],
    ['DATEADD(at, 2, "months")', '2027-02-28T23:30:15.250Z'],
    ['MAX(at, due)', '2026-12-31T23:30:15.250Z'],
    ['IF(done, due, at)', '2026-01-31T00:00:00.000Z'],
    ['COALESCE(at, DATE(2026, 1, 2))', '2026-12-31T23:30:15.250Z', '2026-01-02T00:00:00.000Z'],
  ])

  it('of an item itself are those that it shows', async () => {
    const { full, none } = await compute('DATEDIF(created_at, updated_at, "days") & "/" & (YEAR(created_at) > 2000)')
    expect([full, none]).toEqual(['0/true', '0/true'])
  })
})

describe('what is as large as it may be', () => {
  it('is computed all the same', async () => {
    const sum = Array.from({ length: 59 }, () => 'count').join(' + ')
    expect((await compute(sum)).full).toBe(59 * 7)
    const nested = `${'IF(count > 1, '.repeat(28)}1${', 0)'.repeat(28)}`
    expect(await compute(nested)).toMatchObject({ problem: null, full: 1 })
    const product = Array.from({ length: 59 }, () => 'huge').join(' * ')
    expect(await compute(product)).toMatchObject({ problem: null, full: null })
    expect(await compute(`ROUND(${product.slice(0, 7 * 30)} 1) % 7 + (${'1 / '.repeat(40)} 3)`)).toMatchObject({ problem: null })
    expect(await compute(`LEN(${'SUBSTITUTE('.repeat(20)}"aaaaaaaaaa"${', "a", "aaaaaaaaaa")'.repeat(20)})`)).toMatchObject({ problem: null, full: 0 })
    expect(await compute(`COUNT(tags) + LEN(${'CONCAT('.repeat(28)}title${', title, notes)'.repeat(28)})`)).toMatchObject({
      problem: null,
      full: 2 + 5 + 28 * (5 + 13),
    })
    expect(await compute(`${'('.repeat(40)}1${')'.repeat(40)}`)).toMatchObject({ full: 1 })
    expect(await compute(`${'-'.repeat(40)}1`)).toMatchObject({ full: 1 })
  })
})
