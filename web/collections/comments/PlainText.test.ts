import { expect, it } from 'vitest'
import { partsOf } from './PlainText.tsx'

it.each([
  ['nothing', ['nothing']],
  ['see https://example.com/a?b=1.', ['see ', 'https://example.com/a?b=1', '.']],
  ['见 https://example.com，谢谢', ['见 ', 'https://example.com', '，谢谢']],
  ['(http://a.example)', ['(', 'http://a.example', ')']],
  ['https://a.example https://b.example', ['', 'https://a.example', ' ', 'https://b.example', '']],
  ['javascript:alert(1) <b>no</b>', ['javascript:alert(1) <b>no</b>']],
])('addresses in %s are found', (text, parts) => {
  expect(partsOf(text)).toEqual(parts)
})
