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
  '![x](data:image/svg+xml;base64,PHN2Zy8+)',
  '![x](data:text/html;base64,PHNjcmlwdD4=)',
  '![x](//example.com/pixel.png)',
  '![x](blob:https://example.com/1)',
  '![x][y]\n\n[y]: https://example.com/pixel.png',
  '[^1]: ![x](https://example.com/pixel.png)\n\nsee[^1]',
  '[^1]: <img src=x onerror=alert(1)>\n\nsee[^1]',
  '$\\href{javascript:alert(1)}{x}$ $\\includegraphics{https://example.com/x.png}$ $\\htmlStyle{color:red}{x}$',
  '```mermaid\nflowchart LR\na["<img src=x onerror=alert(1)>"] --> b\nclick a "javascript:alert(1)"\n```',
  '| <img src=x onerror=alert(1)> |\n|---|\n| <script>alert(1)</script> |',
  '`\uE0D1i%3Cimg%20src%3Dx%3E` `\uE0D1x%` `\uE0D21`',
])('%j brings in nothing that runs or loads', (text) => {
  const out = html(text)
  expect(out.replaceAll('<iframe title="Diagram (flowchart)', '')).not.toMatch(/<(script|img|iframe|svg onload|style|object|embed|form)/i)
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

test('a diagram is drawn in a frame without the rights of the page, when all of it is there', () => {
  const text = '```mermaid\nflowchart LR\na --> b\n```'
  expect(html(text)).toMatch(/<iframe[^>]* src="\/sandbox\/diagram.html" sandbox="allow-scripts"/)
  expect(html(text, 'growing')).not.toContain('<iframe')
  expect(html(text, 'growing')).toContain('a --&gt; b')
  expect(html(`\`\`\`mermaid\n${'a --> b\n'.repeat(5_000)}\`\`\``)).not.toContain('<iframe')
})

test('a picture that the text holds is shown, one that is too large is not', () => {
  expect(html('![a cat](data:image/png;base64,iVBORw0KGgo=)')).toContain('<img src="data:image/png;base64,iVBORw0KGgo=" alt="a cat"')
  expect(html(`![a cat](data:image/png;base64,${'A'.repeat(2_000_000)})`)).not.toContain('<img')
})

test('where a link leads is seen', () => {
  expect(html('[your bank](https://evil.example/login)')).toContain('(evil.example)')
  expect(html('[bank.example](https://evil.example)')).toContain('(evil.example)')
  expect(html('[https://раураl.example](https://раураl.example)')).toContain('xn--')
  expect(html('https://example.com/a')).not.toContain('(example.com)')
})

test('formulas, footnotes and tasks', () => {
  expect(html('so $a_1$ and $5 and $6')).toMatch(/<code>a_1<\/code> and \$5 and \$6/)
  const noted = html('See[^n].\n\n[^n]: A **note**')
  expect(noted).toMatch(/aria-label="Footnote 1"/)
  expect(noted).toMatch(/<section aria-label="Footnotes".*<strong>note<\/strong>/)
  expect(html('- [x] done\n- [ ] open')).toMatch(/aria-label="Done"[^]*aria-label="Not done"/)
})

test.each([
  ['nested quotations', '>'.repeat(20_000)],
  ['nested lists', '- '.repeat(10_000)],
  ['nested emphasis', `${'*'.repeat(10_000)}a${'*'.repeat(10_000)}`],
  ['brackets', '['.repeat(50_000)],
  ['a table of 5,000 rows', `| a | b |\n|---|---|\n${'| 1 | 2 |\n'.repeat(5_000)}`],
  ['10,000 lines of code', `\`\`\`ts\n${'const a = 1\n'.repeat(10_000)}\`\`\``],
  ['a word of 100,000 letters', 'a'.repeat(100_000)],
  ['10,000 footnotes', Array.from({ length: 10_000 }, (_, at) => `[^${at}]: x`).join('\n')],
  ['10,000 formulas', '$x$ '.repeat(10_000)],
])('%s are drawn in part or as they are', (_, text) => {
  // None of them within the time that a test has, if nothing bounded them.
  expect(html(text).length).toBeGreaterThan(0)
  expect(html(text.slice(0, -5), 'growing').length).toBeGreaterThan(0)
})
