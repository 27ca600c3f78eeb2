import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findDefinitions, readCode, splitBlocks } from './splitBlocks.ts'

const piece = fc.constantFrom(
  'text',
  '\n',
  '\n\n',
  '- item',
  '  indented',
  '1. one',
  '```',
  '```ts',
  '~~~',
  '> quote',
  '| a | b |',
  '|---|---|',
  '    ',
  '# head',
  '[x]: /y',
  '`',
  '$$',
  '\\[',
  '\\]',
)

test('the blocks joined are the text', () => {
  fc.assert(fc.property(fc.array(piece), (pieces) => splitBlocks(pieces.join('')).join('') === pieces.join('')))
})

test('a block that is complete does not change while more text arrives', () => {
  const text = 'One.\n\n1. a\n\n   still a\n\n2. b\n\n```js\nx\n\ny\n```\n\n| a |\n|---|\n| 1 |\n\nEnd.'
  const whole = splitBlocks(text)
  expect(whole).toEqual(['One.\n\n', '1. a\n\n   still a\n\n2. b\n\n', '```js\nx\n\ny\n```\n\n', '| a |\n|---|\n| 1 |\n\n', 'End.'])
  for (let length = 0; length <= text.length; length++) {
    const settled = splitBlocks(text.slice(0, length)).slice(0, -1)
    expect(whole.slice(0, settled.length)).toEqual(settled)
  }
})

test('code is a block of its own, also right after a paragraph, and a formula of several lines is one', () => {
  expect(splitBlocks('Like this:\n```js\na\n\nb\n```\nand on')).toEqual(['Like this:\n', '```js\na\n\nb\n```\n', 'and on'])
  expect(splitBlocks('- one\n  ```\n  a\n  ```\n- two')).toHaveLength(1)
  expect(splitBlocks('$$\na\n\nb\n$$\n\nend')).toEqual(['$$\na\n\nb\n$$\n\n', 'end'])
  expect(splitBlocks('\\[\na\n\n\\]\n\nend')).toHaveLength(2)
  // Dollars that nothing closes hold the rest together for some lines and no longer.
  expect(splitBlocks(`$$\n${'a\n\n'.repeat(200)}`).length).toBeGreaterThan(100)
})

test('what stands in code is read without a parser', () => {
  expect(readCode('```ts\nconst a = 1\n```\n\n')).toEqual({ language: 'ts', code: 'const a = 1' })
  expect(readCode('  ~~~~ Py x\n  a\n   b\n~~~\n')).toEqual({ language: 'py', code: 'a\n b\n~~~' })
  expect(readCode('```\n')).toEqual({ language: '', code: '' })
  expect([readCode('text'), readCode('``` a`b'), readCode('- ```\n')]).toEqual([null, null, null])
})

test('definitions are found wherever they stand', () => {
  expect(findDefinitions('see [x]\n\n[x]: https://example.com\n[y]: /z "t"\n')).toBe('[x]: https://example.com\n[y]: /z "t"')
})
