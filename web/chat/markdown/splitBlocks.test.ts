import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findDefinitions, splitBlocks } from './splitBlocks.ts'

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

test('text with footnotes stays whole, and definitions are found wherever they stand', () => {
  expect(splitBlocks('a[^1]\n\nb\n\n[^1]: note')).toHaveLength(1)
  expect(findDefinitions('see [x]\n\n[x]: https://example.com\n[y]: /z "t"\n')).toBe('[x]: https://example.com\n[y]: /z "t"')
})
