import { expect, test } from 'vitest'
import { boundNesting, cutTable, isTooMuch, ROWS_MAX } from './bounds.ts'

test.each([
  ['brackets', '['.repeat(20_000)],
  ['links that do not end', '[a]('.repeat(10_000)],
  ['emphasis within emphasis', `${'*'.repeat(5_000)}a${'*'.repeat(5_000)}`],
  ['emphasis across emphasis', '_a*'.repeat(5_000)],
  ['a paragraph as long as a book', 'word '.repeat(50_000)],
])('%s are shown as they are', (_, text) => {
  expect(isTooMuch(text)).toBe(true)
})

test.each([
  ['a long list with bold words', Array.from({ length: 500 }, (_, at) => `- **${at}** and *more*, see [this](https://example.com)`).join('\n\n')],
  ['a wide table', Array.from({ length: ROWS_MAX }, () => '| a | b | c | d | e | f | g | h |').join('\n')],
  ['a long paragraph', '中文与 English. '.repeat(2_000)],
])('%s is parsed', (_, text) => {
  expect(isTooMuch(text)).toBe(false)
})

test('quotations and lists go only so deep, and ordinary text stays as it is', () => {
  expect(boundNesting(`${'>'.repeat(10_000)} a`)).toBe(`${'>'.repeat(24)} a`.replace(' a', 'a'))
  expect(boundNesting(`${'- '.repeat(10_000)}a`).length).toBeLessThan(100)
  expect(
    boundNesting(Array.from({ length: 200 }, (_, at) => `${' '.repeat(at * 2)}- a`).join('\n'))
      .split('\n')
      .at(-1),
  ).toBe(`${' '.repeat(96)}- a`)
  const text = '> > quoted\n\n- - a\n    - b\n\n```\n>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>> kept\n```\n'
  expect(boundNesting(text)).toBe(text)
})

test('of a long table the first rows are drawn and all of them kept', () => {
  const rows = Array.from({ length: 5_000 }, (_, at) => `| ${at} | a \\| b |`).join('\n')
  const cut = cutTable(`| n | x |\n|---|:-:|\n${rows}\n`)
  expect(cut?.shown.split('\n')).toHaveLength(ROWS_MAX + 2)
  expect(cut?.rows.slice(0, 2)).toEqual([
    ['n', 'x'],
    ['0', 'a | b'],
  ])
  expect(cut?.rows).toHaveLength(5_001)
  expect(cutTable('| a |\n|---|\n| 1 |')).toBeNull()
  expect(cutTable(rows)).toBeNull()
})
