import fc from 'fast-check'
import { expect, it } from 'vitest'
import { defuse, joinValues, plainNumber, splitValues, undefuse } from '#shared/cell-text.ts'
import { escapeControls, letters, unescapeControls } from './excel.ts'

const nasty = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^'{0,3}[=+@\-\t\r\n＝＋－＠]?[\w,;"'，、 ]{0,8}$/))

it.each(['=1+1', '+1', '-1', '@x', '\tx', '\rx', '\n', '＝1', "'=1", "''+x"])('no spreadsheet runs %j', (text) => {
  expect(defuse(text)).toBe(`'${text}`)
  expect(undefuse(defuse(text))).toBe(text)
})
it.each(['a', "'", "'a", '1', '', ' =1', '中文'])('%j is left as it is', (text) => expect([defuse(text), undefuse(text)]).toEqual([text, text]))

it('any text comes back as it was', () => {
  fc.assert(
    fc.property(nasty, (text) => undefuse(defuse(text)) === text && unescapeControls(escapeControls(text)) === text),
    { numRuns: 5000 },
  )
})

it('any values of one cell come back as they were', () => {
  const list = fc.array(nasty, { minLength: 1 })
  fc.assert(
    fc.property(list, (values) => {
      expect(splitValues(joinValues(values))).toEqual(values)
    }),
    { numRuns: 5000 },
  )
})

it.each([
  ['a, b;c；d、e\nf', ['a', 'b', 'c', 'd', 'e', 'f']],
  [' a ,, b ,', ['a', 'b']],
  ['"a, b", c', ['a, b', 'c']],
  ['12" pipe, x', ['12" pipe', 'x']],
  ['', []],
  ['"open', null],
  ['"a"b', null],
])('%j is read as %j', (text, values) => expect(splitValues(text)).toEqual(values))

it.each([
  [1e-8, '0.00000001'],
  [-0.1, '-0.1'],
  [999_999_999_999_999, '999999999999999'],
  [1e21, '1000000000000000000000'],
])('%d has all its digits', (value, text) => expect(plainNumber(value)).toBe(text))

it('columns have letters', () => expect([0, 25, 26, 701, 702].map(letters)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA']))
