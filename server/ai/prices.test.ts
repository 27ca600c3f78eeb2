import fc from 'fast-check'
import { expect, test } from 'vitest'
import { perMillion, toDecimal } from './prices.ts'

test.each([
  ['0.00000025', '0.00000025'],
  ['0.000002', '0.000002'],
  [0.000002, '0.000002'],
  ['2e-7', '0.0000002'],
  ['1.5E-6', '0.0000015'],
  [2.5e-8, '0.000000025'],
  ['0', '0'],
  ['000.500', '0.5'],
  ['.5', '0.5'],
  ['12.', '12'],
  ['3e2', '300'],
  [' 0.1 ', '0.1'],
  ['-1', null],
  ['', null],
  ['.', null],
  ['free', null],
  ['0x10', null],
  ['1e99', null],
  [Number.NaN, null],
  [Number.POSITIVE_INFINITY, null],
])('%s is %s', (value, expected) => {
  expect(toDecimal(value)).toBe(expected)
})

test('a price for a million tokens is what a person would write', () => {
  expect([perMillion('0.00000025'), perMillion('0.0000012'), perMillion('0.00000175'), perMillion('0'), perMillion(null)]).toEqual([0.25, 1.2, 1.75, 0, null])
})

test('moving the point there and back changes nothing', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n }), fc.integer({ min: 0, max: 18 }), (digits, places) => {
      const text = digits.toString().padStart(places + 1, '0')
      const decimal = `${text.slice(0, text.length - places)}.${text.slice(text.length - places)}`
      const plain = toDecimal(decimal)
      expect(toDecimal(toDecimal(plain ?? '', 6) ?? '', -6)).toBe(plain)
      expect(Number(plain)).toBe(Number(decimal))
    }),
  )
})
