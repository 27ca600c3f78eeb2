import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test, vi } from 'vitest'
import { Markdown, type TextEnd } from './Markdown.tsx'

// There is no page here whose language could be asked for.
vi.mock('../../i18n/language.ts', () => ({ useLanguage: () => 'en', currentLanguage: () => 'en' }))

const html = (text: string, end: TextEnd = 'whole') => renderToStaticMarkup(<Markdown text={text} end={end} />)

test.each([
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<iframe src="https://example.com"></iframe>',
  '<a href="javascript:alert(1)">x</a>',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](data:text/html,<script>alert(1)</script>)',
  '[x](vbscript:x)',
  '<javascript:alert(1)>',
  '![x](javascript:alert(1))',
  '![x](https://example.com/pixel.png)',
  '<svg onload=alert(1)>',
  '[x]: javascript:alert(1)\n\n[x]',
  '<style>body{display:none}</style>',
  '<div style="position:fixed">x</div>',
])('%j brings in nothing that runs or loads', (text) => {
  const out = html(text)
  expect(out).not.toMatch(/<(script|img|iframe|svg onload|style|object|embed|form)/i)
  expect(out).not.toMatch(/(href|src)="(javascript|data|vbscript):/i)
  expect(out).not.toMatch(/<[^>]+ on\w+=/i)
})

test('a link opens elsewhere without telling where it was', () => {
  expect(html('[x](https://example.com)')).toContain('target="_blank" rel="noopener noreferrer"')
})

test('a reference finds its definition in another block', () => {
  expect(html('see [x]\n\nmore\n\n[x]: https://example.com')).toContain('href="https://example.com"')
})

test('code is coloured and named, and a language that is not known stays text', () => {
  expect(html('```ts\nconst a = 1\n```')).toMatch(/TypeScript.*hljs-keyword/s)
  expect(html('```brainfog\n<b>\n```')).toMatch(/brainfog.*&lt;b&gt;/s)
})

test.each(['growing', 'cut'] as const)('%s code shows none of its marks, wherever the text ends', (end) => {
  const text = 'Try `ls -l` or ``ls``:\n```sh\nls | grep x\n```\n\n1. Then\n   ```js\n   const a = 1\n   ```\n2. and `done`'
  for (let length = 0; length <= text.length; length++) {
    expect(html(text.slice(0, length), end), text.slice(0, length)).not.toContain('`')
  }
})

test('half a table is text where nothing follows', () => {
  expect(html('| a | b', 'growing')).toBe('')
  expect(html('| a | b', 'cut')).toContain('| a | b')
})
