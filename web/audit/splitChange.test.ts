import fc from 'fast-check'
import { expect, it } from 'vitest'
import { splitChange } from './splitChange.ts'

it.each([
  ['季度报告', '季度总结', { start: '季度', before: '报告', after: '总结', end: '' }],
  ['abc', 'abxc', { start: 'ab', before: '', after: 'x', end: 'c' }],
  ['aa', 'aaa', { start: 'aa', before: '', after: 'a', end: '' }],
  ['', 'new', { start: '', before: '', after: 'new', end: '' }],
  ['👍🏽', '👍🏿', { start: '👍', before: '🏽', after: '🏿', end: '' }],
])('%s → %s', (before, after, expected) => {
  expect(splitChange(before, after)).toEqual(expected)
})

it('loses nothing of either text', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '中', '👍') })
  fc.assert(
    fc.property(text, text, (before, after) => {
      const { start, end, ...middle } = splitChange(before, after)
      expect([start + middle.before + end, start + middle.after + end]).toEqual([before, after])
    }),
  )
})
