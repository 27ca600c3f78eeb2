import { describe, expect, it } from 'vitest'
import { readText } from './readTable.ts'

describe('text with tabs', () => {
  it.each([
    ['a', [['a']]],
    [
      'a\tb\nc\td',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'a\tb\r\nc\td\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'a\t\n\tb',
      [
        ['a', ''],
        ['', 'b'],
      ],
    ],
    ['a\n\nb', [['a'], [''], ['b']]],
    [
      'a\tb\nc',
      [
        ['a', 'b'],
        ['c', ''],
      ],
    ],
    ['"a\nb"\tc', [['a\nb', 'c']]],
    ['"a\r\nb"\t"c\td"\r\n', [['a\nb', 'c\td']]],
    ['"say ""hi"""', [['say "hi"']]],
    [
      '"5 inch\tb\nc\td',
      [
        ['"5 inch', 'b'],
        ['c', 'd'],
      ],
    ],
    ['5" pipe\tb', [['5" pipe', 'b']]],
    ['""\ta', [['', 'a']]],
    ['a\t', [['a', '']]],
    ['中文\t１２', [['中文', '１２']]],
    ['', [['']]],
  ])('%j', (text, rows) => expect(readText(text)).toEqual(rows))
})
